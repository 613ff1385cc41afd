"""Interleaved pinyin: readings in parentheses after the characters that they annotate."""

import re
import unicodedata
from functools import cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTERS = "A-Za-züÜêÊāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡɑ"
GROUP = rf"[(（] ?[{LETTERS}][{LETTERS}'’ 1-5]{{0,40}}[)）]"
# Starts with a parenthesis, not with a look behind it: that is several times faster.
_ANNOTATION = re.compile(rf"{GROUP}(?:{GROUP})*+")
_ONE = re.compile(GROUP)
_TONES = re.compile("[\u0300\u0301\u0304\u030c1-5'’]")


def strip_pinyin(text: str) -> str:
    """Return `text` without readings that annotate the character before them.

    A parenthesis goes only where each of its syllables is a reading of the character that it would annotate.

    >>> strip_pinyin("統(tǒng)籌推進(jìn)，建(jian)(jian)设，基因(DNA)与市场(market)")
    '統籌推進，建设，基因(DNA)与市场(market)'
    """
    return _ANNOTATION.sub(lambda match: "".join(_split(match, text)[1]), text)


def annotations(text: str) -> list[str]:
    """Return what `strip_pinyin` takes out of `text`, in order."""
    return [group for match in _ANNOTATION.finditer(text) for group in _split(match, text)[0]]


def _split(match: re.Match[str], text: str) -> tuple[list[str], list[str]]:
    """Return the parentheses of a run that are annotations, and those that are not."""
    readings: list[str] = []
    others: list[str] = []
    for group in _ONE.findall(match[0]):
        syllables = group[1:-1].split()
        before = text[max(0, match.start() - len(syllables)) : match.start()]
        annotates = len(before) == len(syllables) and all(map(is_reading, syllables, before))
        (readings if annotates else others).append(group)
    return readings, others


@cache
def is_reading(letters: str, character: str) -> bool:
    """Say whether `letters` is a reading of `character`, whatever the tone and however ü is written.

    >>> is_reading("zhǎng", "長"), is_reading("nv3", "女"), is_reading("market", "场")
    (True, True, False)
    """
    if len(letters) > 1 and letters.isupper():
        return False
    return _plain(letters) in _readings(character)


def has_tone(letters: str, character: str) -> bool:
    """Say whether `letters`, its tone mark included, is a reading of `character` itself."""
    import pypinyin

    (readings,) = pypinyin.pinyin(character, style=pypinyin.Style.TONE, heteronym=True, errors="ignore") or [[]]
    return unicodedata.normalize("NFC", letters) in readings


def _plain(letters: str) -> str:
    letters = letters.lower().replace("ɡ", "g").replace("ɑ", "a")
    bare = _TONES.sub("", unicodedata.normalize("NFD", letters))
    return bare.replace("u\u0308", "v").replace("u:", "v")


@cache
def _readings(character: str) -> frozenset[str]:
    # Imported late: the tables take a while to load and most texts need none.
    import pypinyin

    from kg.text.script import to_simplified

    found = set()
    for form in {character, to_simplified(character)}:
        (syllables,) = pypinyin.pinyin(form, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore") or [[]]
        found |= {_plain(syllable) for syllable in syllables}
    return frozenset(found | {syllable.replace("v", "u") for syllable in found})
