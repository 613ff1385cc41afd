"""Text as it is compared: one width, one case, simplified characters, no accents, no punctuation."""

import re
import unicodedata
from functools import cache

from kg.text.script import to_simplified

_WORDS = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff\u3007]")


def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared; Chinese is cut at its punctuation only.

    >>> fold("「雙建爭先」工程"), fold("ＡＢＣ Café lüè")
    (('双建争先', '工程'), ('abc', 'cafe', 'lue'))
    """
    if text.isascii():
        return tuple(_WORDS.findall(text.lower()))
    bare = "".join(it for it in unicodedata.normalize("NFKD", text) if not unicodedata.combining(it))
    return tuple(_WORDS.findall(unicodedata.normalize("NFKC", bare.casefold()).translate(simplified())))


def is_han(text: str) -> bool:
    """Say whether a text has a Chinese character."""
    return bool(_HAN.search(text))


@cache
def simplified() -> dict[int, str]:
    """Return the simplified character of each traditional one, by code point."""
    # Character by character, so that a name and a part of it are folded alike whatever stands around them.
    block = [chr(code) for code in range(0x3400, 0xA000)]
    pairs = zip(block, to_simplified("\n".join(block)).split("\n"), strict=True)
    return {ord(a): b for a, b in pairs if a != b and len(b) == 1}
