"""A few made-up documents with true offsets, whole and with characters beyond the BMP, for tests of what reads texts."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from kg import explorer, iri, ontology
from kg.model import Claim, Document, Entity, Evidence, Extraction, Mention, Observation, Relation
from kg.quads import knowledge, quads
from kg.store import Store

RUN = iri.run("0", "0" * 64, "coast")

CITY = Entity("Place", "海城市")
OFFICE = Entity("Organization", "海城市直机关工委")
DRIVE = Entity("Campaign", "灯塔行动")
LINE = Entity("Strategy", "八八战略")
PATROL = Entity("Campaign", "巡堤行动")
# A character beyond the Basic Multilingual Plane, which JavaScript counts twice.
FLAG = "🚩"
RARE = "𠮷"
HIDDEN = "\u202e"


@dataclass
class Report:
    """A document as it is written, sentence by sentence; braces hold the entities that it names."""

    name: str
    title: str
    issued: str
    text: str = ""
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def write(self, words: str, **named: Entity) -> Evidence:
        """Write words; {a} is the name of entity `a`, mentioned there. Return where they stand."""
        start = len(self.text)
        for part in words.replace("{", "\0").replace("}", "\0").split("\0"):
            entity = named.get(part)
            if entity is not None:
                self.name_(entity, len(self.text))
            self.text += entity.name if entity else part
        return Evidence(start, len(self.text))

    def name_(self, entity: Entity, at: int) -> None:
        self.mentions.append(Mention(entity, Evidence(at, at + len(entity.name)), "mentions/known", 0.9))

    def relate(
        self, subject: Entity, property_: str, object_: Entity, where: Evidence, *, sure: float = 0.9
    ) -> None:
        self.claims.append(Relation(subject, property_, object_, where, f"relations/{property_}-verb", sure))

    def count(
        self, about: Entity, measure: str, value: str, unit: str, where: Evidence, *, period: str = "2023"
    ) -> None:
        number = Decimal(value)
        self.claims.append(
            Observation(about, measure, number, unit, "exact", where, "observations/prefix", 0.8, period or None)
        )

    def extraction(self) -> Extraction:
        document = Document(self.name, self.text, title=self.title, issued=self.issued)
        return Extraction(document, tuple(self.mentions), tuple(self.claims), CITY, None)


def coast() -> list[Report]:
    """Write two reports of one city: what both say, where their figures differ, and what stands in one alone."""
    one = Report("one.txt", "海城市直机关开展灯塔行动", "2024-03-01")
    one.write(f"{one.title}\n{FLAG}各地干部走村入户，问题当场登记。\n")
    said = one.write(f"{RARE}家渡口灯火通明，{{a}}深入实施{{b}}", a=OFFICE, b=DRIVE)
    # The city's name stands inside the office's.
    one.name_(CITY, one.text.index(OFFICE.name))
    one.relate(OFFICE, "implements", DRIVE, said)
    one.write("，同时")
    guided = one.write("以{c}为总牵引", c=LINE)
    one.relate(DRIVE, "guidedBy", LINE, guided, sure=0.6)
    one.write("。")
    one.count(DRIVE, "党支部", "320", "个", one.write("{b}有320个党支部参加", b=DRIVE))
    one.write("。")
    one.count(DRIVE, "堤坝", "12", "公里", one.write("巡查堤坝12公里"))
    one.write("。")
    one.count(DRIVE, "志愿者", "95000", "名", one.write("志愿者9.5万名"))
    one.write(f"。他说：{HIDDEN}明天再来。\n")
    long = one.write(
        "{a}" + "，".join(f"到第{it}个渡口听取意见" for it in range(60)) + "，并开展{p}", a=OFFICE, p=PATROL
    )
    one.relate(OFFICE, "implements", PATROL, long)
    one.write("。\n")

    two = Report("two.txt", "海城再推灯塔行动", "2025-01-09")
    two.write(f"{two.title}\n")
    again = two.write("{a}接续推进{b}", a=OFFICE, b=DRIVE)
    two.relate(OFFICE, "implements", DRIVE, again)
    two.write("。")
    two.count(DRIVE, "党支部", "350", "个", two.write("去年{b}有350个党支部参加", b=DRIVE))
    two.write("。")
    two.count(DRIVE, "堤坝", "12000", "米", two.write("巡查堤坝12000米"))
    two.write("。")
    two.count(DRIVE, "志愿者", "95324", "名", two.write("志愿者95324名"))
    two.write("。\n")
    return [one, two]


def hub(many: int = 60) -> Report:
    """Write one report in which a body carries out very many things."""
    report = Report("hub.txt", "海城市直机关一年里的工作", "2025-06-01")
    report.write(f"{report.title}\n")
    for number in range(many):
        thing = Entity("Campaign", f"第{number}号行动")
        report.relate(OFFICE, "implements", thing, report.write("{a}开展{b}", a=OFFICE, b=thing))
        report.write("。" + "\n" * (number % 10 == 9))
    return report


def tome(characters: int = 60_000, mentions: int = 5_000) -> Report:
    """Write a document as long as the longest, with a claim near its end."""
    report = Report("tome.txt", "海城大事长编", "2023-01-01")
    report.write(f"{report.title}\n")
    every = characters // mentions
    for number in range(mentions):
        report.write("{c}", c=CITY)
        report.write("潮起潮落渔火长明年年"[: every - 4] + "。" + "\n" * (number % 25 == 24))
    report.relate(OFFICE, "implements", DRIVE, report.write(f"{FLAG}{{a}}坚持{{b}}", a=OFFICE, b=DRIVE))
    report.write("。\n")
    return report


def page(folder: Path, reports: list[Report], name: str = "page.html", *, whole: bool = True) -> Path:
    """Render the reports to a page in a folder, with their texts, and return it."""
    store = Store.memory()
    texts = folder / "text"
    texts.mkdir(parents=True, exist_ok=True)
    for report in reports:
        extraction = report.extraction()
        store.load(quads(extraction, RUN))
        (texts / f"{extraction.document.digest}.txt").write_text(report.text, encoding="utf-8", newline="")
    store.load(
        knowledge(ontology.load(), {iri.entity(it.entity).value for report in reports for it in report.mentions})
    )
    explorer.render(store, folder / name, lang="zh", texts=texts, whole=whole)
    return folder / name


def link(**fields: str) -> str:
    """Return the hash of a page's address."""
    return "#" + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())


def named(entity: Entity) -> str:
    """Return an entity as an address has it."""
    return iri.entity(entity).value
