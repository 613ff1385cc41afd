"""Settle which entity each mention names: deictic words, short forms, one class for one name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kg.lexicon import Gazetteer, gazetteers
from kg.model import Anchor, Draft, Entity, Evidence, Mention, Step, Structure
from kg.pipeline.deixis import Deixis
from kg.vocabulary import CLASSES

RULES = frozenset({"entities/own-place"})

_LEVEL_WORD = "自治区|自治州|自治县|省|市|县|区|州|盟|旗"
_DEICTIC_PLACE = re.compile(f"(?:[全我本](?P<level>{_LEVEL_WORD})|(?P<bare>自治区)|全疆)$")
_DEICTIC_BODY = re.compile(f"(?P<party>.{{0,3}}[团革盟建进党社])??(?P<level>{_LEVEL_WORD}|地(?=委)|兵团)")
# Before these, 省 and 市 in a name that is no organ's mean the document's own (省教育大会); 市民 and 市场 are words.
_OWN_FIELD = (
    "直|级机关|委|政府|人民政府|人大|政协|纪委|监委|总工会|团委|妇联|科协|发改|发展|经信|经济|科技|科学|教育|财政|公安|公共"
    "|民政|民族|民宗|司法|人社|自然|生态|住建|住房|交通|水利|水务|农业|农村|商务|文旅|文化|文明|文联|卫健|卫生|应急|审计"
    "|国资|国有|市场监|广电|体育|统计|医保|医疗|林业|林草|信访|信用|大数据|数据|残联|残疾|工商|工信|社科|社会|侨联|高级|中级|税务"
)
_DEICTIC_LEAD = re.compile(
    f"(?:[全我本](?P<all>{_LEVEL_WORD})|(?P<level>{_LEVEL_WORD})(?={_OWN_FIELD})|(?P<region>自治区)(?=[^级].)"
    "|(?P<own>省)(?![市级内外会属际份直]))"
)
_CONGRESS = re.compile(f"(?P<term>[一二三四五六七八九十]+届)(?P<level>{_LEVEL_WORD})(?=委)")
_ADDRESS = re.compile("(?<=..)(?:同志|总书记|主席|总理)$")
# A division of so few characters says its level once more: 费县县委.
_SHORTEST_DIVISION = 2
_BY_PASSAGE = 0.8
# Below the province a body leaves the peoples out: 恩施州委, 道真县委.
_AUTONOMOUS = ("自治州", "自治县", "自治旗")
_CONFERRED = re.compile("^(?:全国)?(?:首批|首届|第[一二三四五六七八九十0-9]+[批届])|(?:荣誉)?称号$")
_SHORTEST_TITLE, _SHORTEST_TAIL, _LONGEST_TAIL = 2, 4, 6
_TAILED = frozenset(["Campaign", "Mechanism", "Platform", "PolicyDocument", "Organization", "Event", "Honor"])
_PAUSES = re.compile("[、，,· 　]")
_KIND = re.compile("(?:工程|行动|活动|计划|战略|机制|制度)$")
_ISSUER_LEAST = 3
_LEADING_ORGAN = re.compile(r"(?:[省市县区州盟旗地]委|党委|政府|人大(?:常委会)?|政协)$")


class Settler:
    """Settles the mentions of one document."""

    def __init__(self, text: str, structure: Structure, divisions: Gazetteer, known: Gazetteer | None) -> None:
        self.text = text
        self.divisions = divisions
        self.known = known
        self.deixis = Deixis(text, structure, divisions)
        self.place = structure.place
        self.anchor = structure.anchor

    def resolve(self, mention: Mention) -> Mention | None:
        """Return a mention with what its provisional entity means here, or None where it cannot be told."""
        entity = mention.entity
        if mention.rule == "mentions/known":
            return _renamed(mention, _known(entity, self.known))
        if entity.type == "Place":
            return self._place(mention)
        if entity.type == "Person":
            return _renamed(mention, Entity("Person", _ADDRESS.sub("", entity.name)))
        if mention.rule == "mentions/title":
            return mention
        return self._spelled_out(mention)

    def _place(self, mention: Mention) -> Mention | None:
        name = mention.entity.name
        match = _DEICTIC_PLACE.match(name)
        if match:
            found = self._means(match["level"] or match["bare"] or "自治区", mention)
            return _settled(mention, *found) if found else None
        known = self.divisions.by_label.get(name, ())
        if len(known) > 1:
            near = self.divisions.nearest(name, self.place)
            if near is None:
                return replace(mention, entity=Entity("Place", name))
            return replace(mention, entity=near.entity, anchor=self.anchor)
        if not known:
            return self._spelled_out(mention)
        return _renamed(mention, Entity("Place", name) if self.divisions.unsure(name) else known[0].entity)

    def _means(self, level: str, mention: Mention) -> tuple[Entity, Anchor | None] | None:
        return self.deixis.resolve(level, mention.evidence.start)

    def _spelled_out(self, mention: Mention) -> Mention | None:
        """Return a mention whose name has the place that its level word means; a body without one is no mention."""
        name, organ = mention.entity.name, mention.rule == "mentions/deictic-organ"
        congress = None if organ else _CONGRESS.search(name)
        if congress:
            found = self._means(congress["level"], mention)
            full = found and self._full(found[0], name[congress.end("level") :])
            return _settled(mention, *found, f"{name[: congress.end('term')]}{full}") if found else mention
        lead = _DEICTIC_BODY.match(name) if organ else _DEICTIC_LEAD.match(name)
        if not lead:
            name = _official(mention.entity)
            return (
                mention if name == mention.entity.name else _renamed(mention, replace(mention.entity, name=name))
            )
        found = self._means(next(it for key, it in lead.groupdict().items() if it and key != "party"), mention)
        if found is None:
            certain = lead.groupdict().get("level") and mention.entity.type == "Organization"
            return None if certain else mention
        party = (lead["party"] or "") if organ else ""
        return _settled(mention, *found, party + self._full(found[0], name[lead.end() :]))

    def _full(self, place: Entity, rest: str) -> str:
        """Return a body's name behind the place that it is of: 浙江省委, 恩施州委, 大兴安岭地委, 费县县委."""
        full = self.divisions.full(place)
        if full.endswith(_AUTONOMOUS):
            labels = (it for it in self.divisions.by_entity[place].labels if it.endswith(full[-1]))
            full = next((it for it in labels if "自治" not in it), full)
        if full.endswith("地区") and rest.startswith("委"):
            full = full.removesuffix("区")
        if len(full) == _SHORTEST_DIVISION and rest.startswith("委"):
            full += full[-1]
        return full + rest


def _renamed(mention: Mention, entity: Entity) -> Mention:
    """Return a mention of an entity; the same one where that is its own, as it mostly is."""
    return mention if mention.entity == entity else replace(mention, entity=entity)


def _settled(mention: Mention, place: Entity, anchor: Anchor | None, name: str = "") -> Mention:
    """Return a mention that means a place, or a body of it with its full name, as sure as its anchor is near."""
    entity = replace(mention.entity, name=name) if name else place
    far = anchor is not None and anchor.kind in ("heading", "passage")
    confidence = min(mention.confidence, _BY_PASSAGE) if far else mention.confidence
    return replace(mention, entity=entity, anchor=anchor, confidence=confidence)


def _official(entity: Entity) -> str:
    """Return a name without what is said of it: 中共 before a body's below the centre, 首批 and 称号 around an honour's."""
    if entity.type == "Honor":
        return _CONFERRED.sub("", entity.name) or entity.name
    if entity.type != "Organization" or entity.name.startswith("中共中央"):
        return entity.name
    return entity.name.removeprefix("中共")


def settle(
    text: str, structure: Structure, mentions: Sequence[Mention], divisions: Gazetteer, known: Gazetteer | None
) -> tuple[Structure, list[Mention]]:
    """Return the structure with the body that the document reports on, and the mentions with their entities.

    A deictic mention whose document gives it no meaning is left out.
    """
    settler = Settler(text, structure, divisions, known)
    resolved = [settler.resolve(mention) for mention in mentions]
    settled = _shortened([mention for mention in resolved if mention is not None])
    settled += _own_place(text, structure, settled, divisions)
    merged = _merge(settled, known)
    final = [
        replace(mention, entity=merged[mention.entity]) if mention.entity in merged else mention
        for mention in settled
    ]
    return replace(structure, issuer=_issuer(final)), final


def _shortened(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, short forms of bodies (机关工委) being the one body that the document names in full."""
    if all(it.rule != "mentions/short-organ" for it in mentions):
        return list(mentions)
    full: dict[Entity, Mention] = {}
    for it in mentions:
        headed = it.rule == "mentions/head" and it.entity.type == "Organization"
        if headed or it.rule in ("mentions/organ", "mentions/deictic-organ"):
            full.setdefault(it.entity, it)
    kept = []
    for mention in mentions:
        if mention.rule != "mentions/short-organ":
            kept.append(mention)
            continue
        bodies = [it for entity, it in full.items() if entity.name.endswith(mention.entity.name)]
        if len(bodies) == 1:
            kept.append(_settled(mention, bodies[0].entity, Anchor("text", bodies[0].evidence)))
    return kept


def _own_place(
    text: str, structure: Structure, mentions: Sequence[Mention], divisions: Gazetteer
) -> Iterator[Mention]:
    """Yield a mention of the place that a document speaks for where only longer names hold it (山东省政府)."""
    if structure.place is None or any(mention.entity == structure.place for mention in mentions):
        return
    for start, end, label in divisions.find(text):
        if any(it.entity == structure.place for it in divisions.by_label[label]):
            yield Mention(structure.place, Evidence(start, end), "entities/own-place", 0.9)
            return


def _merge(mentions: Sequence[Mention], known: Gazetteer | None) -> Mapping[Entity, Entity]:
    """Return the entity that stands for a provisional one, where another does: its known name, its class, its long form."""
    surest: dict[Entity, float] = {}
    for mention in mentions:
        if mention.confidence > surest.get(mention.entity, -1.0):
            surest[mention.entity] = mention.confidence
    names: dict[str, list[Entity]] = defaultdict(list)
    for entity in surest:
        if entity.type not in ("Place", "Person"):
            names[_PAUSES.sub("", entity.name)].append(entity)
    merged: dict[Entity, Entity] = {}
    for entities in (them for them in names.values() if len(them) > 1):
        first = min(entities, key=lambda it: (-round(surest[it], 1), CLASSES.index(it.type)))
        merged.update({it: first for it in entities if it is not first})
    current = {merged.get(entity, entity) for entity in surest}
    longer = _long_forms(current) | _bare_forms(current) | _full_forms(current)
    settled = {}
    for entity in surest:
        one = merged.get(entity, entity)
        one = _known(longer.get(one, one), known)
        if one is not entity and one != entity:
            settled[entity] = one
    return settled


def _known(entity: Entity, known: Gazetteer | None) -> Entity:
    if known is None or entity.name not in known.by_label:
        return entity
    found = known.by_label[entity.name]
    return found[0].entity if len(found) == 1 else entity


def _long_forms(entities: set[Entity]) -> dict[Entity, Entity]:
    """Return for each short form the one long form in the document that ends in it (强基工程 → 红色根脉强基工程)."""
    ending: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in (it for it in entities if it.type in _TAILED):
        shortest = _SHORTEST_TITLE if entity.type == "PolicyDocument" else _SHORTEST_TAIL
        for length in range(shortest, min(_LONGEST_TAIL, len(entity.name) - 1) + 1):
            ending[entity.type, entity.name[-length:]].append(entity)
    longer: dict[Entity, Entity] = {}
    for short in entities:
        short_form = short.type in _TAILED and not _LEADING_ORGAN.search(short.name)
        found = ending.get((short.type, short.name), ()) if short_form else ()
        if len(found) == 1:
            longer[short] = found[0]
    return longer


def _full_forms(entities: set[Entity]) -> dict[Entity, Entity]:
    """Return for each 省政府 the 省人民政府 of the same place, where the document writes both."""
    short = (it for it in entities if it.type == "Organization" and it.name.endswith("政府"))
    full = {it: replace(it, name=f"{it.name.removesuffix('政府')}人民政府") for it in short}
    return {it: formal for it, formal in full.items() if formal in entities}


def _bare_forms(entities: set[Entity]) -> dict[Entity, Entity]:
    """Return for each set phrase the one thing in the document that is called so (三航 → 三航行动)."""
    called: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        match = _KIND.search(entity.name) if entity.type in ("Campaign", "Strategy", "Mechanism") else None
        if match:
            called[entity.name[: match.start()]].append(entity)
    phrases = (it for it in entities if it.type == "Formulation" and len(called.get(it.name, ())) == 1)
    return {phrase: called[phrase.name][0] for phrase in phrases}


def _issuer(mentions: Sequence[Mention]) -> Entity | None:
    """Return the organization that a document reports on: the one named most, if clearly more than any other.

    The leading organs of a place are left out: what a 省委 or 省政府 does is told of the place.
    """
    counts = Counter(
        mention.entity
        for mention in mentions
        if mention.entity.type == "Organization"
        and not mention.rule.endswith("central-organ")
        and not _LEADING_ORGAN.search(mention.entity.name)
    )
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _ISSUER_LEAST:
        return None
    clear = len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]
    return ranked[0][0] if clear else None


def step(folder: Path, *, known: bool) -> Step:
    """Return the stage over an ontology folder."""
    divisions, others = gazetteers(folder)

    def run(draft: Draft) -> Draft:
        text = draft.document.text
        structure, mentions = settle(text, draft.structure, draft.mentions, divisions, others if known else None)
        return replace(draft, structure=structure, mentions=tuple(mentions))

    return run
