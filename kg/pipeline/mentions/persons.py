"""Persons: a name beside a post, a form of address or a byline."""

import re
from functools import lru_cache

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.grammar import Grammar, alternation

_GIVEN = r"[\u4e00-\u9fff]"
# Characters that no given name holds before a form of address.
_NEVER = "的了在和与等为是对把将及或并以从到被让院"
_STOP = "的了在和与等为是对把将及或并以从到被让使着过同向由，。、：；说指强要表"


@lru_cache(maxsize=8)
def _patterns(grammar: Grammar) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    posts = grammar.lexicon.tables["posts"]
    surnames = alternation(grammar.lexicon.column("surnames", "surname"))
    words = {
        side: alternation(row["word"] for row in posts if row["side"] == side)
        for side in ("before", "after", "byline")
    }
    name = rf"(?P<name>(?:{surnames})[^\W\d_{_NEVER}]{{1,2}}?)"
    closed = rf"(?P<name>{_GIVEN}{{2,5}}·{_GIVEN}{{2,6}}|(?:{surnames})[ 　]?[^\W\d_{_STOP}](?:[^\W\d_{_STOP}])?)"
    after = re.compile(rf"{name}(?={words['after']})")
    before = re.compile(
        rf"(?:{words['before']})[ 　]{{0,3}}{closed}(?=[，。、：；！？\s（）(]|同志|作|在|向|说|指出|强调|主持|出席|介绍|表示|带队|就|率|，|$)"
    )
    byline = re.compile(
        rf"(?:{words['byline']})[:：\s]*(?P<name>(?:{surnames})\s?{_GIVEN}{{1,2}})(?=[\s，。）)、]|$)", re.M
    )
    return after, before, byline


def find(text: str, grammar: Grammar) -> list[Mention]:
    """Return the mentions of persons that a post, an address or a byline proves."""
    found = []
    for rule, confidence, pattern in zip(
        ("addressed", "post", "byline"), (0.9, 0.85, 0.8), _patterns(grammar), strict=True
    ):
        for match in pattern.finditer(text):
            name = re.sub(r"\s", "", match["name"])
            if len(name) < 2:
                continue
            evidence = Evidence(match.start("name"), match.end("name"))
            found.append(Mention(Entity("Person", name), evidence, f"mentions/{rule}", confidence))
    return found
