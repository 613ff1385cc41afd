"""What cleaning gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """Something that cleaning took away: `line` counts from 1 in the raw text, `text` is what stood there."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, the metadata that its furniture states, and what was removed, in the order of the lines."""

    text: str
    title: str | None = None
    issued: str | None = None
    publisher: str | None = None
    creators: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
