"""Documents on a server without a build: extractions, or text with marks drawn on it, as a client may ask for them."""

import hashlib
from concurrent.futures import Future
from functools import cache
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

from pyoxigraph import NamedNode, Quad
from starlette.testclient import TestClient

from kg import iri, labels, ontology
from kg.model import Entity, Evidence, Extraction, Mention
from kg.quads import knowledge, quads
from kg.search import Index
from kg.server.app import application
from kg.server.site import Snapshot
from kg.store import Store

RUN = iri.run("0", "0", "0")
_VERSIONS = count()


@cache
def _vocabulary() -> tuple[Quad, ...]:
    return tuple(knowledge(ontology.load(), ()))


def shelved(folder: Path, *extractions: Extraction) -> Snapshot:
    """Put documents into a store in memory and their texts into `folder`."""
    store = Store.memory()
    store.load(_vocabulary())
    (folder / "text").mkdir(exist_ok=True)
    for it in extractions:
        store.load(quads(it, RUN))
        (folder / "text" / f"{it.document.digest}.txt").write_bytes(it.document.text.encode())
    indexing: Future[Index] = Future()
    indexing.set_result(Index.of(store))
    vocabulary = {lang: labels.vocabulary(store, lang) for lang in ("zh", "en")}
    return Snapshot(folder, f"v{next(_VERSIONS)}", {}, store, vocabulary, (), indexing)


def client(known: Snapshot) -> TestClient:
    return TestClient(application(lambda: known, url="http://kg.test"), "http://kg.test", follow_redirects=False)


def path(it: Extraction) -> str:
    return iri.document(it.document).value.removeprefix("https://w3id.org/tifa/id")


def claim_key(it: Extraction, number: int = 0) -> str:
    return iri.claim(iri.document(it.document), it.claims[number]).value.rpartition("/")[2]


def entity_path(it: Entity) -> str:
    return iri.entity(it).value.removeprefix("https://w3id.org/tifa")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def graph(it: Extraction) -> NamedNode:
    return iri.document(it.document)


def named(text: str, words: str, entity: Entity, *, nth: int = 0) -> Mention:
    """Mention an entity at the nth place where a text has these words."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Mention(entity, Evidence(start, start + len(words)), "mentions/known", 0.9)


class Page(HTMLParser):
    """What a page says: `text` of the article, its links and marks as (start, end, attributes), every tag."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.text = ""
        self.first = 0
        self.links: list[tuple[int, int, dict[str, str | None]]] = []
        self.marks: list[tuple[int, int, dict[str, str | None]]] = []
        self.ids: dict[str, int] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._inside = False
        self._open: list[tuple[str, int, dict[str, str | None]]] = []
        self.feed(content)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.tags.append((tag, about))
        if tag == "p" and about.get("class") == "text":
            self._inside = True
            assert int(about["data-start"] or "") == len(self.text) + self.first
        if self._inside and about.get("id"):
            assert about["id"] not in self.ids
            self.ids[about["id"] or ""] = len(self.text)
        if self._inside and tag in ("a", "mark"):
            assert tag not in [it[0] for it in self._open]
            self._open.append((tag, len(self.text), about))
        if tag == "article":
            self.first = int(about["data-start"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._inside = False
        elif self._inside and tag in ("a", "mark"):
            opened, start, about = self._open.pop()
            assert opened == tag
            (self.links if tag == "a" else self.marks).append((start, len(self.text), about))

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._inside:
            self.text += data
