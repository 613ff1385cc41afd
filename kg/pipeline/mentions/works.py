"""Titles between book-title marks, and documents named by 关于…的意见 without them."""

import re

from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.cues import around
from kg.pipeline.mentions.names import plain

_WORK = re.compile("《([^《》\n]{2,80})》")
_ART = re.compile(r"(?:[^编喜]剧|纪录片|动画片|影片|电影|歌曲|晚会|节目|小戏|小品|组歌|交响乐|舞蹈)$")
_ART_BEHIND = re.compile(
    r"》(?:[、和]?《[^《》\n]+》)*等?(?:精品|优秀|一批|热门)*(?:[\u4e00-\u9fff]{0,2}剧|影视|电影|纪录片|歌曲|文艺)"
)
_RUN = re.compile(r"》[、和]?$")
_ABOUT = re.compile(
    r"(?:中共[\u4e00-\u9fff]{2,8}委)?关于[^，。；：！？\n《》]{4,40}?的(?:实施|若干|指导)?(?:意见|决定|决议|方案|规定|办法|通知|规划|建议)"
)
_ON = re.compile("关于")


def find(text: str) -> list[Mention]:
    """Return the mentions of documents, books and works by title."""
    found = []
    art_end = -1
    for match in _WORK.finditer(text):
        before = text[max(0, match.start() - 5) : match.start()]
        art = bool(_ART.search(before) or _ART_BEHIND.match(text, match.end() - 1)) or (
            art_end == match.start() or text[art_end : match.start()] in ("、", "和")
        )
        if art:
            art_end = match.end()
        kind = "Platform" if art else "PolicyDocument"
        evidence = Evidence(match.start() + 1, match.end() - 1)
        found.append(Mention(Entity(kind, plain(match[1])), evidence, "mentions/title", 0.9))
    for match in around(_ON, _ABOUT, text, before=11, behind=49):
        if text[match.start() - 1 : match.start()] != "《":
            evidence = Evidence(match.start(), match.end())
            found.append(Mention(Entity("PolicyDocument", plain(match[0])), evidence, "mentions/about", 0.8))
    return found
