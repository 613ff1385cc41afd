"""A thing as RDF: all that is said of it as far as that is bounded, each claim with its evidence."""

from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Triple

from kg.server.site import Snapshot
from kg.server.things.descriptions import claims
from kg.server.things.listings import Listing
from kg.turtle import readable
from kg.vocabulary import ID, ONTOLOGY, RELATIONS, term

# Of every relation in each direction, of figures and of documents: what a program reads in one go.
_MOST = 100
_OWN = 1000
_SUBJECT, _OBJECT = term("rdf:subject"), term("rdf:object")
_TARGET, _SELECTOR, _DERIVED = term("oa:hasTarget"), term("oa:hasSelector"), term("prov:wasDerivedFrom")
_LABEL, _MENTIONS, _ABOUT = term("skos:prefLabel"), term("tifa:mentions"), term("tifa:about")
_DOCUMENT = tuple(map(term, ("rdf:type", "dcterms:identifier", "dcterms:title", "dcterms:issued")))


def entity(known: Snapshot, node: NamedNode, page: str, sparql: str) -> Iterator[Triple]:
    """Yield the triples of an entity in reading order.

    `page` and `sparql` are the absolute addresses of its page and of the query service. Where a list is cut, the page
    refers by rdfs:seeAlso to the query that has all of it.
    """
    found = set(_own(known, node))
    cut = False
    listings = [
        Listing(known, term(f"tifa:{name}"), node, inward) for name in RELATIONS for inward in (False, True)
    ]
    for listing in listings:
        cut |= listing.total() > _MOST
        found.update(_curated(known, listing))
        for quad in listing.part(0, _MOST):
            found.add(quad.triple)
            found.update(_name(known, listing.far(quad)))
            for claim in claims(known, quad, listing.inward):
                found.update(_evidence(known, claim, quad.graph_name))
    for predicate, evidence in ((_ABOUT, True), (_MENTIONS, False)):
        listing = Listing(known, predicate, node, inward=True)
        cut |= listing.total() > _MOST
        for quad in listing.part(0, _MOST):
            found.add(quad.triple)
            found.update(
                _evidence(known, quad.subject, quad.graph_name) if evidence else _document(known, quad.graph_name)
            )
    whole = [f"{sparql}?query={quote(everything(node), safe='')}"] if cut else []
    return _ordered((*found, *_links(node, page, whole)))


def record(known: Snapshot, node: NamedNode, page: str) -> Iterator[Triple]:
    """Yield the triples of a claim, observation or run in reading order, its evidence and the names of its ends."""
    found: set[Triple] = set()
    for quad in list(islice(known.store.match(node), _OWN)):
        found.add(quad.triple)
        if quad.predicate == _DERIVED:
            found.update(_evidence(known, node, quad.graph_name))
        if quad.predicate in (_SUBJECT, _OBJECT, _ABOUT):
            found.update(_name(known, quad.object))
    return _ordered((*found, *_links(node, page, [])))


def everything(node: NamedNode) -> str:
    """Return the query for all that a build says of an entity, with its claims."""
    return (
        f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} . ?s ?r ?v }}\n"
        f"WHERE {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} . ?s ?r ?v }} }}"
    )


def _links(node: NamedNode, page: str, whole: list[str]) -> Iterator[Triple]:
    yield Triple(NamedNode(page), term("schema:mainEntity"), node)
    for it in whole:
        yield Triple(NamedNode(page), term("rdfs:seeAlso"), NamedNode(it))


def _own(known: Snapshot, node: NamedNode) -> Iterator[Triple]:
    """Yield what is said of the entity itself, relations aside: distinct in the store, where quads are many."""
    relations = ", ".join(str(term(f"tifa:{it}")) for it in RELATIONS)
    query = f"SELECT DISTINCT ?p ?o {{ GRAPH ?g {{ {node} ?p ?o }} FILTER(?p NOT IN ({relations})) }} LIMIT {_OWN}"
    found = known.store.query(query)
    if isinstance(found, QuerySolutions):
        for row in found:
            predicate, value = row["p"], row["o"]
            if isinstance(predicate, NamedNode) and isinstance(value, NamedNode | BlankNode | Literal):
                yield Triple(node, predicate, value)


def _curated(known: Snapshot, it: Listing) -> Iterator[Triple]:
    for far in it.curated(_MOST):
        yield Triple(far, it.predicate, it.node) if it.inward else Triple(it.node, it.predicate, far)
        yield from _name(known, far)


def _evidence(known: Snapshot, claim: object, graph: object) -> Iterator[Triple]:
    """Yield a claim, the span that it rests on, its selector and its document."""
    if not isinstance(claim, NamedNode) or not isinstance(graph, NamedNode):
        return
    waiting: list[NamedNode] = [claim]
    while waiting:
        for quad in known.store.match(waiting.pop(), graph=graph):
            yield quad.triple
            if quad.predicate in (_TARGET, _SELECTOR) and isinstance(quad.object, NamedNode):
                waiting.append(quad.object)
    yield from _document(known, graph)


def _document(known: Snapshot, graph: object) -> Iterator[Triple]:
    if isinstance(graph, NamedNode) and graph != ONTOLOGY:
        for predicate in _DOCUMENT:
            yield from (it.triple for it in known.store.match(graph, predicate, graph=graph))


def _name(known: Snapshot, node: object) -> Iterator[Triple]:
    if isinstance(node, NamedNode) and node.value.startswith(ID):
        told = ((it.triple, it.object) for it in known.store.match(node, _LABEL))
        chinese = (it for it, name in told if isinstance(name, Literal) and name.language == "zh")
        yield from islice(chinese, 1)


def _ordered(triples: Iterable[Triple]) -> Iterator[Triple]:
    return readable(sorted({f"{it} .\n".encode() for it in triples}))


def exists(known: Snapshot, node: NamedNode) -> Quad | None:
    """Return one quad that tells the class of a thing; None where the build has no such thing."""
    return next(iter(known.store.match(node, term("rdf:type"))), None)
