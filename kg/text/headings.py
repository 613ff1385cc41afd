"""The heading of a text: its title, and the date that heading and subtitle state."""

import re

from kg.text.dates import find_date
from kg.text.lines import Line

_LONGEST = 60
_NO_TITLE = re.compile(
    r"[。；！!;：:，,]$|[。；]|^(?:同志们|各位|前言|目录|第?[一二三四五六七八九十]+[、章节])|^[（(【［[]|^\d{1,3}[)）.、]"
)
_SUBTITLE = re.compile("—{1,2}|―{1,2}|--")
_DATED = re.compile(r"(?:—{1,2}|―{1,2}|[（(])?(?:(?:19|20)\d\d年|[一二][〇○零一二三四五六七八九]{3}年)")
_HEAD = 8


def heading(lines: list[Line]) -> tuple[str | None, str | None]:
    """Return the title that the first lines give and the date that they state; None for what is missing."""
    head = [line.text for line in lines if line.text][:_HEAD]
    title: list[str] = []
    for text in head:
        if len(text) > _LONGEST or (_NO_TITLE.search(text) and not _SUBTITLE.match(text)):
            break
        if _SUBTITLE.match(text):
            title.append(text)
            break
        title.append(text)
    return _title(title), _date(head)


def _title(lines: list[str]) -> str | None:
    """Put a subtitle behind its title; without one only the first line is the title."""
    if not lines or (_DATED.match(lines[0]) and len(lines) == 1):
        return None
    if not _SUBTITLE.match(lines[-1]):
        return lines[0]
    subtitle = _SUBTITLE.sub("", lines[-1], count=1)
    return f"{' '.join(lines[:-1])}——{subtitle}" if lines[:-1] else subtitle


def _date(head: list[str]) -> str | None:
    dated = next((text for text in head if len(text) <= _LONGEST and _DATED.match(text)), None)
    return find_date(dated) if dated else None
