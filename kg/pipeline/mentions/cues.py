"""Patterns looked for only around the words that they need: most of a text is never tried."""

import re
from collections.abc import Iterator


def around(
    cue: re.Pattern[str], pattern: re.Pattern[str], text: str, *, before: int, behind: int
) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer(text)` does, where every match holds a cue or ends at one.

    A match begins at most `before` characters before the start of its first cue, and ends, with what it looks ahead
    to, at most `behind` characters after it.

    >>> years = re.compile(r"成立[0-9]{1,3}周年")
    >>> [it[0] for it in around(re.compile("周年"), years, "庆祝成立70周年", before=5, behind=2)]
    ['成立70周年']
    """
    done = 0
    for hit in cue.finditer(text):
        match = pattern.search(text, max(done, hit.start() - before), hit.start() + behind)
        if match and match.start() <= hit.start():
            yield match
            done = match.end()
