"""Names are read as pypinyin reads them, whatever they hold."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from kg import pinyin
from kg.ontology import Ontology

WORDS = sorted(PHRASES_DICT)


def same(name: str) -> bool:
    return pinyin.read(name).split() == " ".join(lazy_pinyin(name)).split()


def test_every_label_is_read_as_pypinyin_reads_it(ontology: Ontology) -> None:
    assert [label for known in ontology.entities for label in known.labels if not same(label)] == []


@settings(deadline=None)  # the first text of all has the tables made
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=6).map("".join))
def test_any_text_is_read_as_pypinyin_reads_it(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize("seed", range(4))
def test_a_rest_that_opens_a_word_is_read_as_pypinyin_reads_it(seed: int) -> None:
    chance = random.Random(seed)
    for word in chance.sample(WORDS, 500):
        cut = word[: chance.randint(1, len(word))]
        assert same(chance.choice(WORDS) + cut), cut
        assert same(chr(chance.choice(list(PINYIN_DICT)))), cut
