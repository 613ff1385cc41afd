"""What a search gives."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that fits: `label` is the label that does, `how` one of exact, prefix, part, pinyin, initials, near.

    `how` is all where nothing was asked for. `english` is the English name, empty where there is none;
    `documents` is how many documents name the entity; `score` is 0 to 100.
    """

    iri: str
    type: str
    name: str
    english: str
    label: str
    how: str
    score: float
    documents: int


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: `hits` of `total`, the best first; `classes` counts what fits by class, whatever classes were asked."""

    hits: tuple[Hit, ...]
    total: int
    classes: Mapping[str, int]
