"""The lives of the phrases that a page holds: peak, heat and revivals of each, and what each of its uses does."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg import acts
from kg.corpus import Corpus, Source, Use
from kg.explorer.blocks import Reading, Shelf
from kg.explorer.columns import sparse
from kg.network import Network
from kg.timeline import TIERS, Life, Period, blank, lived, poisson

# The classes whose names are worded to be repeated. The others name somebody, a place, an occasion, a text, a prize or a
# product: how often these are named says what happened, not how a phrase fares.
PHRASES = frozenset({"Campaign", "Formulation", "Mechanism", "Slogan", "Strategy"})

_TIER = {name: number for number, name in enumerate(TIERS)}
_CODES = {
    (act, mood): f"{len(acts.MOODS) * row + column:x}"
    for row, act in enumerate(acts.ACTS)
    for column, mood in enumerate(acts.MOODS)
}


def lives(
    network: Network,
    ranked: Sequence[str],
    documents: Sequence[str],
    held: Sequence[Reading],
    texts: Path | None,
) -> dict[str, Any]:
    """Return the block of lives as front/src/data/format.ts lays it down.

    A use is a mention of the entity by any of its names, which the build has found already: other than in `kg timeline`,
    which looks for one wording, a longer name that holds the words is another entity, and names of one thing count together.
    `ranked` are the entities and `documents` the documents, as numbered; `held` is what the page has of each document. Where a
    text is missing nothing can be set against its length: then the block has no phrase.
    """
    phrases = {node: row for row, node in enumerate(ranked) if network.nodes[node]["type"] in PHRASES}
    corpus, sources = _corpus(network, documents, held, texts)
    if corpus is None:
        phrases = {}
    uses: dict[str, list[Use]] = {node: [] for node in phrases}
    for document in documents:
        for start, end, entity, _ in network.graph["spans"].get(document, ()):
            if entity in uses:
                uses[entity].append(Use(sources[document], start, end))
    used = {node: found for node, found in uses.items() if found}
    periods = blank(corpus) if corpus and used else ()
    # All at once: making the table of words takes longer than most phrases do.
    told = iter(acts.acts(corpus, (it for found in used.values() for it in found)) if corpus and used else ())
    rows = [_row(lived(node, found, periods), [next(told) for _ in found]) for node, found in used.items()]
    return {
        "rows": [b - a for a, b in pairwise([0, *(phrases[node] for node in used)])],
        **{name: [it[name] for it in rows] for name in ("peak", "heats", "acts")},
        **{name: sparse(it[name] for it in rows) for name in ("revivals", "firsts", "origins")},
        "tiers": list(TIERS),
        "years": [it.start for it in periods],
        "documents": [it.documents for it in periods],
        "characters": [it.characters for it in periods],
        "intervals": _intervals(used.values()),
    }


def _corpus(
    network: Network, documents: Sequence[str], held: Sequence[Reading], texts: Path | None
) -> tuple[Corpus | None, dict[str, Source]]:
    """Return the documents as a corpus, and by their IRIs; no corpus where a text is missing."""
    shelf = Shelf(texts)
    sources: dict[str, Source] = {}
    known: dict[str, str] = {}
    for document, reading in zip(documents, held, strict=True):
        told: Mapping[str, str] = network.graph["documents"].get(document, {})
        hash_ = told.get("hash", "")
        text = reading.pieces[0][1] if reading.whole else shelf.text(hash_)
        if text is None:
            return None, {}
        digest = hash_.removeprefix("sha256:")
        known[digest] = text
        name, title, issued = (told.get(it, "") for it in ("identifier", "title", "issued"))
        sources[document] = Source(document, name, title, issued, digest)
    return Corpus(sources.values(), known), sources


def _row(found: Life, told: Sequence[acts.Act]) -> dict[str, Any]:
    origin = {(it.use.source.iri, it.use.start, it.use.end) for it in acts.origin(told)}
    peak = found.peak
    return {
        "peak": peak.start if peak else 0,
        "heats": _heats(peak, found.periods[-1]) if peak else 0,
        "acts": "".join(_CODES[it.act, it.mood] for it in told),
        "revivals": found.revivals,
        "firsts": _firsts(found),
        "origins": [at for at, it in enumerate(told) if (it.use.source.iri, it.use.start, it.use.end) in origin],
    }


def _heats(*periods: Period) -> int:
    """Return the tiers that the heats of periods begin and end in, as the digits of one number."""
    packed = 0
    for it in periods:
        for tier in it.heats:
            packed = packed * len(TIERS) + _TIER[tier]
    return packed


def _firsts(found: Life) -> int:
    """Return how many documents may have the first use as far as their dates tell; 0 where one is before all others."""
    if len(found.dated) < 2:
        return 0
    # Later ones cannot be the first: dates are in order, but for a year that its months and days come behind.
    year = found.dated[0].source.issued[:4]
    days = {it.source.iri: it.source.days for it in found.dated if it.source.issued[:4] == year}
    known = [it for it in days.values() if it]
    latest = min(last for _, last in known)
    number = sum(first <= latest for first, _ in known)
    return number if number > 1 else 0


def _intervals(used: Iterable[Sequence[Use]]) -> dict[str, list[Any]]:
    """Return the exact 95 % interval of every number of uses that a year may have, in thousandths."""
    counts: set[int] = set()
    for uses in used:
        years: dict[int, int] = {}
        for it in uses:
            if it.source.year is not None:
                years[it.source.year] = years.get(it.source.year, 0) + 1
        counts.update(years.values())
    listed = [0, *sorted(counts)]
    bounds = [poisson(it) for it in listed]
    return {
        "counts": listed,
        "low": [round(low * 1000) for low, _ in bounds],
        "high": [round(high * 1000) for _, high in bounds],
    }
