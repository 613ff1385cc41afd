"""The variants of a formula in a corpus: how each differs, who words it so, and since when that is on record."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.corpus import Corpus, Source, Use
from kg.errors import QueryError
from kg.variants.alignment import Alignment
from kg.variants.candidates import Search
from kg.variants.edges import Edge, edges
from kg.variants.formula import MARKS, Formula, plain

SHARE = 0.6
FEW = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of a formula: its `wording` has no quotation marks; `uses` are in order of date, document and place.

    `quoted` counts the uses with a quotation or book-title mark in or around them.
    """

    wording: str
    alignment: Alignment
    uses: tuple[Use, ...]
    quoted: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of change against the base; none where this is the base."""
        return self.alignment.kinds

    @property
    def documents(self) -> int:
        """Return how many documents word it so."""
        return len({it.source.iri for it in self.uses})

    @property
    def undated(self) -> int:
        """Return how many of the uses stand in documents without a date."""
        return sum(not it.source.issued for it in self.uses)

    @property
    def few(self) -> bool:
        """Say whether the uses are too few (below FEW) to conclude anything from their number."""
        return len(self.uses) < FEW

    @property
    def first(self) -> Use | None:
        """Return the first dated use; None where no use is dated."""
        return next((it for it in self.uses if it.source.issued), None)

    @property
    def last(self) -> Use | None:
        """Return the last dated use; None where no use is dated."""
        dated = [it for it in self.uses if it.source.days]
        return max(dated, key=lambda it: (_days(it.source)[1], *it.source.order, it.start), default=None)

    @property
    def ties(self) -> tuple[Source, ...]:
        """Return the other documents that may be as early as the first: their possible days begin before its end."""
        if self.first is None:
            return ()
        until = _days(self.first.source)[1]
        found = {it.source.iri: it.source for it in self.uses if it.source.days and _days(it.source)[0] <= until}
        found.pop(self.first.source.iri)
        return tuple(found.values())


def variants(corpus: Corpus, phrase: str, share: float = SHARE, *, inside: bool = False) -> list[Variant]:
    """Return the base first where it is used, then its variants, the most used first, of equals the earlier.

    A variant keeps at least `share` of the phrase's characters in their order (or in that of its comma-separated parts
    moved), is no longer than the phrase divided by `share`, and begins and ends on a character of it. Phrases of three or
    four characters may lose one only, inside or a numeral for a numeral. What stands before or after it in its clause
    counts as put in where two documents have the same there, or where both are quoted together (`kg.variants.edges`);
    `inside` leaves that away and takes changes within the phrase alone.
    QueryError for a phrase of fewer than three characters, or a share that is not above a half and at most one.
    """
    if not 0.5 < share <= 1:
        raise QueryError(str(share), "is no share that a variant can keep", "give one above 0.5, at most 1")
    search = Search(Formula.read(phrase), share)
    grouped: dict[Alignment, list[Use]] = defaultdict(list)
    quoted: Counter[Alignment] = Counter()
    found = _found(corpus, search)
    for it in found if inside else _settled(found):
        grouped[it.alignment].append(it.use)
        quoted[it.alignment] += bool(MARKS & set(corpus.text(it.use.source)[it.use.start : it.use.end]))
    told = [Variant(key.wording, key, tuple(uses), quoted[key]) for key, uses in grouped.items()]
    return sorted(told, key=_rank)


def _rank(it: Variant) -> tuple[bool, int, tuple[bool, str, str, str], str]:
    return bool(it.kinds), -len(it.uses), it.uses[0].source.order, it.wording


def _days(source: Source) -> tuple[str, str]:
    days = source.days
    return (days[0].isoformat(), days[1].isoformat()) if days else ("", "")


@dataclass(frozen=True, slots=True)
class _Found:
    use: Use
    alignment: Alignment
    left: Edge
    right: Edge


def _found(corpus: Corpus, search: Search) -> Iterator[_Found]:
    for source in corpus.sources:
        text = corpus.text(source)
        for it in search.hits(text):
            left, right = edges(text, it.start, it.end)
            yield _Found(Use(source, left.near, right.near), it.alignment, left, right)


def _settled(found: Iterator[_Found]) -> Iterator[_Found]:
    """Widen each use to what belongs to its wording at the edges."""
    listed: Sequence[_Found] = list(found)
    seen: dict[tuple[Alignment, str, str], set[str]] = defaultdict(set)
    for it in listed:
        seen[it.alignment, "left", plain(it.left.words)].add(it.use.source.iri)
        seen[it.alignment, "right", plain(it.right.words)].add(it.use.source.iri)
    for it in listed:
        together = it.left.quoted and it.right.quoted
        left, right = (
            edge if edge.words and (together or len(seen[it.alignment, side, plain(edge.words)]) > 1) else None
            for side, edge in (("left", it.left), ("right", it.right))
        )
        start = left.place if left else it.left.near
        end = right.place if right else it.right.near
        alignment = it.alignment.extended(plain(left.words) if left else "", plain(right.words) if right else "")
        yield _Found(Use(it.use.source, start, end), alignment, it.left, it.right)
