"""Cues that govern their objects: verbs before them, outcomes behind them, passives."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Entity, Evidence, Mention, Relation
from kg.numerals import arity
from kg.pipeline.relations.actors import Actor, Stage
from kg.pipeline.relations.clauses import Clause
from kg.pipeline.relations.cues import Cue, Cues, Hit

_FIRST_GAP, _LIST_GAP, _SAY_GAP = 18, 18, 24
_QUOTES = "“”‘’\"'《》「」『』（）() \u3000"
_JOINT = re.compile(r"[、和与及]|以及|并")
_LIGHT = re.compile(
    r"[等的了好出 \u3000“”‘’]*(?:这一|建设|活动|工作|任务|改革|试点|项目|工程|体系|制度|品牌)?[等]?"
)
_TAIL = re.compile(r"[”’》）)]*的(?!要求|部署|任务|目标|指示|理念|精神|号召|总体|工作|决策|基本|战略)")
# A list that a noun of field closes is what the verb is about, not what it does (抓好甲工程、乙楼等重点领域隐患排查).
_FIELD = re.compile(
    r"[”’》]?(?:、[^,，。；;:：\n]{1,40}?)?等[\u4e00-\u9fff]{0,4}?(?:领域|方面|环节|部位|行业|问题|隐患)"
)
# The templates by which a clause tells what somebody does.
DOING = frozenset({"verb", "outcome", "take"})
_ABSTRACT, _TIGHT = frozenset({"guidedBy", "hasSlogan"}), 4
_DRIVING, _DRIVE_GAP = frozenset({"Campaign", "Mechanism", "Platform"}), 4
_FIRM = frozenset({"holds", "establishes"})
# What may stand behind the name of something held or founded: else the name is only part of a longer one.
_END = re.compile(
    r"[”’》）)」]*(?:[^\u4e00-\u9fff]|$|[0-9和与及等并或的上中期]|以及|建设|工作|任务|活动|制度|体系|机制|专|品牌|平台|应用|载体)"
)
_SUMMED = re.compile(r"[”’]?等[0-9一二三四五六七八九十]+[项个支大条](?P<noun>[\u4e00-\u9fff]{2})")
_CLOSING = re.compile(r"[”’]?等?[\u4e00-\u9fff]{0,4}?[\u4e00-\u9fff]{2}(?=[^\u4e00-\u9fff]|$)")
# A passive that names no agent (他被授予X) has no actor.
_SUFFERED = re.compile(r"[被获](?:[省市县区]里|先后|正式|一并|评为|联合)?$")
_ACCORDING = ("按照", "根据", "依据", "遵照", "围绕", "适应", "关于", "对于", "就", "符合")
_BY = re.compile(r"按照?|根据|依据|遵照|围绕|对照")
_DATED = re.compile("(?:之?后|以来|期间|之际|前)$")
_MANNER = re.compile(r"以[^,，。]{1,16}方式")
_OVER, _NO_ADVERB = re.compile("[，,的]"), re.compile("[、的在对]")
_AFTERMATH = re.compile(r"(?:政策|工作|活动|中|后|以来)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A relation and its object.

    `stated` where the clause names the subject, `lever` for 以X为抓手, `joint` all who act together in it.
    """

    relation: Relation
    object: Mention
    stated: bool = True
    lever: bool = False
    joint: tuple[Entity, ...] = ()


def find(text: str, clauses: Sequence[Clause], index: int, stage: Stage, cues: Cues) -> Iterator[Found]:
    """Yield what the verbs, outcomes and passives of one clause state; later clauses may continue its lists."""
    clause = clauses[index]
    taken: set[Evidence] = set()
    for chain, limit in _chains(text, clause) if "verb" in clause.templates else ():
        governed_ = list(_governed(text, clauses, index, chain, limit, cues))
        if not governed_ or cues.negated(text, clause.start, chain[0].start):
            continue
        if exhorted(text, clause, chain[0].start) or _SUFFERED.search(
            text[max(clause.start, chain[0].start - _SAY_GAP) : chain[0].start]
        ):
            continue
        for mention, cue, hit in _distributed(text, governed_):
            actors = stage.at(clause, chain[0].start, relative=text.startswith("的", chain[-1].end))
            property_ = _property(text, clause, hit, cue, cues)
            if _accorded(text, clause, chain[0], mention):
                continue
            if property_ is not None and not (_driven(text, clause, chain[0]) and _unstated(actors)):
                found = list(acts(property_, "verb", cue, actors, chain[0], mention))
                taken.update(each.object.evidence for each in found)
                yield from found
    if "outcome" in clause.templates:
        yield from _outcomes(text, clause, stage, cues, taken)
    if "take" in clause.templates:
        yield from _fronted(text, clause, stage, cues)


def _fronted(text: str, clause: Clause, stage: Stage, cues: Cues) -> Iterator[Found]:
    """Yield what is done to an object that 把 brings before its verb (把X搬进田间)."""
    for hit in clause.hits:
        rows = hit.rows("take")
        mention = next((m for m in reversed(clause.mentions) if m.evidence.end <= hit.start), None)
        if mention is None or not rows or text[mention.evidence.end : hit.start].strip(_QUOTES + "全都建设真正"):
            continue
        lead = text[clause.start : mention.evidence.start].rstrip(_QUOTES)
        cue = next((row for row in rows if mention.entity.type in row.classes), None)
        if cue is None or clause.plan or not lead.endswith("把"):
            continue
        offset = clause.start + len(lead) - 1
        if not (cues.negated(text, clause.start, offset) or exhorted(text, clause, offset)):
            yield from acts(cue.property, "take", cue, stage.at(clause, offset), hit, mention)


def _driven(text: str, clause: Clause, hit: Hit) -> bool:
    """Say whether a drive or an arrangement is the subject of a verb by which it may advance something (X推动Y)."""
    if not hit.rows("advance"):
        return False
    source = next((m for m in reversed(clause.mentions) if m.evidence.end <= hit.start), None)
    return source is not None and source.entity.type in _DRIVING and hit.start - source.evidence.end <= _DRIVE_GAP


def _unstated(actors: Sequence[Actor]) -> bool:
    return all(actor.evidence is None for actor in actors)


def _accorded(text: str, clause: Clause, hit: Hit, mention: Mention) -> bool:
    """Say whether a verb and its object only name what is acted by (按照建立X的要求)."""
    return text.startswith(("的", "”的", "》的"), mention.evidence.end) and text.endswith(
        _ACCORDING, clause.start, hit.start
    )


def exhorted(text: str, clause: Clause, offset: int) -> bool:
    """Say whether a verb of saying in the clause governs what stands at `offset` (省委要求各地开展X)."""
    return "say" in clause.templates and any(
        hit.end <= offset and hit.rows("say") and not _BY.search(text, clause.start, hit.start)
        for hit in clause.hits
    )


def _distributed(text: str, governed_: list[tuple[Mention, Cue, Hit]]) -> list[tuple[Mention, Cue, Hit]]:
    """Leave of a list that its last item sums up what the verb is said of.

    A、B、C“三大行动” is one thing done; there and in A、B等7项机制 the parts count where they are names by themselves.
    """
    if len(governed_) < 3:
        return governed_
    last = governed_[-1][0].evidence
    gap = text[governed_[-2][0].evidence.end : last.start]
    if gap in ("", "“", "”") and arity(last.exact(text)) is not None:
        return [item for item in governed_[:-1] if _named(text, item[0])] + governed_[-1:]
    noun = _SUMMED.match(text, last.end)
    return [
        item
        for item in governed_
        if (_whole(text, item[0]) or _closed(text, last, item[0]))
        and (noun is None or _named(text, item[0]) or item[0].entity.name.endswith(noun["noun"]))
    ]


def _whole(text: str, mention: Mention) -> bool:
    """Say whether a mention spells its entity's name to the last word."""
    return mention.evidence.exact(text).strip(_QUOTES).endswith(mention.entity.name[-2:])


def _closed(text: str, last: Evidence, mention: Mention) -> bool:
    """Say whether the noun behind 等 completes a mention's name (甲、乙等重大工程)."""
    closing = _CLOSING.match(text, last.end)
    return closing is not None and closing[0].endswith(mention.entity.name[-2:])


def _named(text: str, mention: Mention) -> bool:
    """Say whether quotation marks make a name of a mention."""
    return "“" in text[max(0, mention.evidence.start - 1) : mention.evidence.end]


def _property(text: str, clause: Clause, hit: Hit, cue: Cue, cues: Cues) -> str | None:
    """Return the property that a cue states in the mood of its clause, none where it is a mere intention."""
    if not clause.plan or cue.plan == "keep" or text.startswith("的", hit.end):
        return cue.property
    if cue.plan == "carry":
        return cue.property if text[max(0, hit.start - 4) : hit.start].endswith(cues.carrying) else None
    return None if cue.plan == "drop" else cue.plan


def acts(
    property_: str, template: str, cue: Cue, actors: Sequence[Actor], hit: Hit, mention: Mention
) -> Iterator[Found]:
    """Yield one relation for each of those who act together."""
    joint = tuple(actor.entity for actor in actors)
    for actor in actors:
        if actor.entity == mention.entity:
            continue
        spans = [mention.evidence, *([actor.evidence] if actor.evidence else [])]
        relation = Relation(
            actor.entity,
            property_,
            mention.entity,
            Evidence(min(hit.start, *(it.start for it in spans)), max(hit.end, *(it.end for it in spans))),
            f"relations/{property_}-{template}",
            round(cue.confidence * actor.trust, 2),
        )
        yield Found(relation, mention, actor.evidence is not None, joint=joint)


def _chains(text: str, clause: Clause) -> Iterator[tuple[list[Hit], int]]:
    """Yield runs of verbs that share their objects (制定实施), each with where the next cue begins.

    What has no mention behind it within reach has no object.
    """
    verbs = [hit for hit in clause.hits if "verb" in hit.by]
    others = [hit.start for hit in clause.hits if hit.cues[0].template != "none"]
    starts = [mention.evidence.start for mention in clause.mentions]
    position = 0
    while position < len(verbs):
        chain = [verbs[position]]
        while position + 1 < len(verbs) and text[chain[-1].end : verbs[position + 1].start] in (
            "",
            "和",
            "并",
            "、",
            "与",
        ):
            position += 1
            chain.append(verbs[position])
        position += 1
        ahead = bisect_left(starts, chain[-1].end)
        if ahead == len(starts):
            return
        if starts[ahead] - chain[-1].end > _FIRST_GAP:
            continue
        later = [start for start in others if start >= chain[-1].end]
        yield chain, later[0] if later else clause.end


def _governed(
    text: str, clauses: Sequence[Clause], index: int, chain: Sequence[Hit], limit: int, cues: Cues
) -> Iterator[tuple[Mention, Cue, Hit]]:
    """Yield the objects of a verb chain, each with the cue nearest to it that takes its class."""
    clause = clauses[index]
    end, listed = chain[-1].end, False
    for mention in clause.mentions:
        if mention.evidence.start < end:
            continue
        if mention.evidence.start >= limit < clause.end:
            return
        gap = text[end : mention.evidence.start]
        if not _reaches(text, gap, mention, cues, listed=listed):
            return
        choice = _choice(chain, mention)
        if choice is None or gap.rstrip("“").endswith("以"):
            if listed or len(gap) > _FIRST_GAP // 2:
                return
        elif _refused(text, gap, mention, choice[0], listed=listed) or (
            choice[0].word in cues.loose and not _named(text, mention)
        ):
            return
        else:
            yield mention, *choice
            listed = True
        end = mention.evidence.end
    if listed:
        yield from _continued(text, clauses, index, chain, end)


def _reaches(text: str, gap: str, mention: Mention, cues: Cues, *, listed: bool) -> bool:
    """Say whether a verb, or the list behind it, reaches over a gap to a mention."""
    if not listed:
        return governed(gap, cues)
    return joined(gap) or (gap in ("", "“") and arity(mention.evidence.exact(text)) is not None)


def _refused(text: str, gap: str, mention: Mention, cue: Cue, *, listed: bool) -> bool:
    """Say whether a mention only describes the object (X的经验), or stands too far off for an abstract cue."""
    if cue.property in _FIRM and not gap.startswith("的") and not _END.match(text, mention.evidence.end):
        return True
    if cue.property in _ABSTRACT:
        if not _named(text, mention):
            return True
        return not listed and (len(gap.strip(_QUOTES)) > _TIGHT or any(word in gap for word in "把用以"))
    return (
        _TAIL.match(text, mention.evidence.end) is not None or _FIELD.match(text, mention.evidence.end) is not None
    )


def _continued(
    text: str, clauses: Sequence[Clause], index: int, chain: Sequence[Hit], end: int
) -> Iterator[tuple[Mention, Cue, Hit]]:
    """Yield the objects in following clauses that are nothing but a further item of the list."""
    if text[end : clauses[index].end].strip(_QUOTES + "等"):
        return
    for clause in clauses[index + 1 :]:
        if len(clause.mentions) != 1:
            return
        mention = clause.mentions[0]
        rest = text[clause.start : mention.evidence.start] + text[mention.evidence.end : clause.end]
        choice = _choice(chain, mention)
        if rest.strip(_QUOTES + "等和及。") or choice is None:
            return
        yield mention, *choice


def _choice(chain: Sequence[Hit], mention: Mention) -> tuple[Cue, Hit] | None:
    for position in range(len(chain) - 1, -1, -1):
        for cue in chain[position].rows("verb"):
            if mention.entity.type in cue.classes:
                # 建立贯彻X机制 founds a thing whose name begins with the second verb.
                within = (
                    cue.property in _ABSTRACT and position and chain[position - 1].end == chain[position].start
                )
                return None if within else (cue, chain[position])
    return None


def governed(gap: str, cues: Cues, *, reach: int = _FIRST_GAP) -> bool:
    """Say whether only modifiers, at most `reach` characters of them, stand between a verb and its object."""
    return len(gap) <= reach and cues.gap.search(gap) is None


def joined(gap: str) -> bool:
    """Say whether two mentions stand side by side in one list."""
    bare = gap.strip(_QUOTES)
    if not bare:
        return "”" in gap or "》" in gap or '"' in gap
    if bare.startswith("等") and len(bare) <= 9:
        return _OVER.search(bare) is None
    return len(bare) <= _LIST_GAP and _JOINT.search(bare) is not None


def _outcomes(text: str, clause: Clause, stage: Stage, cues: Cues, taken: set[Evidence]) -> Iterator[Found]:
    """Yield what a clause states by a verb behind its subject (X扎实推进)."""
    for hit in clause.hits:
        rows = hit.rows("outcome")
        if not rows or not _AFTERMATH.fullmatch(text[hit.end : clause.end].strip(_QUOTES)):
            continue
        if cues.negated(text, clause.start, hit.start):
            continue
        for mention in _before(text, clause, hit):
            cue = next((row for row in rows if mention.entity.type in row.classes), None)
            if mention.evidence in taken or cue is None or (clause.plan and cue.plan == "drop"):
                continue
            # 全国X会议召开后 dates what somebody does who did not hold it.
            if cue.property == "holds" and _DATED.search(text, hit.end, clause.end):
                continue
            yield from acts(cue.property, "outcome", cue, stage.carried(near=True), hit, mention)


def _before(text: str, clause: Clause, hit: Hit) -> Iterator[Mention]:
    """Yield the mentions of the list that ends at an outcome, last first."""
    start, listed = hit.start, False
    for mention in reversed(clause.mentions):
        if mention.evidence.end > start:
            continue
        gap = text[mention.evidence.end : start]
        if (
            any(mention.evidence.end <= other.start < start for other in clause.hits if other.rows("verb"))
            and not listed
        ):
            return
        if not (joined(gap) if listed else _trailing(gap)):
            return
        governor = next((other for other in reversed(clause.hits) if other.end <= mention.evidence.start), None)
        if governor is not None and governor.rows("verb") and not listed:
            return
        yield mention
        start, listed = mention.evidence.start, True


def _trailing(gap: str) -> bool:
    """Say whether what stands between a subject and its outcome is a light noun and an adverb."""
    gap = _MANNER.sub("", gap)
    rest = gap[match.end() :] if (match := _LIGHT.match(gap)) else gap
    return len(rest) <= 12 and _NO_ADVERB.search(rest) is None
