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
    if not is_traditional(text):
        return text
    return _ZHE.sub("着", to_simplified(text)).replace("陜", "陕")


def is_traditional(text: str) -> bool:
    """Say whether most of a text's telling characters are traditional ones."""
    pattern, simplified = _scripts()
    if not pattern.search(text):
        return False
    return len(set(pattern.findall(text))) > len(simplified.intersection(text))


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
def _scripts() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the characters that only traditional texts use, as a pattern, and those that simplified ones do."""
    block = [chr(code) for code in range(0x4E00, 0xA000)]
    to_traditional = _converter("s2t")("\n".join(block)).split("\n")
    simplified = {a for a, b in zip(block, to_traditional, strict=True) if a != b}
    traditional = {a for a, b in zip(block, to_simplified("\n".join(block)).split("\n"), strict=True) if a != b}
    telling = "".join(sorted(traditional - _BOTH - simplified))
    return re.compile(f"[{telling}]"), frozenset(simplified - traditional)
