"""Places: administrative divisions, villages and streets below them, and deictic words for an area."""

import re

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions import geography
from kg.pipeline.mentions.grammar import PAUSE, Grammar
from kg.pipeline.mentions.words import Words

_DEICTIC = re.compile(
    "[全我本](?<![资基根成日样]本)(?:省|市(?!场)|县|区(?![域块间])|州|盟|旗)|自治区(?<![、各和]自治区)(?=成立|党委|政府|各|的|内)|全疆"
)
_STREET = re.compile("[东西南北中]?(?:路|大道|大街)")
_SITE = re.compile("[\u4e00-\u9fff]{0,4}?(?:老街|步行街|小巷|古巷|[^大上一]街|湾)(?![道区])")
_NOT_A_SITE = re.compile("[的了在和与等为对把将及或并以从到推举实开]|大湾|港湾|街区")
_STRETCH = re.compile("[\u4e00-\u9fff]{1,3}[江河](?:干流)?$")
_PART_OF_WORD = re.compile("[域级区乡]")
_BELOW = re.compile(r"[\u4e00-\u9fff]{1,3}?(?:街道|镇|乡)|[\u4e00-\u9fff]{2,4}?(?:社区|村)(?![级民委庄干两内])")
# A village that someone goes to needs no division before it.
_VISITED = re.compile(
    r"(?:来到|走进|前往|位于|考察|视察|赶赴)(?P<name>[\u4e00-\u9fff]{2,4}?(?:街道|社区|村|镇|乡))(?![级民委庄干两内])"
)
_SHORT = 3
# 大别山精神 is no place.
_SPIRIT = "精神"
_NOT_A_PLACE = re.compile(
    "^(?:各|全|该|本|每|一|两|多|新|老|农|乡|城|山|渔|进|到|驻|包|兴|治|中心|美丽|示范|特色|试点|现代|社)"
)


def find(text: str, own: Entity | None, words: Words, grammar: Grammar) -> list[Mention]:
    """Return the mentions of places; what a deictic word means is settled later, for the document's `own` place."""
    found = _divisions(text, words, grammar)
    found += geography.find(text, own, words, found, grammar)
    found = [mention for mention in found if not text.startswith(_SPIRIT, mention.evidence.end)]
    for match in _DEICTIC.finditer(text):
        evidence = Evidence(match.start(), match.end())
        found.append(Mention(Entity("Place", match[0]), evidence, "mentions/deictic-place", 0.9))
    visited = [
        Mention(Entity("Place", match["name"]), Evidence(*match.span("name")), "mentions/visited", 0.7)
        for match in _VISITED.finditer(text)
        if not _NOT_A_PLACE.match(match["name"])
    ]
    return sorted(
        found + visited + _below(text, found) + _sites(text, found),
        key=lambda it: (it.evidence.start, it.evidence.end),
    )


def _divisions(text: str, words: Words, grammar: Grammar) -> list[Mention]:
    regions = ((start, end, text[start:end]) for start, end in grammar.find_regions(text))
    return [
        Mention(Entity("Place", label), Evidence(start, end), "mentions/division", 0.9)
        for start, end, label in (*grammar.divisions.find(text), *regions)
        if not _STREET.match(text, end)
        and not (len(label) == 2 and _PART_OF_WORD.match(text, end))
        and not (len(label) <= _SHORT and _straddles(words, start, end))
    ]


def _straddles(words: Words, start: int, end: int) -> bool:
    """Say whether a short label is cut out of two words (示范 + 县)."""
    first, last = words.number(start), words.number(end - 1)
    return words.bounds[first] < start and first != last


def _sites(text: str, divisions: list[Mention]) -> list[Mention]:
    """Return streets, bays and stretches of rivers that are named by the division they lie in."""
    found = []
    for mention in divisions:
        if mention.rule == "mentions/deictic-place":
            continue
        street = _SITE.match(text, mention.evidence.end)
        if street and not _NOT_A_SITE.search(street[0]):
            evidence = Evidence(mention.evidence.start, street.end())
            found.append(Mention(Entity("Place", evidence.exact(text)), evidence, "mentions/site", 0.75))
        stretch = _STRETCH.search(text, max(0, mention.evidence.start - 6), mention.evidence.start)
        if stretch and text.startswith("段", mention.evidence.end):
            evidence = Evidence(stretch.start(), mention.evidence.end + 1)
            found.append(Mention(Entity("Place", evidence.exact(text)), evidence, "mentions/site", 0.8))
    return found


def _below(text: str, divisions: list[Mention]) -> list[Mention]:
    """Return towns, streets and villages that follow right behind a division or one another."""
    found = []
    for mention in divisions:
        end = mention.evidence.end
        deictic = mention.rule == "mentions/deictic-place"
        if deictic or not mention.entity.name.endswith(("县", "市", "区", "旗", "州")):
            continue
        while True:
            match = _BELOW.match(text, end)
            if not match or _NOT_A_PLACE.match(match[0]) or any(character in PAUSE for character in match[0]):
                break
            evidence = Evidence(match.start(), match.end())
            found.append(Mention(Entity("Place", match[0]), evidence, "mentions/below-division", 0.85))
            end = match.end()
    return found
