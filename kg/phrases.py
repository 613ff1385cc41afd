"""How far a document spells out the numeral phrases that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Entity, Extraction, Mention, Relation
from kg.numerals import arity
from kg.vocabulary import COUNTED

_OPENERS, _CLOSERS, _MARKS = ("“", "‘"), ("”", "’"), "“”‘’"


@dataclass(frozen=True, slots=True)
class Expansion:
    """A numeral phrase of a document: how many parts its name announces, and how many of them the document names."""

    phrase: Entity
    arity: int
    named: int

    @property
    def complete(self) -> bool:
        """Say whether the document names all the parts."""
        return self.named >= self.arity


def expansions(extraction: Extraction) -> Iterator[Expansion]:
    """Yield the numeral phrases of a document, in the order in which it first names them.

    The number is read off the phrase as it is written, for only its quotation marks show “三航”行动 to be one.
    """
    parts: dict[Entity, set[Entity]] = {}
    for claim in extraction.claims:
        if isinstance(claim, Relation) and claim.predicate == "hasComponent":
            parts.setdefault(claim.subject, set()).add(claim.object)
    announced: dict[Entity, int] = {}
    for mention in extraction.mentions:
        if mention.entity.type in COUNTED and mention.entity not in announced:
            number = arity(mention.entity.name) or arity(_quoted(extraction.document.text, mention))
            if number is not None:
                announced[mention.entity] = number
    for phrase, number in announced.items():
        yield Expansion(phrase, number, len(parts.get(phrase, ())))


def _quoted(text: str, mention: Mention) -> str:
    """Return the name as this mention quotes it (“三航”行动), "" where it writes another name."""
    start, end = mention.evidence.start, mention.evidence.end
    around = text[start - 1 : start] in _OPENERS and text[end : end + 1] in _CLOSERS
    surface = text[start - 1 : end + 1] if around else text[start:end]
    name = mention.entity.name
    return surface if surface == name or "".join(sign for sign in surface if sign not in _MARKS) == name else ""
