"""IRIs: ASCII, stable, told apart by identity alone."""

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from strategies import entities

from kg import iri
from kg.model import Document, Entity, Evidence, Observation, Relation
from kg.ontology import Ontology

A, B, SPAN = Entity("Person", "张三"), Entity("Organization", "浙江省委", "浙江"), Evidence(0, 4)


@settings(deadline=None)  # the first name of all has the tables of pinyin made
@given(entities)
def test_an_entitys_iri_is_ascii_and_a_function_of_its_identity(entity: Entity) -> None:
    minted = iri.entity(entity)
    assert minted.value.isascii()
    iri.entity.cache_clear()
    assert iri.entity(Entity(entity.type, entity.name, entity.place)) == minted


def reads_as_pypinyin_does(name: str) -> bool:
    slug = iri.entity(Entity("Person", name)).value.rpartition("/")[2][:-9]
    words = "-".join(re.findall("[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())) or "x"
    return slug == words if len(words) <= 60 else words.startswith(f"{slug}-") and len(slug) <= 60


@settings(deadline=None)  # the first name of all has the tables of pinyin made
@given(st.text(min_size=1) | st.text("重庆银行长行中国人民〇㐀豈𠮷々éİKΣa1 +\n", min_size=1))
def test_any_name_is_read_as_pypinyin_does(name: str) -> None:
    assert reads_as_pypinyin_does(name)


def test_every_known_name_is_read_as_pypinyin_does(ontology: Ontology) -> None:
    names = sorted({it.entity.name for it in ontology.entities})
    assert [it for it in names if not reads_as_pypinyin_does(it)] == []


def test_class_name_and_place_each_tell_entities_apart() -> None:
    several = [B, Entity("Place", B.name, B.place), Entity(B.type, "省委", B.place), Entity(B.type, B.name)]
    assert len({iri.entity(it) for it in several}) == len(several)


def test_a_document_is_told_by_name_and_text() -> None:
    several = [Document("a", "x"), Document("b", "x"), Document("a", "y")]
    assert len({iri.document(it) for it in several}) == 3


def test_equal_figures_are_one_claim_however_they_are_written() -> None:
    source = iri.document(Document("a", "x"))
    written = [
        Observation(A, "支部", Decimal(it), "个", "exact", SPAN, "o/x", 0.9)
        for it in ("9.5E4", "95000", "95000.0")
    ]
    assert len({iri.claim(source, it) for it in written}) == 1


def test_two_posts_in_one_body_are_two_claims() -> None:
    source = iri.document(Document("a", "x"))
    posts = [Relation(A, "holdsPosition", B, SPAN, "r/x", 0.9, role) for role in ("书记", "主任", None)]
    assert len({iri.claim(source, it) for it in posts}) == 3
