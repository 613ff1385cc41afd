"""Which documents of a corpus phrases are looked for in: of a place, of a time, each text once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kg.corpus import Corpus, Source
from kg.errors import QueryError
from kg.reprints import reprints


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents that are taken in, in order; how many a limit of time left out for want of a date, how many as reprints."""

    sources: Sequence[Source]
    undated: int
    reprints: int


def select(
    corpus: Corpus, place: str | None = None, since: str | None = None, until: str | None = None
) -> Selection:
    """Return the documents that speak for a place or one within it, issued from `since` to `until`, without reprints.

    `since` and `until` are years, months or days (ISO 8601), both included. A document counts where all the days on which
    it may have been issued lie between; one that may lie outside or is not dated counts as undated. QueryError where a date is
    none, the end is before the beginning, or no document speaks for the place.
    """
    first, last = _days(since)[0] if since else date.min, _days(until)[1] if until else date.max
    if first > last:
        raise QueryError(f"{since} to {until}", "ends before it begins", "give the earlier date as --from")
    sources = corpus.within(place) if place else corpus.sources
    inside = [it for it in sources if not (since or until) or _within(it, first, last)]
    unknown = sum(it.days is None or _touches(it, first, last) for it in sources) - len(inside)
    original = reprints(corpus, inside)
    kept = [it for it in inside if original[it.iri] == it.iri]
    return Selection(kept, unknown if since or until else 0, len(inside) - len(kept))


def _within(source: Source, first: date, last: date) -> bool:
    return source.days is not None and first <= source.days[0] and source.days[1] <= last


def _touches(source: Source, first: date, last: date) -> bool:
    return source.days is not None and first <= source.days[1] and source.days[0] <= last


def _days(text: str) -> tuple[date, date]:
    try:
        days = Source("", "", "", text, "").days
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError as error:
        raise QueryError(
            repr(text), "is no date", "write a year, a month or a day: 2020, 2020-05, 2020-05-22"
        ) from error
    assert days is not None
    return days
