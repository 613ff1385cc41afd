"""Subject, cue and object inside the evidence of a claim."""

import re

import pytest

from kg.explorer.marks import Marker, Span


@pytest.fixture(scope="module")
def marker() -> Marker:
    return Marker.default()


def spans(marked: str, opening: str, closing: str) -> list[Span]:
    """Return where a sentence has words between two marks, counted without any mark."""
    plain = re.compile(r"[\[\]{}]")
    return [
        Span(len(plain.sub("", marked[: it.start()])), len(plain.sub("", marked[: it.end()])))
        for it in re.finditer(re.escape(opening) + "[^]}]*" + re.escape(closing), marked)
    ]


@pytest.mark.parametrize(
    ("rule", "marked", "subject", "cue", "object_"),
    [
        ("implements-verb", "[甲市委]深入实施{红帆行动}", "甲市委", "深入实施", "红帆行动"),
        # Of a long cue and the short one in it the long one.
        ("implements-verb", "[甲市委]持续深入推进{红帆行动}", "甲市委", "深入推进", "红帆行动"),
        # The narrowest reading: the second of two that name the subject.
        ("implements-verb", "[甲市委]说，[市委]开展{红帆行动}", "市委", "开展", "红帆行动"),
        # Of two cues the one beside the object.
        ("implements-verb", "[甲市委]实施方案，开展{红帆行动}", "甲市委", "开展", "红帆行动"),
        # A cue inside a name is none.
        ("implements-verb", "[甲市委]开展{实施红帆行动}", "甲市委", "开展", "实施红帆行动"),
        # Behind its object.
        ("implements-outcome", "{红帆行动}扎实推进", "", "扎实推进", "红帆行动"),
        ("implements-by", "{红帆行动}由[甲市委]牵头", "甲市委", "牵头", "红帆行动"),
        ("guidedBy-frame", "[甲市委]以{红帆行动}为总牵引", "甲市委", "总牵引", "红帆行动"),
        ("partOf-told", "[白帆行动]是{红帆行动}的组成部分", "白帆行动", "组成部分", "红帆行动"),
        # A name says it all: no cue.
        ("jurisdiction-name", "[甲市委]", "甲市委", "", ""),
        # A cue of another rule of the property, where the rule's own is not there.
        ("implements-by", "[甲市委]开展{红帆行动}", "甲市委", "开展", "红帆行动"),
    ],
)
def test_a_relation_is_marked(
    marker: Marker, rule: str, marked: str, subject: str, cue: str, object_: str
) -> None:
    quote = re.sub(r"[\[\]{}]", "", marked)
    found = marker.relation(quote, f"relations/{rule}", spans(marked, "[", "]"), spans(marked, "{", "}"))
    assert [quote[it.start : it.end] if it else "" for it in found] == [subject, cue, object_]


def test_a_post_is_the_cue_of_who_holds_it(marker: Marker) -> None:
    marked = "{甲市委}书记[张三]"
    found = marker.relation(
        "甲市委书记张三",
        "relations/holdsPosition-chain",
        spans(marked, "[", "]"),
        spans(marked, "{", "}"),
        role="书记",
    )
    assert found == (Span(5, 7), Span(3, 5), Span(0, 3))


@pytest.mark.parametrize(
    ("quote", "measure", "value", "unit", "cue", "number"),
    [
        ("320余个党支部参加", "党支部", "320", "个", "党支部", "320余个"),
        ("党支部从300个增加到320个", "党支部", "320", "个", "党支部", "320个"),
        ("产值9.5万亿元", "产值", "95000", "亿元", "产值", "9.5万亿元"),
        ("参加者很多", "人", "3", "个", "", ""),
        # The measure is put together of words that do not stand side by side.
        ("产值、利润均增长5%", "产值增长", "5", "%", "", "5%"),
    ],
)
def test_a_figure_is_marked(
    marker: Marker, quote: str, measure: str, value: str, unit: str, cue: str, number: str
) -> None:
    found = marker.figure(quote, [], measure, value, unit)
    assert [quote[it.start : it.end] if it else "" for it in found] == ["", cue, number]


def test_what_is_counted_is_no_cue_where_it_is_the_subject(marker: Marker) -> None:
    assert marker.figure("红帆行动10项", [Span(0, 4)], "红帆行动", "10", "项") == (Span(0, 4), None, Span(4, 7))
