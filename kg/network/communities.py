"""Entities in communities: Leiden on the claims, and on the documents that name what no claim connects."""

import heapq
import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from graspologic_native import leiden_csr
from numpy.typing import NDArray

from kg.network.graph import Network
from kg.vocabulary import CLASSES

# How many communities ties may make; what nothing ties together adds at most one for each class.
LIMIT = 48

_SEED = 2012
_ITERATIONS = 3
# What a document's naming weighs beside one claim: enough to hold what nothing else holds.
_NAMED = 0.4
_LEAST = 6
_SHARE = 400  # a community holds at least this part of all nodes
_LARGEST = 8  # a community above this part of all nodes is looked at again


@dataclass(frozen=True, slots=True)
class Ties:
    """Undirected weighted ties between numbered vertices: each pair once, the smaller number first, in order."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: NDArray[np.float64]


def claimed(network: Network, number: dict[str, int]) -> Ties:
    """Return how many claims connect two nodes, numbered by `number`; without claims of a thing about itself."""
    pairs = Counter((min(number[a], number[b]), max(number[a], number[b])) for a, b in network.edges() if a != b)
    return ties_of({pair: float(claims) for pair, claims in pairs.items()})


def communities(network: Network, number: dict[str, int], claims: Ties) -> list[list[int]]:
    """Return the numbers of the nodes of each community, each ascending, in order of the first.

    A document is a vertex of its own that is weakly tied to what it names, and is dropped afterwards: what only one
    document names falls to that document's community, what many name goes where its claims are. Small communities
    are merged into the one that they are tied to most; what is tied to nothing is put together by class.
    """
    if not number:
        return []
    ties, vertices = _with_documents(network, number, claims)
    parts = _Parts(_partition(ties, vertices, len(number)), ties, len(number))
    parts.merge()
    kind = {number[node]: CLASSES.index(about["type"]) for node, about in network.nodes(data=True)}
    return sorted(sorted(part) for part in parts.gathered(kind))


def ties_of(weights: dict[tuple[int, int], float]) -> Ties:
    """Return the ties of pairs of numbers, the smaller first, with their weights."""
    pairs = sorted(weights)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Ties(ends[:, 0], ends[:, 1], np.array([weights[pair] for pair in pairs], dtype=np.float64))


def _with_documents(network: Network, number: dict[str, int], claims: Ties) -> tuple[Ties, int]:
    documents = sorted({iri for _, named in network.nodes(data="documents") for iri in named})
    vertex = {iri: len(number) + place for place, iri in enumerate(documents)}
    weights: dict[tuple[int, int], float] = {}
    for node, named in network.nodes(data="documents"):
        # One that is only meant there, never named, counts as half a mention.
        total = sum(times or 0.5 for times in named.values())
        for iri, times in named.items():
            weights[number[node], vertex[iri]] = _NAMED * (times or 0.5) / total
    named = ties_of(weights)
    return (
        Ties(
            np.concatenate([claims.first, named.first]),
            np.concatenate([claims.second, named.second]),
            np.concatenate([claims.weight, named.weight]),
        ),
        len(number) + len(documents),
    )


def _partition(ties: Ties, vertices: int, nodes: int) -> NDArray[np.int64]:
    """Return vertex → community by Leiden; one that is too large is divided once more, by itself."""
    found = leiden(ties, vertices)
    for community, size in enumerate(np.bincount(found[:nodes]).tolist()):
        if size * _LARGEST > nodes and size > _LEAST * _LARGEST:
            inside = np.flatnonzero(found == community)
            place = np.full(vertices, -1, dtype=np.int64)
            place[inside] = np.arange(inside.size)
            kept = (place[ties.first] >= 0) & (place[ties.second] >= 0)
            inner = Ties(place[ties.first[kept]], place[ties.second[kept]], ties.weight[kept])
            found[inside] = found.max() + 1 + leiden(inner, inside.size)
    return found


def leiden(ties: Ties, vertices: int) -> NDArray[np.int64]:
    """Return vertex → community by Leiden (Traag, Waltman, van Eck 2019) with a fixed seed; without ties each is one."""
    found = np.arange(vertices, dtype=np.int64)
    if not ties.first.size:
        return found
    rows = np.concatenate([ties.first, ties.second])
    columns = np.concatenate([ties.second, ties.first])
    order = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=vertices))]).astype(np.int64)
    _, told = leiden_csr(
        starts,
        columns[order].astype(np.int32),
        np.concatenate([ties.weight, ties.weight])[order],
        vertices,
        iterations=_ITERATIONS,
        seed=_SEED,
    )
    # A vertex without any tie is in no community of Leiden's.
    base = max(told.values()) + 1
    return np.array([told.get(vertex, base + vertex) for vertex in range(vertices)], dtype=np.int64)


class _Parts:
    """Communities while they are merged; documents are vertices without size."""

    def __init__(self, found: NDArray[np.int64], ties: Ties, nodes: int) -> None:
        self._nodes = nodes
        self._members: dict[int, list[int]] = {}
        for vertex, community in enumerate(found.tolist()):
            self._members.setdefault(community, [])
            if vertex < nodes:
                self._members[community].append(vertex)
        self._tied: dict[int, dict[int, float]] = {community: {} for community in self._members}
        ends = zip(found[ties.first].tolist(), found[ties.second].tolist(), ties.weight.tolist(), strict=True)
        for one, other, weight in ends:
            if one != other:
                self._tied[one][other] = self._tied[one].get(other, 0.0) + weight
                self._tied[other][one] = self._tied[other].get(one, 0.0) + weight
        self._loose: list[list[int]] = []

    def merge(self) -> None:
        """Merge the smallest into what it is tied to most, until all are large enough and few enough."""
        least = max(_LEAST, self._nodes // _SHARE)
        heap = [(len(members), community) for community, members in self._members.items()]
        heapq.heapify(heap)
        while heap:
            size, community = heapq.heappop(heap)
            if size != len(self._members.get(community, ())) or community not in self._members:
                continue
            if size >= least and len(self._members) <= LIMIT:
                return
            tied = self._tied.pop(community)
            members = self._members.pop(community)
            if not tied:
                self._loose.append(members)
                continue
            # By the root of its size: the largest would swallow everything otherwise.
            host = min(tied, key=lambda it: (-tied[it] / math.sqrt(len(self._members[it]) + 1), it))
            self._members[host] += members
            for other, weight in tied.items():
                del self._tied[other][community]
                if other != host:
                    self._tied[host][other] = self._tied[host].get(other, 0.0) + weight
                    self._tied[other][host] = self._tied[other].get(host, 0.0) + weight
            heapq.heappush(heap, (len(self._members[host]), host))

    def gathered(self, kind: dict[int, int]) -> list[list[int]]:
        """Return what was merged, and what is tied to nothing by `kind`; kinds with few members share one."""
        least = max(_LEAST, self._nodes // _SHARE)
        shelves: dict[int, list[int]] = {}
        for members in filter(None, self._loose):
            shelves.setdefault(kind[min(members)], []).extend(members)
        large = [members for members in shelves.values() if len(members) >= least]
        rest = [vertex for members in shelves.values() if len(members) < least for vertex in members]
        return [members for members in (*self._members.values(), *large, rest) if members]
