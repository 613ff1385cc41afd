"""What is central in a graph of ties, what holds together, and what alone connects it."""

from dataclasses import dataclass

import networkx as nx

from kg.network import communities
from kg.network.projections import Ties

# Up to so many nodes betweenness is exact; above, shortest paths start at SAMPLE nodes only.
EXACT = 2_000
SAMPLE = 200
SEED = 2012
# What differs in later digits differs by the order of a sum.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """A node: `degree` counts neighbours, `incoming` and `outgoing` ties (None where ties have no direction).

    `betweenness` is the share of all shortest paths that lead through it, weights aside; `pagerank` sums to 1;
    `core` is the largest k of a k-core that holds it; `community` is a number from 1, the largest first; `cut` says
    that without it what is connected falls apart.
    """

    node: str
    degree: int
    incoming: int | None
    outgoing: int | None
    betweenness: float
    pagerank: float
    core: int
    community: int
    cut: bool


def measures(ties: Ties, *, exact: int = EXACT, sample: int = SAMPLE) -> list[Measured]:
    """Return the measures of every node, in the order of the graph's nodes.

    Betweenness: Brandes 2001; above `exact` nodes estimated from `sample` of them (Brandes and Pich 2007), seed SEED.
    PageRank: Page et al. 1999, damping 0.85, weighted. Cores: Batagelj and Zaversnik 2003. Cut nodes: Tarjan 1972.
    Directions count for betweenness and PageRank alone.
    """
    if not ties:
        return []
    plain = ties.to_undirected()
    between = nx.betweenness_centrality(ties, k=sampled(ties, exact=exact, sample=sample), seed=SEED)
    rank = nx.pagerank(ties, weight="weight")
    cores = nx.core_number(plain)
    cuts = set(nx.articulation_points(plain))
    community = {node: number for number, part in enumerate(parts(ties), 1) for node in part}
    directed = ties.is_directed()
    return [
        Measured(
            node=node,
            degree=plain.degree(node),
            incoming=ties.in_degree(node) if directed else None,
            outgoing=ties.out_degree(node) if directed else None,
            betweenness=round(between[node], _DIGITS),
            pagerank=round(float(rank[node]), _DIGITS),
            core=cores[node],
            community=community[node],
            cut=node in cuts,
        )
        for node in ties
    ]


def sampled(ties: Ties, *, exact: int = EXACT, sample: int = SAMPLE) -> int | None:
    """Return from how many nodes betweenness is estimated; None where it is exact."""
    return min(sample, len(ties)) if len(ties) > exact else None


def parts(ties: Ties) -> list[list[str]]:
    """Return the communities by Leiden on the weights, directions aside: the largest first, of equals by first IRI."""
    nodes = sorted(ties)
    number = {node: place for place, node in enumerate(nodes)}
    weights: dict[tuple[int, int], float] = {}
    for one, other, weight in ties.edges(data="weight"):
        pair = (min(number[one], number[other]), max(number[one], number[other]))
        weights[pair] = weights.get(pair, 0.0) + float(weight)
    found = communities.leiden(communities.ties_of(weights), len(nodes))
    members: dict[int, list[str]] = {}
    for node, community in zip(nodes, found.tolist(), strict=True):
        members.setdefault(community, []).append(node)
    return sorted(members.values(), key=lambda it: (-len(it), it))


def bridges(ties: Ties) -> list[tuple[str, str, int]]:
    """Return the ties without which what is connected falls apart, directions aside: both ends and a size.

    The smaller IRI comes first; the size is how many nodes the smaller of the two sides has. The largest first,
    of equals in order of IRI.
    """
    plain = ties.to_undirected()
    cut = sorted((min(pair), max(pair)) for pair in nx.bridges(plain))
    plain.remove_edges_from(cut)
    blocks = sorted(map(sorted, nx.connected_components(plain)))
    block = {node: number for number, nodes in enumerate(blocks) for node in nodes}
    # What the bridges leave whole is the vertex of a forest, whose edges the bridges are.
    forest = nx.Graph((block[one], block[other]) for one, other in cut)
    below: dict[int, int] = {}
    above: dict[int, int] = {}
    total: dict[int, int] = {}
    for tree in nx.connected_components(forest):
        root = min(tree)
        total |= dict.fromkeys(tree, sum(len(blocks[it]) for it in tree))
        above |= {child: parent for parent, child in nx.dfs_edges(forest, root)}
        for it in nx.dfs_postorder_nodes(forest, root):
            below[it] = len(blocks[it]) + sum(below[near] for near in forest[it] if above.get(near) == it)
    found = []
    for one, other in cut:
        child = block[one] if above.get(block[one]) == block[other] else block[other]
        found.append((one, other, min(below[child], total[child] - below[child])))
    return sorted(found, key=lambda it: (-it[2], it))
