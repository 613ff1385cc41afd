"""Counties by their short names, rivers, mountains and lines, as the segmented words of the text show them."""

from collections.abc import Iterator

from kg.model import Entity, Evidence, Mention
from kg.ontology import KnownEntity
from kg.pipeline.mentions.grammar import PAUSE, Grammar
from kg.pipeline.mentions.words import Word, Words

# How the segmenter tags proper names; a county in a list of places may bear any tag but those of verbs and adverbs.
PROPER = frozenset({"ns", "nr", "nrt", "nrfg", "nz", "nt"})
_NEVER_NAMES = frozenset({"v", "vn", "vd", "d", "c", "u", "m", "q", "r", "t"})
# A word of one character before a river's or a mountain's name that the segmenter has cut off it (小柴旦湖).
_PREFIXES = frozenset({"a", "ad", "b", "f", "j", "n", "ng", "nr", "ns", "nz", "z", "zg"})
_LIST_MARKS = "、和与"


def find(text: str, own: Entity | None, words: Words, places: list[Mention], grammar: Grammar) -> list[Mention]:
    """Return the places that only the words of the text show; `own` is the place that the document speaks for."""
    found = list(_landforms(text, words, grammar))
    counties = list(_counties(text, own, words, [*places, *found], grammar))
    return [*found, *counties]


def _counties(
    text: str, own: Entity | None, words: Words, places: list[Mention], grammar: Grammar
) -> Iterator[Mention]:
    """Yield counties by short name: a proper name of the document's own province, or one in a list of places."""
    provinces = {it.entity for it in grammar.divisions.above(own) if it.level == "province"} if own else set()
    starts = {mention.evidence.start for mention in places}
    ends = {mention.evidence.end for mention in places}
    waiting: list[tuple[Word, KnownEntity]] = []
    for start, end in grammar.find_counties(text):
        number = words.number(start)
        if words.bounds[number] != start or words.bounds[number + 1] != end or start in starts:
            continue
        word = words[number]
        if word.tag in _NEVER_NAMES:
            continue
        known = grammar.counties[text[start:end]]
        near = [it for it in known if any(up.entity in provinces for up in grammar.divisions.above(it.entity))]
        if near and word.tag in PROPER:
            starts.add(word.start)
            ends.add(word.end)
            yield _county(word, near[0])
        elif near or (word.tag in PROPER and len(known) == 1):
            waiting.append((word, (near or known)[0]))
    for ordered in (waiting, waiting[::-1]):
        for word, it in ordered:
            listed = word.start - 1 in ends and text[word.start - 1] in _LIST_MARKS
            leads = word.end + 1 in starts and text[word.end] in _LIST_MARKS
            if (listed or leads) and word.start not in starts:
                starts.add(word.start)
                ends.add(word.end)
                yield _county(word, it)


def _county(word: Word, it: KnownEntity) -> Mention:
    return Mention(Entity("Place", it.entity.name), Evidence(word.start, word.end), "mentions/short-county", 0.8)


def _landforms(text: str, words: Words, grammar: Grammar) -> Iterator[Mention]:
    """Yield rivers, lakes, mountains, islands and lines that are one proper word."""
    tails = tuple(grammar.openers("landform"))
    for end in grammar.find_landform_ends(text):
        number = words.number(end - 1)
        if words.bounds[number + 1] != end or words.tag(number) not in PROPER:
            continue
        word = words[number]
        name = text[word.start : end]
        if len(name) > 1 and name.endswith(tails) and name not in grammar.divisions.decoys:
            start = _first(text, words[number - 1] if number else None, word)
            if start is not None:
                evidence = Evidence(start, end)
                yield Mention(Entity("Place", evidence.exact(text)), evidence, "mentions/landform", 0.75)


def _first(text: str, before: Word | None, word: Word) -> int | None:
    """Return where the name of a landform starts, None where a verb of one character may be part of it (亮马河)."""
    if before is None or before.end - before.start > 1 or text[before.start] in PAUSE:
        return word.start
    if before.tag in _PREFIXES:
        return before.start
    return None if before.tag == "v" else word.start
