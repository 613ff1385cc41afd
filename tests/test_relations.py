"""The rules that relate entities: cases by rule, what evidence holds, and that no text breaks them."""

import re
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.pipeline.components  # noqa: F401 -- registers the stages with spaCy
from kg import lexicon
from kg.model import Document, Entity, Evidence, Mention, Relation, Structure
from kg.pipeline import relations
from kg.pipeline.parts import _counted, announced
from kg.vocabulary import CLASSES, RELATIONS

ROOT = Path(__file__).parent.parent
WORDS = lexicon.load(ROOT / "ontology")
RULES = relations.Rules(WORDS)
PLACE = Entity("Place", "浙江")
CASES = [
    tuple(line.split("\t"))
    for line in (ROOT / "tests/cases/relations.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith(("#", "rule\t"))
]
ENDS = {
    row["property"]: (set(row["subjects"].split(",")), set(row["objects"].split(",")))
    for row in WORDS.tables["properties"]
}
_MARK = re.compile(r"\[|\|([A-Za-z]+)\]")


def _read(marked: str) -> tuple[str, Structure, list[Mention]]:
    """Return the text, structure and mentions of a case."""
    planned = marked.startswith("【plan】")
    text, mentions, opened, position = "", [], [], 0
    marked = marked.removeprefix("【plan】")
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        if mark[0] == "[":
            opened.append(len(text))
        else:
            span = Evidence(opened.pop(), len(text))
            name = re.sub("[“”]", "", span.exact(text))
            mentions.append(Mention(Entity(mark[1], name), span, "test", 1.0))
    text += marked[position:]
    return text, _structure(text, planned=planned), mentions


def _structure(text: str, *, planned: bool = False) -> Structure:
    sentences = tuple(Evidence(*m.span()) for m in re.finditer(r"[^。\n]+。?", text))
    return Structure(sentences, plans=(Evidence(0, len(text)),) if planned else (), place=PLACE)


def _find(marked: str) -> list[Relation]:
    text, structure, mentions = _read(marked)
    return relations.find(text, structure, mentions, RULES)


@pytest.mark.parametrize(("rule", "marked", "expected"), CASES, ids=[f"{c[0]}: {c[1][:24]}" for c in CASES])
def test_case(rule: str, marked: str, expected: str) -> None:
    found = {
        f"{r.subject.name} {r.predicate} {r.object.name}" for r in _find(marked) if r.rule == f"relations/{rule}"
    }
    assert found == (set() if expected == "-" else set(expected.split("; ")))


def test_every_rule_has_a_positive_and_a_negative_case() -> None:
    for wanted in (True, False):
        covered = {f"relations/{rule}" for rule, _, expected in CASES if (expected != "-") is wanted}
        assert covered == RULES.ids


def test_every_property_has_a_rule() -> None:
    assert {rule.removeprefix("relations/").split("-")[0] for rule in RULES.ids} == set(RELATIONS)


def test_tables_name_only_known_classes_and_properties() -> None:
    for row in WORDS.tables["properties"]:
        assert row["property"] in RELATIONS
        assert set(f"{row['subjects']},{row['objects']}".split(",")) <= {*CLASSES, "*"}
    for row in WORDS.tables["cues"]:
        if row["template"] != "none":
            assert set(row["classes"].split(",")) <= ENDS[row["property"]][1], row


def test_evidence_holds_subject_cue_and_object() -> None:
    marked = "[甲县|Place]高质量开展[读书活动|Campaign]。"
    (relation,) = _find(marked)
    assert relation.evidence.exact(_read(marked)[0]) == "甲县高质量开展读书活动"


def test_carried_actor_is_left_out_of_the_evidence_and_lowers_confidence() -> None:
    marked = "[甲县|Place]高质量开展[读书活动|Campaign]。扎实开展[清风行动|Campaign]。"
    stated, carried = _find(marked)
    assert carried.subject == stated.subject == Entity("Place", "甲县")
    assert carried.evidence.exact(_read(marked)[0]) == "扎实开展清风行动"
    assert carried.confidence < stated.confidence


def test_actor_of_a_paragraph_does_not_act_in_the_next() -> None:
    found = _find("[甲县|Place]开展[读书活动|Campaign]。\n开展[清风行动|Campaign]。")
    assert [relation.subject.name for relation in found] == ["甲县", "浙江"]


def test_aside_names_no_actor_but_places() -> None:
    text, structure, mentions = _read("[桐庐县|Place][皇甫村|Place]开展[助农活动|Campaign]。")
    aside = Structure(structure.sentences, asides=structure.sentences, place=PLACE)
    assert [r.predicate for r in relations.find(text, aside, mentions, RULES)] == ["partOf"]


def test_post_is_the_role() -> None:
    (relation,) = (r for r in _find("时任[浙江省委|Organization]书记[张三|Person]。") if r.role)
    assert (relation.predicate, relation.role) == ("holdsPosition", "书记")


def test_each_post_is_a_claim_and_a_governor_no_post_of_the_committee() -> None:
    marked = "[浙江省委|Organization]副书记、政委、省长[张三|Person]到会，[张三|Person]兼任[县委|Organization]书记、主任。"
    roles = {(r.object.name, r.role) for r in _find(marked) if r.role}
    assert roles == {("浙江省委", "副书记"), ("浙江省委", "政委"), ("县委", "书记"), ("县委", "主任")}


def test_incomplete_parts_lower_confidence() -> None:
    whole = _find("[甲指数|Mechanism]、[乙指数|Mechanism]等“[两大指数|Mechanism]”。")
    some = _find("[甲指数|Mechanism]、[乙指数|Mechanism]等“[三大指数|Mechanism]”。")
    assert max(r.confidence for r in some) < min(r.confidence for r in whole)


_WORDS = "以 为总牵引 把 作为抓手 在 指引下 实施 要 、 等 “ ” ， 。 三大 的 由 与 联合 举办 书记 提出 走进 即 两个更加 更加好 《 》"
_MENTIONS = (
    "[甲|Campaign] [乙县|Place] [[乙县|Place]局|Organization] [丙|Person] [三大丁|Mechanism] [戊、己|Slogan]"
    " [会|Event] [法|PolicyDocument] [奖|Honor] [庚|Strategy]"
)
_PIECES = st.sampled_from(["\n", *_WORDS.split(), *_MENTIONS.split()])


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_relations_join_given_entities_within_the_text(marked: str) -> None:
    text, _, mentions = _read(marked)
    entities = {PLACE, *(mention.entity for mention in mentions)}
    for relation in _find(marked):
        assert {relation.subject, relation.object} <= entities
        assert relation.subject != relation.object
        assert 0 <= relation.evidence.start < relation.evidence.end <= len(text)
        assert 0 < relation.confidence <= 1
        assert relation.rule in RULES.ids
        domain, range_ = ENDS[relation.predicate]
        assert {relation.subject.type, "*"} & domain
        assert {relation.object.type, "*"} & range_


def test_component_adds_to_the_claims() -> None:
    text, structure, mentions = _read("[甲县|Place]开展[读书活动|Campaign]。")
    nlp = spacy.blank("zh")
    run = nlp.create_pipe("tifa_relations", config={"folder": str(ROOT / "ontology")})
    doc = nlp.make_doc(text)
    doc._.document, doc._.structure, doc._.mentions, doc._.claims = (
        Document("a", text),
        structure,
        mentions,
        ("kept",),
    )
    kept, claim = run(doc)._.claims
    assert (kept, claim.predicate) == ("kept", "implements")


def test_body_that_opens_most_clauses_acts_by_default_unless_the_text_is_long() -> None:
    opening = "[县文联|Organization]很忙。\n" * 3
    act = "开展[读书活动|Campaign]。"
    assert [r.subject.name for r in _find(opening + act) if r.predicate == "implements"] == ["县文联"]
    padding = "天气晴朗。\n" * 1000
    assert [r.subject.name for r in _find(opening + padding + act) if r.predicate == "implements"] == ["浙江"]


def test_lever_guides_only_what_stands_near_it() -> None:
    near = _find("以“[三年创优|Campaign]”为总抓手，深化[整治行动|Campaign]。")
    far = _find("以“[三年创优|Campaign]”为总抓手，" + "认真工作，" * 30 + "深化[整治行动|Campaign]。")
    assert [[r.rule for r in found].count("relations/guidedBy-linked") for found in (near, far)] == [1, 0]


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_parts_are_gated_by_words_that_they_need(marked: str) -> None:
    text = _read(marked)[0]
    parts = RULES.parts
    for start in range(0, len(text), 3):
        head = Evidence(start, min(len(text), start + 4))
        number = announced(text, head) or _counted(text, head)
        free = parts._before(text, head, number) or parts._after(text, head, number) or parts._stems(text, head)
        assert parts.find(text, head) == free


def test_every_short_form_is_sought() -> None:
    for form in WORDS.column("anaphors", "word"):
        assert [match[0] for match in RULES.anaphors._forms(f"，{form}召开会议")] == [form]
