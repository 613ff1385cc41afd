"""Traditional script to simplified."""

import re
from collections.abc import Callable
from functools import cache

# Characters that simplified texts write too (names, set phrases), so that they prove nothing.
_BOTH = frozenset("乾著於藉瞭覆徵鍾夥甯麽迺訢鬍鏟鎔堃喆昇陞淼犇")
_ZHE = re.compile("(?<![原名论专译编巨拙遗合土昭显卓撰遗昭])著(?![名作者述称书录])")


def simplify(text: str) -> str:
    """Return `text` in simplified characters where it is written in traditional ones, else unchanged.

    >>> simplify("習近平總書記著眼全局"), simplify("乾隆年间的著名著作")
    ('习近平总书记着眼全局', '乾隆年间的著名著作')
    """
    present = set(text)
    if not is_traditional(present):
        return text
    return _ZHE.sub("着", to_simplified(text)).replace("陜", "陕")


def is_traditional(present: set[str]) -> bool:
    """Say whether a text made of these characters is written in traditional script."""
    traditional, simplified = _scripts()
    found = len(present & traditional)
    return found > 0 and found > len(present & simplified)


def to_simplified(text: str) -> str:
    """Return `text` in simplified characters, taken to be traditional."""
    return _converter("t2s")(text)


@cache
def _converter(scheme: str) -> Callable[[str], str]:
    # Imported late: loading the tables takes longer than cleaning most texts.
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC(scheme).convert
    return convert


@cache
def _scripts() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only traditional and those that mostly simplified texts use."""
    block = [chr(code) for code in range(0x4E00, 0xA000)]
    to_simplified = _converter("t2s")("\n".join(block)).split("\n")
    to_traditional = _converter("s2t")("\n".join(block)).split("\n")
    traditional = {a for a, b in zip(block, to_simplified, strict=True) if a != b}
    simplified = {a for a, b in zip(block, to_traditional, strict=True) if a != b}
    return frozenset(traditional - _BOTH - simplified), frozenset(simplified - traditional)
