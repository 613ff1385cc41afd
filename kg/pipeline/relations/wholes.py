"""Sentences that tell what is part of what: A是B的组成部分, X下辖A、B, A位于B."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.model import Evidence, Mention, Relation
from kg.pipeline.relations.names import rank

_NESTING = frozenset({"Campaign", "Organization", "Mechanism", "Place", "Event"})
_IDEAL = frozenset({"Formulation", "Strategy", "Slogan", "Platform", "PolicyDocument", "Honor"})
_IS = re.compile(r"[”’》]?(?:也|都|均|就)?(?:是|作为|属于|隶属于?|从属于|为|系)[“‘《]?")
_SHARE = re.compile(
    r"[”’》]?(?:之一|的(?:重要|有机|核心|关键|一个)?(?:组成部分|构成部分|子行动|子项目|子工程|分支|一部分|一环|一项|[市辖]{0,2}[县区镇乡村市]))"
)
_LIES = re.compile(r"[”’》]?(?:位于|地处|坐落于|坐落在|地属|位处)[“‘《]?")
_UNDER = re.compile(r"[”’》]?(?:现|共)?(?:下辖|管辖|辖有?)[0-9一二三四五六七八九十个]*")
# What each of the three begins with.
_TELLS = re.compile("[”’》]?[也都均就是作属隶从为系位地坐现共下管辖]")
_LIST = re.compile(
    r"[”’》]?(?:[、和及与]|以及|等?[0-9一二三四五六七八九十两]+[个座][县市区镇乡村旗街道]{1,4}[、和，,及]?)+"
)
_BELONGING = ("属于", "隶属", "隶属于", "从属于")
_MOST = 60


def find(text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield partOf, and hasComponent of the whole, where a sentence says that one thing is part of another.

    `mentions` are those that lie in no other, in order.
    """
    for index, (left, right) in enumerate(pairwise(mentions)):
        if not _TELLS.match(text, left.evidence.end, right.evidence.start):
            continue
        gap = text[left.evidence.end : right.evidence.start]
        if _IS.fullmatch(gap):
            yield from _told(text, left, right, gap)
        elif _LIES.fullmatch(gap) and left.entity.type == right.entity.type == "Place":
            if rank(right.entity.name) < rank(left.entity.name):
                yield _part(left, right, "told")
        elif left.entity.type == "Place" and _UNDER.fullmatch(gap):
            yield from _governs(text, left, mentions[index + 1 : index + 1 + _MOST])


def _told(text: str, part: Mention, whole: Mention, gap: str) -> Iterator[Relation]:
    """Yield A是B的组成部分 and A属于B."""
    share = _SHARE.match(text, whole.evidence.end)
    belongs = gap.strip("”’》“‘《").endswith(_BELONGING)
    if part.entity == whole.entity or not (share or belongs):
        return
    end = share.end() if share else whole.evidence.end
    if part.entity.type == whole.entity.type and part.entity.type in _NESTING:
        yield _part(part, whole, "told", end)
    if share and part.entity.type != "Place" and whole.entity.type in _NESTING | _IDEAL:
        evidence = Evidence(part.evidence.start, end)
        rule = "relations/hasComponent-told"
        yield Relation(whole.entity, "hasComponent", part.entity, evidence, rule, 0.85)


def _governs(text: str, whole: Mention, listed: Sequence[Mention]) -> Iterator[Relation]:
    """Yield X下辖A、B: each place of the list is part of X."""
    end = None
    for mention in listed:
        if mention.entity.type != "Place" or rank(mention.entity.name) < rank(whole.entity.name):
            return
        if end is not None and not _LIST.fullmatch(text, end, mention.evidence.start):
            return
        end = mention.evidence.end
        evidence = Evidence(whole.evidence.start, end)
        yield Relation(mention.entity, "partOf", whole.entity, evidence, "relations/partOf-under", 0.9)


def _part(part: Mention, whole: Mention, template: str, end: int = 0) -> Relation:
    evidence = Evidence(part.evidence.start, max(end, whole.evidence.end))
    return Relation(part.entity, "partOf", whole.entity, evidence, f"relations/partOf-{template}", 0.85)
