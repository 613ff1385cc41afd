"""Quotation marks and what they hold."""

import re
from dataclasses import dataclass

_PAIRS = re.compile('“[^“”\n]{1,80}”|「[^「」\n]{1,80}」|『[^『』\n]{1,80}』|"[^"\n]{1,60}"|‘[^‘’\n]{1,60}’')


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
