"""Passages of plans that no heading announces, told by their words: bare verbs of intent, and none that report."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from kg.model import Evidence, Structure
from kg.pipeline.relations.cues import Hit

_LINE = re.compile(r"[^\n]+")
# Dates and decimals are of what has been; targets are round.
_MEASURED = re.compile(r"[0-9]\.[0-9]|[0-9][月日]")
_NEAR, _FAR = 2, 10
_FEWEST, _OUTWEIGH, _EVERY = 5, 2, 90


def passages(text: str, structure: Structure, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Return the passages in which verbs state intentions: those under headings, and the paragraphs that sound so.

    A document that reports on a body tells what the body did.
    """
    if structure.issuer:
        return structure.plans
    lines = [Evidence(*match.span()) for match in _LINE.finditer(text)]
    ends = [line.end for line in lines]
    aims = _sums(ends, [hit.start for hit in hits if hit.mood == "aim"])
    facts = [hit.start for hit in hits if hit.mood == "done"] + [m.start() for m in _MEASURED.finditer(text)]
    done = _sums(ends, facts)

    def intended(index: int, reach: int) -> bool:
        low, high = max(0, index - reach), min(len(lines), index + reach + 1)
        aimed, reported = aims[high] - aims[low], done[high] - done[low]
        fewest = max(_FEWEST, (lines[high - 1].end - lines[low].start) / _EVERY)
        return aimed >= fewest and aimed > _OUTWEIGH * reported

    told = (line for index, line in enumerate(lines) if intended(index, _NEAR) and intended(index, _FAR))
    apart = [line for line in told if not any(plan.start <= line.start < plan.end for plan in structure.plans)]
    return tuple(sorted([*structure.plans, *apart]))


def _sums(ends: Sequence[int], offsets: Sequence[int]) -> list[int]:
    """Return how many offsets lie before each line, and in all."""
    counts = [0] * (len(ends) + 1)
    for offset in offsets:
        counts[bisect_right(ends, offset)] += 1
    return list(accumulate(counts, initial=0))
