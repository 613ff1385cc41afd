"""What every test may use: the shared corpus where it is there, the ontology, one pipeline, one sample build."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from starlette.testclient import TestClient

    from kg.ontology import Ontology

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden files be written anew, to be read in review."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what is compiled out of the user's own cache folder, from the first import on."""
    folder = tempfile.mkdtemp(prefix="tifa-cache-")
    os.environ["XDG_CACHE_HOME"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Say whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents beside the checkout; skip the test where it is missing."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("the folder ../shared with the real documents is not there")
    return folder


@pytest.fixture(scope="session")
def ontology() -> "Ontology":
    """Return the checkout's ontology, loaded once."""
    from kg.ontology import load

    return load()


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one build of the sample corpus, to be read only."""
    from kg.build import build, sample

    output = tmp_path_factory.mktemp("sample") / "build"
    build([sample()], output)
    return output


@pytest.fixture(scope="session")
def pages(sample_build: Path) -> "TestClient":
    """Return a client of the pages over the sample build, without the SPARQL engine behind them; it keeps no cookies."""
    from http.cookiejar import DefaultCookiePolicy

    from starlette.testclient import TestClient

    from kg import ontology, query
    from kg.server.app import application
    from kg.server.site import opened

    site = opened(sample_build, query.stored(ontology.folder()))
    client = TestClient(application(lambda: site, url="http://kg.test"), "http://kg.test", follow_redirects=False)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return client


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return a browser; skip where none is installed."""
    from browsers import chromium

    with chromium() as it:
        yield it


@pytest.fixture
def tab(browser: "Browser") -> "Iterator[Page]":
    """Return an empty page of 1280 × 800 pixels."""
    from browsers import opened

    with opened(browser) as it:
        yield it


@pytest.fixture(scope="session")
def sample(sample_build: Path) -> str:
    """Return the address of the explorer's page of the sample corpus, in English."""
    return f"{(sample_build / 'explorer.html').as_uri()}?lang=en"
