"""Persons and their posts: 浙江省委书记袁家军, 任省委常委、秘书长."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.model import Entity, Evidence, Mention, Relation
from kg.pipeline.relations.cues import Cues

_REACH = 40
# The head of a government is none of the party committee's or another body's behind whose name he stands.
_HEAD = re.compile(r"(?:常务)?副?(?:[省市县区州旗]长|总理)")
_TAKES = re.compile(
    r"(?:同志)?[,，]?(?:[于自从]?[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:起|至今)?[,，]?)?"
    r"(?:曾|现|先后|历|时|继续|再次|还|并|兼|被|全票|一直|随后|同时)*"
    r"(?:任|担任|出任|就任|升任|接任|调任|转任|连任|改任|任职|当选为?|任命为|推选为|选举为|聘为)了?"
)
# Whose head is named by the committee (甲市委常委、组织部长) leads a department of it.
_HEADED = {"组织部长": "组织部", "宣传部长": "宣传部", "统战部长": "统战部", "政法委书记": "政法委"}
_MADE = re.compile(r"(?:选举|任命|推选|补选|增选|决定|聘请|聘任|推举)[“‘]?$")
_AS = re.compile(r"(?:同志)?(?:为|任|担任)")


class Posts:
    """Finds chains of posts before a person's name and behind it."""

    def __init__(self, cues: Cues) -> None:
        title = "|".join(map(re.escape, cues.titles))
        one = f"(?:党组|党委|常务|首席|常委)?(?:{title})"
        posts = f"((?:{one})(?:、(?:{one}))*)"
        self._chain = re.compile(f"{posts}[、,， \u3000]*")
        self._between = re.compile(f"{posts}[、和兼]?")
        self._behind = re.compile(posts)

    def find(self, text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
        """Yield holdsPosition, one for each post, for the bodies that lead up to a person or that he is said to serve in."""
        bodies = [m for m in mentions if m.entity.type == "Organization"]
        ending, opening = {m.evidence.end: m for m in bodies}, {m.evidence.start: m for m in reversed(bodies)}
        named = {m.entity.name: m.entity for m in bodies}
        for person in mentions:
            if person.entity.type == "Person":
                for relation in self._held(text, person, ending):
                    yield relation
                    yield from _led(relation, named)
                yield from self._taken(text, person, opening)

    def _held(self, text: str, person: Mention, bodies: dict[int, Mention]) -> Iterator[Relation]:
        limit = person.evidence.start
        while True:
            body = next((bodies[n] for n in range(limit - 1, max(0, limit - _REACH), -1) if n in bodies), None)
            if body is None:
                return
            pattern = self._chain if limit == person.evidence.start else self._between
            post = pattern.fullmatch(text, body.evidence.end, limit)
            if post is None:
                return
            evidence = Evidence(body.evidence.start, person.evidence.end)
            yield from _posts(person, body, post[1], evidence, "chain", 0.95)
            limit = body.evidence.start

    def _taken(self, text: str, person: Mention, bodies: dict[int, Mention]) -> Iterator[Relation]:
        """Yield 张三任A书记、B主任, and 选举张三为A主任."""
        made = _MADE.search(text, max(0, person.evidence.start - 3), person.evidence.start)
        verb = (_AS if made else _TAKES).match(text, person.evidence.end)
        position = verb.end() if verb else -1
        while body := bodies.get(position):
            post = self._behind.match(text, body.evidence.end)
            if post is None:
                return
            evidence = Evidence(person.evidence.start, post.end())
            yield from _posts(person, body, post[1], evidence, "verb", 0.9)
            position = post.end() + text.startswith(("、", "兼"), post.end())


def _led(relation: Relation, named: Mapping[str, Entity]) -> Iterator[Relation]:
    """Yield that who is a committee's 组织部长 holds the post in its department, where the text names that."""
    department = named.get(relation.object.name + _HEADED.get(relation.role or "", "-"))
    if department is not None:
        yield replace(relation, object=department, role=(relation.role or "")[-2:])


def _posts(
    person: Mention, body: Mention, titles: str, evidence: Evidence, template: str, confidence: float
) -> Iterator[Relation]:
    for title in titles.split("、"):
        if not _HEAD.fullmatch(title) or body.entity.name.endswith(("政府", "国务院")):
            rule = f"relations/holdsPosition-{template}"
            yield Relation(person.entity, "holdsPosition", body.entity, evidence, rule, confidence, title)
