"""Fragments: of phrases that hold one another, the unit that stands by itself."""

from collections.abc import Mapping

# A phrase that stands outside a longer one less often than this is a fragment of it.
_ALONE = 0.25
# A longer phrase that is rarer than this share of one in it is that phrase and a free neighbour.
_RARE = 0.34
_SHORTEST = 2


def fragments(counts: Mapping[str, int], quoted: Mapping[str, int], cohesion: Mapping[str, float]) -> set[str]:
    """Return the phrases that are parts of a longer unit, or a unit and a free neighbour.

    `counts` are the uses of each phrase, `quoted` those of them in quotation marks, `cohesion` how well the words of those that have
    several are bound: a single word (社会主义) is no unit that a neighbour would be added to. What quotation marks mark off is no fragment.

    >>> sorted(fragments({"科学发展": 10, "科学发展观": 9, "落实科学发展观": 2}, {}, {"科学发展观": 0.5}))
    ['科学发展', '落实科学发展观']
    """
    out: set[str] = set()
    for whole in sorted(counts, key=lambda it: (-len(it), it)):
        for part in _parts(whole, counts):
            # The longest is seen first: what is dropped as a fragment of it is no unit that it could be built on.
            if counts[part] - counts[whole] < _ALONE * counts[part] and 2 * quoted.get(part, 0) < counts[part]:
                out.add(part)
        if whole not in out and 2 * quoted.get(whole, 0) < counts[whole]:
            bound = cohesion.get(whole, 0.0)
            if any(
                part in cohesion and counts[whole] < _RARE * counts[part] and bound <= cohesion[part]
                for part in _parts(whole, counts)
                if part not in out and (whole.startswith(part) or whole.endswith(part))
            ):
                out.add(whole)
    return out


def _parts(whole: str, counts: Mapping[str, int]) -> list[str]:
    spans = ((a, b) for a in range(len(whole)) for b in range(a + _SHORTEST, len(whole) + 1))
    return [it for it in dict.fromkeys(whole[a:b] for a, b in spans) if it != whole and it in counts]
