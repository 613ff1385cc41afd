"""Find the figures that a text states: value, unit, qualifier, measure, period, and whom they are stated of."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kg import lexicon
from kg.model import Draft, Entity, Evidence, Mention, Observation, Step, Structure
from kg.numerals import Period, periods
from kg.pipeline.observations.figures import figures
from kg.pipeline.observations.measures import Figure, measured
from kg.pipeline.observations.names import SENTENCE, Names, clause_start
from kg.pipeline.observations.words import Words

__all__ = ["RULES", "Words", "find", "step"]

# How sure each rule is: what reading some four hundred figures of 1954-2000 and 2026 by eye found right, rounded.
_CONFIDENCE = {
    "observations/prefix": 0.9,
    "observations/postfix": 0.9,
    "observations/change": 0.95,
    "observations/carried": 0.85,
    "observations/distributed": 0.85,
    "observations/shared": 0.8,
    "observations/listed": 0.7,
    "observations/duration": 0.7,
    "observations/unit": 0.8,
}
# How far into its paragraph the period that it opens with may stand.
_OPENING = 12
_COMPARES = ("比", "较", "同", "与", "由", "从", "于")
_PLANS = ("规划", "远景", "计划")
RULES = tuple(_CONFIDENCE)
# The longest paragraph that is looked through, so that no text takes quadratic time.
_PARAGRAPH = 3000


def find(
    text: str,
    structure: Structure,
    mentions: Sequence[Mention],
    issued: str | None,
    words: Words,
) -> list[Observation]:
    """Return the figures of `text` in the order in which they end; a range gives two.

    `about` is what names.py finds in the clause or carries over, else the document's issuer, else its place.
    """
    times = list(periods(text, issued, words.named))
    found = measured(text, figures(text, mentions, times, words), words)
    if not found:
        return []
    when, whose = _Times(text, times), Names(text, mentions, structure, words.area)
    return [
        observation
        for figure in found
        for observation in _observations(figure, whose.about(figure), when.period(figure))
    ]


def _observations(figure: Figure, about: Entity | None, period: str | None) -> list[Observation]:
    quantity = figure.quantity
    bounds = [(quantity.value, quantity.qualifier)]
    if quantity.ceiling is not None:
        bounds = [(quantity.value, "atLeast"), (quantity.ceiling, "atMost")]
    return [
        Observation(
            about=about,
            measure=figure.measure,
            value=value,
            unit=quantity.unit,
            qualifier=qualifier,
            evidence=Evidence(figure.start, figure.end),
            rule=figure.rule,
            confidence=_CONFIDENCE[figure.rule],
            period=period,
        )
        for value, qualifier in bounds
    ]


class _Times:
    """Answers when a figure holds: the last period in its sentence, else the one that opens its paragraph."""

    def __init__(self, text: str, times: Sequence[Period]) -> None:
        self._text = text
        self._times = [period for period in times if self._holds(period)]
        self._starts = [period.start for period in self._times]

    def _holds(self, period: Period) -> bool:
        """Say whether things are stated of the period: not 比2020年增长, 由1978年的…, 2035年远景目标."""
        compared = self._text[max(0, period.start - 1) : period.start] in _COMPARES
        return not (compared and "/.." not in period.edtf) and not self._text.startswith(_PLANS, period.end)

    def period(self, figure: Figure) -> str | None:
        index = bisect_right(self._starts, figure.end - 1)
        if not index:
            return None
        sentence = clause_start(self._text, "。", figure.start, SENTENCE)
        paragraph = clause_start(self._text, "\n", figure.start, _PARAGRAPH)
        if self._starts[index - 1] >= max(sentence, paragraph):
            return self._times[index - 1].edtf
        opening = bisect_right(self._starts, paragraph - 1)
        if opening < index and self._starts[opening] - paragraph <= _OPENING:
            return self._times[opening].edtf
        return None


def step(folder: Path) -> Step:
    """Return the stage over the word tables of an ontology folder; it adds to the claims that are there."""
    words = Words.compiled(lexicon.load(folder))

    def run(draft: Draft) -> Draft:
        document = draft.document
        found = find(document.text, draft.structure, draft.mentions, document.issued, words)
        return replace(draft, claims=(*draft.claims, *found))

    return run
