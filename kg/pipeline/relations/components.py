"""Wholes and their parts: A、B、C等“三大指数”, 三大指数:A、B、C."""

from collections.abc import Iterator, Mapping, Sequence

from kg.model import Entity, Evidence, Mention, Relation
from kg.pipeline.parts import Parts, announced

_MARKS = frozenset("“”‘’《》")


def find(text: str, mentions: Sequence[Mention], parts: Parts) -> Iterator[Relation]:
    """Yield hasComponent from each head with parts to the mentions that are exactly its parts; `mentions` are in order."""
    heads = [(mention, listed) for mention in mentions if (listed := parts.find(text, mention.evidence))]
    spans: dict[tuple[int, int], Mention] = {}
    for mention in mentions if heads else ():
        spans.setdefault((mention.evidence.start, mention.evidence.end), mention)
    told: set[tuple[Entity, Evidence]] = set()
    for mention, listed in heads:
        # A name and the quote in it (“三张清单”制度) head the same list.
        found = [span for span in listed if (mention.entity, span) not in told]
        told.update((mention.entity, span) for span in found)
        if not found:
            continue
        wanted = announced(text, mention.evidence)
        complete = wanted is None or wanted == len(found)
        for span in found:
            part = _quoted(text, spans, span)
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


def _quoted(text: str, spans: Mapping[tuple[int, int], Mention], part: Evidence) -> Mention | None:
    """Return the mention that differs from a part only by quotation marks at its edges."""
    starts = [part.start, *([part.start - 1] if text[part.start - 1 : part.start] in _MARKS else [])]
    ends = [part.end, *([part.end + 1] if text[part.end : part.end + 1] in _MARKS else [])]
    return next((spans[span] for span in ((a, b) for a in starts for b in ends) if span in spans), None)
