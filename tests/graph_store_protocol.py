"""The W3C's Graph Store Protocol tests, read from the text of their manifest and run against a running server.

    python tests/graph_store_protocol.py http://127.0.0.1:7878 [--store /store] [--manifest FILE] [--as-printed]

A test is `exact` where status and media type are the printed ones, and `lawful` where the protocol allows what came instead:

- a write to a graph that is there already may answer 200 or 204, whichever of the two is printed; a new graph is 201 and nothing else;
- a request without Accept may be answered in any RDF syntax;
- a charset is not compared (text/turtle is always UTF-8), nor is a length (HTTP/1.1 allows chunks).

Graphs are compared up to the names of blank nodes. What the manifest gets wrong stands in ERRATA, each with its reason;
`--as-printed` runs without these corrections, to show what they are for.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from textwrap import dedent
from urllib.parse import urljoin, urlsplit

import httpx
from rdflib import RDFS, Graph, Namespace
from rdflib.compare import isomorphic
from rdflib.term import Node

MANIFEST = Path(__file__).resolve().parents[2] / "shared/w3c/http-rdf-update/manifest.ttl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

# Media type of an RDF answer -> rdflib's name of its parser.
SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "text/n3": "n3",
}
# Printed status of a write -> what the protocol allows in its place.
LAWFUL = {200: {200, 204}, 204: {200, 204}}


@dataclass(frozen=True, slots=True)
class Block:
    """A request or a response as printed: first line, headers by their lower-case name, body."""

    first: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test: what is sent and what must come back."""

    name: str
    request: Block
    response: Block


@dataclass(frozen=True, slots=True)
class Erratum:
    """What to change in one printed test before it can be run.

    `before` are blocks sent first, `request` and `response` pairs of printed and meant text, `lawful` more statuses.
    """

    reason: str
    before: tuple[Block, ...] = ()
    request: tuple[tuple[str, str], ...] = ()
    response: tuple[tuple[str, str], ...] = ()
    lawful: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test went: why it is not lawful, and why it is not exact; both empty where it is."""

    name: str
    unlawful: str = ""
    inexact: str = ""
    seen: str = field(default="", compare=False)


_TURTLE = {"content-type": "text/turtle; charset=utf-8"}

ERRATA = {
    "put__default_graph": Erratum(
        "the default graph of an RDF dataset always exists, so a PUT need not create it: 200 and 204 are lawful too",
        lawful=frozenset({200, 201, 204}),
    ),
    "delete__existing_graph": Erratum(
        "no test creates person/2.ttl, the graph to be deleted: it is put first",
        before=(Block("PUT $GRAPHSTORE$/person/2.ttl HTTP/1.1", _TURTLE, "<#it> a <#Person> ."),),
    ),
    "post__existing_graph": Erratum(
        "the triple has no dot at its end, which Turtle demands",
        request=(('foaf:name "Jane Doe"', 'foaf:name "Jane Doe" .'),),
    ),
    "get_of_post__existing_graph": Erratum(
        "shows the graph of the first PUT; by now the second PUT has made it Jane Doe and the POST has added her name",
        response=(('v:fn "John Doe"\n   ] .', 'v:fn "Jane Doe"\n   ] ; foaf:name "Jane Doe" .'),),
    ),
    "post__multipart_formdata": Erratum(
        "neither part's triple has a dot at its end, which Turtle demands",
        request=(('familyName "Doe"', 'familyName "Doe" .'), ('givenName "Jane"', 'givenName "Jane" .')),
    ),
    "get_of_post__after_noop": Erratum(
        "the manifest lacks the request without effect that the name speaks of: an empty POST is sent first",
        before=(Block("POST $NEWPATH$ HTTP/1.1", _TURTLE, ""),),
    ),
}


def entries(manifest: Path) -> dict[Node, Graph]:
    """Return the names of a manifest's tests in its order, each with the manifest's graph."""
    graph = Graph().parse(manifest, publicID="http://manifest.test/")
    return dict.fromkeys(graph.items(next(graph.objects(None, MF.entries))), graph)


def cases(manifest: Path) -> list[Case]:
    """Read the tests in the manifest's order."""
    found = []
    for entry, graph in entries(manifest).items():
        # Each entry has a second comment, which says that a newer suite exists.
        (text,) = (str(it) for it in graph.objects(entry, RDFS.comment) if "#### Request" in str(it))
        request, response = text.partition("#### Request")[2].split("#### Response")
        found.append(Case(str(entry).rpartition("#")[2], _block(request), _block(response)))
    return found


def _block(text: str) -> Block:
    head, _, body = dedent(text.strip("\n").rstrip()).strip("\n").partition("\n\n")
    first, *lines = head.splitlines()
    headers = dict(re.split(r":\s*", line, maxsplit=1) for line in lines)
    return Block(first, {name.lower(): value for name, value in headers.items()}, body)


def run(
    base: str, manifest: Path = MANIFEST, *, store: str = "/store", errata: Mapping[str, Erratum] = ERRATA
) -> Iterator[Outcome]:
    """Run every test in order against the server at `base`, whose graph store is at the path `store`.

    The store should be fresh: two statuses tell whether a graph was there before.
    """
    with httpx.Client(base_url=base, timeout=30) as client:
        session = _Session(client, urlsplit(base).netloc, store)
        for case in cases(manifest):
            yield session.outcome(case, errata.get(case.name, Erratum("")))


class _Session:
    def __init__(self, client: httpx.Client, host: str, store: str) -> None:
        self._client = client
        self._words = {"host": host, "graphstore": store, "newpath": "/newpath-was-never-given"}

    def outcome(self, case: Case, erratum: Erratum) -> Outcome:
        for block in erratum.before:
            self._send(block)
        got = self._send(_corrected(case.request, erratum.request))
        want = _corrected(case.response, erratum.response)
        if "$NEWPATH$" in want.headers.get("location", "") and "location" in got.headers:
            self._words["newpath"] = urljoin(str(got.request.url), got.headers["location"])
        lawful, exact = [], []
        for is_lawful, problem in self._problems(case, want, got, erratum):
            exact.append(problem)
            if not is_lawful:
                lawful.append(problem)
        seen = f"{got.request.method} {got.request.url.raw_path.decode()} {got.status_code}"
        return Outcome(case.name, "; ".join(lawful), "; ".join(exact), seen)

    def _problems(
        self, case: Case, want: Block, got: httpx.Response, erratum: Erratum
    ) -> Iterator[tuple[bool, str]]:
        """Yield what differs from the printed answer, each with whether it is lawful all the same."""
        printed = int(want.first.split()[0])
        if got.status_code != printed:
            write = case.request.first.split()[0] in {"PUT", "POST", "DELETE"}
            lawful = erratum.lawful or (LAWFUL.get(printed, set()) if write else set())
            yield got.status_code in lawful, f"status {got.status_code}, printed {printed}{_excerpt(got)}"
        for name in want.headers.keys() & {"location"}:
            if name not in got.headers:
                yield False, f"no {name}"
        yield from self._media(case, want, got)
        if want.body and not self._same(want.body, got):
            yield False, f"another graph: {got.text[:200]!r}"

    def _media(self, case: Case, want: Block, got: httpx.Response) -> Iterator[tuple[bool, str]]:
        if "content-type" in want.headers and got.is_success:
            printed, came = (
                _media(it["content-type"]) for it in (want.headers, {"content-type": "", **got.headers})
            )
            if came != printed:
                yield (
                    "accept" not in case.request.headers and came in SYNTAXES,
                    f"{came or 'no type'}, printed {printed}",
                )

    def _same(self, body: str, got: httpx.Response) -> bool:
        syntax = SYNTAXES.get(_media(got.headers.get("content-type", "")))
        if syntax is None or not got.is_success:
            return False
        base = str(got.request.url)
        have = Graph().parse(data=got.content, format=syntax, publicID=base)
        return bool(isomorphic(have, Graph().parse(data=self._filled(body), format="turtle", publicID=base)))

    def _send(self, block: Block) -> httpx.Response:
        method, target, _ = self._filled(block.first).split()
        headers = {name: self._filled(value) for name, value in block.headers.items() if name != "host"}
        body = self._filled(block.body)
        if headers.get("content-type", "").startswith("multipart/"):
            # MIME ends its lines with CR LF, the manifest cannot.
            body = body.replace("\n", "\r\n") + "\r\n"
        request = self._client.build_request(method, target, headers=headers, content=body.encode() or None)
        # httpx adds Accept: */*, and its absence is part of some tests.
        if "accept" not in headers:
            del request.headers["accept"]
        return self._client.send(request)

    def _filled(self, text: str) -> str:
        """Put the words of this run in; `/$GRAPHSTORE$` is the path whether or not a slash is printed before it."""
        text = text.replace("/$GRAPHSTORE$", "$GRAPHSTORE$").replace("$GRAPHSTORE$", self._words["graphstore"])
        return text.replace("$HOST$", self._words["host"]).replace("$NEWPATH$", self._words["newpath"])


def _corrected(block: Block, changes: tuple[tuple[str, str], ...]) -> Block:
    body = block.body
    for printed, meant in changes:
        assert printed in body, f"the manifest no longer has {printed!r}: look at its erratum again"
        body = body.replace(printed, meant)
    return Block(block.first, block.headers, body)


def _media(value: str) -> str:
    message = Message()
    message["content-type"] = value
    return message.get_content_type() if value else ""


def _excerpt(got: httpx.Response) -> str:
    text = got.text[:120].strip()
    return f" ({text})" if got.status_code >= 400 and text else ""


def main() -> None:
    """Run the tests from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("--store", default="/store")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    parser.add_argument("--as-printed", action="store_true", help="run without the corrections of ERRATA")
    asked = parser.parse_args()
    outcomes = list(run(asked.base, asked.manifest, store=asked.store, errata={} if asked.as_printed else ERRATA))
    for it in outcomes:
        verdict = "FAILED" if it.unlawful else "lawful" if it.inexact else "exact"
        sys.stdout.write(f"{it.name:<42} {verdict:<7} {it.seen}  {it.unlawful or it.inexact}\n")
    lawful = sum(not it.unlawful for it in outcomes)
    exact = sum(not it.inexact for it in outcomes)
    sys.stdout.write(f"{len(outcomes)} tests: {exact} exact, {lawful} lawful, {len(outcomes) - lawful} failed\n")
    sys.exit(lawful < len(outcomes))


if __name__ == "__main__":
    main()
