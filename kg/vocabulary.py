"""Prefixes and RDF terms as constants; the names of classes and properties that annotation.md defines."""

import re

from pyoxigraph import NamedNode

TIFA = "https://w3id.org/tifa/ontology#"
ID = "https://w3id.org/tifa/id/"
ONTOLOGY = NamedNode("https://w3id.org/tifa/ontology")

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tifa": TIFA,
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# In the order of annotation.md: where two classes fit, the earlier wins.
CLASSES = (
    "PolicyDocument",
    "Person",
    "Organization",
    "Place",
    "Event",
    "Honor",
    "Campaign",
    "Strategy",
    "Mechanism",
    "Platform",
    "Formulation",
    "Slogan",
)
RELATIONS = (
    "implements",
    "holds",
    "issues",
    "proposes",
    "establishes",
    "awards",
    "guidedBy",
    "advances",
    "hasComponent",
    "partOf",
    "hasSlogan",
    "jurisdiction",
    "takesPlaceIn",
    "holdsPosition",
    "collaboratesWith",
)
# Prefixes of what a build makes, `campaign:` and the like; none for documents, whose IRIs carry fragments.
_KINDS = (*(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", it).lower() for it in CLASSES), "claim", "observation", "run")
INSTANCE_PREFIXES = {name: f"{ID}{name}/" for name in _KINDS}
# What a numeral phrase may be: a thing made of parts (三大指数), where 十大先锋 is ten prizes and 党的十大 one congress.
COUNTED = ("PolicyDocument", "Place", "Campaign", "Strategy", "Mechanism", "Platform", "Formulation", "Slogan")
# How a document stands to a numeral phrase: it names all its parts, or not all.
SPELLED = ("spellsOut", "leavesIncomplete")
QUALIFIERS = ("exact", "atLeast", "atMost", "approximate")
# What proves the place that a deictic name means: metadata, a line at the document's head, or words of its body.
ANCHORS = ("place", "title", "publisher", "source", "dateline", "heading", "passage", "text")


def term(curie: str) -> NamedNode:
    """Return the IRI that a prefixed name stands for; KeyError on an unknown prefix.

    >>> term("skos:prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
