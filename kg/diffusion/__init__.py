"""The diffusion of a phrase: who uses it first, who follows and how much later, and from whom each may have it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kg.corpus import LEVELS, Corpus, Source, Use
from kg.diffusion.provinces import Province
from kg.reprints import reprints as find_reprints

BY = ("place", "publisher")
KINDS = ("downward", "upward", "neighbour", "same province", "other")

_BELOW = ("prefecture", "county")


@dataclass(frozen=True, slots=True)
class Adopter:
    """A place or a publisher that uses the phrase, its `uses` in order of date.

    The day of its first use lies from `since` to `until`, None where no document of it has a date. `rank` is its
    place in the order of first uses, at best and at worst: 1 + how many others used it certainly, or perhaps, on an
    earlier day; equal days have equal ranks. `lag` is how many days after the first of all, at least and at most.
    """

    name: str
    level: str
    province: str
    chain: tuple[str, ...]
    uses: tuple[Use, ...]
    since: date | None = None
    until: date | None = None
    rank: tuple[int, int] | None = None
    lag: tuple[int, int] | None = None

    @property
    def first(self) -> Use:
        """Return its first use."""
        return self.uses[0]

    @property
    def documents(self) -> tuple[Source, ...]:
        """Return the documents with a use, in order."""
        return tuple({it.source.iri: it.source for it in self.uses}.values())

    def before(self, other: "Adopter") -> bool:
        """Tell whether it used the phrase on an earlier day than `other`, whatever is not known of the days."""
        return self.until is not None and other.since is not None and self.until < other.since


@dataclass(frozen=True, slots=True)
class Link:
    """The likeliest way of a phrase to an adopter: a reading of dates and places, no proof that one took it from the other.

    `lag` counts days, at least and at most; `tied` how many adopters are equally likely to be the source.
    """

    source: str
    target: str
    kind: str
    lag: tuple[int, int]
    tied: int


@dataclass(frozen=True)
class Diffusion:
    """Who adopted a phrase when.

    `adopters` are dated, in order of first use; `undated` have no dated use and no rank. `present` are all places or
    publishers that have documents in the corpus, with their levels: what shares are shares of. `reprints` maps the IRI
    of each document with the phrase that repeats an earlier one to the IRI of that; `nameless` are the documents with
    the phrase that have no place or publisher; `sentences` the one of each adopter's first use.
    """

    phrase: str
    by: str
    adopters: Sequence[Adopter]
    undated: Sequence[Adopter]
    present: Mapping[str, str]
    reprints: Mapping[str, str]
    reprinting: Sequence[str]
    nameless: Sequence[Source]
    links: Sequence[Link]
    sentences: Mapping[str, str]

    @property
    def share(self) -> float:
        """Return how many of those present use the phrase, dated or not, from 0 to 1; 0 where none is present."""
        return (len(self.adopters) + len(self.undated)) / len(self.present) if self.present else 0.0

    @cached_property
    def levels(self) -> Mapping[str, tuple[int, int]]:
        """Return level → how many adopters it has, and how many are present; "" is what has no known level."""
        users = [it.level for it in (*self.adopters, *self.undated)]
        present = list(self.present.values())
        return {it: (users.count(it), present.count(it)) for it in (*LEVELS, "") if it in present}

    @cached_property
    def curve(self) -> Sequence[tuple[date, int, int]]:
        """Return for each day on which it is settled that somebody adopted: how many had certainly, how many perhaps."""
        days = sorted({it.until for it in self.adopters if it.until})
        return [
            (
                day,
                sum(it.until is not None and it.until <= day for it in self.adopters),
                sum(it.since is not None and it.since <= day for it in self.adopters),
            )
            for day in days
        ]


def diffusion(
    corpus: Corpus,
    phrase: str,
    provinces: Mapping[str, Province],
    by: str = "place",
    *,
    reprints: bool = False,
) -> Diffusion:
    """Return who adopted a phrase when; a text that is printed again counts once, or each time with `reprints`.

    `by` is one of BY. QueryError where the phrase has nothing to look for. Whoever only reprints others is no
    adopter, but one of `reprinting`.
    """
    uses = corpus.uses(phrase)
    originals = find_reprints(corpus, {it.source.iri: it.source for it in uses}.values())
    repeated = {iri: first for iri, first in originals.items() if iri != first}
    counted = [it for it in uses if reprints or it.source.iri not in repeated]
    grouped: defaultdict[str, list[Use]] = defaultdict(list)
    for it in counted:
        grouped[_name(it.source, by)].append(it)
    nameless = {it.source.iri: it.source for it in grouped.pop("", [])}
    every = [_adopter(name, them, by) for name, them in grouped.items()]
    dated = _ranked([it for it in every if it.since])
    return Diffusion(
        phrase=phrase,
        by=by,
        adopters=dated,
        undated=sorted((it for it in every if not it.since), key=lambda it: it.name),
        present={_name(it, by): _level(it, by) for it in corpus.sources if _name(it, by)},
        reprints=repeated,
        reprinting=sorted({_name(it.source, by) for it in uses} - grouped.keys() - {""}),
        nameless=list(nameless.values()),
        links=[link for it in dated for link in _links(it, dated, provinces)],
        sentences={it.name: "".join(corpus.sentence(it.first)) for it in every},
    )


def _name(source: Source, by: str) -> str:
    return source.place if by == "place" else source.publisher


def _level(source: Source, by: str) -> str:
    return source.level if by == "place" else ""


def _adopter(name: str, uses: Sequence[Use], by: str) -> Adopter:
    first = uses[0].source
    days = [it.source.days for it in uses if it.source.days]
    since, until = (min(it[0] for it in days), min(it[1] for it in days)) if days else (None, None)
    # A publisher may speak for many places, so it has no level and lies nowhere.
    where = (first.level, first.province, first.chain) if by == "place" else ("", "", ())
    return Adopter(name, *where, tuple(uses), since, until)


def _ranked(adopters: Iterable[Adopter]) -> list[Adopter]:
    listed = sorted(adopters, key=lambda it: (it.since, it.until, it.name))
    return [
        replace(it, rank=_rank(it, [other for other in listed if other is not it]), lag=_lag(it, listed))
        for it in listed
    ]


def _rank(one: Adopter, others: Sequence[Adopter]) -> tuple[int, int]:
    maybe = sum(1 for it in others if it.since and one.until and it.since < one.until)
    return 1 + sum(it.before(one) for it in others), 1 + maybe


def _lag(one: Adopter, adopters: Sequence[Adopter]) -> tuple[int, int]:
    """Return the days from the first use of all to that of `one`, which is max(0, t − the least t of the others)."""
    lags = [_days(it, one) for it in adopters if it is not one]
    return max((0, *(it[0] for it in lags))), max((0, *(it[1] for it in lags)))


def _days(source: Adopter, target: Adopter) -> tuple[int, int]:
    if not (source.since and source.until and target.since and target.until):
        raise ValueError("only what is dated has a lag")
    return (target.since - source.until).days, (target.until - source.since).days


def _links(one: Adopter, adopters: Sequence[Adopter], provinces: Mapping[str, Province]) -> list[Link]:
    """Return the link to an adopter from its likeliest source; several where several are equally likely.

    That is the nearest enclosing place that used the phrase on an earlier day; else, of its neighbours that did, the one
    that did last; else, of the places within it, the one that did last; else whoever was first of all. Neighbours
    are provinces with a common border; prefectures, or counties, of the same province count as such and are told
    as "same province", for no table here has the borders below provinces; counties of one prefecture go before others.
    """
    earlier = [it for it in adopters if it.before(one)]
    enclosing = [it for it in earlier if it.name in one.chain[1:]]
    if enclosing:
        nearest = min(one.chain.index(it.name, 1) for it in enclosing)
        sources = [it for it in enclosing if it.name == one.chain[nearest]]
    else:
        beside = [it for it in earlier if _beside(it, one, provinces)]
        together = [it for it in beside if it.chain[1:] == one.chain[1:]]
        sources = _last(together or beside or [it for it in earlier if one.name in it.chain[1:]])
        sources = sources or [it for it in earlier if it.rank and it.rank[0] == 1]
    return [Link(it.name, one.name, _kind(it, one, provinces), _days(it, one), len(sources)) for it in sources]


def _last(adopters: Sequence[Adopter]) -> list[Adopter]:
    latest = max(((it.until, it.since) for it in adopters), default=None)
    return [it for it in adopters if (it.until, it.since) == latest]


def _beside(one: Adopter, other: Adopter, provinces: Mapping[str, Province]) -> str:
    """Return the kind of neighbours that two places are, "" where they are none."""
    if one.level == other.level == "province":
        near = one.name in provinces and other.name in provinces[one.name].neighbours
        return "neighbour" if near else ""
    same = one.level == other.level and one.level in _BELOW and one.province == other.province != ""
    return "same province" if same else ""


def _kind(source: Adopter, target: Adopter, provinces: Mapping[str, Province]) -> str:
    if source.name in target.chain[1:]:
        return "downward"
    if target.name in source.chain[1:]:
        return "upward"
    return _beside(source, target, provinces) or "other"
