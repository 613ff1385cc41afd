"""Plain text and Markdown, with or without front matter."""

import re

from kg.reader.page import Page

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_LINE = re.compile(r"([A-Za-z_]+|[\u4e00-\u9fff]{1,4})\s*[:：]\s*(.*)")
_FRONT_KEYS = {
    **{"title": "title", "标题": "title", "date": "date", "日期": "date", "issued": "date"},
    **{"publisher": "publisher", "来源": "publisher", "author": "creators", "authors": "creators"},
    **{
        "作者": "creators",
        "source": "source",
        "url": "source",
        "description": "description",
        "说明": "description",
    },
    **{"place": "place", "province": "place", "地区": "place"},
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"^(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\[\n]*)\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\[\n]+)\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,200}\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")


def text_page(text: str) -> Page:
    """Read plain text."""
    body, stated = front_matter(text)
    return Page(body, stated)


def markdown_page(text: str) -> Page:
    """Read Markdown: its marks go, the words stay, line by line."""
    body, stated = front_matter(text)
    for pattern in (_COMMENT, _FENCE, _RULE, _QUOTE):
        body = pattern.sub("", body)
    body = _HEADING.sub(r"\n\1\n", body)
    body = _BULLET.sub(r"\1● ", body)
    for pattern in (_IMAGE, _LINK, _CODE):
        body = pattern.sub(r"\1", body)
    for pattern in (_STRONG, _EMPHASIS):
        body = pattern.sub(r"\2", body)
    return Page(body, stated)


def front_matter(text: str) -> tuple[str, dict[str, str]]:
    """Split off the `key: value` lines between two lines of `---` at the top; none where another line is there.

    >>> front_matter("---\\ntitle: 标题\\n---\\n正文")
    ('正文', {'title': '标题'})
    """
    match = _FRONT.match(text)
    if match is None:
        return text, {}
    stated = {}
    for line in match[1].splitlines():
        entry = _FRONT_LINE.fullmatch(line.strip())
        if entry is None:
            if line.strip() and not line.startswith(("#", " ", "-")):
                return text, {}
            continue
        key = _FRONT_KEYS.get(entry[1].lower())
        if key and entry[2].strip():
            stated[key] = entry[2].strip().strip("\"'")
    return text[match.end() :], stated
