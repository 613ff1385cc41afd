"""Everything about one entity, with its sentences."""

from pathlib import Path

from reports import RUN, filled, phrased, write_texts

from kg import labels
from kg.quads import quads
from kg.show import Parts, describe, sentence
from kg.store import Store


def test_relations_both_ways_and_figures_come_with_their_sentences(tmp_path: Path) -> None:
    write_texts(tmp_path)
    store = filled()
    told = describe(store, labels.one(store, "远帆行动"), tmp_path)
    assert told.classes == ("Campaign",)
    assert {(it.property, it.inward, it.other.name) for it in told.statements} == {
        ("implements", True, "浙江省委"),
        ("implements", True, "黑龙江省委"),
        ("hasComponent", False, "启锚行动"),
        ("guidedBy", True, "浙江省委"),
        ("hasSlogan", False, "人人争先"),
    }
    passage = next(it.passage for it in told.statements if it.property == "hasComponent")
    assert (passage.before, passage.quote, passage.after) == ("省委实施“远帆行动”，", "它由启锚行动等组成", "。")
    assert (passage.title, passage.issued) == ("远帆工作综述", "2023-05-01")
    (figure,) = told.figures
    assert (figure.measure, figure.value, figure.unit, figure.qualifier) == ("支部", "7000", "个", "atLeast")


def test_a_post_is_told_with_its_title_and_without_texts_the_quote_alone(tmp_path: Path) -> None:
    store = filled()
    told = describe(store, labels.one(store, "张三"), tmp_path)
    (post,) = (it for it in told.statements if it.property == "holdsPosition")
    assert post.role == "书记"
    assert (post.passage.before, post.passage.quote, post.passage.after) == ("", "省委书记张三", "")


def test_evidence_over_several_sentences_is_kept_whole() -> None:
    assert sentence("甲。乙丙。丁戊。己", 3, 6) == ("乙", "戊。")
    assert sentence("甲乙", 0, 2) == ("", "")
    assert sentence("甲。乙", 0, 2) == ("", "")


def test_a_numeral_phrase_tells_how_far_the_documents_spell_it_out(tmp_path: Path) -> None:
    whole, partial = phrased()
    store = Store.memory()
    store.load(quads(partial, RUN))
    assert describe(store, labels.one(store, "三大指数"), tmp_path).parts == Parts(3, 1, False, 1, 1)
    store.load(quads(whole, RUN))
    assert describe(store, labels.one(store, "三大指数"), tmp_path).parts == Parts(3, 3, True, 2, 1)
    assert describe(store, labels.one(store, "领导力指数"), tmp_path).parts is None
