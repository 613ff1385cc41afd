"""What two sides of a corpus share, what only one says, what one emphasises: names of the graph, counted and weighed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.comparison.odds import Odds, chance, discoveries, odds
from kg.comparison.sides import Side
from kg.comparison.words import Mention, bare, everywhere
from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError
from kg.evidence import of_claims_alone, value
from kg.store import Store
from kg.timeline import poisson
from kg.vocabulary import TIFA, term

# What phrases and policies are made of; the other classes name people, bodies, places and texts.
DEFAULT = ("Campaign", "Strategy", "Mechanism", "Formulation", "Slogan")
GROUPS = ("only one", "only other", "one more", "other more", "shared")
# The share of false ones that is let pass among the names said to be emphasised.
LEVEL = 0.05
# A name that both sides together say less often is not tested: chance alone could make almost any ratio of it.
FEW = 5
# A name that the graph has in a smaller share of the places where its words stand is an ordinary word that was once taken
# for a name: of the reports of 1978-1992 and 2013-2025, 发展 in 1 of 3,160 places, 科学技术 in 9 of 121, but 对外开放 in 12 of 81.
ORDINARY = 0.1
_RATE = 1000


@dataclass(frozen=True)
class Item:
    """A name on two sides: its classes, its mentions on each, and `totals`, all mentions compared on each.

    `odds` tell how far they differ. `q` is the share to expect of false ones among all names whose difference is
    as unlikely by chance; None where it is said less than FEW times.
    """

    name: str
    types: tuple[str, ...]
    mentions: tuple[tuple[Mention, ...], tuple[Mention, ...]]
    totals: tuple[int, int]
    odds: Odds
    q: float | None

    @property
    def counts(self) -> tuple[int, int]:
        """Return how often each side says it."""
        return _counts(self.mentions)

    @property
    def documents(self) -> tuple[int, int]:
        """Return how many documents of each side say it."""
        one, other = (len({it.use.source.iri for it in said}) for said in self.mentions)
        return one, other

    @property
    def rates(self) -> tuple[float, float]:
        """Return how often each side says it in 1,000 mentions compared."""
        one, other = (count * _RATE / total for count, total in zip(self.counts, self.totals, strict=True))
        return one, other

    @cached_property
    def intervals(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the exact 95 % interval of each rate: for a side that never says it, what its silence can hide."""
        one, other = (
            (low * _RATE / total, high * _RATE / total)
            for (low, high), total in zip(map(poisson, self.counts), self.totals, strict=True)
        )
        return one, other

    @property
    def group(self) -> str:
        """Return the one of GROUPS that it falls in: more is what is more than chance, shared what may be."""
        if not all(self.counts):
            return "only one" if self.counts[0] else "only other"
        if self.q is None or self.q >= LEVEL:
            return "shared"
        return "one more" if self.odds.delta > 0 else "other more"

    @property
    def caution(self) -> str:
        """Return why little can be built on it: it is said a "few" times, or the side ahead says it in "one document"; else ""."""
        if sum(self.counts) < FEW:
            return "few"
        ahead = self.documents[0 if self.odds.delta > 0 else 1]
        return "one document" if ahead == 1 else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and the names on them, by group, then from the most certain difference to the least.

    `ordinary` are the names left out for being ordinary words.
    """

    sides: tuple[Side, Side]
    totals: tuple[int, int]
    items: tuple[Item, ...]
    ordinary: tuple[str, ...]

    def group(self, name: str) -> list[Item]:
        """Return the items of one of GROUPS."""
        return [it for it in self.items if it.group == name]


def read(build: Path, documents: Iterable[Source], classes: Collection[str]) -> list[Mention]:
    """Return the mentions that a build has of things of `classes` in `documents`.

    StoreError where there is no build, QueryError where it keeps no mentions.
    """
    with Store.open(build / "store") as store:
        if of_claims_alone(store):
            raise QueryError(
                str(build),
                "was built with the evidence of claims alone, so no mention can be counted",
                "build it again without --evidence claims",
            )
        return list(_mentions(store, documents, frozenset(classes)))


def compare(corpus: Corpus, pair: tuple[Side, Side], mentions: Iterable[Mention]) -> Comparison:
    """Compare what two sides say: the names of `mentions`, those that the graph has of their documents, wherever they stand.

    Names that are ordinary words by ORDINARY are left out. What has one name is one thing, though documents give it
    different classes: which class fits is often open. A mention in the words of another name counts for that.
    Mentions are taken to be independent of each other, which those in one document are not: a document that
    repeats a name makes the difference look more certain than it is. QueryError where a side has none.
    """
    where = {it.iri: number for number, side in enumerate(pair) for it in side.counted}
    own = _worded(corpus, [it for it in mentions if it.use.source.iri in where])
    said: dict[str, tuple[list[Mention], list[Mention]]] = defaultdict(lambda: ([], []))
    for it in everywhere(corpus, [it for side in pair for it in side.counted], own):
        said[it.name][where[it.use.source.iri]].append(it)
    ordinary = tuple(sorted(name for name, both in said.items() if _ordinary(both)))
    for name in ordinary:
        del said[name]
    totals = sum(len(it[0]) for it in said.values()), sum(len(it[1]) for it in said.values())
    for side, total in zip(pair, totals, strict=True):
        if not total:
            raise QueryError(
                side.name,
                "its documents mention nothing of the classes compared",
                "choose another side, or other classes with --class",
            )
    tested = [it for it in sorted(said) if sum(_counts(said[it])) >= FEW]
    chances = discoveries([chance(_counts(said[it]), totals) for it in tested])
    q = dict(zip(tested, chances, strict=True))
    items = [
        Item(
            it,
            tuple(sorted({one.type for them in both for one in them} - {""})),
            (_ordered(both[0]), _ordered(both[1])),
            totals,
            odds(_counts(both), totals),
            q.get(it),
        )
        for it, both in said.items()
    ]
    ordered = sorted(items, key=lambda it: (GROUPS.index(it.group), *_rank(it), it.name))
    return Comparison(pair, totals, tuple(ordered), ordinary)


def _worded(corpus: Corpus, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, each under the name that its words are, where they are one.

    A document that once says 社会主义制度 may mean it by every 社会主义, or not: as a wording it is what the other side says, too.
    """
    names = {it.name for it in mentions}
    said = []
    for it in mentions:
        words = bare(corpus.text(it.use.source)[it.use.start : it.use.end])
        said.append(replace(it, name=words) if words in names else it)
    return said


def _rank(it: Item) -> tuple[float, int]:
    # What both share is of interest for how much they do, everything else for how sure it is that they differ.
    return (-sum(it.counts), 0) if it.group == "shared" else (-abs(it.odds.z), -sum(it.counts))


def _counts(said: tuple[Sequence[Mention], Sequence[Mention]]) -> tuple[int, int]:
    return len(said[0]), len(said[1])


def _ordinary(said: tuple[Sequence[Mention], Sequence[Mention]]) -> bool:
    named = sum(bool(it.type) for it in chain(*said))
    return named < ORDINARY * sum(_counts(said))


def _ordered(said: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(said, key=lambda it: (it.use.source.order, it.use.start, it.use.end)))


def _mentions(store: Store, documents: Iterable[Source], classes: frozenset[str]) -> Iterator[Mention]:
    body = term("oa:hasBody")
    known: dict[str, tuple[str, str] | None] = {}
    for source in documents:
        last: dict[str, int] = {}
        for start, end, entity in sorted(_spans(store.match(predicate=body, graph=NamedNode(source.iri)))):
            if entity not in known:
                known[entity] = _named(store, NamedNode(entity), NamedNode(source.iri), classes)
            told = known[entity]
            # “双建争先”工程 is two mentions in the graph, the name with its suffix and without, but is said once.
            if told and start >= last.get(told[0], 0):
                last[told[0]] = -end
                yield Mention(*told, Use(source, start, -end))


def _spans(quads: Iterable[Quad]) -> Iterator[tuple[int, int, str]]:
    """Yield start, negative end and entity of each mention, so that in order the longest of those that begin together is first."""
    for it in quads:
        start, _, end = value(it.subject).rpartition("#mention=")[2].partition(",")
        yield int(start), -int(end), value(it.object)


def _named(store: Store, node: NamedNode, graph: NamedNode, classes: frozenset[str]) -> tuple[str, str] | None:
    """Return name and class of an entity of `classes`; None for any other."""
    # A document's own graph names all that it mentions, as every other does, and has little to read.
    types = {value(it.object).removeprefix(TIFA) for it in store.match(node, term("rdf:type"), graph=graph)}
    own = sorted(types & classes)
    if not own:
        return None
    names = [value(it.object) for it in store.match(node, term("skos:prefLabel"), graph=graph)]
    return min(names, default=node.value), own[0]
