"""Rules and model vote: which mentions of the rules stand, and which the model adds."""

from collections.abc import Iterator, Sequence

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.learned.crf import Span
from kg.pipeline.mentions.learned.features import bare
from kg.pipeline.mentions.names import plain

RULE = "mentions/model"
# The model speaks where it is as sure as this, and a rule less sure than this needs its assent.
_SURE = 0.7
_UNSURE_RULE = 0.7
_ASSENT = 0.3
# What these rules find is told by marks or by the document's context; the model has no say in it.
_MARKED = (
    "mentions/quoted",
    "mentions/title",
    "mentions/known",
    "mentions/congress",
    "mentions/anniversary",
    "mentions/addressed",
    "mentions/central-organ",
    "mentions/post",
)
_COVERING = ("mentions/quoted", "mentions/title", "mentions/known")
_SETTLED = ("mentions/deictic", "mentions/known", "mentions/title", "mentions/byline")


def vote(text: str, mentions: Sequence[Mention], spans: Sequence[Span]) -> list[Mention]:
    """Return the mentions that stand, in order of the text.

    Of a rule and a sure model that cross, the model is followed; where both see the same name, the model tells its
    class; a rule that is not sure stands only with some assent of the model.
    """
    sure = [span for span in spans if span.probability >= _SURE]
    assented = {(span.start, span.end) for span in spans if span.probability >= _ASSENT}
    owner: list[int | None] = [None] * len(text)
    for number, span in enumerate(sure):
        owner[span.start : span.end] = [number] * (span.end - span.start)
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in mentions:
        start, end = bare(text, mention.evidence)
        touched = {owner[at] for at in range(start, end)}
        numbers = sorted(number for number in touched if number is not None)
        same = len(numbers) == 1 and (sure[numbers[0]].start, sure[numbers[0]].end) == (start, end)
        if same:
            taken.add(numbers[0])
            kept.append(_classed(mention, sure[numbers[0]].type))
        elif _stands(mention, (start, end), [sure[number] for number in numbers], (start, end) in assented):
            kept.append(mention)
            taken.update(number for number in numbers if mention.rule.startswith(_SETTLED))
    kept += _added(text, [span for number, span in enumerate(sure) if number not in taken])
    return sorted(kept, key=lambda it: (it.evidence.start, -it.evidence.end, it.entity))


def _stands(mention: Mention, span: tuple[int, int], sure: Sequence[Span], assented: bool) -> bool:
    if not sure:
        return mention.confidence >= _UNSURE_RULE or assented or mention.rule.startswith(_SETTLED)
    start, end = span
    if len(sure) == 1 and sure[0].start <= start and end <= sure[0].end:
        return mention.rule.startswith(_MARKED)
    covers = all(start <= it.start and it.end <= end for it in sure)
    return covers and mention.rule.startswith(_COVERING)


def _classed(mention: Mention, kind: str) -> Mention:
    """Return a mention with the class that the model tells, unless the rule knows better."""
    if mention.entity.type == kind or mention.rule.startswith(_SETTLED):
        return mention
    entity = Entity(kind, mention.entity.name, mention.entity.place)
    return Mention(entity, mention.evidence, mention.rule, mention.confidence)


def _added(text: str, spans: Sequence[Span]) -> Iterator[Mention]:
    for span in spans:
        name = plain(text[span.start : span.end])
        if name:
            yield Mention(Entity(span.type, name), Evidence(span.start, span.end), RULE, span.probability)
