"""What a reader of one format hands on: raw text, and the metadata that the format states."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.errors import InputError
from kg.model import Document
from kg.text import Cleaned, clean, find_date, simplify

# A paragraph of a real document stays far below; no sentence splitter or reader of quotes is served by more.
LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """One raw source text: `suffix` tells the records of one file apart; `stated` maps `columns.FIELDS` to text."""

    text: str
    stated: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


def document(name: str, page: Page) -> Document:
    """Clean a page into a document; what its metadata states goes before what its text says.

    Raises InputError where nothing is left of the text, or a line is longer than any paragraph.
    """
    longest = max(map(len, page.text.split("\n")))
    if longest > LONGEST_LINE:
        problem = f"has a line of {longest:,} characters, more than {LONGEST_LINE:,}"
        raise InputError(name, problem, "break it into paragraphs")
    cleaned = clean(page.text)
    if not cleaned.text.strip():
        raise InputError(name, "has no text", "leave it out, or check that it was saved whole")
    stated = {key: clean_value(value) for key, value in page.stated.items()}
    return Document(
        name=name,
        text=cleaned.text,
        title=stated.get("title") or cleaned.title,
        issued=_issued(stated, cleaned),
        publisher=stated.get("publisher") or cleaned.publisher,
        creators=_names(stated.get("creators", "")) or cleaned.creators,
        source=page.stated.get("source", "").strip() or None,
        description=stated.get("description") or None,
        place=stated.get("place") or None,
    )


def clean_value(value: str) -> str:
    """Return a metadata value on one line, in simplified characters."""
    return simplify(" ".join(value.split()))


def _issued(stated: Mapping[str, str], cleaned: Cleaned) -> str | None:
    """Return the stated date; a fuller one of the same year in the text goes before it."""
    dates = [find_date(stated.get("date", "")), cleaned.issued, find_date(stated.get("title", ""))]
    known = [value for value in dates if value]
    return max((value for value in known if value.startswith(known[0])), key=len) if known else None


def _names(value: str) -> tuple[str, ...]:
    for sign in "、,，;；|":
        value = value.replace(sign, "\n")
    return tuple(name.strip() for name in value.split("\n") if name.strip())
