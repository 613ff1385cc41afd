"""The W3C's three Service Description tests, with the rules of the vocabulary that a description must keep.

    python tests/service_description.py http://127.0.0.1:7878 [--endpoint /sparql]

In RDF Schema a domain or range cannot be broken, only add types. What is checked is what a reader of the vocabulary takes
for granted: terms of its namespace exist; a thing has no type, stated or implied by a domain, range or known term, that
another one of its types excludes; links to things are not literals; there is one endpoint a service and one name a graph.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator

import httpx
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"
TESTS = ("returns-rdf", "has-endpoint-triple", "conforms-to-schema")

# Property -> its domain and its range; no range where any IRI will do.
PROPERTIES: dict[str, tuple[str, str]] = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "resultFormat": ("Service", "Format"),
    "inputFormat": ("Service", "Format"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("GraphCollection", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
}
KNOWN: dict[str, str] = {
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
}
CLASSES = {it for pair in PROPERTIES.values() for it in pair if it} | {"Dataset"}
# A data set is a collection of graphs with a default graph, and its own default graph may be a graph like any other.
COMPATIBLE = [{"Dataset", "GraphCollection"}, {"Graph", "NamedGraph"}]
SINGLE = ("endpoint", "name", "graph", "defaultGraph", "defaultDataset", "defaultEntailmentRegime")


def fetch(address: str) -> httpx.Response:
    """Get the description: the endpoint asked without a query."""
    return httpx.get(address, headers={"accept": "text/turtle"}, timeout=30)


def run(address: str) -> dict[str, list[str]]:
    """Return what is wrong by test: nothing where a test is passed."""
    got = fetch(address)
    media = got.headers.get("content-type", "").partition(";")[0]
    if not got.is_success or media != "text/turtle":
        return {it: [f"{got.status_code} {media or 'without a type'}"] for it in TESTS}
    try:
        graph = parsed(got)
    except Exception as error:
        # rdflib's parsers raise errors of many kinds.
        return {it: [f"no Turtle: {error}"] for it in TESTS}
    matching = list(graph.subjects(SD.endpoint, URIRef(address)))
    named = ", ".join(str(it) for it in graph.objects(None, SD.endpoint)) or "none"
    return {
        "returns-rdf": [] if len(graph) else ["an empty graph"],
        "has-endpoint-triple": [] if matching else [f"endpoints named are {named}"],
        "conforms-to-schema": sorted(problems(graph)),
    }


def parsed(got: httpx.Response) -> Graph:
    """Read a description; relative addresses count from where it was got."""
    return Graph().parse(data=got.content, format="turtle", publicID=str(got.url))


def problems(graph: Graph) -> Iterator[str]:
    """Yield how a description breaks the rules of the vocabulary."""
    yield from _unknown(graph)
    types = _types(graph)
    for node, found in types.items():
        if isinstance(node, Literal):
            yield f"a literal stands for a {'/'.join(sorted(found))}: {node!r}"
        elif len(found) > 1 and not any(found <= it for it in COMPATIBLE):
            yield f"{node} is {' and '.join(sorted(found))}"
    services = {node for node, found in types.items() if "Service" in found}
    if not services:
        yield "no sd:Service"
    for service in services:
        if (service, RDF.type, SD.Service) not in graph:
            yield f"{service} is not typed sd:Service"
        if (service, SD.endpoint, None) not in graph:
            yield f"{service} has no sd:endpoint"
    for endpoint in set(graph.objects(None, SD.endpoint)):
        if len(set(graph.subjects(SD.endpoint, endpoint))) > 1:
            yield f"two services at {endpoint}"
    yield from _counted(graph)


def _unknown(graph: Graph) -> Iterator[str]:
    for triple in graph:
        for term in triple:
            if isinstance(term, URIRef) and term.startswith(str(SD)):
                local = term.removeprefix(str(SD))
                if local not in (PROPERTIES if term == triple[1] else CLASSES | KNOWN.keys()):
                    yield f"sd:{local} is no term for this place"


def _types(graph: Graph) -> dict[Node, set[str]]:
    """Return the types of each thing, stated and implied."""
    types: dict[Node, set[str]] = defaultdict(set)
    for local, (domain, range_) in PROPERTIES.items():
        for subject, value in graph.subject_objects(SD[local]):
            types[subject].add(domain)
            if range_:
                types[value].add(range_)
    for node, stated in graph.subject_objects(RDF.type):
        if str(stated).startswith(str(SD)):
            types[node].add(str(stated).removeprefix(str(SD)))
    for node in list(types):
        if str(node).startswith(FORMATS):
            types[node].add("Format")
        elif str(node).removeprefix(str(SD)) in KNOWN and str(node).startswith(str(SD)):
            types[node].add(KNOWN[str(node).removeprefix(str(SD))])
    return types


def _counted(graph: Graph) -> Iterator[str]:
    for local in SINGLE:
        for subject in set(graph.subjects(SD[local])):
            values = list(graph.objects(subject, SD[local]))
            if len(values) > 1:
                yield f"{subject} has {len(values)} sd:{local}"
    for local in ("endpoint", "name"):
        for value in graph.objects(None, SD[local]):
            if not isinstance(value, URIRef):
                yield f"sd:{local} is no IRI: {value!r}"
    for node in graph.subjects(RDF.type, SD.NamedGraph):
        if (node, SD.name, None) not in graph:
            yield f"{node} is a named graph without a name"


def main() -> None:
    """Run the tests from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--endpoint", default="/sparql")
    asked = parser.parse_args()
    outcomes = run(asked.base.rstrip("/") + asked.endpoint)
    for name, wrong in outcomes.items():
        sys.stdout.write(f"{name:<20} {'FAILED ' + '; '.join(wrong) if wrong else 'passed'}\n")
    failed = sum(map(bool, outcomes.values()))
    sys.stdout.write(f"{len(outcomes) - failed} passed, {failed} failed\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
