"""Quotation marks and what they hold."""

import re
from dataclasses import dataclass

_PAIRS = re.compile('“[^“”\n]{1,80}”|「[^「」\n]{1,80}」|『[^『』\n]{1,80}』|"[^"\n]{1,60}"|‘[^‘’\n]{1,60}’')
# What somebody says in so many words: behind 说：, or a whole sentence in the words of talk.
_SAYS = re.compile("[说道问答讲喊叹][：，]$")
_TALK = re.compile("(?:[了嘛呢吧呀啊我你您咱他她没]|以前|过去|现在).*[。！？]$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch: `start` and `end` take in the marks, `inner` is what they hold."""

    start: int
    end: int
    inner: str


def find_quotes(text: str) -> list[Quote]:
    """Return the quoted stretches of the text, the inner ones of nested quotes too."""
    found = []
    for match in _PAIRS.finditer(text):
        found.append(Quote(match.start(), match.end(), match[0][1:-1]))
        if match[0][0] != "‘":
            base = match.start() + 1
            found += [
                Quote(base + inner.start(), base + inner.end(), inner[0][1:-1])
                for inner in re.finditer("‘([^‘’\n]{1,60})’", match[0][1:-1])
            ]
    return found


def spoken(text: str, quote: Quote) -> bool:
    """Say whether a quote is somebody's words and names nothing."""
    before = text[max(0, quote.start - 2) : quote.start]
    return bool(_SAYS.search(before) or _TALK.search(quote.inner))
