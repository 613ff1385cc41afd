"""Held-out gold: passages of the shared corpus, annotated without sight of any build; stored without their text.

A file of `gold/heldout` or `gold/heldout2` names its document (`source`, `record`, `text_sha256`) and the passage in it
(`start`, `end`). Names and surfaces too long to be quoted are offsets in the same text: `name_span`, `spans`; a name that
stands in the passage is not repeated among its surfaces. `load` resolves and completes them.
"""

import json
import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kg.model import Document
from kg.reader import read
from kg.vocabulary import CLASSES, QUALIFIERS, RELATIONS

GOLD = Path(__file__).parent / "gold"
CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
PATHS = sorted(GOLD.glob("heldout*/*.json"))
QUOTES = str.maketrans("", "", "“”‘’《》")
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


@cache
def records(source: str) -> dict[str, Document]:
    """Read one file of the shared corpus; return its documents by name."""
    return {item.name: item for item in read([CORPUS / source]) if isinstance(item, Document)}


def document(gold: dict[str, Any]) -> Document:
    """Return the document that a held-out file was annotated in."""
    return records(gold["source"])[gold["record"]]


def load(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a held-out passage under its document's title, as the excerpts are, and its gold in score.py's form."""
    gold = json.loads(path.read_text("utf-8"))
    source = document(gold)
    for entity in gold["entities"]:
        if span := entity.pop("name_span", None):
            entity["name"] = source.text[slice(*span)].translate(QUOTES)
        entity["surface"] += [source.text[slice(*span)] for span in entity.pop("spans", [])]
    text = f"{source.title}\n\n{source.text[gold['start'] : gold['end']]}\n"
    for entity in gold["entities"]:
        if entity["name"] in text and entity["name"] not in entity["surface"]:
            entity["surface"].insert(0, entity["name"])
    gold["source_file"] = f"{gold['doc']}.txt"
    return text, gold


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def stored(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return a held-out file as it is stored."""
    return dict(json.loads(request.param.read_text("utf-8")))


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def loaded(request: pytest.FixtureRequest, shared: Path) -> tuple[str, dict[str, Any]]:
    """Return a held-out passage and its resolved gold; skip where the corpus is missing."""
    assert shared / "corpus" == CORPUS
    return load(request.param)


@pytest.mark.parametrize(("folder", "count"), [("heldout", 7), ("heldout2", 5)])
def test_the_passages_of_a_folder_are_of_three_corpora(folder: str, count: int) -> None:
    golds = [json.loads(path.read_text("utf-8")) for path in PATHS if path.parent.name == folder]
    assert len(golds) == count
    assert len({gold["source"] for gold in golds}) == 3


def test_no_document_is_annotated_twice() -> None:
    digests = [json.loads(path.read_text("utf-8"))["text_sha256"] for path in PATHS]
    assert len(set(digests)) == len(digests) == 12
    assert len({path.stem for path in PATHS}) == len(PATHS)


def test_nothing_long_enough_to_be_a_quotation_is_stored(stored: dict[str, Any]) -> None:
    names = [name for entity in stored["entities"] for name in (*entity["surface"], entity.get("name", ""))]
    measures = [figure["measure"] for figure in stored["observations"]]
    assert [words for words in (*names, *measures) if len(HAN.sub("", words)) > 19] == []
    assert not [item for item in (*stored["relations"], *stored["observations"]) if "evidence" in item]


def test_the_document_is_the_one_that_was_annotated(stored: dict[str, Any], shared: Path) -> None:
    source = document(stored)
    assert source.digest == stored["text_sha256"], f"{shared} holds another text of {stored['record']}"
    assert 0 <= stored["start"] < stored["end"] <= len(source.text)
    assert 1400 <= stored["end"] - stored["start"] <= 2300


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
