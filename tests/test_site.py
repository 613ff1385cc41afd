"""What pages do while the index of a build is being made, or where that failed."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kg import ontology, query
from kg.search import Index
from kg.server import home, site
from kg.server.app import application
from kg.server.site import Snapshot, opened, stamp

WITHOUT = ["/search?q=x", "/search?q=x&format=json", "/reconcile/suggest/entity?prefix=x"]


@pytest.fixture(scope="module")
def known(sample_build: Path) -> Snapshot:
    return opened(sample_build, query.stored(ontology.folder()))


def client(known: Snapshot, indexing: "Future[Index]") -> TestClient:
    it = replace(known, indexing=indexing)
    return TestClient(application(lambda: it, url="http://kg.test"), "http://kg.test", follow_redirects=False)


@pytest.mark.parametrize("path", WITHOUT)
def test_a_page_waits_a_little_for_the_index_and_then_says_so(
    path: str, known: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "_PATIENCE", 0.05)
    answer = client(known, Future()).get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "is being made" in answer.text


@pytest.mark.parametrize("path", WITHOUT)
def test_a_page_says_that_the_index_failed(path: str, known: Snapshot) -> None:
    failed: Future[Index] = Future()
    failed.set_exception(MemoryError())
    answer = client(known, failed).get(path)
    assert answer.status_code == 503
    assert "could not be made" in answer.text


@pytest.mark.parametrize("failure", [None, MemoryError()])
@pytest.mark.parametrize("path", ["/", "/id/campaign/nothing", "/documents", "/ontology", "/sitemap.xml"])
def test_other_pages_do_without_the_index(
    path: str, failure: Exception | None, known: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_PATIENCE", 0.05)
    indexing: Future[Index] = Future()
    if failure:
        indexing.set_exception(failure)
    assert client(known, indexing).get(path, headers={"accept": "text/html"}).status_code in (200, 404)


def test_a_store_that_arrives_after_its_manifest_is_noticed(tmp_path: Path) -> None:
    assert stamp(tmp_path) is None
    (tmp_path / "manifest.json").write_text("{}")
    alone = stamp(tmp_path)
    (tmp_path / "store").mkdir()
    empty = stamp(tmp_path)
    (tmp_path / "store" / "CURRENT").touch()
    assert len({alone, empty, stamp(tmp_path)}) == 3
