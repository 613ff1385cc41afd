"""Word knowledge: the tables of `ontology/lexicon/` and the known names, compiled once and handed to the stages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import daachorse

from kg import compiled, ontology
from kg.errors import OntologyError
from kg.model import Entity
from kg.ontology import Entities, KnownEntity

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of `ontology/lexicon/`, by file stem; a row maps column names to cells."""

    tables: Mapping[str, tuple[Row, ...]]

    def column(self, table: str, column: str) -> tuple[str, ...]:
        """Return one column of a table, top to bottom; KeyError where the table or column is missing."""
        return tuple(row[column] for row in self.tables[table])


@lru_cache(maxsize=4)
def load(folder: Path) -> Lexicon:
    """Read every `*.tsv` below `folder`/lexicon, once for as long as the process lives.

    A table is a header line, then one row a line; `#` starts a comment line.

    Raises OntologyError, naming file and line, where a row has not as many cells as the header.
    """
    return Lexicon({path.stem: read(path) for path in sorted((folder / "lexicon").glob("*.tsv"))})


def read(path: Path) -> tuple[Row, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "save it as UTF-8 text") from error
    header: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
        elif len(cells) == len(header):
            rows.append(dict(zip(header, cells, strict=True)))
        else:
            problem = f"{len(cells)} cells where the header has {len(header)}"
            raise OntologyError(f"{path}:{number}", problem, "separate cells with one tab each")
    return tuple(rows)


_LEAST_SHORT = 3
_NO_SHORT_FORM = ("自治", "新", "开发")
_WATERS = ("湖", "河", "江", "海")


class Label(NamedTuple):
    """A label where it stands in a text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Labels of known entities, found in a text by one automaton.

    `decoys` are phrases that hold a label by chance, `hosts` the labels of host names that stand for a place, `words`
    the level words of one province alone (levels.tsv). Under `key`, where one is given, the compiled labels are kept.
    """

    known: Sequence[KnownEntity]
    decoys: Sequence[str] = ()
    hosts: Sequence[Row] = ()
    words: Sequence[Row] = ()
    key: str = ""

    @cached_property
    def by_label(self) -> Mapping[str, tuple[KnownEntity, ...]]:
        """Return the entities that bear each label of two characters or more."""
        return _Bearers(self._compiled[0], self.known)

    @cached_property
    def _compiled(self) -> tuple[dict[str, tuple[int, ...]], list[str], bytes]:
        """Return the numbers of the entities that bear each label, what the automaton finds, and the automaton."""
        packed: tuple[dict[str, tuple[int, ...]], list[str], bytes]
        packed = compiled.recall("labels", self.key, self._compile) if self.key else self._compile()
        return packed

    def _compile(self) -> tuple[dict[str, tuple[int, ...]], list[str], bytes]:
        numbers: dict[str, tuple[int, ...]] = {}
        decoys = set(self.decoys)
        for number, entity in enumerate(self.known):
            for label in dict.fromkeys(entity.labels):
                if len(label) > 1 and label not in decoys:
                    numbers[label] = (*numbers.get(label, ()), number)
        words = sorted({*numbers, *decoys})
        return numbers, words, automaton(words).serialize() if words else b""

    @cached_property
    def by_entity(self) -> Mapping[Entity, KnownEntity]:
        """Return what is known of each entity."""
        return {it.entity: it for it in self.known}

    @cached_property
    def by_host(self) -> Mapping[str, Entity]:
        """Return the place that each label of a host name stands for: the rows of `hosts`, and pinyin that is unique."""
        found: dict[str, set[Entity]] = {}
        for it in self.known:
            slug = it.iri.value.rpartition("/")[2].rpartition("-")[0]
            found.setdefault(slug.replace("-", ""), set()).add(it.entity)
        rows = {row["label"]: self.by_label[row["place"]][0].entity for row in self.hosts}
        return {label: next(iter(them)) for label, them in found.items() if len(them) == 1} | rows

    @cached_property
    def _words(self) -> list[str]:
        return self._compiled[1]

    @cached_property
    def _automaton(self) -> Any:
        written = self._compiled[2]
        return daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(written) if written else None

    # Several stages ask for the labels of the text at hand, and of its title and clauses in between.
    @lru_cache(maxsize=16)  # noqa: B019 -- one gazetteer lives as long as its pipeline
    def find(self, text: str) -> tuple[Label, ...]:
        """Return the labels in the text, leftmost longest, without overlap."""
        if self._automaton is None:
            return ()
        words, borne = self._words, self._compiled[0]
        found = [(start, end, words[number]) for start, end, number in self._automaton.find(text)]
        return tuple([Label(*it) for it in found if it[2] in borne])

    def unsure(self, label: str) -> bool:
        """Say whether a label does not tell which division is meant: several bear it, or it is a water's (梁子湖)."""
        known = self.by_label[label]
        return len(known) != 1 or (known[0].level == "county" and label.endswith(_WATERS))

    def nearest(self, label: str, place: Entity | None) -> KnownEntity | None:
        """Return the one division of a name that lies in the same prefecture as `place`, else in the same province."""
        for near in self.above(place) if place else ():
            known = [
                it for it in self.by_label[label] if any(up.entity == near.entity for up in self.above(it.entity))
            ]
            if known and near.level != "country":
                return known[0] if len(known) == 1 else None
        return None

    def above(self, entity: Entity) -> Iterator[KnownEntity]:
        """Yield the entity, what it is part of, and so on upwards."""
        it = self.by_entity.get(entity)
        while it is not None:
            yield it
            it = self.by_entity.get(it.part_of) if it.part_of else None

    def levels(self, place: Entity | None) -> Mapping[str, Entity]:
        """Return what 省, 市, 县, 区, 州, 盟, 地, 旗 and 自治区 mean in a document that speaks for `place`.

        A word that has no meaning there is missing. 区 is the autonomous region where no district is meant.
        """
        meaning: dict[str, Entity] = {}
        for it in self.above(place) if place else ():
            full = self.full(it.entity)
            if it.level == "county":
                meaning.setdefault(full[-1], it.entity)
            elif it.level == "prefecture":
                word = "地" if full.endswith("地区") else full[-1]
                meaning.setdefault(word if word in "州盟地" else "市", it.entity)
            elif it.level == "province":
                word = next((end for end in ("自治区", "市") if full.endswith(end)), "省")
                meaning.setdefault(word, it.entity)
                own = (row for row in self.words if row["place"] == it.entity.name)
                meaning |= {row["word"]: Entity("Organization", row["name"]) for row in own}
        if "自治区" in meaning:
            meaning.setdefault("区", meaning["自治区"])
        return meaning

    def full(self, place: Entity) -> str:
        """Return the form of a division's name that stands before a body's: 浙江省, 双鸭山市, 新疆维吾尔自治区."""
        known = self.by_entity.get(place)
        return max(known.labels, key=len) if known else place.name


class _Bearers(Mapping[str, tuple[KnownEntity, ...]]):
    """The entities that bear each label, by their numbers: of a hundred thousand a text names a few."""

    def __init__(self, numbers: Mapping[str, tuple[int, ...]], known: Sequence[KnownEntity]) -> None:
        self._numbers = numbers
        self._known = known
        self._met: dict[str, tuple[KnownEntity, ...]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __contains__(self, label: object) -> bool:
        return label in self._numbers

    def __getitem__(self, label: str) -> tuple[KnownEntity, ...]:
        found = self._met.get(label)
        if found is None:
            found = self._met[label] = tuple(self._known[number] for number in self._numbers[label])
        return found


@lru_cache(maxsize=4)
def gazetteers(folder: Path) -> tuple[Gazetteer, Gazetteer]:
    """Return one gazetteer of the administrative divisions and one of all other entities that a folder knows."""
    words = load(folder)
    known = ontology.load(folder)
    packed = compiled.recall(
        "divisions", known.digest, lambda: Entities.pack(_with_short_forms(known.divisions, words))
    )
    divisions = Entities(packed)
    decoys = words.column("decoys", "phrase")
    hosts, levels = words.tables["hosts"], words.tables["levels"]
    return (
        Gazetteer(divisions, decoys, hosts, levels, key=f"divisions\0{known.digest}"),
        Gazetteer(known.others, key=f"others\0{known.digest}"),
    )


def _with_short_forms(divisions: Sequence[KnownEntity], words: Lexicon) -> Iterator[KnownEntity]:
    """Return the divisions, counties with what they are also called for short."""
    taken = {label for it in divisions for label in it.labels}
    peoples = re.compile(f"(?:{'|'.join(words.column('peoples', 'people'))})+自治(?=[县旗]$)")
    return (_shortened(it, peoples, taken) for it in divisions)


def _shortened(it: KnownEntity, peoples: re.Pattern[str], taken: set[str]) -> KnownEntity:
    """Add what a county is called for short: 和林格尔 for 和林格尔县, 道真县 for 道真仡佬族苗族自治县."""
    if it.level != "county":
        return it
    name = it.entity.name
    people = peoples.search(name)
    if people and people.start() > 1 and name[: people.start()] not in taken:
        base, kind = name[: people.start()], name[people.end() :]
        shorts = [base + kind, f"{base}自治{kind}"]
    else:
        short = name[:-1]
        shorts = [] if len(short) < _LEAST_SHORT or short.endswith(_NO_SHORT_FORM) else [short]
    return replace(it, labels=(*it.labels, *(short for short in shorts if short not in taken)))


def automaton(words: Sequence[str], *, overlapping: bool = False) -> Any:
    """Compile words into an automaton that finds the leftmost longest of them, or all where `overlapping`."""
    kind = daachorse.MATCH_KIND_STANDARD if overlapping else daachorse.MATCH_KIND_LEFTMOST_LONGEST
    return daachorse.CharwiseDoubleArrayAhoCorasick(list(words), kind)
