"""Single characters: entities, widths, spaces, controls, composed forms."""

import re
import unicodedata
from html.entities import html5

_LINE_ENDS = ("\r\n", *"\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_SPACES = dict.fromkeys(map(ord, "\t\xa0\u1680\u202f\u205f\u3000"), " ") | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010)], "")
_CONTROLS |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10)], "")
_CONTROLS |= dict.fromkeys([0x61C, 0x180E, 0xFFF9, 0xFFFA, 0xFFFB, *range(0xE0000, 0xE0080)], "")
# Lone surrogates and the two noncharacters cannot be written as UTF-8 or read back.
_CONTROLS |= dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "")
_WIDE = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "%+"}
_TABLE = _CONTROLS | _SPACES | _WIDE
del _TABLE[ord("\n")]
# Beyond the basic plane a class compares its characters one by one, but a range once.
_FOLDED = re.compile(
    f"[{re.escape(''.join(chr(code) for code in _TABLE if code < 0x10000))}\U000e0000-\U000e007f]"
)
# Up to so many different characters are faster replaced one after the other than by a table.
_FEW = 24

# Thousands in full width, told from a listing comma by being all full-width and grouped in threes.
_WIDE_LIST = re.compile("，[０-９]{3}")
_WIDE_THOUSANDS = re.compile("(?<![０-９])[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])")
_WIDE_POINT = re.compile("．(?<=[0-9]．)(?=[0-9])")

_AMPERSANDS = re.compile(r"&(?:amp;|AMP;|#38;|#[xX]26;)+")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_NESTED = 4


def normalise(text: str) -> str:
    """Return `text` with entities decoded, digits and Latin letters in half width, plain spaces, in NFC.

    Chinese punctuation keeps its full width, but for the signs that belong to figures: ％, ＋, and ．between
    digits. Never changes the number of lines; expects line ends as `\\n`.

    >>> normalise("２０２３年&nbsp;增长１．５％，达２７，２０３人")
    '2023年 增长1.5%，达27,203人'
    """
    text = _fold(text)
    for _ in range(_MOST_NESTED):
        if "&" not in text:
            return text
        decoded = _ENTITY.sub(_decode, _AMPERSANDS.sub("&", text))
        if decoded == text:
            return text
        text = _fold(decoded)
    # Only a hostile text nests entities deeper; without ampersands nothing of it can decode again.
    return text.replace("&", "")


def lines_of(raw: str) -> list[str]:
    """Return the lines of `raw`, whatever ends them."""
    for end in _LINE_ENDS:
        if end in raw:
            raw = raw.replace(end, "\n")
    return raw.split("\n")


def _fold(text: str) -> str:
    if _FOLDED.search(text):
        if _WIDE_LIST.search(text):
            text = _WIDE_THOUSANDS.sub(_ungroup, text)
        text = _WIDE_POINT.sub(".", _translate(text))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _translate(text: str) -> str:
    present = set(_FOLDED.findall(text))
    if len(present) > _FEW:
        return text.translate(_TABLE)
    for character in present:
        text = text.replace(character, _TABLE[ord(character)])
    return text


def _ungroup(match: re.Match[str]) -> str:
    return match[0].replace("，", ",")


def _decode(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return html5.get(name + ";", match[0]).replace("\n", " ")
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    if code > 0x10FFFF or chr(code) in "\n" or chr(code) in _LINE_ENDS:
        return " "
    return chr(code)
