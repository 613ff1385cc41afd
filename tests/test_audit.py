"""The recall audit: what was taken stands under its sentence, and what announces something and led to nothing is marked."""

import dataclasses
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from reports import filled, write_texts

from kg import lexicon, ontology, reader
from kg.audit import Signs, Taken, audit, find, sources
from kg.build import build, sample
from kg.cli.main import main
from kg.errors import QueryError, StoreError
from kg.lexicon import Lexicon
from kg.model import Document
from kg.pipeline import structure
from kg.store import Store

WORDS = lexicon.load(ontology.folder())
SIGNS = Signs(WORDS)
_CUES = (
    ("实施", "verb", "Campaign"),
    ("推进", "verb", "Campaign"),
    ("扎实推进", "outcome", "Campaign"),
    ("牵引", "as", "Campaign"),
    ("建设", "verb", "Campaign"),
    ("唱响", "verb", "Slogan"),
)
# Words of its own for the cases, so that no edit of a table changes them.
FEW = Signs(
    Lexicon(
        {
            **WORDS.tables,
            "cues": tuple({"cue": cue, "template": template, "classes": kind} for cue, template, kind in _CUES),
            "heads": ({"head": "工程", "class": "Campaign", "use": "bare"},),
            "tails": ({"head": "工程", "tail": "师"},),
            "generic": ({"word": "各项"}, {"word": "重大"}),
            "boundaries": ({"word": "实施", "kind": "strong"},),
        }
    )
)


def missed(text: str, issued: str = "2024") -> list[tuple[str, str]]:
    """Return kind and words of what a text announces, where nothing was taken from it."""
    return sorted((it.kind, it.words) for it in FEW.missed(text, issued, ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县实施渔业振兴。", [("loose", "实施")]),
        ("改革取得实效，渔业振兴扎实推进。", [("loose", "扎实推进")]),
        ("以渔业振兴为总牵引。", [("loose", "牵引")]),
        ("牵引力很大。", []),
        ("加快渔港建设、船厂建设。", []),
        ("唱响“红帆船”。", [("loose", "唱响"), ("quote", "“红帆船”")]),
        ("学了《渔船志》。", [("quote", "《渔船志》")]),
        ("渔船三百五十艘，下水300艘。", [("number", "300艘"), ("number", "三百五十艘")]),
        ("2023年5月1日，去年，70周年，一个好汉。", []),
        ("渔港振兴工程很好。", [("head", "工程")]),
        ("各项工程、重大工程、工程师都好，做实施工程的人。", [("loose", "实施")]),
        ("他们都好。", []),
    ],
)
def test_what_announces_something_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert missed(text) == expected


def test_a_cue_beside_a_name_that_it_could_relate_is_told_from_a_loose_one() -> None:
    text = "甲县认真推进渔业大计，推进生产。"
    name = Taken("mention", 6, 10, "Campaign", ("渔业大计",), "mentions/hand", "0.9")
    for kind, term in (("cue", "Campaign"), ("loose", "Person")):
        found = list(FEW.missed(text, "", [dataclasses.replace(name, term=term)]))
        assert [(it.kind, it.start) for it in found] == [(kind, 4), ("loose", 11)]


def test_nothing_is_missed_where_something_was_taken(tmp_path: Path) -> None:
    write_texts(tmp_path)
    store = filled()
    told = audit(store, find(store, "first.txt"), tmp_path, SIGNS)
    first = told.sentences[0]
    assert first.text == "省委实施“远帆行动”，它由启锚行动等组成。"
    assert [it.parts for it in first.taken if it.kind == "relation"] == [
        ("浙江省委", "浙江"),
        ("浙江省委", "远帆行动"),
        ("远帆行动", "启锚行动"),
    ]
    assert first.missed == ()
    (figure,) = (it for one in told.sentences for it in one.taken if it.kind == "figure")
    assert (figure.term, figure.parts) == ("atLeast", ("支部", "7000个", "2023"))


def test_sentences_cover_the_text_and_hold_all_that_was_taken(sample_build: Path) -> None:
    counts = {"mention": 0, "relation": 0, "figure": 0}
    with Store.open(sample_build / "store") as store:
        for document in sources(store):
            told = audit(store, document, sample_build / "text", SIGNS)
            for kind in counts:
                counts[kind] += told.count(kind)
            for one in told.sentences:
                assert one.end - one.start == len(one.text)
                assert all(one.start <= it.start < one.end for it in (*one.taken, *one.missed))
                assert all(one.text.find(it.words, it.start - one.start) >= 0 for it in one.missed)
            assert 0 < told.used <= len(told.sentences)
            assert told.share(told.used) == round(told.used / len(told.sentences), 3)
    stated = json.loads((sample_build / "manifest.json").read_text("utf-8"))["counts"]
    expected = {"mention": stated["mentions"], "relation": sum(stated["relations"].values())}
    assert counts == {**expected, "figure": stated["figures"]}


def test_sentences_are_those_of_the_pipeline(sample_build: Path) -> None:
    divisions, _ = lexicon.gazetteers(ontology.folder())
    read = {it.name: it for it in reader.read([sample()]) if isinstance(it, Document)}
    with Store.open(sample_build / "store") as store:
        for document in sources(store):
            told = audit(store, document, sample_build / "text", SIGNS)
            cut = structure.find(read[document.name], divisions).sentences
            assert [(it.start, it.end) for it in cut] == [(it.start, it.end) for it in told.sentences]


def test_a_document_is_found_by_name_title_and_parts_of_them(sample_build: Path) -> None:
    with Store.open(sample_build / "store") as store:
        for label in ("zhejiang-red-roots.txt", "把根基扎进红色沃土", "red-roots", "红色沃土"):
            assert find(store, label).name == "zhejiang-red-roots.txt"
        with pytest.raises(QueryError, match=r"names 4 documents; .*zhejiang-villages\.md"):
            find(store, "zhejiang")
        with pytest.raises(QueryError, match=r"did you mean zhejiang-red-roots\.txt"):
            find(store, "zheijang-red-rots")
        for label in ("", "\x00\x01"):
            with pytest.raises(QueryError):
                find(store, label)


def test_a_missing_text_is_told_with_its_path(tmp_path: Path) -> None:
    store = filled()
    with pytest.raises(StoreError, match=r"\.txt: the document's text cannot be read .*; run kg build again"):
        audit(store, find(store, "first.txt"), tmp_path, SIGNS)


def test_what_led_to_nothing_is_marked(tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    source.write_text("他们戏称它为“渔火”，大家推进生产。", "utf-8")
    build([source], tmp_path / "build")
    result = CliRunner().invoke(main, ["--lang", "en", "audit", "report", "-b", str(tmp_path / "build")])
    assert "  1 他们戏称它为【“渔火”】，大家推进生产。\n" in result.stdout
    assert "    ? quotes “渔火”；cues without a name 推进\n" in result.stdout


def test_the_command_marks_what_was_missed_and_sums_up(sample_build: Path) -> None:
    words = ["audit", "zhejiang-red-roots", "--build", str(sample_build)]
    started = time.perf_counter()
    result = CliRunner().invoke(main, ["--lang", "zh", *words])
    assert time.perf_counter() - started < 5  # measured at 0.1 s on an idle machine
    assert result.exit_code == 0, result.output
    assert "    + 浙江省委 管辖 浙江 [relations/jurisdiction-name 0.9]" in result.stdout
    assert "其中有遗漏线索的" in result.stdout
    told = json.loads(CliRunner().invoke(main, [*words, "--format", "json"]).stdout)
    assert told["summary"]["sentences"] == len(told["sentences"])
    assert told["summary"]["mention"] == sum(
        it["kind"] == "mention" for one in told["sentences"] for it in one["taken"]
    )
    assert "led to nothing: quotes" in CliRunner().invoke(main, ["--lang", "en", *words]).stdout


def test_hostile_text_is_made_harmless(tmp_path: Path) -> None:
    source = tmp_path / "bad[red].txt"
    source.write_text("县里实施“渔\x1b]0;owned\x07\u202e船[bold]行动”，唱响“[/red]\x1b[31m帆”。", "utf-8")
    build([source], tmp_path / "build")
    for language in ("zh", "en"):
        command = ["--lang", language, "audit", "bad[red].txt", "-b", str(tmp_path / "build")]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
        assert not {"\x1b", "\x07", "\u202e"} & set(result.output)
        assert "[bold]" in result.output
    result = CliRunner().invoke(main, ["audit", "\x1b[31m", "-b", str(tmp_path / "build")])
    assert result.exit_code == 1
    assert "\x1b" not in result.output


@given(st.text(st.sampled_from("实施推进为牵引下“”《》工程各项3千一个年，。\n以在县")))
def test_no_text_breaks_the_search(text: str) -> None:
    for it in SIGNS.missed(text, "", ()):
        assert it.words == text[it.start : it.end] != ""
