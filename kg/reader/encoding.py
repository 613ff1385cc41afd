"""Bytes to text: which of the encodings of Chinese files it is."""

import codecs
import re
from functools import cache

from kg.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE)
# Declared for pages that hold more than those two have.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}

_SAMPLE = 2**16
# Share of everyday characters: real texts have 0.75 in four characters and 0.9 in twenty, random bytes below 0.5.
_LEAST = 0.7


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of a file's bytes, in `encoding` or else in the one that fits.

    A byte order mark decides; then strict UTF-8; then the encoding that gives the largest share of everyday
    characters. Broken bytes become U+FFFD. Raises InputError where the bytes are no text, or not in `encoding`.
    """
    if encoding is not None:
        return _given(data, name, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return data.decode(marked, "replace")
    found = _strict(data)
    if found is None:
        share, found = max((_share(data[:_SAMPLE], candidate), candidate) for candidate in _CANDIDATES)
        if share < _LEAST:
            raise InputError(name, "is not text in a known encoding", "save it as UTF-8 text")
    return data.decode(found, "replace")


def decode_html(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of an HTML page's bytes; what the page declares goes before what would be guessed."""
    declared = _DECLARED.search(data[:2048])
    marked = data.startswith(tuple(mark for mark, _ in _MARKS))
    if encoding is not None or marked or declared is None or _strict(data):
        return decode(data, name, encoding)
    said = declared[1].decode("ascii", "replace").lower()
    try:
        return data.decode(_SUPERSETS.get(said, said))
    except (LookupError, UnicodeDecodeError):
        return decode(data, name)


def _strict(data: bytes) -> str | None:
    """Return utf-8 where the bytes are exactly that and no binary file that happens to be."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8" if _share(data[:_SAMPLE], "utf-8", common=False) >= _LEAST else None


def _given(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise InputError(name, f"no encoding is called {encoding}", "use utf-8, gb18030, big5 or utf-16") from None
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not {encoding}"
        raise InputError(name, problem, "leave the encoding to be found, or name another") from None


def _share(data: bytes, encoding: str, *, common: bool = True) -> float:
    """Return the share of everyday characters in the bytes, or of printable ones."""
    text = data.decode(encoding, "replace")
    if "\0" in text:
        return 0.0
    everyday = _everyday()
    good = sum(character in everyday or (not common and character.isprintable()) for character in text)
    return good / max(len(text), 1)


@cache
def _everyday() -> frozenset[str]:
    """Return ASCII, Chinese punctuation and the first, common level of the national character sets."""
    characters = set(map(chr, range(0x20, 0x7F))) | set(
        "\t\r\n\u3000，。、；：！？“”‘’《》（）—…·【】〔〕「」『』％"
    )
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                characters.update(bytes([lead, trail]).decode(encoding, "ignore"))
    return frozenset(characters)
