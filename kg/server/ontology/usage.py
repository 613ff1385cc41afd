"""How a build uses the ontology's terms: how often, where for instance, and the query that lists it all."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad

from kg import labels
from kg.evidence import span, told, value
from kg.server.ontology.terms import Term, Terms
from kg.server.site import Snapshot
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, PREFIXES, RELATIONS, TIFA, term

# A term that occurs oftener than this is counted no further; examples come from the first so many statements.
COUNTED = 10_000
_LOOKED_AT = 200
_SHOWN = 3
_TYPE, _DEFINITION, _PREFERRED, _TITLE = (
    term(it) for it in ("rdf:type", "skos:definition", "skos:prefLabel", "dcterms:title")
)
_SUBJECT, _PREDICATE, _OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
_QUALIFIER = term("tifa:qualifier")
_PREFIX = re.compile(r"(?<![?\w])([a-z]+):(?=\w)")


@dataclass(frozen=True, slots=True)
class Example:
    """Two nodes or a node and a value that a property ties, as (words, IRI or ""); `quote` is what says so."""

    subject: tuple[str, str]
    object: tuple[str, str]
    claim: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """How a build uses a term: `count` is None where the term is for reading only, `more` where counting stopped."""

    count: int | None
    more: bool
    things: tuple[tuple[str, str], ...]
    example: Example | None


def uses(known: Snapshot, terms: Terms, lang: str) -> dict[str, Use]:
    """Return the use of every term in a build, by local name; `lang` is that of the names of entities."""
    return {local: _use(known, it, lang) for local, it in terms.all.items()}


def question(it: Term) -> str:
    """Return a SPARQL query, prefixes and all, that lists what a build says with a term; "" for an annotation."""
    pattern = _pattern(it)
    if not pattern:
        return ""
    used = sorted(set(_PREFIX.findall(pattern)) & set(PREFIXES))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + pattern


def _use(known: Snapshot, it: Term, lang: str) -> Use:
    if "owl:Class" in it.kinds:
        return _class(known, it, lang)
    if it.group in ("inverses", "annotations"):
        return Use(None, False, (), None)
    node = NamedNode(it.iri)
    if it.group == "relations":
        count = known.manifest["counts"]["relations"].get(it.local, 0)
        return Use(count, False, (), _claimed(known.store, node, lang))
    if not it.group:
        return Use(*_bounded(known.store.match(predicate=_QUALIFIER, object=node)), (), None)
    count, more = _bounded(known.store.match(predicate=node))
    return Use(count, more, (), _stated(known.store, node, lang))


def _class(known: Snapshot, it: Term, lang: str) -> Use:
    counts = known.manifest["counts"]
    figures, relations = counts["figures"], sum(counts["relations"].values())
    whole = {
        "Entity": sum(counts["entities"].values()),
        "Actor": sum(counts["entities"].get(name, 0) for name in ("Organization", "Place")),
        "SourceDocument": counts["documents"],
        "Observation": figures,
        "Claim": figures + relations,
        "Qualifier": len(it.members),
        **counts["entities"],
    }
    things = _things(known.store, NamedNode(it.iri), lang)
    if it.local in whole or it.local in CLASSES:
        return Use(whole.get(it.local, 0), False, things, None)
    # The finer classes are given to known entities only, so they stand in the ontology's graph.
    return Use(*_bounded(known.store.match(None, _TYPE, NamedNode(it.iri), ONTOLOGY)), things, None)


def _things(store: Store, node: NamedNode, lang: str) -> tuple[tuple[str, str], ...]:
    """Return some members of a class, those that the ontology describes before others."""
    quads = islice(store.match(predicate=_TYPE, object=node), _LOOKED_AT)
    found = {it.subject for it in quads if isinstance(it.subject, NamedNode)}
    named = [it for it in found if any(True for label in (_PREFERRED, _TITLE) for _ in store.match(it, label))]
    described = {it for it in named if any(True for _ in store.match(it, _DEFINITION))}
    first = sorted(named, key=lambda it: (it not in described, it.value))[:_SHOWN]
    return tuple(_linked(store, it, lang) for it in first)


def _claimed(store: Store, relation: NamedNode, lang: str) -> Example | None:
    quads = islice(store.match(predicate=_PREDICATE, object=relation), _LOOKED_AT)
    for it in sorted(quads, key=lambda quad: value(quad.subject)):
        if isinstance(it.subject, NamedNode) and isinstance(it.graph_name, NamedNode):
            about = told(store, it.subject, it.graph_name)
            near, far = (_linked(store, NamedNode(about[end.value]), lang) for end in (_SUBJECT, _OBJECT))
            return Example(near, far, it.subject.value, span(store, about, it.graph_name).exact)
    return None


def _stated(store: Store, node: NamedNode, lang: str) -> Example | None:
    quads: Iterable[Quad] = islice(store.match(predicate=node), _LOOKED_AT)
    for it in sorted(quads, key=lambda quad: (value(quad.subject), value(quad.object))):
        return Example(_linked(store, it.subject, lang), _linked(store, it.object, lang))
    return None


def _linked(store: Store, it: object, lang: str) -> tuple[str, str]:
    """Return a node's name and IRI, a literal's characters and no IRI."""
    if not isinstance(it, NamedNode):
        return (it.value if isinstance(it, Literal) else str(it)), ""
    titles = sorted(value(quad.object) for quad in store.match(it, _TITLE) if it.value.startswith(ID))
    named = any(True for _ in store.match(it, _PREFERRED))
    short = it.value.removeprefix(ID).removeprefix(TIFA)
    return (titles[0] if titles else labels.name(store, it, lang) if named else short), it.value


def _bounded(quads: Iterator[Quad]) -> tuple[int, bool]:
    count = sum(1 for _ in islice(quads, COUNTED + 1))
    return min(count, COUNTED), count > COUNTED


def _pattern(it: Term) -> str:
    if it.local in _PATTERNS:
        return _PATTERNS[it.local]
    if it.group == "annotations":
        return ""
    return _SHAPES.get(it.group or it.kinds[0], _value)(it)


def _members(it: Term) -> str:
    """Return the query for a class of entities; members of a class above others carry only the lower one."""
    reached = "a/rdfs:subClassOf*" if it.local not in CLASSES and it.children else "a"
    return f"""SELECT DISTINCT ?entity ?name WHERE {{
  ?entity {reached} tifa:{it.local} ; skos:prefLabel ?name .
  FILTER(LANG(?name) = "zh")
}}
LIMIT 100"""


def _claims(it: Term) -> str:
    relation = it.local if it.local in RELATIONS else it.inverse
    near, far = ("subject", "object") if it.local in RELATIONS else ("object", "subject")
    return f"""SELECT ?{near} ?{far} ?quote WHERE {{
  ?claim rdf:predicate tifa:{relation} ; rdf:subject ?from ; rdf:object ?to ;
    oa:hasTarget/oa:hasSelector/oa:exact ?quote .
  ?from skos:prefLabel ?subject .
  ?to skos:prefLabel ?object .
  FILTER(LANG(?subject) = "zh" && LANG(?object) = "zh")
}}
LIMIT 100"""


def _qualified(it: Term) -> str:
    return f"""SELECT ?measure ?value ?unit WHERE {{
  ?figure tifa:qualifier tifa:{it.local} ; tifa:measure ?measure ; tifa:value ?value .
  OPTIONAL {{ ?figure tifa:unit ?unit }}
}}
LIMIT 100"""


def _value(it: Term) -> str:
    return f"SELECT ?thing ?value WHERE {{ ?thing tifa:{it.local} ?value }}\nLIMIT 100"


_SHAPES: Mapping[str, Callable[[Term], str]] = {
    "owl:Class": _members,
    "owl:NamedIndividual": _qualified,
    "relations": _claims,
    "inverses": _claims,
}
_PATTERNS: Mapping[str, str] = {
    "SourceDocument": """SELECT ?document ?title ?date WHERE {
  ?document a tifa:SourceDocument .
  OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued ?date }
}
LIMIT 100""",
    "Claim": """SELECT ?claim ?subject ?relation ?object ?quote WHERE {
  ?claim a tifa:Claim ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
    oa:hasTarget/oa:hasSelector/oa:exact ?quote .
}
LIMIT 100""",
    "Observation": """SELECT ?figure ?measure ?value ?unit ?quote WHERE {
  ?figure a tifa:Observation ; tifa:measure ?measure ; tifa:value ?value ;
    oa:hasTarget/oa:hasSelector/oa:exact ?quote .
  OPTIONAL { ?figure tifa:unit ?unit }
}
LIMIT 100""",
    "Qualifier": """SELECT ?qualifier (COUNT(?figure) AS ?figures) WHERE {
  ?figure tifa:qualifier ?qualifier
}
GROUP BY ?qualifier""",
}
