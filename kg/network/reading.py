"""What a store says, a property at a time: on a large store a pattern of one property is read in order of the disk."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions

from kg.store import Store
from kg.vocabulary import CLASSES, RELATIONS, TIFA


class Span(NamedTuple):
    """A mention of an entity: `words` stand at start:end of a document's text."""

    start: int
    end: int
    entity: str
    words: str


def select(store: Store, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each solution as Python strings, None where unbound."""
    # JSON in one piece: a term at a time takes longer to cross from Rust.
    answer = cast(QuerySolutions, store.query(query)).serialize(format=QueryResultsFormat.JSON)
    told = json.loads(answer or b"")
    names = told["head"]["vars"]
    for row in told["results"]["bindings"]:
        yield tuple(row[name]["value"] if name in row else None for name in names)


def column(store: Store, curie: str) -> dict[str, str]:
    """Return subject → value of a property, of several values the first in order."""
    found: dict[str, str] = {}
    for subject, value in select(store, f"SELECT ?s ?o {{ ?s {curie} ?o }}"):
        found[subject] = min(value, found.get(subject, value))
    return found


def local(iri: str) -> str:
    """Return the local name of a term of the ontology."""
    return iri.removeprefix(TIFA)


def terms(store: Store, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return local name → language → label of the ontology's terms, the local name where it has no label."""
    labels: dict[str, dict[str, str]] = {name: {} for name in names}
    rows = select(store, "SELECT DISTINCT ?t (LANG(?l) AS ?lang) ?l { ?t rdfs:label ?l FILTER(LANG(?l) != '') }")
    for iri, language, label in sorted(rows, reverse=True):
        if local(iri) in labels:
            labels[local(iri)][language] = label
    return {name: {"zh": name, "en": name} | known for name, known in labels.items()}


def inverses(store: Store) -> dict[str, dict[str, str]]:
    """Return local name → language → label of the property that says the same from the object's end."""
    rows = select(
        store,
        """SELECT DISTINCT ?p (LANG(?l) AS ?lang) ?l {
             { ?p owl:inverseOf ?i } UNION { ?i owl:inverseOf ?p } ?i rdfs:label ?l FILTER(LANG(?l) != '')
           }""",
    )
    found: dict[str, dict[str, str]] = {}
    for iri, language, label in sorted(rows, reverse=True):
        if local(iri) in RELATIONS:
            found.setdefault(local(iri), {})[language] = label
    return found


def documents(store: Store) -> dict[str, dict[str, str]]:
    """Return IRI → title, issued, identifier, publisher, place and hash of the documents; "" where one is missing."""
    properties = {
        "title": "dcterms:title",
        "issued": "dcterms:issued",
        "identifier": "dcterms:identifier",
        "publisher": "dcterms:publisher",
        "place": "tifa:speaksFor",
        "hash": "tifa:textHash",
    }
    columns = {name: column(store, curie) for name, curie in properties.items()}
    found: dict[str, dict[str, str]] = {}
    for (iri,) in sorted(select(store, "SELECT DISTINCT ?d { ?d a tifa:SourceDocument }")):
        about = {name: values.get(iri, "") for name, values in columns.items()}
        found[iri] = {**about, "title": about["title"] or about["identifier"] or iri}
    return found


def run(store: Store) -> dict[str, str]:
    """Return IRI, label and ontology of the run that made the claims; of several runs the last in order."""
    rows = select(
        store,
        """SELECT DISTINCT ?run ?label ?hash {
             ?run a prov:Activity ; tifa:ontologyHash ?hash . OPTIONAL { ?run rdfs:label ?label }
           }""",
    )
    told = max(((iri, label or "", hash_) for iri, label, hash_ in rows), default=("", "", ""))
    return dict(zip(("iri", "label", "ontology"), told, strict=True))


def texts(store: Store, curie: str) -> dict[str, dict[str, list[str]]]:
    """Return subject → language → values of a property with language-tagged values, in order."""
    found: dict[str, dict[str, list[str]]] = {}
    # A pair of properties of one node in one query would be a join; the language of a value is not.
    rows = select(store, f"SELECT ?s (LANG(?l) AS ?lang) ?l {{ ?s {curie} ?l }}")
    for subject, language, text in sorted(set(rows)):
        found.setdefault(subject, {}).setdefault(language, []).append(text)
    return found


def types(store: Store) -> dict[str, str]:
    """Return entity → class; of several classes the one that annotation.md has first."""
    values = " ".join(f"tifa:{name}" for name in CLASSES)
    found: dict[str, str] = {}
    for entity, type_ in select(store, f"SELECT DISTINCT ?e ?c {{ VALUES ?c {{ {values} }} ?e a ?c }}"):
        name = local(type_)
        if entity not in found or CLASSES.index(name) < CLASSES.index(found[entity]):
            found[entity] = name
    return found


def mentions(store: Store) -> set[tuple[str, str]]:
    """Return each entity that a document names, with the document."""
    return {(entity, document) for document, entity in select(store, "SELECT ?d ?e { ?d tifa:mentions ?e }")}


def relations(store: Store) -> list[tuple[str, str, str, str]]:
    """Return claim, subject, predicate and object of every relation, in order of the claims."""
    rows = select(store, "SELECT ?c ?s ?p ?o { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }")
    return sorted(set(cast(Iterator[tuple[str, str, str, str]], rows)))


def words(store: Store) -> dict[str, str]:
    """Return the words of every span of a document, by the IRI of the span."""
    # The two IRIs of a span differ in one word, as kg.iri mints them; a join through oa:hasSelector takes longer.
    rows = select(store, "SELECT ?l ?x { ?l oa:exact ?x }")
    return {selector.replace("#selector=", "#char="): exact for selector, exact in rows}


def offsets(span: str) -> tuple[int, int]:
    """Return start and end of a span, which its IRI says as RFC 5147 has it.

    >>> offsets("https://w3id.org/tifa/id/document/a-1#char=120,124")
    (120, 124)
    """
    start, _, end = span.rpartition("#char=")[2].partition(",")
    return int(start), int(end)


def spans(store: Store, exact: dict[str, str]) -> dict[str, list[Span]]:
    """Return document → its mentions, in order; `exact` are the words of each span."""
    found: dict[str, list[Span]] = {}
    rows = select(store, "SELECT ?e ?t { ?m oa:hasBody ?e ; oa:hasTarget ?t }")
    for entity, target in set(rows):
        if target in exact:
            document = target.partition("#")[0]
            found.setdefault(document, []).append(Span(*offsets(target), entity, exact[target]))
    return {document: sorted(found[document]) for document in sorted(found)}


def sources(store: Store, known: dict[str, dict[str, str]], exact: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return claim → where it is said; a claim without evidence is left out.

    `known` are the documents, `exact` the words of each span.
    """
    rows = select(
        store,
        """SELECT ?c ?d ?rule ?confidence ?t {
             ?c prov:wasDerivedFrom ?d ; tifa:rule ?rule ; tifa:confidence ?confidence ; oa:hasTarget ?t
           }""",
    )
    unknown = {"title": "", "issued": ""}
    found: dict[str, dict[str, Any]] = {}
    for claim, document, rule, confidence, target in sorted(set(rows), reverse=True):
        if target in exact:
            about = known.get(document, unknown)
            start, end = offsets(target)
            found[claim] = {
                "document": document,
                "title": about["title"],
                "issued": about["issued"],
                "quote": exact[target],
                "start": start,
                "end": end,
                "rule": rule,
                "confidence": float(confidence),
            }
    return found
