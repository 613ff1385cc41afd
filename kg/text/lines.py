"""Lines: spaces within them, and the joining of those that a fixed width or a link broke."""

import re
from typing import NamedTuple

from kg.text.pinyin import HAN

# What may end a line that is whole: sentence punctuation, closing marks after it, or a mark that opens a list.
_ENDED = re.compile("[。！？!?；;：:…—>》】〕]”?[”’」』)）]*$|[.]$")
_CANNOT_START = re.compile("[，。、；：！？）】》”’」』〉,;:!?)%]|以及|[的和及并等而了]")
_CANNOT_END = re.compile("[，、,（《〈“‘「『【(]$")
_ITEM = re.compile(
    rf"[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．)](?!\d)|第[{HAN}\d]+[章节条篇]"
    r"|[-*•●■◆▲★○◎□·※→|#>]|[①-⑳]|——|[［\[【]"
)
_INNER_STOP = re.compile("[。；！？]")
_SPACED_DIGITS = re.compile(rf"(?<![\d.])\d(?: \d){{1,11}}(?= ?[{HAN}])")
_SPACED_WORD = re.compile(rf"(?<![{HAN}])[{HAN}](?: [{HAN}]){{2,11}}(?![{HAN}])")
_SPACES = re.compile(" {2,}")
# Width in characters from which a line may have been broken by its length alone.
_NARROWEST = 16
_TOLERANCE = 3
_LONGEST_LINK = 40
# A paragraph longer than this is not joined on: it is none, and joining it would take ever longer.
_LONGEST_JOINED = 5_000
_PUNCTUATION = re.compile("[，。、；：！？）】》”,;:!?)]")


class Line(NamedTuple):
    """One line: its number in the raw text, from 1, and its text without outer spaces.

    `indented` says whether it was, `open` that its sentence goes on in the next line.
    """

    number: int
    text: str
    indented: bool = False
    open: bool = False


def tidy(text: str) -> str:
    """Return a line's text with single inner spaces, and letter-spaced words and numbers closed up.

    >>> tidy("习　近　平".replace("　", " ")), tidy("从1 9 9 3 年3 月起")
    ('习近平', '从1993 年3 月起')
    """
    text = text.strip(" ")
    if " " not in text:
        return text
    text = _SPACES.sub(" ", text)
    text = _SPACED_DIGITS.sub(_close_up, text)
    return _SPACED_WORD.sub(_close_up, text)


def join(lines: list[Line]) -> list[Line]:
    """Join lines that continue a sentence; an empty line always ends a paragraph."""
    width = _wrap_width(lines)
    joined: list[Line] = []
    for line in lines:
        if joined and _continues(joined[-1], line, width):
            # A short line that a comma follows was a link inside a sentence: what precedes it belongs to it too.
            if _is_link(joined, line):
                last = joined.pop()
                joined[-1] = _together(joined[-1], last)
            joined[-1] = _together(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _together(left: Line, right: Line) -> Line:
    last, first = left.text[-1], right.text[0]
    words = last.isascii() and first.isascii() and last.isalpha() and first.isalpha()
    return Line(left.number, left.text + (" " if words else "") + right.text, left.indented, right.open)


def _is_link(joined: list[Line], line: Line) -> bool:
    if len(joined) < 2 or not _PUNCTUATION.match(line.text):
        return False
    before, link = joined[-2].text, joined[-1].text
    return bool(before) and len(link) <= _LONGEST_LINK and not _ENDED.search(before) and not _ITEM.match(link)


def _close_up(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _wrap_width(lines: list[Line]) -> int | None:
    """Return the width at which the text is wrapped, or None where its lines are paragraphs."""
    lengths = [len(line.text) for line in lines if line.text]
    if not lengths:
        return None
    widest = max(lengths)
    full = sum(widest - _TOLERANCE <= length for length in lengths)
    return widest if _NARROWEST <= widest <= 80 and full >= 3 and 3 * full >= len(lengths) else None


def _continues(last: Line, line: Line, width: int | None) -> bool:
    if not last.text or not line.text or len(last.text) > _LONGEST_JOINED:
        return False
    if last.open:
        return True
    if _ENDED.search(last.text):
        return False
    if _CANNOT_START.match(line.text) or len(line.text) == 1:
        return not _ITEM.match(line.text)
    if _ITEM.match(line.text) or line.indented:
        return False
    return _unfinished(last) or _is_subtitle(last, line) or bool(width and len(last.text) >= width - _TOLERANCE)


def _is_subtitle(last: Line, line: Line) -> bool:
    """Say whether the two lines are one `——…在…会议上`."""
    return last.text.startswith("——") and "在" in last.text and last.text[-1] != "上" and line.text[-1] == "上"


def _unfinished(line: Line) -> bool:
    """Say whether the line's own punctuation shows that its last sentence goes on."""
    return bool(
        _CANNOT_END.search(line.text) or _INNER_STOP.search(line.text) or (line.indented and "，" in line.text)
    )
