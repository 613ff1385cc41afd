"""What stands beside a wording in its clause: a part of the formula where it recurs, else context."""

from typing import NamedTuple

from kg.variants.formula import MARKS

_LONGEST = 8
_SHORTEST = 2  # One character is a particle far more often than a part of a formula.
_OPENING, _CLOSING = frozenset("“‘《〈「『"), frozenset("”’》〉」』")
_ENDS = frozenset("。！？；：、，,;:（）()\n\t 　…—·") | MARKS


class Edge(NamedTuple):
    """One side of a wording: the `words` up to the end of its clause ("" where these are too many or too few).

    `place` is where they end, `near` where the wording itself does, with the quotation mark that belongs to it;
    `quoted` says that a quotation ends at `place`.
    """

    words: str
    place: int
    near: int
    quoted: bool


def edges(text: str, start: int, end: int) -> tuple[Edge, Edge]:
    """Return what stands to the left and to the right of text[start:end].

    >>> [it.words for it in edges("，坚决做到“两个维护”。", 6, 10)]
    ['坚决做到“', '']
    """
    near, far = _near(text, start, end)
    left = near
    while left > 0 and near - left <= _LONGEST and text[left - 1] not in _ENDS:
        left -= 1
    right = far
    while right < len(text) and right - far <= _LONGEST and text[right] not in _ENDS:
        right += 1
    opened = left > 0 and text[left - 1] in _OPENING
    closed = right < len(text) and text[right] in _CLOSING
    return (
        Edge(
            text[left:start] if _SHORTEST <= near - left <= _LONGEST else "",
            left,
            near,
            _ended(opened, closed, near - left),
        ),
        Edge(
            text[end:right] if _SHORTEST <= right - far <= _LONGEST else "",
            right,
            far,
            _ended(opened, closed, right - far),
        ),
    )


def _ended(opened: bool, closed: bool, size: int) -> bool:
    return opened and closed and size <= _LONGEST


def _near(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span with the pair of marks around it, or with the one mark that its own marks lack."""
    inside = text[start:end]
    opened, closed = sum(it in _OPENING for it in inside), sum(it in _CLOSING for it in inside)
    before = start > 0 and text[start - 1] in _OPENING
    after = end < len(text) and text[end] in _CLOSING
    if opened == closed and before and after:
        return start - 1, end + 1
    return start - (before and closed > opened), end + (after and opened > closed)
