"""The rule ledger: every rule is explained and listed, gold is matched as it should be, and rules.md is of today."""

import importlib.util
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from click.testing import CliRunner
from reports import filled

from kg import gold, ledger, lexicon, ontology
from kg.build import build
from kg.cli.main import main
from kg.errors import InputError
from kg.ledger import Entry
from kg.store import Store
from kg.vocabulary import term

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "gold" / "sample"
PAGE = ROOT / "tests" / "benchmarks" / "rules.md"
WORDS = lexicon.load(ontology.folder())
# Rows of one entity, relation or figure each: what gold says, the rule that they judge, and the verdicts on it.
DRIVE = {"id": "e1", "class": "Campaign", "name": "“远帆行动”", "surface": ["远帆行动"]}
BODY = {"id": "e2", "class": "Organization", "name": "浙江省委", "surface": ["省委"]}
FIGURE = {"measure": "党支部", "value": 7000, "unit": "个", "qualifier": "atLeast", "about": "e1"}


def judged(**content: Any) -> list[tuple[str, bool]]:
    """Return the verdicts on the report made by hand, of the rules that something right is expected of."""
    whole = {"entities": [], "relations": [], "observations": [], "expansions": [], **content}
    one = gold.Gold(Path("gold.json"), ("first",), whole)
    return [(it.rule, it.right) for it in gold.verdicts(filled(), [one])]


def entries(folder: Path, *paths: Path) -> list[Entry]:
    """Return the ledger of a build."""
    with Store.open(folder / "store") as store:
        return ledger.ledger(store, WORDS, gold.load(paths))


def test_every_rule_is_explained_in_both_languages_and_no_other() -> None:
    rows = WORDS.tables["rules"]
    assert sorted(row["rule"] for row in rows) == sorted(ledger.rules(WORDS))
    for row in rows:
        assert re.search("[\u4e00-\u9fff]", row["zh"]), row
        assert re.search("[a-z]{2}", row["en"]), row


def test_every_rule_is_listed_and_counts_are_those_of_the_build(sample_build: Path) -> None:
    found = entries(sample_build)
    assert [it.rule for it in found] == ledger.rules(WORDS)
    counts = json.loads((sample_build / "manifest.json").read_text("utf-8"))["counts"]
    made = {
        stage: sum(it.made for it in found if it.rule.startswith(stage))
        for stage in ("mentions", "relations", "observations")
    }
    assert made == {
        "mentions": counts["mentions"],
        "relations": sum(counts["relations"].values()),
        "observations": counts["figures"],
    }
    assert any(it.made == 0 and it.example is None and it.confidence is None for it in found)
    for it in found:
        assert it.documents <= min(it.made, counts["documents"])
        assert (it.right, it.judged, it.precision) == (0, 0, None)


def test_example_is_a_quote_of_the_document(sample_build: Path) -> None:
    texts = [path.read_text("utf-8") for path in (sample_build / "text").iterdir()]
    quotes = [it.example.quote for it in entries(sample_build) if it.example]
    assert len(quotes) > 30
    assert all(any(quote in text for text in texts) for quote in quotes)


def test_a_rule_that_only_the_build_knows_is_listed_without_explanation() -> None:
    (entry,) = (it for it in ledger.ledger(filled(), WORDS) if it.rule == "observations/hand")
    assert (entry.zh, entry.en, entry.made, entry.documents, entry.confidence) == ("", "", 1, 1, 0.6)


def test_precision_agrees_with_counting_by_hand() -> None:
    assert judged(entities=[DRIVE, BODY]).count(("mentions/hand", True)) == 2
    assert judged(entities=[DRIVE, {**BODY, "class": "Place"}]).count(("mentions/hand", True)) == 1
    relation = {"s": "e2", "p": "implements", "o": "e1"}
    assert ("relations/implements", True) in judged(entities=[DRIVE, BODY], relations=[relation])
    assert ("relations/implements", False) in judged(entities=[DRIVE, BODY])
    assert ("observations/hand", True) in judged(observations=[FIGURE])
    for change in ({"value": 700}, {"unit": "名"}, {"measure": "场馆"}):
        assert ("observations/hand", False) in judged(observations=[{**FIGURE, **change}])


def test_verdicts_are_those_of_the_scorer(shared: Path, sample_build: Path) -> None:
    spec = importlib.util.spec_from_file_location("scorer", shared / "eval" / "score.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    inner = pyoxigraph.Store()
    inner.bulk_load(path=str(sample_build / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    names = {it.object.value: it.subject for it in inner.quads_for_pattern(None, term("dcterms:identifier"), None)}
    tallies = defaultdict(scorer.Tally)
    for path in SAMPLE.glob("*.json"):
        told = json.loads(path.read_text("utf-8"))
        scorer.score(told, scorer.Predicted(inner, names[told["source_file"]]), tallies, [])
    with Store.open(sample_build / "store") as store:
        found = Counter((it.rule.partition("/")[0], it.right) for it in gold.verdicts(store, gold.load([SAMPLE])))
    figures, relations = tallies["figure"], tallies["relation"]
    assert (found["observations", True], found["observations", False]) == (figures.tp, figures.fp)
    # A relation that two rules found, or that has any actor of several, is judged once for each.
    assert relations.tp <= found["relations", True] <= relations.tp * 1.1
    assert relations.fp <= found["relations", False] <= relations.fp * 1.1


def test_an_entity_may_be_called_by_another_class_that_gold_accepts() -> None:
    strict = judged(entities=[{**BODY, "class": "Place"}])
    lenient = judged(entities=[{**BODY, "class": "Place", "also": ["Organization"]}])
    assert (strict.count(("mentions/hand", True)), lenient.count(("mentions/hand", True))) == (0, 1)


def test_what_is_debatable_gets_no_verdict() -> None:
    plain, unsure = judged(entities=[DRIVE]), judged(entities=[{**DRIVE, "core": False}])
    assert len(unsure) == len(plain) - 1
    relation = {"s": "e2", "p": "implements", "o": "e1", "certain": False}
    found = judged(entities=[DRIVE, BODY], relations=[relation])
    assert [right for rule, right in found if rule == "relations/implements"] == []


def test_any_actor_will_do_where_the_sentence_names_none() -> None:
    other = {"id": "e3", "class": "Place", "name": "浙江", "surface": []}
    relation = {"s": "e3", "p": "implements", "o": "e1"}
    stated = judged(entities=[DRIVE, BODY, other], relations=[relation])
    implicit = judged(entities=[DRIVE, BODY, other], relations=[{**relation, "implicit": True}])
    assert ("relations/implements", False) in stated
    assert ("relations/implements", True) in implicit


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "cannot be read"),
        ("[]", "no gold annotation"),
        ('{"entities": [{"id": 1}]}', "no gold annotation"),
        (
            '{"entities": [], "relations": [], "observations": [], "doc": "none"}',
            "the build has no document 'none'",
        ),
    ],
)
def test_a_broken_gold_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        list(gold.verdicts(filled(), gold.load([tmp_path])))
    assert caught.value.where == str(path)


def test_the_command_prints_table_json_and_markdown(sample_build: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, [*words[:2], "rules", str(sample_build), *words[2:]])
        assert result.exit_code == 0, result.output
        return result.stdout

    table = run("--lang", "zh", "--gold", str(SAMPLE))
    assert "mentions/known" in table
    assert "准确率" in table
    told = json.loads(run("--lang", "en", "--format", "json", "--gold", str(SAMPLE / "figures-1.json")))
    assert {it["rule"] for it in told} == set(ledger.rules(WORDS))
    assert any(it["precision"] == 1.0 for it in told)
    assert run("--lang", "en", "--format", "md").startswith("| rule | what it does | 做什么 | made |")


def test_a_cell_of_markdown_breaks_no_table() -> None:
    example = ledger.Example("<b>|\n\x1b", "a|b")
    entry = Entry("x/y", "甲|乙", "", 1, 1, 0.5, example, 0, 0)
    last = ledger.markdown([entry], "en", judged=False).splitlines()[-1]
    assert "<b>" not in last
    assert last.count("|") - last.count("\\|") == 8


def test_the_checked_in_page_is_of_today(sample_build: Path, tmp_path: Path, update_golden: bool) -> None:
    table = ledger.markdown(entries(sample_build, SAMPLE), "en", judged=True)
    if update_golden:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(_page(table, _development(tmp_path)), "utf-8")
    page = PAGE.read_text("utf-8")
    assert page == _page(table, page.partition(_DEVELOPMENT)[2])


_DEVELOPMENT = "## On the development gold\n\n"


def _page(table: str, development: str) -> str:
    return f"""# What each rule makes

The counts are those of the sample corpus, precision is measured on its gold annotations (`tests/gold/sample`): of the distinct
entities, relations and figures of a document that a rule made and that gold has a verdict on, the share that is right. Written by
`pytest tests/test_ledger.py --update-golden`; `kg rules` prints the same for any build.

{table}
{_DEVELOPMENT}{development}"""


def _development(folder: Path) -> str:
    """Return the precision of each rule on the development gold, without quotes; as it stands where that is not here."""
    shared = ROOT.parent / "shared"
    if not (shared / "eval" / "gold").is_dir():
        return PAGE.read_text("utf-8").partition(_DEVELOPMENT)[2] if PAGE.is_file() else "Not measured yet.\n"
    build([shared / "corpus" / "seeds", shared / "corpus" / "excerpts"], folder / "build")
    found = entries(folder / "build", shared / "eval" / "gold")
    rows = [
        f"| {it.rule} | {it.made} | {it.right}/{it.judged} | {it.precision:.2f} |\n" for it in found if it.judged
    ]
    silent = [it.rule for it in found if not it.made]
    return (
        "Eight annotated documents, each with known entities; not part of the repository, so measured when the page is written.\n\n"
        f"| rule | made | right/judged | precision |\n| --- | --- | --- | --- |\n{''.join(rows)}\n"
        f"Rules that made nothing there: {', '.join(silent) or 'none'}.\n"
    )
