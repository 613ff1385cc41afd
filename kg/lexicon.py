"""Word knowledge: the tables of `ontology/lexicon/`, read once and handed to the stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OntologyError

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of `ontology/lexicon/`, by file stem; a row maps column names to cells."""

    tables: Mapping[str, tuple[Row, ...]]

    def column(self, table: str, column: str) -> tuple[str, ...]:
        """Return one column of a table, top to bottom; KeyError where the table or column is missing."""
        return tuple(row[column] for row in self.tables[table])


def load(folder: Path) -> Lexicon:
    """Read every `*.tsv` below `folder`/lexicon: a header line, then one row a line; `#` starts a comment line.

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
