"""Persons and their posts: 浙江省委书记袁家军, 任省委常委、秘书长."""

import re
from collections.abc import Iterator, Sequence

from kg.model import Evidence, Mention, Relation
from kg.pipeline.relations.cues import Cues

_REACH = 40


class Posts:
    """Finds chains of posts before a person's name."""

    def __init__(self, cues: Cues) -> None:
        title = "|".join(map(re.escape, cues.titles))
        one = f"(?:党组|党委|常务|首席|常委)?(?:{title})"
        self._chain = re.compile(f"((?:{one})(?:、(?:{one}))*)[、,， \u3000]*")
        self._between = re.compile(f"((?:{one})(?:、(?:{one}))*)[、和兼]?")

    def find(self, text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
        """Yield holdsPosition for the bodies that lead up to a person's name with a post behind each."""
        bodies = {m.evidence.end: m for m in mentions if m.entity.type == "Organization"}
        for person in mentions:
            if person.entity.type != "Person":
                continue
            yield from self._held(text, person, bodies)

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
            yield Relation(
                person.entity,
                "holdsPosition",
                body.entity,
                Evidence(body.evidence.start, person.evidence.end),
                "relations/holdsPosition-chain",
                0.95,
                post[1],
            )
            limit = body.evidence.start
