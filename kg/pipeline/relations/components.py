"""Wholes and their parts: A、B、C等“三大指数”, 三大指数:A、B、C."""

import re
from collections.abc import Iterator, Sequence

from kg.model import Entity, Evidence, Mention, Relation
from kg.pipeline.parts import Parts, arity

_LIST_END = re.compile(r"[”’》]*(?:等[^,，。；、]{0,8}?)?[“‘]?$")


def find(text: str, mentions: Sequence[Mention], parts: Parts) -> Iterator[Relation]:
    """Yield hasComponent from each head with parts to the mentions that are exactly its parts."""
    spans: dict[Evidence, Mention] = {}
    for mention in mentions:
        spans.setdefault(mention.evidence, mention)
    for mention in mentions:
        found = parts.find(text, mention.evidence)
        if not found:
            continue
        wanted = arity(mention.evidence.exact(text)) or arity(
            text[max(0, mention.evidence.start - 3) : mention.evidence.end]
        )
        complete = wanted is None or wanted == len(found)
        for span in found:
            part = spans.get(span) or _within(spans, span)
            if part is None or not _fits(mention.entity, part.entity, numbered=wanted is not None):
                continue
            evidence = Evidence(min(span.start, mention.evidence.start), max(span.end, mention.evidence.end))
            yield Relation(
                mention.entity,
                "hasComponent",
                part.entity,
                evidence,
                "relations/hasComponent-list",
                0.9 if complete else 0.6,
            )


def _fits(whole: Entity, part: Entity, *, numbered: bool) -> bool:
    """Say whether one can be a part of the other: a place only of a place, and without a numeral only of its like."""
    if whole == part:
        return False
    return whole.type == part.type or (numbered and part.type not in ("Place", "Person"))


def _within(spans: dict[Evidence, Mention], part: Evidence) -> Mention | None:
    """Return the mention that differs from a part by quotation marks or a light word at its edges."""
    for span, mention in spans.items():
        if abs(span.start - part.start) <= 2 and abs(span.end - part.end) <= 2:
            return mention
    return None
