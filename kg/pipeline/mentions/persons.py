"""Persons: a name beside a post, a form of address or a byline."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from kg.lexicon import automaton
from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.cues import around
from kg.pipeline.mentions.grammar import Grammar, alternation
from kg.pipeline.mentions.words import Words

_GIVEN = r"[\u4e00-\u9fff]"
# Characters that no given name holds before a form of address.
_NEVER = "的了在和与等为是对把将及或并以从到被让院"
_STOP = "的了在和与等为是对把将及或并以从到被让使着过同向由，。、：；说指强要表于岁"
# A segmenter tags other words as names too; these characters are in no name.
_NO_NAME = re.compile(f"[{_STOP}]|[^\u4e00-\u9fff]|起来|作$")
_NAME_TAGS = frozenset({"nr", "nrt", "nrfg"})
_LONGEST_POST = 5
_LONGEST_NAME, _LONGEST_ADDRESS = 4, 3
# How many characters a surname and a given name of two have.
_FULL_NAMES = (3, 4)


@lru_cache(maxsize=8)
def _patterns(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """Return patterns for a form of address, for a name before one, behind a post, and in a byline."""
    posts = grammar.lexicon.tables["posts"]
    surnames = alternation(grammar.lexicon.column("surnames", "surname"))
    words = {
        side: alternation(row["word"] for row in posts if row["side"] == side)
        for side in ("before", "after", "byline")
    }
    speech = alternation(row["word"] for row in posts if row["side"] == "speech")
    name = rf"(?P<name>(?:{surnames})[^\W\d_{_NEVER}]{{1,2}}?)"
    closed = rf"(?P<name>{_GIVEN}{{2,5}}·{_GIVEN}{{2,6}}|(?:{surnames})[ 　]?[^\W\d_{_STOP}](?:[^\W\d_{_STOP}])?)"
    after = re.compile(rf"{name}(?={words['after']})")
    before = re.compile(
        rf"(?:{words['before']})[ 　]{{0,3}}{closed}"
        rf"(?=[，。、：；！？\s（）(]|同志|作|在|向|说|指出|强调|主持|出席|介绍|表示|带队|就|率|，|{speech}|$)"
    )
    byline = re.compile(
        rf"(?:{words['byline']})[:：\s]*(?P<name>(?:{surnames})\s?{_GIVEN}{{1,2}})(?=[\s，。）)、]|$)", re.M
    )
    return re.compile(words["after"]), after, before, byline


def find(text: str, words: Words, grammar: Grammar) -> list[Mention]:
    """Return the mentions of persons that a post, an address, a byline or their speaking proves."""
    found = list(_tagged(text, words, grammar))
    address, after, before, byline = _patterns(grammar)
    addressed = around(address, after, text, before=_LONGEST_NAME, behind=_LONGEST_ADDRESS)
    for rule, confidence, matches in (
        ("addressed", 0.9, addressed),
        ("post", 0.85, before.finditer(text)),
        ("byline", 0.8, byline.finditer(text)),
    ):
        for match in matches:
            name = re.sub(r"\s", "", match["name"])
            if len(name) < 2:
                continue
            evidence = Evidence(match.start("name"), match.end("name"))
            found.append(Mention(Entity("Person", name), evidence, f"mentions/{rule}", confidence))
    return found


@lru_cache(maxsize=8)
def _around(grammar: Grammar) -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    posts = grammar.lexicon.tables["posts"]
    leads = alternation(row["word"] for row in posts if row["side"] in ("before", "role"))
    speech = alternation(row["word"] for row in posts if row["side"] == "speech")
    return (
        frozenset(grammar.lexicon.column("surnames", "surname")),
        re.compile(f"(?:{leads})$"),
        re.compile(f"(?:{speech})(?![明法服])"),
    )


@lru_cache(maxsize=8)
def _sides(grammar: Grammar) -> tuple[list[str], frozenset[str], Any]:
    """Return the words beside a name, those of them that are verbs of speaking, and an automaton of them all."""
    posts = grammar.lexicon.tables["posts"]
    words = sorted({row["word"] for row in posts if row["side"] in ("before", "role", "speech")})
    speech = frozenset(row["word"] for row in posts if row["side"] == "speech")
    return words, speech, automaton(words, overlapping=True)


def _starts(text: str, grammar: Grammar) -> list[int]:
    """Return where a name of three or four characters may start: behind a post, or before a verb of speaking."""
    words, speech, beside = _sides(grammar)
    found: set[int] = set()
    for start, end, number in beside.find_overlapping(text):
        if words[number] in speech:
            found.update(start - length for length in _FULL_NAMES if start >= length)
        else:
            found.add(end + text.startswith("\n", end))
    return sorted(found)


def _tagged(text: str, words: Words, grammar: Grammar) -> Iterator[Mention]:
    """Yield names that the segmenter takes for a person's, behind a post or before a verb of speaking."""
    surnames, lead, speech = _around(grammar)
    for start in _starts(text, grammar):
        if text[start : start + 1] not in surnames and text[start : start + 2] not in surnames:
            continue
        number = words.number(start)
        if words.bounds[number] != start:
            continue
        led = bool(lead.search(text, max(0, start - _LONGEST_POST), start))
        for end, proper in _name_ends(text, number, words, surnames):
            speaks = bool(speech.match(text, end))
            if (led and (proper or speaks)) or (proper and speaks):
                evidence = Evidence(start, end)
                rule, confidence = ("post", 0.85) if led else ("speaker", 0.8)
                yield Mention(Entity("Person", evidence.exact(text)), evidence, f"mentions/{rule}", confidence)


def _name_ends(text: str, number: int, words: Words, surnames: Collection[str]) -> Iterator[tuple[int, bool]]:
    """Yield where a surname and a given name of two characters end that fill whole words, and whether one is tagged so."""
    start = words.bounds[number]
    surname = 2 if text[start : start + 2] in surnames else 1
    end, proper = start + surname + 2, False
    while number < len(words.spelled) and words.bounds[number] < end:
        proper = proper or words.tag(number) in _NAME_TAGS
        number += 1
    if words.bounds[number] == end and not _NO_NAME.search(text, start, end):
        yield end, proper
