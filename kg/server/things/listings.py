"""Long lists read in part: what documents state of an entity, the earliest document first."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.evidence import value
from kg.server.dates import dated
from kg.server.memo import PerBuild
from kg.server.site import Snapshot
from kg.store import Store
from kg.vocabulary import ID, ONTOLOGY, term

# Up to so many quads are read and sorted; of more, only those of the earliest documents are read.
_SMALL = 300
# From here on it costs less to read and sort all than to look into one document after the other.
_DEEP = 5000
_ISSUED = term("dcterms:issued")

Rank = tuple[bool, str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """The quads of documents that have `predicate` and, as object where `inward`, else as subject, `node`."""

    known: Snapshot
    predicate: NamedNode
    node: NamedNode
    inward: bool

    def total(self) -> int:
        """Count them."""
        few = list(islice(self._match(), _SMALL + 1))
        if len(few) <= _SMALL:
            return sum(it.graph_name != ONTOLOGY for it in few)
        curated = sum(1 for _ in self._match(ONTOLOGY))
        count = partial(self.known.store.count, predicate=self.predicate)
        return (count(object=self.node) if self.inward else count(subject=self.node)) - curated

    def part(self, offset: int, limit: int) -> list[Quad]:
        """Return some of them.

        A short list is sorted by other end, the one that a document states first before the others; a long one by
        document alone.
        """
        few = list(islice(self._match(), _SMALL + 1))
        if len(few) <= _SMALL:
            return self._sorted(few)[offset : offset + limit]
        documents = chronicle(self.known)
        if offset > _DEEP:
            place: dict[object, int] = {graph: number for number, graph in enumerate(documents)}
            stated = (it for it in self._match() if it.graph_name in place)
            # Within a document both ways keep the order of the store.
            return sorted(stated, key=lambda it: place[it.graph_name])[offset : offset + limit]
        every = (quad for graph in documents for quad in self._match(graph))
        return list(islice(every, offset, offset + limit))

    def curated(self, limit: int) -> list[NamedNode]:
        """Return other ends that the ontology knows of, sorted by IRI."""
        ends = (self.far(it) for it in self._match(ONTOLOGY))
        return sorted((it for it in ends if isinstance(it, NamedNode)), key=str)[:limit]

    def far(self, quad: Quad) -> object:
        """Return the end of a quad that is not `node`."""
        return quad.subject if self.inward else quad.object

    def _match(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        ask = partial(self.known.store.match, predicate=self.predicate, graph=graph)
        return ask(object=self.node) if self.inward else ask(subject=self.node)

    def _sorted(self, quads: list[Quad]) -> list[Quad]:
        stated = [it for it in quads if it.graph_name != ONTOLOGY]
        ranks = {graph: _rank(self.known.store, graph) for graph in {it.graph_name for it in stated}}
        first: dict[object, Rank] = {}
        for it in stated:
            far = self.far(it)
            first[far] = min(first.get(far, ranks[it.graph_name]), ranks[it.graph_name])
        return sorted(
            stated,
            key=lambda it: (first[self.far(it)], str(self.far(it)), ranks[it.graph_name], str(it.graph_name)),
        )


def _rank(store: Store, graph: object) -> Rank:
    """Return what documents are sorted by: the dated first, by date, then by IRI."""
    if not isinstance(graph, NamedNode):
        return True, "", ""
    issued = next((value(it.object) for it in store.match(graph, _ISSUED, graph=graph)), "")
    return not issued, issued, graph.value


def _in_order(known: Snapshot) -> tuple[NamedNode, ...]:
    """Return all documents, the earliest first, then those without a date."""
    early = (graph for _, graph in reversed(dated(known)))
    documents = (it for it in known.store.graphs() if it.value.startswith(f"{ID}document/"))
    return tuple(dict.fromkeys((*early, *documents)))


chronicle = PerBuild(_in_order)
