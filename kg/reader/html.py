"""HTML: the main text, and what the meta tags state."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree
from lxml import html as lxml_html

from kg.errors import InputError
from kg.reader.page import Page

_META = {
    **{"articletitle": "title", "og:title": "title", "pubdate": "date", "publishdate": "date"},
    **{"article:published_time": "date", "contentsource": "publisher", "source": "publisher"},
    **{"sitename": "site", "og:site_name": "site", "author": "creators", "article:author": "creators"},
    **{"description": "description", "url": "source", "og:url": "source"},
}
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_DROPPED = (
    "//script|//style|//noscript|//template|//iframe|//nav|//form|//select|//button|//comment()|//svg|//head"
)
_HAN_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SENTENCE = re.compile("[。！？；]")
# An element that holds this share of all sentences is the body of the text; what it lacks is footers and side columns.
_SHARE = 0.9


def html_page(text: str, name: str) -> Page:
    """Read an HTML page; InputError where there is no element in it."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False, recover=True))
    except (etree.ParserError, ValueError) as error:
        raise InputError(name, f"is no HTML page ({str(error).splitlines()[0]})", "save the page again") from None
    stated = _stated(root)
    for element in root.xpath(_DROPPED):
        # Keeps the text that follows the element.
        element.drop_tree() if isinstance(element.tag, str) else element.getparent().remove(element)
    body = root.find("body")
    return Page("\n".join(_main_lines(root if body is None else body)), stated)


def _stated(root: lxml_html.HtmlElement) -> dict[str, str]:
    stated: dict[str, str] = {}
    for tag in root.iter("meta"):
        field = _META.get((tag.get("name") or tag.get("property") or "").strip().lower())
        if field and (tag.get("content") or "").strip():
            stated.setdefault(field, tag.get("content").strip())
    site = stated.pop("site", None)
    if site:
        stated.setdefault("publisher", site)
    title = root.findtext(".//title")
    if "title" not in stated and title and title.strip():
        # Sites put their own name behind the document's, parted by one of these.
        stated["title"] = re.split(r"\s*[_|｜]\s*|\s+[-—–]\s+", title.strip())[0]
    return stated


def _main_lines(body: lxml_html.HtmlElement) -> Iterator[str]:
    """Yield the lines of the text proper, from the last heading before it on."""
    lines = list(_lines(body))
    inside = set(_densest(body).iter())
    places = [at for at, (_, element) in enumerate(lines) if element in inside]
    if not places:
        return
    first, last = places[0], places[-1]
    headings = [at for at in range(first) if lines[at][1].tag in ("h1", "h2", "h3")]
    if headings and first - headings[-1] <= 12:
        first = headings[-1]
    yield from (line for line, _ in lines[first : last + 1])


def _densest(body: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """Return the smallest element that holds nearly all sentences of the page."""
    held: dict[lxml_html.HtmlElement, int] = {}
    for element in reversed(list(body.iter())):
        own = len(_SENTENCE.findall(element.text or ""))
        held[element] = own + sum(held[child] + len(_SENTENCE.findall(child.tail or "")) for child in element)
    element, wanted = body, held[body] * _SHARE
    while True:
        inner = [child for child in element if held[child] >= wanted > 0 and len(child)]
        if not inner:
            return element
        element = inner[0]


def _lines(body: lxml_html.HtmlElement) -> Iterator[tuple[str, lxml_html.HtmlElement]]:
    """Yield each line of text with the block that it stands in."""
    pieces: list[tuple[str, lxml_html.HtmlElement]] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces.append(("\n" if block else "", element))
            pieces.append((_inline(element), element))
        else:
            pieces.append(("\n" if block else " " if element.tag in ("td", "th") else "", element))
            outer = element.getparent()
            if element is not body and outer is not None:
                pieces.append((_flat(element.tail or ""), outer))
    line: list[str] = []
    for (piece, element), (following, _) in pairwise([*pieces, ("\n", body)]):
        if piece != "\n":
            line.append(piece)
        if following == "\n" and (text := "".join(line).strip()):
            yield text, element
            line = []


def _inline(element: lxml_html.HtmlElement) -> str:
    return (element.text or "") if element.tag == "pre" else _flat(element.text or "")


def _flat(text: str) -> str:
    """Return text as a browser shows it; a line end between Chinese characters is no space."""
    return re.sub(r"[ \t\r\n\f]+", " ", _HAN_BREAK.sub("", text))
