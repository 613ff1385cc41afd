"""A build described in VoID, DCAT and PROV: what a data portal or a crawler of linked data reads."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.evidence import value
from kg.server.dataset.statistics import Statistics, measured
from kg.server.dates import dated
from kg.server.ontology.terms import curie
from kg.server.site import Snapshot
from kg.vocabulary import CLASSES, ID, ONTOLOGY, PREFIXES, TIFA, term

DECLARED = PREFIXES | {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}
TITLES = {"zh": "提法：党政文献知识图谱", "en": "Tifa: a knowledge graph of party and government documents"}
DESCRIPTIONS = {
    "zh": "党政文献所说的活动工程、战略、提法、口号、机构等实体，它们之间的关系和有关数据，每一条都附原文出处。"
    "图谱记录文献说了什么，不断言事实如何。每篇文献为一个具名图；几篇文献都写的三元组，各计一次。",
    "en": "The campaigns, strategies, formulations, slogans, bodies and other entities that party and government "
    "documents name, how they relate and what figures are given, each with the passage it rests on. The graph records "
    "what documents say, never that it is so. Each document is one named graph; a triple that several documents state "
    "counts in each.",
}
RIGHTS = {
    "zh": "本体以 CC BY 4.0 许可；原文引语和文献的权利属于各文献的权利人。",
    "en": "The ontology stands under CC BY 4.0; rights in the documents and in the words quoted from them stay with their "
    "holders.",
}
_KEYWORDS = {
    "zh": ("党政文献", "知识图谱", "提法", "口号"),
    "en": ("party and government documents", "knowledge graph", "slogans", "China"),
}
_FORMAT, _LANGUAGE = "http://www.w3.org/ns/formats/", "http://id.loc.gov/vocabulary/iso639-1/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
# Name of a file -> its media type, its form in the list of the W3C, its titles. What a build leaves besides is not served.
FILES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "graph.ttl": (
        "text/turtle",
        "Turtle",
        {"zh": "全图，各具名图之并集（Turtle）", "en": "The union of all graphs, in Turtle"},
    ),
    "graph.nq": (
        "application/n-quads",
        "N-Quads",
        {"zh": "全图，按文献分具名图（N-Quads）", "en": "Every graph by name, in N-Quads"},
    ),
    "manifest.json": (
        "application/json",
        "",
        {"zh": "构建清单（JSON）", "en": "The manifest of the build, in JSON"},
    ),
}
# Path -> the specification that it follows, its titles.
SERVICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "/sparql": ("http://www.w3.org/TR/sparql11-protocol/", {"zh": "SPARQL 查询接口", "en": "SPARQL endpoint"}),
    "/reconcile": (
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
        {"zh": "名称对齐接口", "en": "Reconciliation service"},
    ),
}
_DATES = {10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}
_Pair = tuple[str, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class File:
    """A file of the build that can be had: its size in bytes and, where it is small, its SHA-256 in hexadecimal."""

    name: str
    size: int
    digest: str


def files(folder: Path) -> tuple[File, ...]:
    """Return the files of FILES that a build has."""
    found = (_had(folder / name) for name in FILES)
    return tuple(it for it in found if it)


def _had(path: Path) -> File | None:
    try:
        # The graphs may take gigabytes; the manifest names what they were made from.
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.suffix == ".json" else ""
        return File(path.name, path.stat().st_size, digest)
    except OSError:
        # Left out by hand, or in the moment in which a new build takes the folder's place.
        return None


def run(known: Snapshot) -> str:
    """Return the IRI of the run that made a build, the first of several; "" where none is described."""
    quads = known.store.match(predicate=term("rdf:type"), object=term("prov:Activity"))
    return min((value(it.subject) for it in quads), default="")


def period(known: Snapshot) -> tuple[str, str] | None:
    """Return the dates of the earliest and the latest document; None where no document has one."""
    dates = dated(known)
    return (dates[-1][0], dates[0][0]) if dates else None


def description(known: Snapshot, url: str) -> list[Triple]:
    """Return the description of a build published at `url`, subject by subject; the data set is `url`/dataset."""
    return [
        *_document(url),
        *_catalog(url),
        *_dataset(known, url),
        *_software(known, url),
        *_services(url),
        *_files(known, url),
    ]


def _document(url: str) -> Iterator[Triple]:
    pairs: list[_Pair] = [("rdf:type", _node("void:DatasetDescription")), *_texts("dcterms:title", TITLES)]
    yield from _told(f"{url}/.well-known/void", [*pairs, ("foaf:primaryTopic", NamedNode(f"{url}/dataset"))])


def _catalog(url: str) -> Iterator[Triple]:
    services = [("dcat:service", NamedNode(_service(url, path))) for path in SERVICES]
    pairs = [
        ("rdf:type", _node("dcat:Catalog")),
        *_texts("dcterms:title", TITLES),
        *_texts("dcterms:description", DESCRIPTIONS),
    ]
    ends = [("foaf:homepage", NamedNode(f"{url}/")), ("dcat:dataset", NamedNode(f"{url}/dataset")), *services]
    yield from _told(f"{url}/dataset#catalog", [*pairs, *ends])


def _dataset(known: Snapshot, url: str) -> Iterator[Triple]:
    counts = measured(known)
    about = f"{url}/dataset"
    made, span = run(known), period(known)
    pairs: list[_Pair] = [
        ("rdf:type", _node("void:Dataset")),
        ("rdf:type", _node("dcat:Dataset")),
        *_texts("dcterms:title", TITLES),
        *_texts("dcterms:description", DESCRIPTIONS),
        *_texts("dcterms:rights", RIGHTS),
        *(("dcat:keyword", Literal(word, language=lang)) for lang, words in _KEYWORDS.items() for word in words),
        *(("dcterms:language", NamedNode(_LANGUAGE + lang)) for lang in ("zh", "en")),
        ("dcterms:identifier", Literal(known.version)),
        ("dcterms:creator", NamedNode(f"{about}#software")),
        ("dcterms:conformsTo", ONTOLOGY),
        ("foaf:homepage", NamedNode(f"{url}/")),
        ("dcat:landingPage", NamedNode(about)),
        *([("prov:wasGeneratedBy", NamedNode(made))] if made else []),
        *([("dcterms:temporal", NamedNode(f"{about}#period"))] if span else []),
        *(("dcat:distribution", NamedNode(f"{about}#{it.name}")) for it in files(known.folder)),
        *_void(known, url, counts),
    ]
    yield from _told(about, pairs)
    if span:
        ends = (("dcat:startDate", span[0]), ("dcat:endDate", span[1]))
        dates = [(name, Literal(date, datatype=term(_DATES[len(date)]))) for name, date in ends]
        yield from _told(f"{about}#period", [("rdf:type", _node("dcterms:PeriodOfTime")), *dates])
    yield from _partitions(about, counts)


def _void(known: Snapshot, url: str, counts: Statistics) -> Iterator[_Pair]:
    yield "void:sparqlEndpoint", NamedNode(f"{url}/sparql")
    yield "void:uriLookupEndpoint", NamedNode(f"{url}/search?q=")
    yield "void:uriSpace", Literal(ID)
    graphs = [it.name for it in files(known.folder) if FILES[it.name][1]]
    for name in graphs:
        yield "void:dataDump", NamedNode(f"{url}/download/{name}")
    for name in graphs:
        yield "void:feature", NamedNode(_FORMAT + FILES[name][1])
    for iri in examples(known):
        yield "void:exampleResource", NamedNode(iri)
    namespaces = {
        iri
        for iri in PREFIXES.values()
        if any(name.startswith(iri) for name, _ in (*counts.classes, *counts.properties))
    }
    for iri in sorted(namespaces):
        yield "void:vocabulary", NamedNode(iri)
    figures = {"triples": counts.triples, "entities": counts.entities, "documents": counts.documents}
    figures |= {"classes": len(counts.classes)}
    if counts.subjects is not None and counts.objects is not None:
        figures |= {
            "distinctSubjects": counts.subjects,
            "distinctObjects": counts.objects,
            "properties": len(counts.properties),
        }
    for name, number in figures.items():
        yield f"void:{name}", _number(number)
    for iri, _ in counts.classes:
        yield "void:classPartition", NamedNode(f"{url}/dataset#class={curie(iri)}")
    for iri, _ in counts.properties:
        yield "void:propertyPartition", NamedNode(f"{url}/dataset#property={curie(iri)}")


def examples(known: Snapshot) -> list[str]:
    """Return the IRI of one entity of each class."""
    found = []
    for name in CLASSES:
        quads = islice(known.store.match(predicate=term("rdf:type"), object=NamedNode(TIFA + name)), 200)
        found += sorted({value(it.subject) for it in quads})[:1]
    return found


def _partitions(about: str, counts: Statistics) -> Iterator[Triple]:
    for iri, number in counts.classes:
        yield from _told(
            f"{about}#class={curie(iri)}", [("void:class", NamedNode(iri)), ("void:entities", _number(number))]
        )
    for iri, number in counts.properties:
        yield from _told(
            f"{about}#property={curie(iri)}",
            [("void:property", NamedNode(iri)), ("void:triples", _number(number))],
        )


def _software(known: Snapshot, url: str) -> Iterator[Triple]:
    program, version = known.manifest["program"], known.manifest["version"]
    kinds: list[_Pair] = [("rdf:type", _node("prov:SoftwareAgent")), ("rdf:type", _node("foaf:Agent"))]
    names: list[_Pair] = [
        ("foaf:name", Literal(f"{program} {version}")),
        ("schema:softwareVersion", Literal(version)),
    ]
    yield from _told(f"{url}/dataset#software", [*kinds, *names])


def _services(url: str) -> Iterator[Triple]:
    for path, (standard, titles) in SERVICES.items():
        pairs: list[_Pair] = [
            ("rdf:type", _node("dcat:DataService")),
            *_texts("dcterms:title", titles),
            ("dcterms:conformsTo", NamedNode(standard)),
            ("dcat:endpointURL", NamedNode(url + path)),
            ("dcat:endpointDescription", NamedNode(url + path)),
            ("dcat:servesDataset", NamedNode(f"{url}/dataset")),
        ]
        yield from _told(_service(url, path), pairs)


def _files(known: Snapshot, url: str) -> Iterator[Triple]:
    for it in files(known.folder):
        media, _, titles = FILES[it.name]
        about, where = f"{url}/dataset#{it.name}", NamedNode(f"{url}/download/{it.name}")
        pairs: list[_Pair] = [
            ("rdf:type", _node("dcat:Distribution")),
            *_texts("dcterms:title", titles),
            *_texts("dcterms:rights", RIGHTS),
            ("dcat:accessURL", where),
            ("dcat:downloadURL", where),
            ("dcat:mediaType", NamedNode(_MEDIA + media)),
            ("dcat:byteSize", Literal(str(it.size), datatype=term("xsd:nonNegativeInteger"))),
            *([("spdx:checksum", NamedNode(f"{about}.sha256"))] if it.digest else []),
        ]
        yield from _told(about, pairs)
        if it.digest:
            algorithm = _node("spdx:checksumAlgorithm_sha256")
            said = Literal(it.digest, datatype=term("xsd:hexBinary"))
            yield from _told(
                f"{about}.sha256",
                [
                    ("rdf:type", _node("spdx:Checksum")),
                    ("spdx:algorithm", algorithm),
                    ("spdx:checksumValue", said),
                ],
            )


def _service(url: str, path: str) -> str:
    return f"{url}/dataset#{path.removeprefix('/')}"


def _told(about: str, pairs: list[_Pair]) -> Iterator[Triple]:
    for name, it in pairs:
        yield Triple(NamedNode(about), _node(name), it)


def _node(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(DECLARED[prefix] + local)


def _texts(about: str, by: Mapping[str, str]) -> Iterator[_Pair]:
    return ((about, Literal(text, language=lang)) for lang, text in by.items())


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))
