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

    The outer clauses begin and end where words do; those within are whole. A clause is one that might stand by itself
    (`Grammar.clause`); over ， the clauses are built alike. `cohesion` is the least normalised pointwise mutual information of neighbouring clauses; chains of
    clauses that go their own ways (农业、工业 …) are left out.
    """
    here = np.arange(len(line.codes))
    back = here - np.maximum.accumulate(np.where(line.codes == 0, here, -1))
    marks = np.flatnonzero(line.marks)
    bounds = np.concatenate((line.bounds, np.ones(_LENGTHS.stop, dtype=bool)))
    for length in _LENGTHS:
        starts = marks[(back[marks - 1] >= length) & bounds[marks - length]] - length
        for number in range(2, _MOST_CLAUSES + 1):
            last = starts + (number - 1) * (length + 1)
            starts, last = (it[last + length < len(here)] for it in (starts, last))
            whole = line.runs[last] >= length
            starts, ends = starts[whole], last[whole] + length
            complete = starts[bounds[ends] | (line.codes[ends] == 0)]
            yield from _repeated(complete, length, number, line, suffixes, grammar, uses)
            starts = starts[line.marks[ends] > 0]


def _repeated(
    starts: Any, length: int, number: int, line: Line, suffixes: Suffixes, grammar: Grammar, uses: int
) -> Iterator[Candidate]:
    offsets = np.arange(number) * (length + 1)
    # Equal chains begin with equal clauses: only what begins with a clause that is frequent enough is written out.
    common = starts[suffixes.counts(starts, np.full(len(starts), length)) >= uses] if len(starts) else starts
    places: dict[str, list[int]] = defaultdict(list)
    size = number * (length + 1) - 1
    for start in common.tolist():
        places[line.written(start, size)].append(start)
    for words, them in sorted(places.items()):
        if len(them) < uses:
            continue
        clauses = tuple(words[it : it + length] for it in offsets.tolist())
        if len(set(clauses)) < number or not all(map(grammar.clause, clauses)):
            continue
        if "，" in words and not alike(clauses):
            continue
        free = [_entropy(line.codes[np.array(them) + it]) for it in (-1, size)]
        if min(free) < _FREEDOM:
            continue
        counts = suffixes.counts(them[0] + offsets, np.full(number, length))
        cohesion = _cohesion(len(them), counts, len(line.codes))
        if len(them) >= _SHARE * counts.min() and cohesion >= _COHESION:
            yield Candidate(
                words,
                size,
                np.array(them),
                None,
                free[1],
                free[0],
                cohesion=cohesion,
                compound=True,
                clauses=clauses,
            )


def _entropy(neighbours: Any) -> float:
    """Return the entropy of neighbouring characters in nats; each mark or end of a text is one unlike any other."""
    _, many = np.unique(neighbours[neighbours > 0], return_counts=True)
    total = len(neighbours)
    return float(math.log(total) - np.sum(many * np.log(many)) / total)


def _cohesion(count: int, counts: Any, total: int) -> float:
    bound = np.log(count * total / (counts[:-1] * counts[1:])) / -np.log(count / total)
    return float(min(1.0, bound.min()))
