"""The provinces of China: which borders on which, and where each stands on a tile-grid map."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import OntologyError
from kg.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Province:
    """A unit of province level with its tile, counted from the west and from the north, and its neighbours."""

    name: str
    column: int
    row: int
    neighbours: frozenset[str]


def provinces(words: Lexicon) -> Mapping[str, Province]:
    """Return name → province of the table `provinces.tsv`; OntologyError where a tile is no number."""
    found = {}
    for row in words.tables.get("provinces", ()):
        try:
            tile = int(row["column"]), int(row["row"])
        except ValueError as error:
            raise OntologyError(
                f"lexicon/provinces.tsv: {row['name']}", "its tile is no number", "give a column and a row"
            ) from error
        found[row["name"]] = Province(row["name"], *tile, frozenset(row["neighbours"].split()))
    return found
