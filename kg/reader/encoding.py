"""Bytes to text: which of the encodings of Chinese files it is."""

import codecs
import re

from charset_normalizer import from_bytes

from kg.errors import InputError

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of a file's bytes, in `encoding` or else in the one that fits.

    Raises InputError where the bytes are no text, or not in `encoding`.
    """
    if encoding is not None:
        return _given(data, name, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return data.decode(marked, "replace")
    try:
        text = data.decode("utf-8")
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        pass
    best = from_bytes(data, cp_isolation=["gb18030", "big5", "utf_16_le", "utf_16_be"]).best()
    if best is None:
        raise InputError(name, "is not text in a known encoding", "save it as UTF-8 text")
    return str(best)


def decode_html(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of an HTML page's bytes: UTF-8 where it is that, else in what the page declares."""
    declared = _DECLARED.search(data[:2048])
    if encoding is None and declared and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            # gb2312 and gbk are declared for pages that hold more than those.
            return data.decode(declared[1].decode().lower().replace("gb2312", "gb18030").replace("gbk", "gb18030"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name, encoding)


def _given(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise InputError(name, f"no encoding is called {encoding}", "use utf-8, gb18030, big5 or utf-16") from None
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not {encoding}"
        raise InputError(name, problem, "leave the encoding to be found, or name another") from None
