"""Lines: spaces within them, and the joining of those that a fixed width or a link broke."""

import re
from typing import NamedTuple

from kg.text.pinyin import HAN

# What may end a line that is whole: sentence punctuation, closing marks after it, or a mark that opens a list.
_ENDED = re.compile("[。！？!?；;：:…—>》】〕]”?[”’」』)）]*$|[.]$")
_CANNOT_START = re.compile("[，。、；：！？）】》”’」』〉,;:!?)%]")
_CANNOT_END = re.compile("[，、,（《〈“‘「『【(]$")
_ITEM = re.compile(
    rf"[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．)](?!\d)|第[{HAN}\d]+[章节条篇]"
    r"|[-*•●■◆▲★○◎□·※→|#>]|[①-⑳]|——|[［\[【]"
)
_INNER_STOP = re.compile("[。；！？]")
_SPACED_DIGITS = re.compile(rf"(?<![\d.])\d(?: \d)+(?= ?[{HAN}])")
_SPACED_WORD = re.compile(rf"(?<![{HAN}])[{HAN}](?: [{HAN}]){{2,}}(?![{HAN}])")
_SPACES = re.compile(" {2,}")
# Width in characters from which a line may have been broken by its length alone.
_NARROWEST = 16
_TOLERANCE = 3


class Line(NamedTuple):
    """One line: its number in the raw text, from 1, its text without outer spaces, and whether it was indented."""

    number: int
    text: str
    indented: bool = False


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
        last = joined[-1] if joined else None
        if last is not None and _continues(last, line, width):
            joined[-1] = Line(last.number, _glue(last.text, line.text), last.indented)
        else:
            joined.append(line)
    return joined


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
    if not last.text or not line.text:
        return False
    if _CANNOT_START.match(line.text) and not _ENDED.search(last.text):
        return True
    if _ITEM.match(line.text) or _ENDED.search(last.text) or line.indented:
        return False
    return bool(_unfinished(last) or (width and len(last.text) >= width - _TOLERANCE))


def _unfinished(line: Line) -> bool:
    """Say whether the line's own punctuation shows that its last sentence goes on."""
    return bool(
        _CANNOT_END.search(line.text) or _INNER_STOP.search(line.text) or (line.indented and "，" in line.text)
    )


def _glue(left: str, right: str) -> str:
    spaced = left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()
    return f"{left} {right}" if spaced else left + right
