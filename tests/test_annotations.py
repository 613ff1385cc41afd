"""The annotations of `gold/`: well formed, of the texts that they name, and without anybody else's sentences."""

import json
import re
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from annotations import CORPUS, PASSAGES, document, load, paths

from kg.vocabulary import CLASSES, QUALIFIERS, RELATIONS

PATHS = paths(*PASSAGES)
OWN = paths("press")
HAN = re.compile(r"[^\u4e00-\u9fff0-9]+")
ACTOR = {"Organization", "Place"}
SAME = {"Campaign", "Organization", "Mechanism", "Place", "Event"}
# annotation.md's table of relations: what may stand before and what after; hasComponent takes any class.
ENDS: dict[str, tuple[set[str], set[str]]] = {
    "implements": (ACTOR, {"Campaign", "Mechanism", "Strategy"}),
    "holds": (ACTOR, {"Event", "Campaign", "Platform"}),
    "issues": (ACTOR, {"PolicyDocument"}),
    "proposes": ({"Person", *ACTOR}, {"Strategy", "Formulation", "Slogan"}),
    "establishes": (ACTOR, {"Organization", "Mechanism", "Platform"}),
    "awards": (ACTOR, {"Honor"}),
    "guidedBy": ({"Campaign", *ACTOR}, {"Campaign", "Strategy", "Formulation", "Slogan"}),
    "advances": ({"Campaign", "Mechanism", "Platform"}, {"Strategy", "Campaign", "Formulation"}),
    "hasComponent": (set(CLASSES), set(CLASSES)),
    "partOf": (SAME, SAME),
    "hasSlogan": ({"Campaign", "Event", *ACTOR}, {"Slogan"}),
    "jurisdiction": ({"Organization"}, {"Place"}),
    "takesPlaceIn": ({"Event", "Campaign"}, {"Place"}),
    "holdsPosition": ({"Person"}, {"Organization"}),
    "collaboratesWith": (ACTOR, ACTOR),
}


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def stored(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the annotations of a passage as they are stored."""
    return dict(json.loads(request.param.read_text("utf-8")))


@pytest.fixture(params=[*PATHS, *OWN], ids=lambda path: path.stem)
def loaded(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Return a text and its resolved gold; skip where the corpus that it is a passage of is missing."""
    if request.param in PATHS:
        request.getfixturevalue("shared")
    return load(request.param)


@pytest.mark.parametrize(
    ("folder", "count"), [("heldout", 7), ("heldout2", 5), ("training", 57), ("blind", 7), ("press", 17)]
)
def test_a_folder_is_whole(folder: str, count: int) -> None:
    assert len(paths(folder)) == count


def test_no_passage_is_annotated_twice() -> None:
    golds = [json.loads(path.read_text("utf-8")) for path in PATHS]
    spans = sorted((gold["record"], gold["start"], gold["end"]) for gold in golds)
    assert [(one, two) for one, two in pairwise(spans) if one[0] == two[0] and two[1] < one[2]] == []
    assert len({path.stem for path in (*PATHS, *OWN)}) == len(PATHS) + len(OWN)


def test_no_document_of_the_blind_set_is_used_elsewhere() -> None:
    blind = {json.loads(path.read_text("utf-8"))["record"] for path in paths("blind")}
    others = {json.loads(path.read_text("utf-8"))["record"] for path in paths("heldout", "heldout2", "training")}
    assert blind & others == set()


def test_nothing_long_enough_to_be_a_quotation_is_stored(stored: dict[str, Any]) -> None:
    names = [name for entity in stored["entities"] for name in (*entity["surface"], entity.get("name", ""))]
    measures = [figure["measure"] for figure in stored["observations"]]
    assert [words for words in (*names, *measures) if len(HAN.sub("", words)) > 19] == []
    assert not [item for item in (*stored["relations"], *stored["observations"]) if "evidence" in item]


def test_the_document_is_the_one_that_was_annotated(stored: dict[str, Any], shared: Path) -> None:
    assert shared / "corpus" == CORPUS
    source = document(stored)
    assert source.digest == stored["text_sha256"], f"{shared} holds another text of {stored['record']}"
    assert 0 <= stored["start"] < stored["end"] <= len(source.text)
    assert 1300 <= stored["end"] - stored["start"] <= 2300


def test_spans_lie_in_the_passage(stored: dict[str, Any]) -> None:
    spans = [
        span
        for entity in stored["entities"]
        for span in (*entity.get("spans", []), entity.get("name_span"))
        if span
    ]
    assert [span for span in spans if not stored["start"] <= span[0] < span[1] <= stored["end"]] == []


def test_every_surface_stands_in_the_passage(loaded: tuple[str, dict[str, Any]]) -> None:
    text, gold = loaded
    assert [words for entity in gold["entities"] for words in entity["surface"] if words not in text] == []
    assert [entity["name"] for entity in gold["entities"] if entity["core"] and not entity["surface"]] == []


def test_the_gold_is_well_formed(loaded: tuple[str, dict[str, Any]]) -> None:
    _, gold = loaded
    known = {entity["id"] for entity in gold["entities"]}
    assert len(known) == len(gold["entities"])
    named = [(entity["class"], entity["name"]) for entity in gold["entities"]]
    assert len(named) == len(set(named))
    assert {name for entity in gold["entities"] for name in (entity["class"], *entity.get("also", []))} <= set(
        CLASSES
    )
    assert {figure["qualifier"] for figure in gold["observations"]} <= set(QUALIFIERS)
    assert {figure["about"] for figure in gold["observations"]} - {None} <= known
    triples = [(relation["s"], relation["p"], relation["o"]) for relation in gold["relations"]]
    assert len(triples) == len(set(triples))
    assert {end for subject, _, target in triples for end in (subject, target)} <= known


def test_relations_join_what_they_may(loaded: tuple[str, dict[str, Any]]) -> None:
    _, gold = loaded
    classes = {entity["id"]: {entity["class"], *entity.get("also", [])} for entity in gold["entities"]}
    assert set(ENDS) == set(RELATIONS)
    wrong = []
    for relation in gold["relations"]:
        before, after = ENDS[relation["p"]]
        pairs = [
            (first, last)
            for first, last in product(classes[relation["s"]], classes[relation["o"]])
            if first in before and last in after and (relation["p"] != "partOf" or first == last)
        ]
        if not pairs:
            wrong.append((relation["s"], relation["p"], relation["o"]))
    assert wrong == []
