"""Deictic names in documents written for the project: what each means, what proves it, and where no answer is given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import ontology, pipeline
from kg.cli.anchors import KINDS
from kg.cli.main import main
from kg.model import Anchor, Document, Mention
from kg.vocabulary import ANCHORS

CASES = Path(__file__).parent / "cases" / "deixis.tsv"
_MARKED = re.compile(r"\{([^|{}]+)\|([^|{}]+)(?:\|([^|{}]+))?\}")
_RIGHT, _ANSWERED = 0.95, 0.9


@dataclass(frozen=True)
class Answer:
    """A marked name: what it should mean and by which words, and what the pipeline found there."""

    kind: str
    title: str
    surface: str
    wanted: str
    words: str
    found: Mention | None
    text: str

    @property
    def given(self) -> bool:
        """Say whether the pipeline settled it."""
        return self.found is not None

    @property
    def right(self) -> bool:
        """Say whether it was settled as the case wants; a longer name that opens with it counts as well."""
        return self.found is not None and self.found.entity.name.startswith(self.wanted)


def _document(title: str, metadata: str, marked: str) -> tuple[Document, list[tuple[int, tuple[str, str, str]]]]:
    text, spots = "", []
    position = 0
    marked = marked.replace("⏎", "\n")
    for match in _MARKED.finditer(marked):
        text += marked[position : match.start()]
        spots.append((len(text), (match[1], match[2], match[3] or "")))
        text += match[1]
        position = match.end()
    text += marked[position:]
    stated = dict(pair.split("=", 1) for pair in metadata.split(";") if pair)
    return Document("t", text, title=title or None, **stated), spots


def _answers() -> Iterator[Answer]:
    nlp = pipeline.load(known=False)
    lines = CASES.read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if line and not line.startswith("#")][1:]:
        kind, title, metadata, marked = line.split("\t")
        document, spots = _document(title, metadata, marked)
        mentions = pipeline.annotate(nlp, document).mentions
        for start, (surface, wanted, words) in spots:
            here = [it for it in mentions if it.evidence.start == start and it.anchor]
            found = max(here, key=lambda it: it.evidence.end, default=None)
            yield Answer(kind, title, surface, wanted, words, found, document.text)


@cache
def answers() -> tuple[Answer, ...]:
    """Return all marked names with what the pipeline made of them."""
    return tuple(_answers())


def test_answers_are_right_and_most_names_get_one() -> None:
    given = [it for it in answers() if it.given]
    meant = [it for it in answers() if it.wanted != "-"]
    wrong = [(it.title, it.surface, it.wanted, it.found.entity.name) for it in given if it.found and not it.right]
    silent = [(it.title, it.surface, it.wanted) for it in meant if not it.given]
    assert len(answers()) >= 60
    assert 1 - len(wrong) / len(given) >= _RIGHT, wrong
    assert sum(it.given for it in meant) / len(meant) >= _ANSWERED, silent


@pytest.mark.parametrize("kind", sorted({it.kind for it in answers()}))
def test_each_kind_of_document_is_read_right(kind: str) -> None:
    given = [it for it in answers() if it.kind == kind and it.given]
    assert sum(it.right for it in given) >= len(given) - 1


def test_anchors_are_words_of_the_document() -> None:
    for it in answers():
        if it.found is None or it.found.anchor is None:
            continue
        words = _words(it.found.anchor, it.text)
        assert words
        assert not it.words or words == it.words, (it.title, it.surface, it.found.anchor)


def _words(anchor: Anchor, text: str) -> str:
    return anchor.evidence.exact(text) if anchor.evidence else anchor.words


def test_what_proved_a_name_is_told_by_audit_and_show(tmp_path: Path) -> None:
    page = tmp_path / "report.txt"
    page.write_text("机关作风新观察\n来源:浙江日报\n省委召开会议，全省跟进。\n", encoding="utf-8")
    told = {}
    for line in (["build", str(page), "-o"], ["audit", "report", "-b"], ["show", "浙江省委", "-b"]):
        result = CliRunner().invoke(main, ["--lang", "zh", *line, str(tmp_path / "build")])
        assert result.exit_code == 0, result.output
        told[line[0]] = result.output
    assert "浙江省委（机构，据发布者“浙江”）" in told["audit"]
    assert "省委，据发布者“浙江” —— report.txt" in told["show"]


def test_kinds_of_anchors_are_those_of_the_vocabulary() -> None:
    shapes = (ontology.folder() / "shapes.ttl").read_text(encoding="utf-8")
    listed = re.search(r"sh:path tifa:anchorKind .*?sh:in \(([^)]*)\)", shapes, re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == ANCHORS == tuple(KINDS)
