"""The ontology as its page tells of it: the header, and each class, property and individual with all that ties it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.evidence import value
from kg.store import Store
from kg.vocabulary import CLASSES, ID, ONTOLOGY, PREFIXES, RELATIONS, TIFA, term

_Told = Mapping[str, Mapping[str, tuple[NamedNode | Literal, ...]]]

_TYPE, _LABEL, _DEFINITION = (term(it).value for it in ("rdf:type", "rdfs:label", "skos:definition"))
_SUBCLASS, _SUBPROPERTY = term("rdfs:subClassOf").value, term("rdfs:subPropertyOf").value
_SEE = term("rdfs:seeAlso").value
_DOMAIN, _RANGE, _INVERSE = (term(it).value for it in ("rdfs:domain", "rdfs:range", "owl:inverseOf"))
_DOMAINS, _RANGES = term("schema:domainIncludes").value, term("schema:rangeIncludes").value
_DISJOINT, _DIFFERENT = term("owl:disjointWith").value, term("owl:differentFrom").value
_OWL = PREFIXES["owl"]
# The longest namespace that fits is the one that leaves a plain local name.
_NAMESPACES = sorted(((iri, name) for name, iri in PREFIXES.items()), reverse=True)
# The class that a property tells of -> the part of the page where it stands; all others tell of entities.
_GROUPS = {
    f"{TIFA}SourceDocument": "documents",
    f"{TIFA}Claim": "claims",
    term("oa:Annotation").value: "claims",
    f"{TIFA}Observation": "figures",
    term("prov:Activity").value: "runs",
}
# In the order of the page.
GROUPS = ("relations", "inverses", "documents", "claims", "figures", "entities", "runs", "annotations")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the ontology: `kinds` are its types in OWL or ours, as prefixed names, `group` is one of GROUPS.

    `local` and all lists of our own terms hold local names; `domain` and `range` hold IRIs, the exact lists
    where the ontology gives them; `alignments` are pairs of a property's prefixed name and an IRI elsewhere.
    """

    local: str
    kinds: tuple[str, ...]
    group: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    alignments: tuple[tuple[str, str], ...]
    unlike: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: str
    members: tuple[str, ...]

    @property
    def iri(self) -> str:
        """Return the IRI."""
        return TIFA + self.local

    @property
    def traits(self) -> tuple[str, ...]:
        """Return what OWL says of how a property behaves, such as Transitive."""
        ends = "Property"
        named = (it.removeprefix("owl:").removesuffix(ends) for it in self.kinds if it.endswith(ends))
        return tuple(it for it in named if it not in ("Object", "Datatype", "Annotation"))


@dataclass(frozen=True, slots=True)
class Terms:
    """The whole ontology: `header` by prefixed name and language ("" for none), `all` by local name.

    `tree` lists the classes depth first, each with its depth; `groups` the properties by group.
    `triples` are all that describes the header and the terms, in the order of subjects.
    """

    header: Mapping[str, Mapping[str, str]]
    all: Mapping[str, Term]
    tree: tuple[tuple[int, str], ...]
    groups: Mapping[str, tuple[str, ...]]
    individuals: tuple[str, ...]
    triples: tuple[Triple, ...]

    def ancestors(self, local: str) -> tuple[str, ...]:
        """Return the classes above one, the nearest first."""
        found: list[str] = []
        waiting = list(self.all[local].parents)
        while waiting:
            parent = waiting.pop(0)
            if parent not in found:
                found.append(parent)
                waiting += self.all[parent].parents
        return tuple(found)

    def using(self, local: str, side: str) -> tuple[str, ...]:
        """Return the properties that name a class in their `domain` or `range`, in the order of the page."""
        iri = TIFA + local
        listed = (name for group in GROUPS for name in self.groups[group])
        return tuple(it for it in listed if iri in (getattr(self.all[it], side)))


def curie(iri: str) -> str:
    """Return an IRI as a prefixed name where a namespace of ours fits.

    >>> curie("http://www.w3.org/ns/prov#Entity"), curie("https://example.org/x")
    ('prov:Entity', 'https://example.org/x')
    """
    for namespace, name in _NAMESPACES:
        local = iri.removeprefix(namespace)
        if local != iri and "/" not in local:
            return f"{name}:{local}"
    return iri


def read(store: Store) -> Terms:
    """Read the ontology out of a build's store, without the known entities that stand in the same graph."""
    quads = (it for it in store.match(graph=ONTOLOGY) if isinstance(it.subject, NamedNode))
    triples = sorted((it.triple for it in quads if not value(it.subject).startswith(ID)), key=_order)
    told = _told(triples)
    ours = {it.removeprefix(TIFA): it for it in told if it.startswith(TIFA)}
    found = {local: _term(local, told) for local in sorted(ours)}
    classes = [it.local for it in found.values() if "owl:Class" in it.kinds]
    roots = [it for it in classes if not found[it].parents]
    tree = tuple(
        it for root in sorted(roots, key=lambda it: (-len(found[it].children), it)) for it in _below(root, found)
    )
    header = {curie(about): _by_language(values) for about, values in told.get(ONTOLOGY.value, {}).items()}
    individuals = tuple(it.local for it in found.values() if "owl:NamedIndividual" in it.kinds)
    return Terms(header, found, tree, _grouped(found), individuals, tuple(triples))


def _order(it: Triple) -> tuple[bool, str, bool, str, str]:
    about = value(it.predicate)
    return value(it.subject) != ONTOLOGY.value, value(it.subject), about != _TYPE, about, str(it.object)


def _told(triples: Iterable[Triple]) -> _Told:
    told: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {}
    for it in triples:
        if isinstance(it.object, NamedNode | Literal):
            about = told.setdefault(value(it.subject), {})
            about[it.predicate.value] = (*about.get(it.predicate.value, ()), it.object)
    return told


def _term(local: str, told: _Told) -> Term:
    about = told[TIFA + local]
    kinds = tuple(curie(it.value) for it in about.get(_TYPE, ()))
    domain = _iris(about.get(_DOMAINS) or about.get(_DOMAIN, ()))
    return Term(
        local,
        kinds,
        _group(local, kinds, domain, told),
        _by_language(about.get(_LABEL, ())),
        _by_language(about.get(_DEFINITION, ())),
        _own(about.get(_SUBCLASS, ())),
        _ranked(_pointing(told, _SUBCLASS, local)),
        tuple(_elsewhere(about)),
        tuple(
            sorted(
                {
                    it
                    for key in (_DISJOINT, _DIFFERENT)
                    for it in (*_own(about.get(key, ())), *_pointing(told, key, local))
                }
            )
        ),
        domain,
        _iris(about.get(_RANGES) or about.get(_RANGE, ())),
        next(iter((*_own(about.get(_INVERSE, ())), *_pointing(told, _INVERSE, local))), ""),
        _pointing(told, _TYPE, local),
    )


def _group(local: str, kinds: tuple[str, ...], domain: tuple[str, ...], told: _Told) -> str:
    if not any(it.endswith("Property") for it in kinds):
        return ""
    if local in RELATIONS:
        return "relations"
    if set(_pointing(told, _INVERSE, local)) & set(RELATIONS):
        return "inverses"
    if "owl:AnnotationProperty" in kinds:
        return "annotations"
    return next((_GROUPS[it] for it in domain if it in _GROUPS), "entities")


def _grouped(found: Mapping[str, Term]) -> dict[str, tuple[str, ...]]:
    groups = {name: tuple(it.local for it in found.values() if it.group == name) for name in GROUPS}
    groups["relations"] = tuple(it for it in RELATIONS if it in found)
    groups["inverses"] = tuple(found[it].inverse for it in groups["relations"] if found[it].inverse)
    return groups


def _below(local: str, found: Mapping[str, Term], depth: int = 0) -> Iterator[tuple[int, str]]:
    yield depth, local
    for child in found[local].children:
        yield from _below(child, found, depth + 1)


def _pointing(told: _Told, about: str, local: str) -> tuple[str, ...]:
    """Return our terms of which `about` leads to this one."""
    node = NamedNode(TIFA + local)
    found = (it for it, values in told.items() if it.startswith(TIFA) and node in values.get(about, ()))
    return tuple(sorted(it.removeprefix(TIFA) for it in found))


def _elsewhere(about: Mapping[str, tuple[NamedNode | Literal, ...]]) -> Iterator[tuple[str, str]]:
    for key in (_SUBCLASS, _SUBPROPERTY, _SEE):
        for iri in _iris(about.get(key, ())):
            if not iri.startswith(TIFA):
                yield curie(key), iri


def _own(values: Iterable[NamedNode | Literal]) -> tuple[str, ...]:
    return tuple(it.removeprefix(TIFA) for it in _iris(values) if it.startswith(TIFA))


def _iris(values: Iterable[NamedNode | Literal]) -> tuple[str, ...]:
    iris = (it.value for it in values if isinstance(it, NamedNode))
    return tuple(sorted(iris, key=lambda it: _rank(it.removeprefix(TIFA))))


def _ranked(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=_rank))


def _rank(local: str) -> tuple[int, str]:
    return (CLASSES.index(local) if local in CLASSES else -1 if local == "Actor" else len(CLASSES), local)


def _by_language(values: Iterable[NamedNode | Literal]) -> dict[str, str]:
    return {(it.language or "") if isinstance(it, Literal) else "": it.value for it in values}
