"""A leaf of a document as paragraphs of marked pieces, with the claims that begin in each beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from kg.server.documents.annotations import Annotations, Claim, Mention, Proof, Thing
from kg.server.documents.passages import CONTROL, Range, Segment, paragraphs, segments, within


class Piece(NamedTuple):
    """Characters that are marked alike.

    `mention` is the innermost that covers them, `around` the others; `ids` are the fragments that begin here,
    `id` the mention's own; `claims` are the numbers of the claims that rest on them; `end` says that they name the
    `subject` or `object` of the claim that was asked for; `control` is the code of a lone invisible character.
    """

    text: str
    mention: Mention | None
    around: tuple[Mention, ...]
    ids: tuple[str, ...]
    id: str
    claims: tuple[int, ...]
    end: str
    control: str


class Run(NamedTuple):
    """Pieces of a paragraph that were asked for, or that were not; `first` where the asked ones begin."""

    asked: bool
    first: bool
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Paragraph:
    """A line of the text: its runs, the claims that begin in it, the deictic names that it is the first to use."""

    range: Range
    runs: list[Run] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    deictic: list[Mention] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Say whether what was asked for begins here."""
        return any(it.first for it in self.runs)


class Asked(NamedTuple):
    """What a link points at: a range, and the claim that rests on it where the link names one."""

    range: Range
    claim: Claim | None = None


def article(text: str, leaf: Range, said: Annotations, asked: Asked | None) -> list[Paragraph]:
    """Cut a leaf of a text into its paragraphs, with all that its annotations say of them."""
    found = [Paragraph(it) for it in paragraphs(text, leaf)]
    if not found:
        return []
    ranges = [it.range for it in found]
    for claim in said.claims:
        if leaf.start <= claim.range.start < leaf.end:
            found[within(ranges, claim.range.start)].claims.append(claim)
    for mention in _deictic(said.mentions):
        if leaf.start <= mention.range.start < leaf.end:
            found[within(ranges, mention.range.start)].deictic.append(mention)
    controls = {it.start() for it in CONTROL.finditer(text, leaf.start, leaf.end)}
    pieces = _Pieces(text, controls, said, asked)
    begun = False
    cuts = segments(leaf, pieces.spans, [*(it.start for it in ranges), *controls, *(it + 1 for it in controls)])
    for number, group in groupby(cuts, key=lambda it: within(ranges, it.start)):
        for lit, run in groupby(group, key=pieces.asked):
            found[number].runs.append(Run(lit, lit and not begun, tuple(pieces.piece(it) for it in run)))
            begun = begun or lit
    return found


class _Pieces:
    """Turns segments into pieces; spans are numbered mentions first, then claims, then proofs, then what was asked."""

    def __init__(self, text: str, controls: set[int], said: Annotations, asked: Asked | None) -> None:
        self._text, self._controls, self._mentions = text, controls, said.mentions
        self._claim = asked.claim if asked else None
        proofs = sorted({it.proof.range for it in said.mentions if it.proof and it.proof.range})
        self.spans = [*(it.range for it in said.mentions), *(it.range for it in said.claims), *proofs]
        self._proofs = len(said.mentions) + len(said.claims)
        self._ids = _ids(self.spans, len(said.mentions))
        self._last = len(self.spans) if asked else -1
        if asked:
            self.spans.append(asked.range)

    def asked(self, segment: Segment) -> bool:
        return self._last in segment.over

    def piece(self, segment: Segment) -> Piece:
        many = len(self._mentions)
        over = [self._mentions[it] for it in segment.over if it < many]
        claims = tuple(sorted(it - many + 1 for it in segment.over if many <= it < self._proofs))
        ids = self._ids.get(segment.start, ())
        characters = self._text[segment.start : segment.end]
        control = f"U+{ord(characters):04X}" if segment.start in self._controls else ""
        own = ""
        if over and not control and over[-1].range.start == segment.start:
            own = _fragment("mention", over[-1].range)
        return Piece(
            characters,
            over[-1] if over else None,
            tuple(over[:-1]),
            tuple(it for it in ids if it != own) if own else ids,
            own,
            claims,
            self._end(segment, over),
            control,
        )

    def _end(self, segment: Segment, over: Sequence[Mention]) -> str:
        claim = self._claim
        if claim is None or not self.asked(segment):
            return ""
        named = {it.thing.iri for it in over if claim.range.covers(it.range)}
        ends = {"subject": claim.subject, "object": claim.object}
        return next((name for name, thing in ends.items() if thing and thing.iri in named), "")


def _ids(spans: Sequence[Range], mentions: int) -> Mapping[int, tuple[str, ...]]:
    """Return the fragments of the graph's IRIs by where they begin, each once."""
    found: dict[int, dict[str, None]] = {}
    for number, span in enumerate(spans):
        kinds = ("char", "selector", "mention") if number < mentions else ("char", "selector")
        found.setdefault(span.start, {}).update(dict.fromkeys(_fragment(kind, span) for kind in kinds))
    return {start: tuple(ids) for start, ids in found.items()}


def _fragment(kind: str, span: Range) -> str:
    return f"{kind}={span.start},{span.end}"


def _deictic(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the first mention by each deictic name, entity and proof."""
    first: dict[tuple[Thing, str, Proof], Mention] = {}
    for it in mentions:
        if it.proof:
            first.setdefault((it.thing, it.exact, it.proof), it)
    return list(first.values())
