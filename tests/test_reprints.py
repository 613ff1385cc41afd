"""Reprints: planted copies, near-copies and texts that only share a subject."""

import pytest

from kg.corpus import Corpus, Source
from kg.reprints import THRESHOLD, reprints, similarity

LONG = "".join(f"第{number}项任务要由有关部门按期落实，责任到第{number}人；" for number in range(60))
SHORT = (
    "我们要坚持稳中求进工作总基调，推动高质量发展，加快建设现代化经济体系，切实增强人民群众的获得感。"
    "各级领导干部要以身作则，扑下身子抓落实，让老百姓看得见变化。"
)


def found(*texts: str, dates: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what repeats what among texts of the days of a month."""
    days = dates or tuple(f"2024-01-{number:02}" for number in range(1, len(texts) + 1))
    sources = [Source(str(it), f"{it}.txt", "", days[it], f"digest of {texts[it]}") for it in range(len(texts))]
    return reprints(Corpus(sources, {it.digest: texts[int(it.iri)] for it in sources}), sources)


def test_a_copy_repeats_the_earliest() -> None:
    assert found(LONG, SHORT, LONG, LONG) == {"0": "0", "1": "1", "2": "0", "3": "0"}


def test_marks_and_white_space_make_no_difference() -> None:
    assert found(SHORT, SHORT.replace("，", " ，\n"), LONG, LONG.replace("；", "。\n")) == {
        "0": "0",
        "1": "0",
        "2": "2",
        "3": "2",
    }


def test_some_clauses_more_are_still_a_reprint() -> None:
    changed = LONG.replace("第7项任务要", "第七项任务应当") + "本报记者报道。"
    assert similarity(LONG, changed) >= THRESHOLD
    assert found(LONG, changed) == {"0": "0", "1": "0"}


def test_a_short_text_with_a_word_changed_is_a_reprint() -> None:
    changed = SHORT.replace("切实", "不断")
    assert 0.8 < similarity(SHORT, changed) < 1
    assert found(SHORT, changed) == {"0": "0", "1": "0"}


def test_half_of_a_text_is_none() -> None:
    half = LONG[: len(LONG) // 2] + LONG[: len(LONG) // 2].replace("任务", "工作").replace("责任", "义务")
    assert similarity(LONG, half) < THRESHOLD
    assert found(LONG, half) == {"0": "0", "1": "1"}


def test_what_has_no_date_is_never_the_original_of_what_has_one() -> None:
    assert found(LONG, LONG, dates=("", "2024")) == {"0": "1", "1": "1"}


def test_a_reprint_of_a_reprint_points_to_what_is_none() -> None:
    second = SHORT.replace("切实", "不断")
    third = second + "特此通知"
    told = found(SHORT, second, third)
    assert all(told[it] == it for it in told.values())
    assert told["1"] == "0"


def test_texts_on_both_sides_of_the_border_between_short_and_long_are_compared() -> None:
    clauses = [f"第{number}项任务要由有关部门按期落实" for number in range(44)]
    assert found("，".join(clauses), "，".join(clauses[:38])) == {"0": "0", "1": "0"}


@pytest.mark.parametrize("text", ["", "。", "一"])
def test_texts_of_nothing_are_no_trouble(text: str) -> None:
    assert found(text, SHORT, text) == {"0": "0", "1": "1", "2": "0"}


def test_the_answer_is_the_same_each_time() -> None:
    texts = [LONG.replace("任务", f"任务{number % 5}") for number in range(12)]
    assert found(*texts) == found(*texts)
    assert set(found(*texts).values()) == {"0", "1", "2", "3", "4"}
