"""Reprints: documents that say again, nearly word for word, what an earlier document said."""

import re
from collections.abc import Iterable, Mapping

from kg.corpus import Corpus, Source

THRESHOLD = 0.8

# Whatever is no letter, digit or Han character ends a clause: marks and white space differ from print to print.
_BETWEEN = re.compile(r"[\W_]+")
# Below so many clauses, one that is cut or mended weighs too much: runs of five characters are compared instead.
_FEW_CLAUSES, _RUN = 40, 5
_HASHES, _SEED = 64, 7
# 16 bands of 4: two texts whose similarity is 0.8 fall into one band with 1 - (1 - 0.8⁴)¹⁶ = 0.9998.
_BAND = 4


def reprints(corpus: Corpus, sources: Iterable[Source]) -> dict[str, str]:
    """Return document IRI → IRI of the earliest of `sources` whose text it repeats, itself where there is none.

    Texts are the same where their digests are. They are nearly the same where the Jaccard similarity of their shingles
    is THRESHOLD or more: shingles are the clauses of a text without marks and white space, or the runs of five
    characters of texts that have fewer than 40 clauses. Candidates come from MinHash with banding (Broder 1997,
    *On the resemblance and containment of documents*; 64 hashes, a fixed seed) and are then compared exactly.
    The earliest is the first by Source.order; of what it repeats, whatever lies between is no matter: a reprint
    always points to a document that is none itself.
    """
    ordered = sorted(sources, key=lambda it: it.order)
    first: dict[str, Source] = {}
    for it in ordered:
        first.setdefault(it.digest, it)
    earliest = list(first.values())
    repeated = _near({it.digest: corpus.text(it) for it in earliest})
    return {it.iri: first[repeated[it.digest]].iri for it in ordered}


def once(corpus: Corpus) -> tuple[Corpus, dict[str, str]]:
    """Return the corpus without reprints, and document IRI → IRI of what it repeats for each that was left out."""
    repeated = {iri: first for iri, first in reprints(corpus, corpus.sources).items() if iri != first}
    return corpus.only(it for it in corpus.sources if it.iri not in repeated), repeated


def similarity(one: str, other: str) -> float:
    """Return how much two texts are the same, from 0 to 1: the exact Jaccard similarity of their shingles.

    >>> similarity("坚持稳中求进，推动发展。", "坚持稳中求进 推动发展")
    1.0
    >>> similarity("坚持稳中求进", "深化改革开放")
    0.0
    """
    clauses = _clauses(one), _clauses(other)
    few = min(map(len, clauses)) < _FEW_CLAUSES
    return _jaccard(*((_runs(one), _runs(other)) if few else clauses))


def _near(texts: Mapping[str, str]) -> dict[str, str]:
    """Return key → key of the earliest text that it nearly repeats; `texts` are in order of time."""
    clauses = {key: _clauses(text) for key, text in texts.items()}
    # Of two similar texts one may have a few clauses more than the border: it is compared by its runs, too.
    border = _FEW_CLAUSES / THRESHOLD**2
    kinds = (
        {key: _runs(texts[key]) for key, them in clauses.items() if len(them) < border},
        {key: them for key, them in clauses.items() if len(them) >= _FEW_CLAUSES},
    )
    bands = [_bands(it) for it in kinds]
    # Band → the texts in it that repeat no other, in order of time: reprints are not looked for among reprints.
    originals: dict[tuple[int, ...], list[str]] = {}
    numbers = {key: number for number, key in enumerate(texts)}
    original: dict[str, str] = {}
    for key in texts:
        own = [(kind, *it) for kind, them in enumerate(bands) for it in them.get(key, ())]
        near = {other for it in own for other in originals.get(it, ())}
        found = (other for other in sorted(near, key=numbers.__getitem__) if _same(key, other, clauses, *kinds))
        original[key] = next(found, key)
        if original[key] == key:
            for it in own:
                originals.setdefault(it, []).append(key)
    return original


_Shingles = Mapping[str, frozenset[str]]


def _same(one: str, other: str, clauses: _Shingles, short: _Shingles, long: _Shingles) -> bool:
    shingles = short if min(len(clauses[one]), len(clauses[other])) < _FEW_CLAUSES else long
    return one in shingles and other in shingles and _jaccard(shingles[one], shingles[other]) >= THRESHOLD


def _bands(shingles: _Shingles) -> dict[str, list[tuple[int, ...]]]:
    """Return key → its MinHash signature in bands, each with the number where it starts."""
    # Imported on use: what has no phrase to count needs no compiled library.
    from rensa import RMinHash

    hashes = RMinHash.digests_from_token_sets([sorted(it) for it in shingles.values()], _HASHES, _SEED)
    starts = range(0, _HASHES, _BAND)
    return {
        key: [(start, *them[start : start + _BAND]) for start in starts]
        for key, them in zip(shingles, hashes, strict=True)
    }


def _clauses(text: str) -> frozenset[str]:
    return frozenset(filter(None, _BETWEEN.split(text)))


def _runs(text: str) -> frozenset[str]:
    plain = _BETWEEN.sub("", text)
    return frozenset(plain[it : it + _RUN] for it in range(max(1, len(plain) - _RUN + 1)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one or other else 1.0
