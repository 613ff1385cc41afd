"""What names themselves say: whose body, which part of what, where."""

import re
from collections.abc import Iterator, Sequence

from kg.model import Entity, Evidence, Mention, Relation, Structure

_ORGAN = re.compile(
    r"(?:委|政府|厅|局|工委|人大|政协|纪委|监委|法院|检察院|办公室|委员会|办公厅|组织部|宣传部|统战部|政法委|人大常委会|常委会|总工会|妇联|团委)$"
)
_NOT_OF = re.compile(
    r"各级|常委会$|领导小组|(?:集团|公司|大学|学院|学校|医院|银行|研究院|研究所|厂|站|中心|流域|联合|支部|分厂)"
)
# Parties and mass organizations stand before the place of their committee (共青团甲市委).
_BEFORE_PLACE = re.compile(r"中共|共青团|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟")
_LOWER = re.compile(
    r"(?:[县市镇乡村]|(?<!治)区|街道|社区)(?:党|委|纪|政府|人大|政协|组织部|宣传部|综合|法院|检察)"
)
_DIVISION = ("省", "自治区", "市", "州", "盟", "地区", "县", "区", "旗", "街道", "镇", "乡", "村", "社区", "屯")
_RANK = {word: rank for rank, word in enumerate(_DIVISION)}
_NESTING = frozenset({"Place", "Organization", "Campaign", "Event"})
_COMPOSED = frozenset({"Campaign", "Mechanism", "Strategy", "Formulation"})
_OWN = 3
_DRIVES = frozenset({"Campaign", "Event", "Mechanism"})
_VAGUE = re.compile(r"(?:机关|河|湖|江|山|海|沙漠|三角|地区)$")
_ORGANS_OWN = re.compile(r"(?:省|市|县|区|自治区)?(?:委|政府|人大|政协|直|级)")
_SAID = re.compile(r"关于.+(?:重要论述|重要讲话|指示|批示|精神|擘画)")


def find(text: str, mentions: Sequence[Mention], structure: Structure) -> Iterator[Relation]:
    """Yield jurisdiction, partOf and takesPlaceIn that stand in names and in names side by side; `mentions` are in order."""
    yield from _jurisdictions(mentions, structure)
    yield from _signed(mentions)
    told: set[Entity] = set()
    stack: list[Mention] = []
    for mention in mentions:
        stack = [outer for outer in stack if outer.evidence.end >= mention.evidence.start - 1]
        for outer in reversed(stack):
            if outer.evidence.covers(mention.evidence) and outer.evidence != mention.evidence:
                for relation in _nested(text, outer, mention, structure):
                    # The longest of the names inside a name is what it is part of.
                    if relation.predicate != "partOf" or relation.subject not in told:
                        yield relation
                    if relation.predicate == "partOf":
                        told.add(relation.subject)
            elif 0 <= mention.evidence.start - outer.evidence.end <= 1:
                yield from _adjacent(text, outer, mention)
        stack.append(mention)


def _parallel(text: str, outer: Evidence, inner: Evidence) -> bool:
    """Say whether a name is one limb of a parallel one (三大支撑、八项重点)."""
    if "、" not in text[outer.start : outer.end] or "、" in text[inner.start : inner.end]:
        return False
    opens = inner.start - outer.start <= 1 or text[outer.start : inner.start].rstrip("“‘").endswith("、")
    closes = outer.end - inner.end <= 1 or text.startswith("、", inner.end + (text[inner.end] in "”’"))
    return opens and closes


def _jurisdictions(mentions: Sequence[Mention], structure: Structure) -> Iterator[Relation]:
    places = {mention.entity for mention in mentions if mention.entity.type == "Place"}
    if structure.place:
        places.add(structure.place)
    by_name = {place.name.rstrip("省市"): place for place in sorted(places, reverse=True)}
    seen: set[Entity] = set()
    for mention in mentions:
        entity = mention.entity
        if entity.type != "Organization" or entity in seen:
            continue
        seen.add(entity)
        name = _BEFORE_PLACE.sub("", entity.name, count=1)
        place = next((by_name[name[:n]] for n in range(8, 1, -1) if name[:n] in by_name), None)
        if place is None or not _ORGAN.search(name) or _NOT_OF.search(name):
            continue
        # 甲县乙镇党委 is the body of the township.
        if not _LOWER.search(name, len(place.name) + 1):
            yield _relation(entity, "jurisdiction", place, mention.evidence, "jurisdiction-name", 0.9)


def _nested(text: str, outer: Mention, inner: Mention, structure: Structure) -> Iterator[Relation]:
    """Yield what a name inside another says of it."""
    whole, part = inner.entity, outer.entity
    if whole == part:
        return
    leads = inner.evidence.start - outer.evidence.start <= 1
    if part.type in _COMPOSED and _parallel(text, outer.evidence, inner.evidence):
        yield _relation(part, "hasComponent", whole, outer.evidence, "hasComponent-parallel", 0.7)
    elif leads and whole.type == part.type and part.type in _NESTING:
        rest = text[inner.evidence.end : outer.evidence.end].lstrip("”’》")
        same = len(rest) < _OWN or rest.startswith(("和", "与", "及", "、"))
        same = same or (part.type in _DRIVES and not rest.startswith("“"))
        if whole != structure.place and not same and not _VAGUE.search(whole.name):
            yield _relation(part, "partOf", whole, outer.evidence, "partOf-name", 0.8)
    elif part.type == "Event" and whole.type == "Place":
        if whole == structure.place or _ORGANS_OWN.match(text, inner.evidence.end):
            return
        yield _relation(part, "takesPlaceIn", whole, outer.evidence, "takesPlaceIn-name", 0.7)
    elif part.type == "Formulation" and whole.type == "Person" and leads and _SAID.search(part.name):
        yield _relation(whole, "proposes", part, outer.evidence, "proposes-name", 0.8)


def _signed(mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield that a body issues the documents whose names begin with its own (浙江省委关于…的意见)."""
    bodies = sorted({m.entity for m in mentions if m.entity.type == "Organization"})
    seen: set[Entity] = set()
    for mention in mentions:
        entity = mention.entity
        if entity.type != "PolicyDocument" or entity in seen:
            continue
        seen.add(entity)
        name = entity.name.removeprefix("中共")
        for body in bodies:
            if name.startswith((f"{body.name}关于", f"{body.name}印发")):
                yield _relation(body, "issues", entity, mention.evidence, "issues-name", 0.75)


def _adjacent(text: str, left: Mention, right: Mention) -> Iterator[Relation]:
    """Yield what two names without a space between say: county and village, body and sub-body, place and event."""
    evidence = Evidence(left.evidence.start, right.evidence.end)
    a, b = left.entity, right.entity
    gap = text[left.evidence.end : right.evidence.start]
    if a == b:
        return
    if a.type == "Organization" and b.type == "PolicyDocument" and text[right.evidence.start - 1] == "《":
        yield _relation(a, "issues", b, evidence, "issues-adjacent", 0.75)
    elif gap:
        return
    elif a.type == b.type == "Place" and _level(text, left) < _level(text, right):
        yield _relation(b, "partOf", a, evidence, "partOf-adjacent", 0.9)
    elif a.type == b.type == "Organization":
        yield _relation(b, "partOf", a, evidence, "partOf-adjacent", 0.7)
    elif a.type == "Place" and b.type in ("Campaign", "Event") and rank(a.name) >= _RANK["县"]:
        yield _relation(b, "takesPlaceIn", a, evidence, "takesPlaceIn-adjacent", 0.6)


def _level(text: str, mention: Mention) -> int:
    """Return the rank of a place by its name or, where it is spelled out, by what the text calls it (双鸭山市)."""
    return max(rank(mention.entity.name), rank(mention.evidence.exact(text)))


def rank(name: str) -> int:
    """Return how far down in the state a place of this name stands: 0 a province, more for what lies in it."""
    for size in (3, 2, 1):
        if name[-size:] in _RANK and len(name) > size:
            return _RANK[name[-size:]]
    return 0 if len(name) <= 3 else len(_RANK)


def _relation(
    subject: Entity, predicate: str, object_: Entity, evidence: Evidence, rule: str, confidence: float
) -> Relation:
    return Relation(subject, predicate, object_, evidence, f"relations/{rule}", confidence)
