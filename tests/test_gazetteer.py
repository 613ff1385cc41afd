"""Known names by their labels: few or many, compiled now or before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import gazetteer

from kg import lexicon, ontology
from kg.lexicon import Gazetteer, Label
from kg.ontology import Ontology
from kg.vocabulary import CLASSES

MADE = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an ontology folder with made-up entities."""
    path = tmp_path_factory.mktemp("ontology") / "many"
    gazetteer.write(path, MADE)
    return path


@pytest.fixture(params=["compiled now", "compiled before"])
def others(request: pytest.FixtureRequest, folder: Path) -> Iterator[Gazetteer]:
    """Return the gazetteer of what is no division, twice from the same files."""
    for it in (lexicon.gazetteers, ontology._load):
        it.cache_clear()
    yield lexicon.gazetteers(folder)[1]


def test_made_up_entities_are_known_beside_the_others(ontology: Ontology, others: Gazetteer, folder: Path) -> None:
    made = [it for it in others.known if it.file == "made-up.ttl"]
    assert len(made) == MADE
    assert len(others.known) == MADE + len(ontology.others)
    assert {it.entity.type for it in made} == set(CLASSES)
    for it in made:
        assert len(it.labels) == 2
        assert others.by_label[it.labels[1]] == (it,)
        assert list(others.find(f"推进{it.entity.name}。"))[:1] == [
            Label(2, 2 + len(it.entity.name), it.entity.name)
        ]


def test_labels_are_those_of_the_entities(others: Gazetteer) -> None:
    labels = {label for it in others.known for label in it.labels if len(label) > 1}
    assert set(others.by_label) == labels
    assert len(others.by_label) == len(labels)
    assert "没有的名字" not in others.by_label
    assert others.by_label.get("没有的名字", ()) == ()


def test_one_label_leads_to_all_that_bear_it() -> None:
    divisions, _ = lexicon.gazetteers(ontology.folder().resolve())
    assert {it.entity.place for it in divisions.by_label["朝阳区"]} == {"北京", "长春"}
    assert [it.entity.name for it in divisions.by_label["和林格尔"]] == ["和林格尔县"]


def test_a_gazetteer_of_nothing_finds_nothing() -> None:
    assert not Gazetteer(()).find("浙江省")
    assert dict(Gazetteer(()).by_label) == {}
