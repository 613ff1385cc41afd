"""Numbers, quantities and periods: cases by rule, and properties over all of them."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon
from kg.numerals import Quantity, Units, arity, number, periods, quantities
from kg.numerals.openings import matches
from kg.numerals.periods import _OPENING as PERIOD_OPENING
from kg.numerals.periods import _PATTERN as PERIOD
from kg.numerals.quantities import _OPENING as QUANTITY_OPENING

ROOT = Path(__file__).parent.parent
ISSUED = "2026-01-20"
CASES = [
    line.split("\t") for line in (ROOT / "tests/cases/numerals.tsv").read_text(encoding="utf-8").splitlines()[2:]
]
EDTF = re.compile(r"\d{4}~?(?:-\d{2}(?:-\d{2})?)?(?:/(?:\.\.|\d{4}(?:-\d{2}(?:-\d{2})?)?))?")


@cache
def tables() -> tuple[Units, dict[str, str]]:
    """Return the compiled units and the named periods of the ontology."""
    words = lexicon.load(ROOT / "ontology")
    named = {row["phrase"]: row["edtf"] for row in words.tables["periods"]}
    return Units.compiled(words.tables["units"], words.tables["qualifiers"]), named


def _number(text: str) -> str:
    value = number(text)
    return "-" if value is None else str(value)


def _said(quantity: Quantity) -> str:
    value = str(quantity.value) if quantity.ceiling is None else f"{quantity.value}..{quantity.ceiling}"
    return f"{value} {quantity.unit} {quantity.qualifier}"


def _quantity(text: str) -> str:
    return "; ".join(map(_said, quantities(text, tables()[0]))) or "-"


def _period(text: str) -> str:
    return "; ".join(period.edtf for period in periods(text, ISSUED, tables()[1])) or "-"


def _arity(text: str) -> str:
    return str(arity(text) or "-")


READERS: dict[str, Callable[[str], str]] = {
    "number": _number,
    "quantity": _quantity,
    "period": _period,
    "arity": _arity,
}


@pytest.mark.parametrize(("rule", "text", "expected"), CASES)
def test_case(rule: str, text: str, expected: str) -> None:
    assert READERS[rule](text) == expected


@pytest.mark.parametrize("rule", READERS)
def test_every_rule_has_both_kinds_of_cases(rule: str) -> None:
    outcomes = {expected == "-" for name, _, expected in CASES if name == rule}
    assert outcomes == {True, False}


def _written(value: int) -> str:
    """Write a number below 10 ** 12 in Chinese numerals, an independent path back."""
    for scale, sign in ((10**8, "亿"), (10**4, "万")):
        if value >= scale:
            high, low = divmod(value, scale)
            zero = "零" if 0 < low < scale // 10 else ""
            return _written(high) + sign + (zero + _written(low) if low else "")
    digits, text = f"{value:04d}", ""
    for digit, sign in zip(digits, ("千", "百", "十", ""), strict=True):
        if digit != "0":
            text += "零一二三四五六七八九"[int(digit)] + sign
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_chinese_numerals_round_trip(value: int) -> None:
    assert number(_written(value)) == value


@given(
    st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(["", "万", "亿", "万亿", "百万", "千万"])
)
def test_arabic_digits_are_exact(value: Decimal, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12, "百万": 10**6, "千万": 10**7}[scale]
    assert number(f"{value}{scale}") == value * factor


@given(st.text(alphabet="零〇一两三十百千万亿点0123456789.,", max_size=12))
def test_reading_a_number_never_raises(text: str) -> None:
    value = number(text)
    assert value is None or (value.is_finite() and value >= 0)


@pytest.mark.parametrize("text", ["9" * 5000, "万" * 5000, "一" * 5000, "99999999999999999999万亿", "1," * 3000])
def test_absurd_numbers_are_none(text: str) -> None:
    assert number(text) is None
    assert list(quantities(text + "元", tables()[0])) == []


@given(st.text(alphabet="一二三十百千万亿05.,%—至个元吨年月第每几余多近超以上左右、，。分之", max_size=30))
def test_quantities_stand_where_they_say(text: str) -> None:
    found = list(quantities(text, tables()[0]))
    for quantity in found:
        assert 0 <= quantity.start <= quantity.digits < quantity.end <= len(text)
        assert quantity.ceiling is None or quantity.ceiling > quantity.value
    assert [quantity.digits for quantity in found] == sorted(quantity.digits for quantity in found)


@given(st.text(alphabet="一二三四五十年月日底起来去今这近0129“”十五期间上半第季度至—", max_size=24))
def test_periods_are_edtf(text: str) -> None:
    end = 0
    for period in periods(text, ISSUED):
        assert EDTF.fullmatch(period.edtf)
        assert end <= period.start < period.end <= len(text)
        end = period.end


@pytest.mark.parametrize("phrase", ["去年以来", "今年", "近五年", "这五年", "上年"])
def test_relative_periods_need_a_date(phrase: str) -> None:
    assert list(periods(phrase, None)) == []


def test_every_unit_normalizes_to_a_unit_that_stands_for_itself() -> None:
    known = tables()[0].known
    for normal, factor, _ in known.values():
        assert factor > 0
        assert normal in ("%", "吨标准煤") or known[normal][:2] == (normal, Decimal(1))


@given(st.text("0123.,一二两三五十百千万亿零年月底至到近过去这最上今前明全来“”半季度期间分之瓦个元%多几约\n"))
def test_nothing_begins_where_no_opening_stands(text: str) -> None:
    for pattern, opening in ((tables()[0].pattern, QUANTITY_OPENING), (PERIOD, PERIOD_OPENING)):
        found = [match.span() for match in matches(pattern, opening, text)]
        assert found == [match.span() for match in pattern.finditer(text)]


@pytest.mark.parametrize("text", [case[1] for case in CASES])
def test_every_case_begins_where_an_opening_stands(text: str) -> None:
    for pattern, opening in ((tables()[0].pattern, QUANTITY_OPENING), (PERIOD, PERIOD_OPENING)):
        found = [match.span() for match in matches(pattern, opening, text)]
        assert found == [match.span() for match in pattern.finditer(text)]
