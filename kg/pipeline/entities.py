"""Settle which entity each mention names: deictic words, short forms, one class for one name."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.lexicon import Gazetteer, gazetteers
from kg.model import Entity, Evidence, Mention, Structure
from kg.vocabulary import CLASSES

RULES = frozenset({"entities/own-place"})

_LEVEL_WORD = "自治区|自治州|自治县|省|市|县|区|州|旗"
_DEICTIC_PLACE = re.compile(f"(?:[全我本](?P<level>{_LEVEL_WORD})|(?P<bare>自治区)|全疆)$")
_DEICTIC_LEAD = re.compile(
    f"(?:全(?P<all>{_LEVEL_WORD})|(?P<level>{_LEVEL_WORD})(?=直|级机关|委|政府|人民政府|人大|政协|纪委|监委|总工会|团委|妇联|科协|发|经|科|教|财|公|民|司|人社|自然|生态|住|交|水|农|商|文|卫|应急|审|国|市场|广|体|统|医|林|信|大数据|数据|残|工商|社|侨|高级|中级|税)|(?P<region>自治区)(?=..)|(?P<own>省)(?![市级内外会属际份直]))"
)
_CONGRESS = re.compile(f"(?P<term>[一二三四五六七八九十]+届)(?P<level>{_LEVEL_WORD})(?=委)")
_ADDRESS = re.compile("(?<=..)(?:同志|总书记|主席|总理)$")
_SHORTEST_TITLE, _SHORTEST_TAIL, _LONGEST_TAIL = 2, 4, 6
_TAILED = frozenset(["Campaign", "Mechanism", "Platform", "PolicyDocument", "Organization", "Event", "Honor"])
_PAUSES = re.compile("[、，,· 　]")
_KIND = re.compile("(?:工程|行动|活动|计划|战略|机制|制度)$")
_ISSUER_LEAST = 3
_LEADING_ORGAN = re.compile(r"(?:[省市县区州旗]委|党委|人民政府|人大(?:常委会)?|政协)$")


class Settler:
    """Settles the mentions of one document."""

    def __init__(self, structure: Structure, divisions: Gazetteer, known: Gazetteer | None) -> None:
        self.divisions = divisions
        self.known = known
        self.levels = divisions.levels(structure.place)
        self.place = structure.place

    def resolve(self, mention: Mention) -> Entity | None:
        """Return what a mention's provisional entity means here, or None where it cannot be told."""
        entity = mention.entity
        if mention.rule == "mentions/known":
            return _known(entity, self.known)
        if entity.type == "Place":
            return self._place(entity.name)
        if entity.type == "Person":
            return Entity("Person", _ADDRESS.sub("", entity.name))
        if mention.rule == "mentions/title":
            return entity
        name = self._spelled_out(entity.name)
        if name is None:
            return None if entity.type == "Organization" else entity
        if entity.type == "Organization":
            name = self._official(name)
        return replace(entity, name=name)

    def _place(self, name: str) -> Entity | None:
        match = _DEICTIC_PLACE.match(name)
        if match:
            level = match["level"] or match["bare"] or "自治区"
            return self._level(level)
        known = self.divisions.by_label.get(name, ())
        if len(known) > 1:
            return self._nearest([it.entity for it in known], name)
        return known[0].entity if known else Entity("Place", name)

    def _level(self, level: str) -> Entity | None:
        if level == "区" and "自治区" in self.levels:
            return self.levels.get("区", self.levels["自治区"])
        return self.levels.get(level)

    def _nearest(self, candidates: Sequence[Entity], name: str) -> Entity:
        """Return the candidate that lies in the document's own province, else a place that no division stands for."""
        own = {it.entity for it in self.divisions.above(self.place)} if self.place else set()
        near = [it for it in candidates if any(up.entity in own for up in self.divisions.above(it))]
        return near[0] if len(near) == 1 else Entity("Place", name)

    def _spelled_out(self, name: str) -> str | None:
        """Return a name whose deictic lead is replaced by the place it means."""
        congress = _CONGRESS.search(name)
        if congress:
            place = self._level(congress["level"])
            if place is None:
                return name
            return f"{name[: congress.end('term')]}{self._full(place)}{name[congress.end('level') :]}"
        match = _DEICTIC_LEAD.match(name)
        if not match:
            return name
        place = self._level(match["all"] or match["level"] or match["region"] or match["own"])
        if place is None:
            return None if match["level"] else name
        return self._full(place) + name[match.end() :]

    def _full(self, place: Entity) -> str:
        """Return the form of a place's name that stands before a body's: 浙江省, 双鸭山市, 新疆维吾尔自治区."""
        known = self.divisions.by_entity[place]
        return max(known.labels, key=len)

    def _official(self, name: str) -> str:
        if not name.startswith("中共中央"):
            name = name.removeprefix("中共")
        for short, full in (
            ("省政府", "省人民政府"),
            ("市政府", "市人民政府"),
            ("县政府", "县人民政府"),
            ("自治区政府", "自治区人民政府"),
        ):
            if name.endswith(short):
                return name.removesuffix(short) + full
        return name


def settle(
    text: str, structure: Structure, mentions: Sequence[Mention], divisions: Gazetteer, known: Gazetteer | None
) -> tuple[Structure, list[Mention]]:
    """Return the structure with the body that the document reports on, and the mentions with their entities.

    A deictic mention whose document gives it no meaning is left out.
    """
    settler = Settler(structure, divisions, known)
    settled = []
    for mention in mentions:
        entity = settler.resolve(mention)
        if entity is not None:
            settled.append(replace(mention, entity=entity))
    settled += _own_place(text, structure, settled, divisions)
    merged = _merge(settled, known)
    final = [replace(mention, entity=merged.get(mention.entity, mention.entity)) for mention in settled]
    return replace(structure, issuer=_issuer(final)), final


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
    """Return for each provisional entity the one that stands for it: its known name, its class, its long form."""
    counts = Counter(mention.entity for mention in mentions)
    names: dict[str, list[Entity]] = defaultdict(list)
    for entity in counts:
        if entity.type not in ("Place", "Person"):
            names[_PAUSES.sub("", entity.name)].append(entity)
    surest: dict[Entity, float] = defaultdict(float)
    for mention in mentions:
        surest[mention.entity] = max(surest[mention.entity], round(mention.confidence, 1))
    merged: dict[Entity, Entity] = {}
    for entities in names.values():
        first = min(entities, key=lambda it: (-surest[it], CLASSES.index(it.type)))
        merged.update({it: first for it in entities if it != first})
    current = {merged.get(entity, entity) for entity in counts}
    longer = _long_forms(current) | _bare_forms(current)
    known_as = {entity: _known(entity, known) for entity in current} if known else {}
    return {entity: _follow(merged.get(entity, entity), longer, known_as) for entity in counts}


def _follow(entity: Entity, longer: Mapping[Entity, Entity], known_as: Mapping[Entity, Entity]) -> Entity:
    entity = longer.get(entity, entity)
    return known_as.get(entity, entity)


def _known(entity: Entity, known: Gazetteer | None) -> Entity:
    found = known.by_label.get(entity.name, ()) if known else ()
    return found[0].entity if len(found) == 1 else entity


def _long_forms(entities: set[Entity]) -> dict[Entity, Entity]:
    """Return for each short form the one long form in the document that ends in it (强基工程 → 红色根脉强基工程)."""
    ending: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in sorted(entities):
        shortest = _SHORTEST_TITLE if entity.type == "PolicyDocument" else _SHORTEST_TAIL
        for length in range(shortest, min(_LONGEST_TAIL, len(entity.name) - 1) + 1):
            ending[entity.type, entity.name[-length:]].append(entity)
    longer: dict[Entity, Entity] = {}
    for short in entities:
        found = ending.get((short.type, short.name), ()) if short.type in _TAILED else ()
        if len(found) == 1:
            longer[short] = found[0]
    return longer


def _bare_forms(entities: set[Entity]) -> dict[Entity, Entity]:
    """Return for each set phrase the one thing in the document that is called so (三航 → 三航行动)."""
    called: dict[str, list[Entity]] = defaultdict(list)
    for entity in sorted(entities):
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


@Language.factory(
    "tifa_entities",
    requires=["doc._.structure", "doc._.mentions"],
    assigns=["doc._.structure", "doc._.mentions"],
    default_config={"folder": "", "known": True},
)
def component(nlp: Language, name: str, folder: str, known: bool) -> Callable[[Doc], Doc]:
    """Make the component that settles entities."""
    divisions, others = gazetteers(Path(folder))

    def run(doc: Doc) -> Doc:
        doc._.structure, doc._.mentions = settle(
            doc._.document.text, doc._.structure, doc._.mentions, divisions, others if known else None
        )
        return doc

    return run
