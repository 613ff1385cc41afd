"""A reader's notes: read strictly, laid over a build, told as a table and as Web Annotations."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sketch import harbour

from kg import notes
from kg.cli.main import main
from kg.errors import InputError
from kg.store import Store
from kg.vocabulary import ID, term

RUN = f"{ID}run/0123456789abcdef"
CORPUS = f"sha256:{'0' * 64}"


def note(number: int = 1, **other: Any) -> dict[str, Any]:
    told = {
        "claim": f"{ID}claim/{number:016x}",
        "verdict": "doubt",
        "why": "只是转述",
        "modified": "2026-11-24T22:00:00Z",
        "document": f"{ID}document/one-308b0cc54658",
        "start": number,
        "end": number + 2,
        "exact": "实施",
    }
    return {**told, **other}


def content(*listed: Any, **other: Any) -> dict[str, Any]:
    return {"type": "tifa-notes", "version": 1, "build": RUN, "corpus": CORPUS, "notes": [*listed], **other}


def written(folder: Path, told: Any) -> Path:
    path = folder / "notes.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def test_notes_come_in_the_order_of_documents(tmp_path: Path) -> None:
    read = notes.read(written(tmp_path, content(note(3), note(1), note(2, document=f"{ID}document/a-1"))))
    assert (read.build, read.corpus) == (RUN, CORPUS)
    assert [it.start for it in read.notes] == [2, 1, 3]
    assert read.notes[1] == notes.Note(**note(1))


def test_no_notes_are_notes_and_a_later_key_is_passed_over(tmp_path: Path) -> None:
    assert notes.read(written(tmp_path, content())).notes == ()
    assert len(notes.read(written(tmp_path, content(note(colour="red"), author="x"))).notes) == 1


@pytest.mark.parametrize(
    ("told", "where", "problem"),
    [
        ("", "", "is no JSON (Expecting value: line 1 column 1 (char 0))"),
        ("[]", "", "is no JSON object"),
        ('{"a": 1, "a": 2}', "", "is no JSON (an object has one key twice)"),
        ('{"a": NaN}', "", "is no JSON (NaN is no number)"),
        ("[" * 200_000, "", "is nested too deeply"),
        ("9" * 5000, "", "is no JSON ("),
        ("{}", "", "is no file of notes"),
        (content(type="tifa"), "", "is no file of notes"),
        (content(version=2), ": version", "is not 1"),
        (content(version=True), ": version", "is not 1"),
        (content(version=1.0), ": version", "is not 1"),
        (content(notes={}), ": notes", "is no list"),
        (content(build="x"), ": build", "has not the form that tifa writes"),
        (content(corpus=None), ": corpus", "is no text"),
        (content(corpus="sha256:A"), ": corpus", "has not the form that tifa writes"),
        (content(7), ": notes[0]", "is no JSON object"),
        (content(note(), note()), ": notes[1]", "is a second note on the claim of notes[0]"),
        (content(note(1), note(2, verdict="Keep")), ": notes[1].verdict", "is none of keep, doubt and reject"),
        (content(note(verdict=["keep"])), ": notes[0].verdict", "is no text"),
        (content(note(why=None)), ": notes[0].why", "is no text"),
        (content(note(why="长" * 10_001)), ": notes[0].why", "is longer than 10000 characters"),
        (content(note(why="\ud83d")), ": notes[0].why", "holds half a character"),
        (content(note(exact=1)), ": notes[0].exact", "is no text"),
        (content(note(start=-1)), ": notes[0].start", "is no place in a text"),
        (content(note(start=True)), ": notes[0].start", "is no place in a text"),
        (content(note(start=1.0)), ": notes[0].start", "is no place in a text"),
        (content(note(end=2**53)), ": notes[0].end", "is no place in a text"),
        (content(note(5, end=4)), ": notes[0].end", "is before start"),
        (content(note(modified="2026-11-24")), ": notes[0].modified", "has not the form that tifa writes"),
        (content(note(modified="2026-13-24T22:00:00Z")), ": notes[0].modified", "is no date and time"),
        (content(note(claim=f"{ID}campaign/x")), ": notes[0].claim", "has not the form that tifa writes"),
        (content(note(claim=f"{ID}claim/x> . <a:b")), ": notes[0].claim", "has not the form that tifa writes"),
        (content(note(claim=f"{ID}claim/x\n")), ": notes[0].claim", "has not the form that tifa writes"),
        (content(note(document="file:///etc")), ": notes[0].document", "has not the form that tifa writes"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, told: Any, where: str, problem: str) -> None:
    path = written(tmp_path, told)
    with pytest.raises(InputError) as caught:
        notes.read(path)
    assert caught.value.where == f"{path}{where}"
    assert caught.value.problem.startswith(problem)
    assert caught.value.remedy


@pytest.mark.parametrize("key", sorted(note()))
def test_no_key_may_be_missing(tmp_path: Path, key: str) -> None:
    told = note()
    del told[key]
    with pytest.raises(InputError, match=rf"notes\[0\]\.{key}: is no "):
        notes.read(written(tmp_path, content(told)))


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "latin").write_bytes(b'{"type": "\xff"}')
    for path, problem in (
        (tmp_path / "missing", r"cannot be read \(No such file"),
        (tmp_path, r"cannot be read \(Is a directory"),
        (Path("a\0b"), "cannot be read"),
        (tmp_path / "latin", "is not UTF-8 text"),
    ):
        with pytest.raises(InputError, match=problem):
            notes.read(path)
    monkeypatch.setattr(notes, "_LARGEST", 10)
    with pytest.raises(InputError, match="is larger than any notes are"):
        notes.read(written(tmp_path, content()))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_whatever_one_place_holds_it_is_read_or_refused(tmp_path_factory: Any, data: st.DataObject) -> None:
    told = content(note(1), note(2))
    inside = data.draw(st.sampled_from([told, told["notes"][0], told["notes"][1]]))
    inside[data.draw(st.sampled_from(sorted(inside)))] = data.draw(anything)
    path = written(tmp_path_factory.getbasetemp(), told)
    try:
        read = notes.read(path)
    except InputError as error:
        assert str(error).startswith(str(path))
    else:
        assert len(read.notes) == len(told["notes"])
        notes.write_turtle(read, io.BytesIO())


@given(st.binary(max_size=200))
def test_no_bytes_break_it(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(data)
    with pytest.raises(InputError):
        notes.read(path)


def test_a_claim_and_a_figure_are_put_in_words(tmp_path: Path) -> None:
    store = harbour().store
    listed = []
    for kind in ("tifa:Claim", "tifa:Observation"):
        claims = sorted(it.subject.value for it in store.match(predicate=term("rdf:type"), object=term(kind)))
        listed += [note(number, claim=claim) for number, claim in enumerate(claims)]
    read = notes.read(written(tmp_path, content(*listed, note(99, document=f"{ID}document/two"))))
    # The sketch has no hashes of texts, which passages ask for.
    for document in store.graphs():
        if "document/" in document.value:
            store.load([_hashed(document)])
    found = notes.review(store, read, tmp_path)
    assert sorted(it.words or "" for it in found.judged) == [
        "",
        "海城市直机关工委 实施 灯塔行动",
        "海城市直机关工委 实施 灯塔行动",
        "灯塔行动 党支部（2023）：atLeast 320个",
        "灯塔行动 口号 点亮每一扇窗",
    ]
    assert found.gone == 1
    (gone,) = (it for it in found.judged if it.words is None)
    assert (gone.title, gone.issued, gone.passage) == ("海城再推灯塔行动", "2025-01-09", None)
    assert not found.same_build
    assert not found.same_corpus
    english = notes.review(store, read, tmp_path, lang="en")
    assert "Haicheng Work Committee implements Lighthouse Drive" in {it.words for it in english.judged}


def _hashed(document: Any) -> Any:
    from pyoxigraph import Literal, Quad

    return Quad(document, term("tifa:textHash"), Literal("sha256:" + "1" * 64), document)


@pytest.fixture(scope="module")
def exported(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of three notes on the sample build: one kept, one rejected, one on a claim that is gone."""
    with Store.open(sample_build / "store") as store:
        rows = store.query(
            """SELECT ?c ?d ?start ?end ?exact ?run {
                 ?c a tifa:Claim ; prov:wasDerivedFrom ?d ; prov:wasGeneratedBy ?run ; oa:hasTarget/oa:hasSelector ?s .
                 ?s oa:start ?start ; oa:end ?end ; oa:exact ?exact .
               } ORDER BY ?c LIMIT 2"""
        )
        claims = [[it.value for it in row] for row in rows]
    manifest = json.loads((sample_build / "manifest.json").read_text("utf-8"))
    hashes = "\n".join(sorted(f"sha256:{it['text']}" for it in manifest["inputs"]))
    listed = [
        note(claim=claim, document=document, start=int(start), end=int(end), exact=exact, verdict=verdict, why=why)
        for (claim, document, start, end, exact, _), verdict, why in zip(
            claims, ("keep", "reject"), ("", "=1+1\n\x1b[31m“引号”\u202e"), strict=True
        )
    ]
    told = content(*listed, note(9), build=claims[0][5])
    told["corpus"] = f"sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"
    return written(tmp_path_factory.mktemp("notes"), told)


@pytest.fixture
def run(exported: Path, sample_build: Path) -> Callable[..., str]:
    def run(*words: str, lang: str = "en") -> str:
        result = CliRunner().invoke(main, ["--lang", lang, "notes", str(exported), str(sample_build), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_the_table_tells_what_became_of_each_note(run: Callable[..., str]) -> None:
    told = run()
    assert "3 notes: keep 1, doubt 1, reject 1." in told
    assert "This build does not have the claims of 1 of them." in told
    assert "They were made on the documents of this build." in told
    assert "not in this build" in told
    assert "\x1b" not in told and "\u202e" not in told
    assert "3 条批注：采信 1、存疑 1、不采 1。" in run(lang="zh")
    assert "批注所据的文献与本图谱相同。" in run(lang="zh")


def test_json_and_csv_hold_the_same(run: Callable[..., str]) -> None:
    told = json.loads(run("--format", "json"))
    assert (told["same_build"], told["same_corpus"], told["gone"]) == (True, True, 1)
    assert told["verdicts"] == {"keep": 1, "doubt": 1, "reject": 1}
    here = [it for it in told["notes"] if not it["gone"]]
    assert all(it["exact"] == it["quote"] and it["quote"] in it["sentence"] and it["words"] for it in here)
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").removeprefix("\ufeff"), newline="")))
    assert [it["claim"] for it in rows] == [it["claim"] for it in told["notes"]]
    assert [it["gone"] for it in rows] == [str(int(it["gone"])) for it in told["notes"]]
    (formula,) = (it["why"] for it in rows if it["verdict"] == "reject")
    assert formula.startswith("'=1+1")


def test_turtle_has_an_annotation_for_each_note(run: Callable[..., str], exported: Path) -> None:
    told = run("--format", "ttl")
    assert told == run("--format", "ttl")
    graph = rdflib.Graph().parse(data=told, format="turtle")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    found = {}
    for it in graph.subjects(rdflib.RDF.type, oa.Annotation):
        assert graph.value(it, oa.motivatedBy) == oa.assessing
        bodies = {
            graph.value(body, oa.hasPurpose).fragment: str(graph.value(body, rdflib.RDF.value))
            for body in graph.objects(it, oa.hasBody)
        }
        found[str(graph.value(it, oa.hasTarget))] = bodies
    expected = json.loads(exported.read_text("utf-8"))["notes"]
    assert found == {
        it["claim"]: {"classifying": it["verdict"], **({"commenting": it["why"]} if it["why"] else {})}
        for it in expected
    }


def test_the_order_of_the_file_does_not_change_the_turtle(tmp_path: Path) -> None:
    outputs = set()
    for listed in ((note(1), note(2)), (note(2), note(1))):
        stream = io.BytesIO()
        notes.write_turtle(notes.read(written(tmp_path, content(*listed))), stream)
        outputs.add(stream.getvalue())
    assert len(outputs) == 1


def test_notes_on_another_corpus_are_told(exported: Path, sample_build: Path, tmp_path: Path) -> None:
    told = json.loads(exported.read_text("utf-8"))
    path = written(tmp_path, {**told, "corpus": CORPUS, "build": RUN})
    result = CliRunner().invoke(main, ["--lang", "en", "notes", str(path), str(sample_build)])
    assert "made on other documents, or other texts of them, with another version" in result.stdout


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, content(note(verdict="maybe")))
    result = CliRunner().invoke(main, ["--lang", "zh", "notes", str(path), str(tmp_path)])
    assert result.exit_code == 1
    expected = "不是 keep、doubt、reject 之一；请从图谱网页重新导出批注，或修正此处"
    assert result.stderr == f"kg: {path}: notes[0].verdict: {expected}\n"
