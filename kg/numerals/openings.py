"""Matches of a pattern that can only begin with certain characters, tried nowhere else."""

import re
from collections.abc import Iterator


def matches(pattern: re.Pattern[str], opening: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` in `text` as its `finditer` does, where each begins with a character of `opening`.

    Of a pattern that begins with a choice `re` does not see what it may begin with, and tries it at every character.

    >>> [match[0] for match in matches(re.compile("(?:2|3)5|五+"), re.compile("[235五]"), "到35和五五")]
    ['35', '五五']
    """
    end = 0
    for here in opening.finditer(text):
        start = here.start()
        if start >= end and (match := pattern.match(text, start)) is not None:
            yield match
            end = match.end()
