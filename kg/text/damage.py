"""Broken characters: repaired where the surviving bytes prove what stood there, else marked with □.

A converter that annotates GBK text byte by byte cuts characters in half. A lead byte that lost its trail byte
shows as `?`, and what follows is read one byte off. Two traces of that can be read backwards:

- 甲`?xíng)`乙: 甲's trail byte and a lost byte were taken for a character and annotated with its reading. The
  only character with that first byte and that reading tells the lost byte, hence the character before 乙.
- 甲`?`, stray signs, `(qū)`: one lead byte is lost, the characters after it can be realigned, and the reading
  of the last one confirms it.
"""

import re
from functools import lru_cache

from kg.text.pinyin import GROUP, HAN, LETTERS, has_tone, is_reading

MARK = "□"

_CUT = re.compile(rf"(?<=([{HAN}]))\?([{LETTERS}]{{1,7}})[)）]([{HAN}]{{0,4}})(\?)?(?=(nbsp;)?)")
_SHIFTED = re.compile(rf"(?<=[{HAN}])\?([^\x00-\x7f]{{1,8}}[@-~]?)(?={GROUP})")
_ENTITY = re.compile(r"\?(?=nbsp;|lt;|gt;|quot;|amp;)")
# What no Chinese text means: replacement characters, private use, and block elements amid stray ASCII signs.
_NONSENSE = re.compile(rf"[\ufffd\ue000-\uf8ff]+|(?<=[{HAN}])\?[^\w\s()（）]*[\u2500-\u259f][^\w\s()（）]*")
_TRACE = re.compile("[?\ufffd\ue000-\uf8ff]")


def mend(text: str) -> str:
    """Return `text` with provably broken characters repaired and the other broken spots marked.

    >>> mend("张三、兄弟?。▍^(qū)、市)")
    '张三、兄弟□（區(qū)、市)'
    """
    if not _TRACE.search(text):
        return text
    text = _CUT.sub(_realign, text)
    text = _ENTITY.sub("&", text)
    text = _SHIFTED.sub(lambda match: _shift(match, text), text)
    return _NONSENSE.sub(MARK, text)


def _realign(match: re.Match[str]) -> str:
    before, letters, after, lost, entity = match.groups()
    ampersand = "&" if lost and entity else ""
    trail = _bytes(before)[1:]
    lost_bytes = _second_bytes(trail, letters)
    if len(trail) != 1 or len(lost_bytes) != 1:
        # Between two breaks the characters are read one byte off; after a lone one they may be right.
        return MARK + (ampersand if lost else after)
    stream = bytes(lost_bytes) + _bytes(after)
    whole = stream[: len(stream) // 2 * 2].decode("gbk", "replace").replace("\ufffd", MARK)
    return whole + (MARK if len(stream) % 2 else "") + ampersand


@lru_cache(maxsize=1024)
def _second_bytes(first: bytes, letters: str) -> frozenset[int]:
    """Return the bytes that make, after `first`, a character with the reading `letters`, its tone included."""
    characters = {second: (first + bytes([second])).decode("gbk", "ignore") for second in range(0x40, 0xFF)}
    return frozenset(at for at, it in characters.items() if len(it) == 1 and has_tone(letters, it))


def _shift(match: re.Match[str], text: str) -> str:
    stream = _bytes(match[1])
    try:
        realigned = stream[1:].decode("gbk")
    except UnicodeDecodeError:
        return match[0]
    reading = re.match(rf"[(（] ?([{LETTERS}]+)", text[match.end() :])
    if not realigned or reading is None or not is_reading(reading[1], realigned[-1]):
        return match[0]
    return MARK + realigned


def _bytes(characters: str) -> bytes:
    return characters.encode("gbk", "ignore")
