"""Word knowledge: the tables of `ontology/lexicon/` and the known names, compiled once and handed to the stages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import daachorse

from kg import ontology
from kg.errors import OntologyError
from kg.model import Entity
from kg.ontology import KnownEntity

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of `ontology/lexicon/`, by file stem; a row maps column names to cells."""

    tables: Mapping[str, tuple[Row, ...]]

    def column(self, table: str, column: str) -> tuple[str, ...]:
        """Return one column of a table, top to bottom; KeyError where the table or column is missing."""
        return tuple(row[column] for row in self.tables[table])


@lru_cache(maxsize=4)
def load(folder: Path) -> Lexicon:
    """Read every `*.tsv` below `folder`/lexicon, once for as long as the process lives.

    A table is a header line, then one row a line; `#` starts a comment line.

    Raises OntologyError, naming file and line, where a row has not as many cells as the header.
    """
    return Lexicon({path.stem: _read(path) for path in sorted((folder / "lexicon").glob("*.tsv"))})


def _read(path: Path) -> tuple[Row, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "save it as UTF-8 text") from error
    header: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
        elif len(cells) == len(header):
            rows.append(dict(zip(header, cells, strict=True)))
        else:
            problem = f"{len(cells)} cells where the header has {len(header)}"
            raise OntologyError(f"{path}:{number}", problem, "separate cells with one tab each")
    return tuple(rows)


_LEAST_SHORT = 3


class Label(NamedTuple):
    """A label where it stands in a text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Labels of known entities, found in a text by one automaton; `decoys` are phrases that hold a label by chance."""

    known: Sequence[KnownEntity]
    decoys: Sequence[str] = ()

    @cached_property
    def by_label(self) -> Mapping[str, tuple[KnownEntity, ...]]:
        """Return the entities that bear each label of two characters or more."""
        found: dict[str, list[KnownEntity]] = {}
        for entity in self.known:
            for label in dict.fromkeys(entity.labels):
                if len(label) > 1 and label not in self.decoys:
                    found.setdefault(label, []).append(entity)
        return {label: tuple(entities) for label, entities in found.items()}

    @cached_property
    def by_entity(self) -> Mapping[Entity, KnownEntity]:
        """Return what is known of each entity."""
        return {it.entity: it for it in self.known}

    @cached_property
    def _words(self) -> list[str]:
        return sorted({*self.by_label, *self.decoys})

    @cached_property
    def _automaton(self) -> Any:
        return automaton(self._words) if self._words else None

    def find(self, text: str) -> list[Label]:
        """Return the labels in the text, leftmost longest, without overlap."""
        if self._automaton is None:
            return []
        found = ((start, end, self._words[number]) for start, end, number in self._automaton.find(text))
        return [Label(*it) for it in found if it[2] in self.by_label]

    def above(self, entity: Entity) -> Iterator[KnownEntity]:
        """Yield the entity, what it is part of, and so on upwards."""
        it = self.by_entity.get(entity)
        while it is not None:
            yield it
            it = self.by_entity.get(it.part_of) if it.part_of else None

    def levels(self, place: Entity | None) -> Mapping[str, Entity]:
        """Return what 省, 市, 县, 区, 州, 旗 and 自治区 mean in a document that speaks for `place`.

        A word that has no meaning there is missing.
        """
        meaning: dict[str, Entity] = {}
        for it in self.above(place) if place else ():
            full = max(it.labels, key=len)
            if it.level == "county":
                meaning.setdefault(full[-1], it.entity)
            elif it.level == "prefecture":
                meaning.setdefault("州" if full.endswith("州") else "市", it.entity)
            elif it.level == "province":
                word = next((end for end in ("自治区", "市") if full.endswith(end)), "省")
                meaning.setdefault(word, it.entity)
        return meaning


@lru_cache(maxsize=4)
def gazetteers(folder: Path) -> tuple[Gazetteer, Gazetteer]:
    """Return one gazetteer of the administrative divisions and one of all other entities that a folder knows."""
    divisions: list[KnownEntity] = []
    others: list[KnownEntity] = []
    peoples = "|".join(sorted(load(folder).column("peoples", "people"), key=len, reverse=True))
    autonomous = re.compile(f"(..+?)(?:{peoples})+自治([县旗])")
    for it in ontology.load(folder).entities:
        if it.level is None:
            others.append(it)
        else:
            divisions.append(_with_short_form(it, autonomous))
    return Gazetteer(divisions, load(folder).column("decoys", "phrase")), Gazetteer(others)


def _with_short_form(it: KnownEntity, autonomous: re.Pattern[str]) -> KnownEntity:
    """Add the short forms of a county that can stand alone (和林格尔县: 和林格尔; 道真仡佬族苗族自治县: 道真县)."""
    named = autonomous.fullmatch(it.entity.name)
    if named:
        it = replace(it, labels=(*it.labels, named[1] + named[2]))
    name = it.labels[-1] if named else it.entity.name
    short = name[:-1]
    if it.level != "county" or len(short) < _LEAST_SHORT or short.endswith(("自治", "新", "开发")):
        return it
    return replace(it, labels=(*it.labels, short))


def automaton(words: Sequence[str], *, overlapping: bool = False) -> Any:
    """Compile words into an automaton that finds the leftmost longest of them, or all where `overlapping`."""
    kind = daachorse.MATCH_KIND_STANDARD if overlapping else daachorse.MATCH_KIND_LEFTMOST_LONGEST
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(words), kind)
