"""How to cite a page of ours: BibTeX, RIS, CSL-JSON, and a footnote to copy.

A thing is cited as an entry of the data set, a claim as the passage of its document. Nothing here asks the clock: a
citation's year is that of the document; of an entry it is the year of the newest document of the build, up to which
the data set tells. What names the version for certain is a hash of what the build was made of.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DATA_SET = {
    "zh": "提法：党政文献知识图谱",
    "en": "Tifa: a knowledge graph of Chinese party and government documents",
}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Braces must pair even where they are escaped, so they are spelled out.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{it: f"\\{it}" for it in "&%$#_"},
}
_INNER = str.maketrans("“”", "‘’")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: `key` is an ASCII name; `issued` an ISO 8601 date, month or year, or empty.

    `container` is what it is part of, empty for a document; `quote` the passage that is meant, empty for an entry.
    """

    key: str
    title: str
    url: str
    issued: str
    version: str
    language: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    container: str = ""
    quote: str = ""
    place: str = ""
    note: str = ""

    @property
    def date(self) -> tuple[str, ...]:
        """Return year, month and day as far as they are known; empty where `issued` is no date."""
        found = _DATE.fullmatch(self.issued)
        return tuple(it for it in found.groups() if it) if found else ()


def bibtex(it: Citation) -> str:
    """Return an entry of BibTeX; `date` is for biblatex, `year` and `month` for its elder."""
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    number = int(it.date[1]) if len(it.date) > 1 else 0
    fields = {
        # Braces within: the name of a body is no family name and given name.
        "author": " and ".join(f"{{{_tex(name)}}}" for name in it.authors),
        "title": f"{{{_tex(it.title)}}}",
        "howpublished": _tex(it.container),
        "publisher": _tex(it.publisher),
        "date": "-".join(it.date),
        "year": it.date[0] if it.date else "",
        "version": _tex(it.version),
        "url": it.url,
        "note": _tex(_joined(it)),
        "langid": "chinese" if it.language == "zh" else "english",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if 1 <= number <= 12:
        lines.append(f"  month = {months[number - 1]},\n")
    return f"@misc{{{it.key},\n{''.join(lines)}}}\n"


def ris(it: Citation) -> str:
    """Return a record of RIS: a tag a line, nothing in a value that could begin another."""
    fields = [
        ("TY", "GEN"),
        ("ID", it.key),
        *(("AU", name) for name in it.authors),
        ("TI", it.title),
        ("T2", it.container),
        ("PY", it.date[0] if it.date else ""),
        ("DA", "/".join((*it.date, "", "", "")[:3]) + "/" if it.date else ""),
        ("PB", it.publisher),
        ("ET", it.version),
        ("SP", it.place),
        ("N1", _joined(it)),
        ("UR", it.url),
        ("LA", it.language),
    ]
    lines = [f"{tag}  - {_line(value)}\r\n" for tag, value in fields if value]
    return f"{''.join(lines)}ER  - \r\n"


def csl(it: Citation) -> str:
    """Return CSL-JSON: a list of one item."""
    item = {
        "id": it.key,
        "type": "entry" if it.container else "document",
        "title": _line(it.title),
        "author": [{"literal": _line(name)} for name in it.authors],
        "container-title": _line(it.container),
        "publisher": _line(it.publisher),
        "issued": {"date-parts": [[int(part) for part in it.date]]} if it.date else None,
        "version": _line(it.version),
        "URL": it.url,
        "section": _line(it.place),
        "note": _line(_joined(it)),
        "language": it.language,
    }
    return (
        json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"
    )


def footnote(it: Citation, lang: str) -> str:
    """Return a citation as a sentence to copy into a footnote."""
    authors, title = ("、" if lang == "zh" else ", ").join(map(_line, it.authors)), _line(it.title)
    # Within quotation marks stand single ones.
    quote = _line(it.quote).translate(_INNER)
    date = "-".join(it.date)
    if lang == "zh":
        parts = (
            authors,
            f"《{title}》",
            it.container,
            _line(it.publisher),
            date,
            quote and f"“{quote}”",
            it.place,
        )
        return f"{'，'.join(part for part in parts if part)}，{_line(it.version)}，{it.url}。"
    parts = (authors, f"“{title}”", it.container, _line(it.publisher), date, quote and f"“{quote}”", it.place)
    return f"{', '.join(part for part in parts if part)}, {_line(it.version)}, {it.url}."


# Ending of a download -> its media type and how it is written.
FORMS: Mapping[str, tuple[str, Callable[[Citation], str]]] = {
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
    "json": ("application/vnd.citationstyles.csl+json", csl),
}


def _joined(it: Citation) -> str:
    return "; ".join(part for part in (it.quote and f"“{it.quote.translate(_INNER)}”", it.place, it.note) if part)


def _line(text: str) -> str:
    plain = " ".join(_CONTROL.sub(" ", text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _tex(text: str) -> str:
    return "".join(_TEX.get(it, it) for it in _line(text))
