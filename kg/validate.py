"""Check a store against `ontology/shapes.ttl`: every violation with the entity, document and quote that it concerns.

pySHACL runs the shapes over a copy in memory. The constraints in SPARQL are taken out and run by the store itself:
pySHACL would run each of them once a focus node.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Triple
from rdflib import SH

from kg.errors import OntologyError, QueryError, StoreError
from kg.ontology import Ontology
from kg.store import Store
from kg.vocabulary import PREFIXES, term

SHAPES = "shapes.ttl"

_TYPE = term("rdf:type")
_TARGET, _SOURCE, _SELECTOR, _EXACT = (
    term("oa:hasTarget"),
    term("oa:hasSource"),
    term("oa:hasSelector"),
    term("oa:exact"),
)
_BODY, _SUBJECT, _ABOUT = term("oa:hasBody"), term("rdf:subject"), term("tifa:about")
_PREF, _DERIVED = term("skos:prefLabel"), term("prov:wasDerivedFrom")
_IDENTIFIER, _TITLE = term("dcterms:identifier"), term("dcterms:title")
_QUOTES = """
    SELECT ?hash ?document ?selector ?start ?end ?exact WHERE {
        ?document tifa:textHash ?hash .
        ?span oa:hasSource ?document ; oa:hasSelector ?selector .
        ?selector oa:start ?start ; oa:end ?end ; oa:exact ?exact .
    } ORDER BY ?hash ?document ?selector"""
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_NO_TEXT = {
    "zh": "构建结果中没有与散列值相符的正文文件。",
    "en": "The build holds no text file that has this hash.",
}
_NOT_QUOTED = {
    "zh": "摘录须与正文中该位置的文字相同。",
    "en": "The quote must equal the text at its position.",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks a shape: `focus` is the IRI concerned, `property` and `value` what is wrong with it.

    `entity` is the name of the entity it concerns, `document` and `title` say where, `quote` is the passage; each is
    None where the store gives none. `messages` are by language.
    """

    focus: str
    shape: str
    property: str | None
    value: str | None
    messages: Mapping[str, str]
    severity: str
    entity: str | None
    document: str | None
    title: str | None
    quote: str | None

    def message(self, lang: str) -> str:
        """Return the message in `lang` (zh or en), else in any language."""
        return self.messages.get(lang) or next(iter(self.messages.values()))


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: `violations` in order of document, focus and property; `triples` were checked."""

    violations: tuple[Violation, ...]
    triples: int

    @property
    def conforms(self) -> bool:
        """Say whether nothing breaks a shape."""
        return not self.violations

    def turtle(self) -> bytes:
        """Return the report in the vocabulary of SHACL, as Turtle in UTF-8."""
        report = BlankNode("report")
        triples = [Triple(report, _TYPE, term("sh:ValidationReport"))]
        triples.append(Triple(report, term("sh:conforms"), Literal(self.conforms)))
        for number, violation in enumerate(self.violations, start=1):
            triples += _result(number, violation)
        return pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes={"sh": PREFIXES["sh"]}) or b""


@dataclass(frozen=True, slots=True)
class _Finding:
    """A violation before its context is known."""

    focus: NamedNode
    shape: str
    messages: Mapping[str, str]
    property: str | None = None
    value: str | None = None
    severity: str = "Violation"


def validate(store: Store, ontology: Ontology, *, texts: Path | None = None) -> Report:
    """Check `store` against the shapes of `ontology`, and its quotes against the cleaned texts in the folder `texts`.

    Raises OntologyError where the shapes are broken, StoreError where a text cannot be read.
    """
    path = ontology.folder / SHAPES
    shapes = _graph(_parse(path))
    constraints = _take_constraints(shapes)
    _free_properties(shapes)
    triples = {quad.triple for quad in store.match()}
    findings = [*_check_shapes(_graph({*triples, *ontology.schema}), shapes)]
    findings += _check_constraints(store, constraints, path)
    if texts is not None:
        findings += _check_quotes(store, texts)
    violations = (_in_context(store, finding) for finding in findings)
    return Report(tuple(sorted(violations, key=_order)), len(triples))


def _order(it: Violation) -> tuple[str, ...]:
    return it.document or "", it.focus, it.property or "", it.value or "", it.shape


def _parse(path: Path) -> list[Triple]:
    try:
        return [quad.triple for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise OntologyError(
            f"{path}:{error.lineno or 1}", f"not Turtle ({error.msg})", "mend this line"
        ) from error
    except OSError as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "restore the file") from error


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Copy triples into rdflib: pySHACL over a pyoxigraph store took minutes where this takes seconds."""
    graph = rdflib.Graph()
    # Each term once: rdflib checks every IRI that it makes.
    node = cache(_node)
    graph += ((node(it.subject), node(it.predicate), node(it.object)) for it in triples)
    return graph


def _node(it: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
    if isinstance(it, NamedNode):
        return rdflib.URIRef(it.value)
    if isinstance(it, Literal):
        plain = it.language or it.datatype.value == PREFIXES["xsd"] + "string"
        return rdflib.Literal(it.value, it.language, None if plain else rdflib.URIRef(it.datatype.value))
    if isinstance(it, BlankNode):
        return rdflib.BNode(it.value)
    raise TypeError("rdflib has no triple terms")


def _take_constraints(shapes: rdflib.Graph) -> list[tuple[str, str, dict[str, str]]]:
    """Take the constraints in SPARQL out of the shapes; return the IRI, query and messages of each."""
    nodes = sorted(set(shapes.objects(None, SH.sparql)), key=str)
    shapes.remove((None, SH.sparql, None))
    return [(str(node), str(shapes.value(node, SH.select)), _messages(shapes, node, SH.message)) for node in nodes]


def _free_properties(shapes: rdflib.Graph) -> None:
    """Give property shapes the targets of their node shapes, which says the same.

    pySHACL checks a shape with targets on all focus nodes at once, and a property of a shape on one after another,
    which takes several times as long.
    """
    targeted = {node for predicate in _TARGETS for node in shapes.subjects(predicate)}
    # A shape that others refer to, or that is switched off, keeps its properties.
    for node in targeted - set(shapes.objects()) - set(shapes.subjects(SH.deactivated)):
        for predicate in _TARGETS:
            for target in shapes.objects(node, predicate):
                for part in shapes.objects(node, SH.property):
                    shapes.add((part, predicate, target))
        shapes.remove((node, SH.property, None))


def _messages(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, str]:
    literals = (it for it in graph.objects(node, predicate) if isinstance(it, rdflib.Literal))
    return dict(sorted((it.language or "", str(it)) for it in literals))


def _check_shapes(data: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[_Finding]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    if not isinstance(report, rdflib.Graph):
        raise OntologyError(SHAPES, f"the shapes cannot be run ({report})", "mend the shape that it names")
    for result in report.objects(None, SH.result):
        component = report.value(result, SH.sourceConstraintComponent)
        yield _Finding(
            focus=NamedNode(str(report.value(result, SH.focusNode))),
            shape=str(component).removeprefix(str(SH)),
            messages=_messages(report, result, SH.resultMessage),
            property=_text(report.value(result, SH.resultPath)),
            value=_text(report.value(result, SH.value)),
            severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        )


def _text(node: object) -> str | None:
    return None if node is None else str(node)


def _check_constraints(
    store: Store, constraints: Iterable[tuple[str, str, dict[str, str]]], path: Path
) -> Iterator[_Finding]:
    for name, select, messages in constraints:
        try:
            rows = store.query(select)
        except QueryError as error:
            raise OntologyError(str(path), f"<{name}>: {error.problem}", "mend its sh:select") from error
        if not isinstance(rows, QuerySolutions):
            raise OntologyError(str(path), f"<{name}> is no SELECT", "write sh:select with a SELECT query")
        found = {variable.value for variable in rows.variables}
        for row in rows:
            told = {key: str(getattr(row[key], "value", "")) for key in found & {"this", "path", "value"}}
            focus = NamedNode(told["this"])
            yield _Finding(focus, name.rpartition("#")[2], messages, told.get("path"), told.get("value"))


def _check_quotes(store: Store, texts: Path) -> Iterator[_Finding]:
    """Compare every quote with the text of its document, which lies in `texts`, named by its hash."""
    rows = store.query(_QUOTES)
    read: tuple[str, str | None] = ("", None)
    for row in rows if isinstance(rows, QuerySolutions) else ():
        digest = row["hash"].value.removeprefix("sha256:")
        if read[0] != digest:
            read = digest, _read(texts, digest)
            if read[1] is None:
                yield _Finding(
                    NamedNode(row["document"].value), "TextFile", _NO_TEXT, term("tifa:textHash").value, digest
                )
        text, exact = read[1], row["exact"].value
        if text is not None and text[int(row["start"].value) : int(row["end"].value)] != exact:
            yield _Finding(NamedNode(row["selector"].value), "Quote", _NOT_QUOTED, _EXACT.value, exact)


def _read(texts: Path, digest: str) -> str | None:
    """Return the text with this hash, None where it is missing or is not what its name says."""
    # Only a hash names a file: what stands in a store must not lead to another place on the disk.
    if not re.fullmatch("[0-9a-f]{64}", digest):
        return None
    path = texts / f"{digest}.txt"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(str(path), f"cannot be read ({error})", "run kg build again") from error
    return content.decode() if hashlib.sha256(content).hexdigest() == digest else None


def _in_context(store: Store, finding: _Finding) -> Violation:
    span = _span(store, finding.focus)
    selector = _object(store, span, _SELECTOR)
    document = _object(store, span, _SOURCE) or _object(store, finding.focus, _DERIVED) or finding.focus
    return Violation(
        focus=finding.focus.value,
        shape=finding.shape,
        property=finding.property,
        value=finding.value,
        messages=finding.messages,
        severity=finding.severity,
        entity=_name(store, finding.focus),
        document=_literal(store, document, _IDENTIFIER),
        title=_literal(store, document, _TITLE),
        quote=_literal(store, selector, _EXACT),
    )


def _span(store: Store, node: NamedNode) -> NamedNode | None:
    """Return the span that a mention, claim, selector or span stands for; for an entity the first that mentions it."""
    if _object(store, node, _SOURCE):
        return node
    owners = [quad.subject for quad in store.match(predicate=_SELECTOR, object=node)]
    mentions = [quad.subject for quad in store.match(predicate=_BODY, object=node)]
    if owners:
        return min((it for it in owners if isinstance(it, NamedNode)), key=str, default=None)
    first = min((it for it in mentions if isinstance(it, NamedNode)), key=str, default=node)
    return _object(store, first, _TARGET)


def _name(store: Store, node: NamedNode) -> str | None:
    """Return the name of the entity that a mention or claim is about, or of the node itself."""
    for predicate in (_BODY, _SUBJECT, _ABOUT):
        entity = _object(store, node, predicate)
        if entity:
            return _literal(store, entity, _PREF)
    return _literal(store, node, _PREF)


def _object(store: Store, node: NamedNode | None, predicate: NamedNode) -> NamedNode | None:
    found = (quad.object for quad in store.match(node, predicate)) if node else ()
    return min((it for it in found if isinstance(it, NamedNode)), key=str, default=None)


def _literal(store: Store, node: NamedNode | None, predicate: NamedNode) -> str | None:
    """Return a literal, a Chinese one before any other."""
    found = [quad.object for quad in store.match(node, predicate)] if node else []
    literals = sorted(
        (it for it in found if isinstance(it, Literal)), key=lambda it: (it.language != "zh", it.value)
    )
    return literals[0].value if literals else None


def _result(number: int, it: Violation) -> Iterator[Triple]:
    node = BlankNode(f"r{number}")
    yield Triple(BlankNode("report"), term("sh:result"), node)
    yield Triple(node, _TYPE, term("sh:ValidationResult"))
    yield Triple(node, term("sh:focusNode"), NamedNode(it.focus))
    yield Triple(node, term("sh:resultSeverity"), term(f"sh:{it.severity}"))
    for lang, message in sorted(it.messages.items()):
        yield Triple(node, term("sh:resultMessage"), Literal(message, language=lang or None))
    if it.property:
        yield Triple(node, term("sh:resultPath"), NamedNode(it.property))
    if it.value is not None:
        yield Triple(node, term("sh:value"), Literal(it.value))
