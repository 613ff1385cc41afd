"""Rules and model vote: which mentions of the rules stand, and which the model adds.

Every threshold here was chosen by cross-validation over the annotated documents: `tests/benchmarks/cross.py`.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.learned.crf import Span
from kg.pipeline.mentions.learned.features import bare
from kg.pipeline.mentions.names import plain

RULE = "mentions/model"
# From here on the model is heard at all, adds a name where no rule sees one, and is believed against a rule.
_HEARD, _ADDS, _SURE = 0.3, 0.5, 0.95
# What these rules find needs the model's assent: alone they are wrong more often than right.
_ASSENTED = ("mentions/head", "mentions/quoted-head", "mentions/quoted-clause", "mentions/quoted-idea")
# A longer name of the model leaves no room for what these find in it.
_SWALLOWED = ("mentions/head", "mentions/listed", "mentions/quoted-head", "mentions/deictic-organ")
# Told by marks or by knowledge; the model has no say in it.
_SETTLED = ("mentions/known", "mentions/title", "mentions/deictic-place", "mentions/byline", "mentions/part")

# What the model takes in now and then and is no part of a name; what is being built has its name without 建设.
_LEAD = re.compile("新一轮|新一批|首批|以[^的，。；]{2,20}的")
_BUILT, _DRIVE, _SHORTEST = "建设", "Campaign", 3

Bounds = tuple[int, int]


def vote(text: str, mentions: Sequence[Mention], spans: Sequence[Span]) -> list[Mention]:
    """Return the mentions that stand, in order of the text."""
    heard = _Heard(text, spans)
    kept: list[Mention] = []
    standing: list[Bounds] = []
    for mention in mentions:
        bounds = bare(text, mention.evidence)
        if mention.rule.startswith(_SETTLED) or _stands(mention, bounds, heard.near(bounds)):
            kept.append(mention)
            standing.append(bounds)
    kept += _added(text, spans, standing)
    return sorted(kept, key=lambda it: (it.evidence.start, -it.evidence.end, it.entity))


class _Heard:
    """The spans that the model is heard on, by the characters that they cover; they come in order."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._owner = [-1] * len(text)
        for number, span in enumerate(spans):
            if span.probability >= _HEARD:
                self._owner[span.start : span.end] = [number] * (span.end - span.start)

    def near(self, bounds: Bounds) -> list[Span]:
        """Return the spans that touch some bounds, in order."""
        return [self._spans[number] for number in sorted({*self._owner[slice(*bounds)]} - {-1})]


def _stands(mention: Mention, bounds: Bounds, near: Sequence[Span]) -> bool:
    if not near:
        return not mention.rule.startswith(_ASSENTED)
    if any((span.start, span.end) == bounds for span in near):
        return True
    for span in near:
        shorter = bounds[0] <= span.start and span.end <= bounds[1]
        longer = span.start <= bounds[0] and bounds[1] <= span.end
        sure = span.probability >= (_ADDS if shorter else _SURE)
        if sure and (not longer or mention.rule.startswith(_SWALLOWED)):
            return False
    return True


def _added(text: str, spans: Sequence[Span], standing: Sequence[Bounds]) -> Iterator[Mention]:
    """Yield the names that the model alone sees, or sees longer than the rules do."""
    ends: dict[int, int] = {}
    covered = bytearray(len(text))
    for start, end in standing:
        ends[start] = max(end, ends.get(start, 0))
        covered[start:end] = b"\1" * (end - start)
    # How far the mentions reach that begin at a character or before it.
    furthest = np.zeros(len(text), np.int64)
    furthest[list(ends)] = list(ends.values())
    reach = np.maximum.accumulate(furthest).tolist()
    for span in (_trimmed(text, span) for span in spans):
        if reach[span.start] >= span.end or _tiled(span, ends):
            continue
        touched = any(covered[span.start : span.end])
        name = plain(text[span.start : span.end])
        if name and span.probability >= (_SURE if touched else _ADDS):
            yield Mention(Entity(span.type, name), Evidence(span.start, span.end), RULE, span.probability)


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without what leads or ends it and is no part of the name."""
    start, end = span.start, span.end
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    end -= len(_BUILT) if span.type != _DRIVE and text.endswith(_BUILT, start, end) else 0
    if end - start < _SHORTEST or (start, end) == span[:2]:
        return span
    return span._replace(start=start, end=end)


def _tiled(span: Span, ends: dict[int, int]) -> bool:
    """Say whether mentions that stand cover a span from end to end (岱山县 + 沙洋村)."""
    at = span.start
    while at in ends and at < span.end:
        at = ends[at]
    return at >= span.end
