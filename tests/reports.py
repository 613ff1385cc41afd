"""Two small reports, extracted by hand, that the tests of the store's readers share."""

from decimal import Decimal
from pathlib import Path

from kg import iri
from kg.model import Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.quads import quads
from kg.store import Store

RUN = iri.run("0", "ontology", "options")

ZHEJIANG, HEILONGJIANG = Entity("Place", "浙江"), Entity("Place", "黑龙江")
COMMITTEE, OTHER = Entity("Organization", "浙江省委", "浙江"), Entity("Organization", "黑龙江省委", "黑龙江")
DRIVE, PART = Entity("Campaign", "远帆行动"), Entity("Campaign", "启锚行动")
PERSON, SLOGAN = Entity("Person", "张三"), Entity("Slogan", "人人争先")
HONOR, PLAN, EVENT = Entity("Honor", "远帆先锋"), Entity("PolicyDocument", "远帆方案"), Entity("Event", "远帆大会")

_FIRST = "\n".join(
    (
        "省委实施“远帆行动”，它由启锚行动等组成。省委以远帆行动为抓手。",
        "省委书记张三提出“人人争先”，省委出台《远帆方案》，在浙江召开远帆大会，",
        "会同黑龙江省委评选远帆先锋，远帆行动以“人人争先”为口号，建成支部7000余个。",
    )
)
_SECOND = "黑龙江省委实施远帆行动。"


def _at(text: str, words: str) -> Evidence:
    start = text.index(words)
    return Evidence(start, start + len(words))


def _relation(subject: Entity, predicate: str, object_: Entity, words: str, role: str | None = None) -> Relation:
    return Relation(subject, predicate, object_, _at(_FIRST, words), f"relations/{predicate}", 0.9, role)


def first() -> Extraction:
    """Return a report of Zhejiang that states one relation of most kinds and one figure."""
    document = Document("first.txt", _FIRST, title="远帆工作综述", issued="2023-05-01", creators=("李四",))
    named = (
        (COMMITTEE, "省委"),
        (DRIVE, "“远帆行动”"),
        (PART, "启锚行动"),
        (PERSON, "张三"),
        (SLOGAN, "“人人争先”"),
        (PLAN, "《远帆方案》"),
        (ZHEJIANG, "浙江"),
        (EVENT, "远帆大会"),
        (OTHER, "黑龙江省委"),
        (HONOR, "远帆先锋"),
    )
    mentions = tuple(Mention(entity, _at(_FIRST, words), "mentions/hand", 1.0) for entity, words in named)
    claims = (
        _relation(COMMITTEE, "implements", DRIVE, "省委实施“远帆行动”"),
        _relation(DRIVE, "hasComponent", PART, "它由启锚行动等组成"),
        _relation(COMMITTEE, "guidedBy", DRIVE, "省委以远帆行动为抓手"),
        _relation(PERSON, "holdsPosition", COMMITTEE, "省委书记张三", "书记"),
        _relation(PERSON, "proposes", SLOGAN, "张三提出“人人争先”"),
        _relation(COMMITTEE, "issues", PLAN, "省委出台《远帆方案》"),
        _relation(EVENT, "takesPlaceIn", ZHEJIANG, "在浙江召开远帆大会"),
        _relation(COMMITTEE, "jurisdiction", ZHEJIANG, "省委"),
        _relation(COMMITTEE, "collaboratesWith", OTHER, "会同黑龙江省委"),
        _relation(COMMITTEE, "awards", HONOR, "评选远帆先锋"),
        _relation(DRIVE, "hasSlogan", SLOGAN, "远帆行动以“人人争先”为口号"),
        Observation(
            DRIVE,
            "支部",
            Decimal("7E3"),
            "个",
            "atLeast",
            _at(_FIRST, "支部7000余个"),
            "observations/hand",
            0.6,
            "2023",
        ),
    )
    return Extraction(document, mentions, claims, ZHEJIANG, COMMITTEE)


def second() -> Extraction:
    """Return an undated report of Heilongjiang that takes up the same campaign."""
    document = Document("second.txt", _SECOND, issued="2024")
    return Extraction(
        document,
        (
            Mention(OTHER, _at(_SECOND, "黑龙江省委"), "mentions/hand", 1.0),
            Mention(DRIVE, _at(_SECOND, "远帆行动"), "mentions/hand", 1.0),
        ),
        (Relation(OTHER, "implements", DRIVE, _at(_SECOND, _SECOND[:-1]), "relations/implements", 0.5),),
        HEILONGJIANG,
    )


PHRASE = Entity("Mechanism", "三大指数")
INDICES = tuple(Entity("Mechanism", name) for name in ("领导力指数", "执行力指数", "组织力指数"))


def phrased() -> tuple[Extraction, Extraction]:
    """Return two reports with one numeral phrase: the first spells it out, the second names one part of three."""
    return (
        _phrased(
            "third.txt", "推行领导力指数、执行力指数、组织力指数等“三大指数”。", "2023-06", ZHEJIANG, INDICES
        ),
        _phrased("fourth.txt", "领导力指数等“三大指数”持续完善。", "2024", HEILONGJIANG, INDICES[:1]),
    )


def _phrased(name: str, text: str, issued: str, place: Entity, parts: tuple[Entity, ...]) -> Extraction:
    whole = Evidence(0, len(text) - 1)
    return Extraction(
        Document(name, text, issued=issued),
        tuple(Mention(it, _at(text, it.name), "mentions/hand", 1.0) for it in (PHRASE, *parts)),
        tuple(Relation(PHRASE, "hasComponent", it, whole, "relations/hasComponent-list", 0.9) for it in parts),
        place,
    )


def echoed() -> tuple[Extraction, ...]:
    """Return reports that name the slogan and put nothing forward: two later ones, an earlier, a rough, an undated one."""
    told = (
        ("fifth.txt", "2025-03-01", HEILONGJIANG),
        ("sixth.txt", None, None),
        ("seventh.txt", "2022-12-31", HEILONGJIANG),
        ("eighth.txt", "2023", HEILONGJIANG),
        ("ninth.txt", "2023-05-01", ZHEJIANG),
    )
    text = "人人争先，人人争先。"
    where = (Evidence(0, 4), Evidence(5, 9))
    return tuple(
        Extraction(
            Document(name, text, issued=issued),
            tuple(Mention(SLOGAN, it, "mentions/hand", 1.0) for it in where),
            (),
            place,
        )
        for name, issued, place in told
    )


def filled() -> Store:
    """Return a store in memory with both reports."""
    store = Store.memory()
    for it in (second(), first()):
        store.load(quads(it, RUN))
    return store


def write_texts(folder: Path) -> None:
    """Write the cleaned texts of both reports, as a build does."""
    for it in (first().document, second().document):
        (folder / f"{it.digest}.txt").write_bytes(it.text.encode())
