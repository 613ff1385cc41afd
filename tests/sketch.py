"""A store drawn by hand, quad by quad as rdf.md has them, for tests of what reads a store."""

import hashlib

from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Store
from kg.vocabulary import ID, ONTOLOGY, TIFA, term

_A = term("rdf:type")


class Sketch:
    """A store in memory that tests fill with entities, claims and figures."""

    def __init__(self) -> None:
        self.store = Store.memory()
        self.graph = ONTOLOGY
        self.offset = 0

    def add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self.store.load([Quad(subject, predicate, value, self.graph)])

    def labels(self, local: str, zh: str, en: str) -> None:
        """Give a class or property its two labels, in the ontology's graph."""
        for text, language in ((zh, "zh"), (en, "en")):
            label = Literal(text, language=language)
            self.store.load([Quad(NamedNode(TIFA + local), term("rdfs:label"), label, ONTOLOGY)])

    def document(self, name: str, title: str, issued: str = "") -> NamedNode:
        """Begin a document: what follows stands in its graph."""
        self.graph = NamedNode(f"{ID}document/{name}")
        self.add(self.graph, _A, term("tifa:SourceDocument"))
        self.add(self.graph, term("dcterms:identifier"), Literal(f"{name}.txt"))
        self.add(self.graph, term("dcterms:title"), Literal(title, language="zh"))
        if issued:
            self.add(self.graph, term("dcterms:issued"), Literal(issued, datatype=term("xsd:date")))
        return self.graph

    def entity(self, type_: str, name: str, *, en: str = "", definition: str = "", also: str = "") -> NamedNode:
        """Describe an entity and mention it once in the document at hand."""
        digest = hashlib.sha256(f"{type_} {name}".encode()).hexdigest()[:8]
        iri = NamedNode(f"{ID}{type_.lower()}/{digest}")
        self.add(iri, _A, NamedNode(TIFA + type_))
        self.add(iri, term("skos:prefLabel"), Literal(name, language="zh"))
        if also:
            self.add(iri, term("skos:altLabel"), Literal(also, language="zh"))
        if en:
            self.store.load([Quad(iri, term("skos:prefLabel"), Literal(en, language="en"), ONTOLOGY)])
        if definition:
            self.store.load([Quad(iri, term("skos:definition"), Literal(definition, language="zh"), ONTOLOGY)])
        self.mention(iri, name)
        return iri

    def mention(self, entity: NamedNode, surface: str) -> None:
        """Name an entity once more in the document at hand."""
        self.add(self.graph, term("tifa:mentions"), entity)
        target = self._span(surface)
        note = NamedNode(target.value.replace("#char", "#mention"))
        self.add(note, _A, term("oa:Annotation"))
        self.add(note, term("oa:hasBody"), entity)
        self.add(note, term("oa:hasTarget"), target)

    def claim(
        self, subject: NamedNode, property_: str, object_: NamedNode, quote: str, *, role: str = ""
    ) -> NamedNode:
        """State a relation, directly and as a claim that rests on a quote."""
        predicate = NamedNode(TIFA + property_)
        self.add(subject, predicate, object_)
        claim = self._claim("claim", "Claim", quote, f"relations/{property_}")
        self.add(claim, term("rdf:subject"), subject)
        self.add(claim, term("rdf:predicate"), predicate)
        self.add(claim, term("rdf:object"), object_)
        if role:
            self.add(claim, term("tifa:role"), Literal(role, language="zh"))
        return claim

    def figure(self, about: NamedNode, measure: str, value: str, unit: str, quote: str) -> NamedNode:
        """State a figure of an entity."""
        claim = self._claim("observation", "Observation", quote, "observations/count")
        self.add(claim, term("tifa:about"), about)
        self.add(claim, term("tifa:measure"), Literal(measure, language="zh"))
        self.add(claim, term("tifa:value"), Literal(value, datatype=term("xsd:decimal")))
        self.add(claim, term("tifa:unit"), Literal(unit, language="zh"))
        self.add(claim, term("tifa:qualifier"), term("tifa:atLeast"))
        self.add(claim, term("tifa:period"), Literal("2023"))
        return claim

    def _claim(self, kind: str, class_: str, quote: str, rule: str) -> NamedNode:
        target = self._span(quote)
        claim = NamedNode(f"{ID}{kind}/{hashlib.sha256(target.value.encode()).hexdigest()[:16]}")
        self.add(claim, _A, NamedNode(TIFA + class_))
        self.add(claim, term("prov:wasDerivedFrom"), self.graph)
        self.add(claim, term("tifa:rule"), Literal(rule))
        self.add(claim, term("tifa:confidence"), Literal("0.9", datatype=term("xsd:decimal")))
        self.add(claim, term("oa:hasTarget"), target)
        return claim

    def _span(self, exact: str) -> NamedNode:
        start, self.offset = self.offset, self.offset + len(exact)
        where = f"{start},{self.offset}"
        target, selector = (NamedNode(f"{self.graph.value}#{kind}={where}") for kind in ("char", "selector"))
        self.add(target, _A, term("oa:SpecificResource"))
        self.add(target, term("oa:hasSource"), self.graph)
        self.add(target, term("oa:hasSelector"), selector)
        for name, value in (("start", start), ("end", self.offset)):
            self.add(selector, term(f"oa:{name}"), Literal(value))
        self.add(selector, term("oa:exact"), Literal(exact))
        return target


def without(store: Store, *lost: tuple[str, str]) -> Store:
    """Copy a store without the quads of the given predicates, each a curie, and objects ("" for any)."""
    terms = [(term(predicate), object_) for predicate, object_ in lost]
    copy = Store.memory()
    copy.load(
        quad
        for quad in store.match()
        if not any(quad.predicate == gone and object_ in ("", quad.object.value) for gone, object_ in terms)
    )
    return copy


def harbour() -> Sketch:
    """Draw two documents about a made-up harbour city; every reader of a store can be tested on it."""
    it = Sketch()
    it.labels("Organization", "组织", "Organization")
    it.labels("Campaign", "行动", "Campaign")
    it.labels("implements", "实施", "implements")
    it.labels("hasSlogan", "口号", "has slogan")
    it.document("one", "海城市直机关开展灯塔行动", "2024-03-01")
    office = it.entity("Organization", "海城市直机关工委", en="Haicheng Work Committee", also="市直机关工委")
    drive = it.entity("Campaign", "灯塔行动", en="Lighthouse Drive", definition="海城的一项机关党建行动。")
    slogan = it.entity("Slogan", "点亮每一扇窗")
    it.entity("Place", "海城")
    it.claim(office, "implements", drive, "市直机关工委深入实施灯塔行动")
    it.claim(drive, "hasSlogan", slogan, "以“点亮每一扇窗”为主题")
    it.figure(drive, "党支部", "320", "个", "320余个党支部参加")
    it.document("two", "海城再推灯塔行动", "2025-01-09")
    it.mention(drive, "灯塔行动")
    it.claim(office, "implements", drive, "市直机关工委接续推进灯塔行动")
    return it
