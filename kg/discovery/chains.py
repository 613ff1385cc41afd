"""Parallel clauses: phrases that run over 、 or ，, whose clauses are of one length (自信自强、守正创新; 稳增长、促改革、惠民生)."""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from kg.discovery.grammar import Grammar
from kg.discovery.line import Line
from kg.discovery.repeats import Suffixes
from kg.discovery.signs import Candidate, alike

_LENGTHS = range(3, 9)
_MOST_CLAUSES = 6
# The rarest clause stands in the chain at least this often, and neighbours are bound this well: what enumerations are not.
_SHARE, _COHESION = 0.3, 0.7
# The least entropy, in nats, of what stands before and behind: a clause that is cut has one neighbour.
_FREEDOM = 0.5


def chains(line: Line, suffixes: Suffixes, grammar: Grammar, uses: int) -> Iterator[Candidate]:
    """Yield what stands `uses` times or more: two to six clauses of one length, 3 to 8 characters, a mark between them.

    The outer clauses begin and end where words do, and what stands before and behind them varies; those within are whole. Each is
    one that might stand by itself (`Grammar.clause`), and over ， they are built alike. Chains whose clauses go their own
    ways, as those of a list do, are left out. `cohesion` is the least normalised pointwise mutual information of
    neighbouring clauses.
    """
    here = np.arange(len(line.codes))
    back = here - np.maximum.accumulate(np.where(line.codes == 0, here, -1))
    marks = np.flatnonzero(line.marks)
    bounds = np.concatenate((line.bounds, np.ones(_LENGTHS.stop, dtype=bool)))
    for length in _LENGTHS:
        starts = marks[(back[marks - 1] >= length) & bounds[marks - length]] - length
        # Equal chains begin with equal clauses: only what begins with one that is frequent enough is written out.
        starts = starts[suffixes.counts(starts, np.full(len(starts), length)) >= uses]
        found: list[Candidate] = []
        for number in range(2, _MOST_CLAUSES + 1):
            last = starts + (number - 1) * (length + 1)
            starts, last = (it[last + length < len(here)] for it in (starts, last))
            whole = line.runs[last] >= length
            starts, ends = starts[whole], last[whole] + length
            found += _repeated(starts[bounds[ends] | (line.codes[ends] == 0)], length, number, line, grammar, uses)
            starts = starts[line.marks[ends] > 0]
        if found:
            yield from _bound(found, length, suffixes)


def _repeated(
    starts: Any, length: int, number: int, line: Line, grammar: Grammar, uses: int
) -> Iterator[Candidate]:
    size = number * (length + 1) - 1
    places: dict[str, list[int]] = defaultdict(list)
    for start in starts.tolist():
        places[line.written(start, size)].append(start)
    for words, them in sorted(places.items()):
        clauses = tuple(words[it : it + length] for it in range(0, size, length + 1))
        if len(them) < uses or len(set(clauses)) < number or not all(map(grammar.clause, clauses)):
            continue
        if "，" in words and not alike(clauses):
            continue
        free = [_entropy(line.codes[np.array(them) + it]) for it in (-1, size)]
        if min(free) >= _FREEDOM:
            yield Candidate(words, size, np.array(them), None, free[1], free[0], compound=True, clauses=clauses)


def _bound(found: list[Candidate], length: int, suffixes: Suffixes) -> Iterator[Candidate]:
    """Yield the chains whose clauses belong together, with their cohesion."""
    places = [int(it.places[0]) + number * (length + 1) for it in found for number in range(len(it.clauses))]
    counts = suffixes.counts(np.array(places, dtype=np.int64), np.full(len(places), length))
    total = len(suffixes.array)
    for it, them in zip(found, np.split(counts, np.cumsum([len(it.clauses) for it in found])[:-1]), strict=True):
        bound = np.log(it.count * total / (them[:-1] * them[1:])) / -np.log(it.count / total)
        it.cohesion = min(1.0, float(bound.min()))
        if it.count >= _SHARE * them.min() and it.cohesion >= _COHESION:
            yield it


def _entropy(neighbours: Any) -> float:
    """Return the entropy of neighbouring characters in nats; each mark or end of a text is one unlike any other."""
    _, many = np.unique(neighbours[neighbours > 0], return_counts=True)
    total = len(neighbours)
    return float(math.log(total) - np.sum(many * np.log(many)) / total)
