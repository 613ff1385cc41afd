"""The two sides of a comparison: what a user writes for one, and the documents that it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kg.corpus import Corpus, Source
from kg.errors import QueryError
from kg.reprints import reprints

_YEARS = re.compile(r"(\d{4})(?:(?:-|–|\.\.)(\d{4}))?")
_WILD = re.compile(r"[*?\[]")
_REMEDY = (
    "give a place, a year, a span of years such as 2016-2020, or a pattern of document names such as 'reports/*'"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: `name` as it was written, its `documents` in order, and of these the `reprints`, which do not count.

    `undated` is how many documents of the corpus a span of years cannot place, 0 where the side is no span.
    """

    name: str
    documents: Sequence[Source]
    reprints: Sequence[Source]
    undated: int = 0

    @property
    def counted(self) -> list[Source]:
        """Return the documents that count."""
        left_out = {it.iri for it in self.reprints}
        return [it for it in self.documents if it.iri not in left_out]


def sides(corpus: Corpus, one: str, other: str) -> tuple[Side, Side]:
    """Return the two sides that are meant; QueryError where one means nothing, or a document lies on both.

    A text that is printed again on its own side counts once there; one that both sides print counts on both, for both say it.
    """
    found = chosen(corpus, one), chosen(corpus, other)
    names = {it.iri: it.name for it in found[0]}
    both = [names[it.iri] for it in found[1] if it.iri in names]
    if both:
        raise QueryError(
            f"{one} | {other}",
            f"{len(both)} documents lie on both sides, the first is {both[0]}",
            "name two sides that have no document in common",
        )
    return _side(corpus, one, found[0]), _side(corpus, other, found[1])


def chosen(corpus: Corpus, text: str) -> list[Source]:
    """Return the documents that `text` means, in order; QueryError where there is none.

    Read in this order: with *, ? or [ in it, `text` is a pattern of document names, in which * stands for anything, / too;
    four digits are a year, two years with -, – or .. between are a span, both ends included, and documents
    that have no date lie in none; all else is a place, with the documents that speak for it or for what lies in it.
    """
    years = _YEARS.fullmatch(text)
    if _WILD.search(text):
        found = [it for it in corpus.sources if fnmatchcase(it.name, text)]
    elif years:
        first, last = int(years[1]), int(years[2] or years[1])
        found = [it for it in corpus.sources if it.year is not None and first <= it.year <= last]
    else:
        return _of_place(corpus, text)
    if not found:
        raise QueryError(text, "no document of the corpus is meant", _REMEDY)
    return found


def _of_place(corpus: Corpus, place: str) -> list[Source]:
    place = corpus.place(place)
    found = corpus.within(place)
    # The same name may belong to places in two provinces: what lies above tells them apart.
    meant = sorted({it.chain[it.chain.index(place) :] for it in found})
    if len(meant) > 1:
        choices = ", ".join("/".join(reversed(it)) for it in meant)
        raise QueryError(
            place, f"names {len(meant)} places: {choices}", "choose documents by a pattern of their names"
        )
    return found


def _side(corpus: Corpus, name: str, documents: Sequence[Source]) -> Side:
    repeated = reprints(corpus, documents)
    undated = sum(not it.issued for it in corpus.sources) if _YEARS.fullmatch(name) else 0
    return Side(name, documents, [it for it in documents if repeated[it.iri] != it.iri], undated)
