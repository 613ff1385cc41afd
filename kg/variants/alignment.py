"""One wording aligned with a formula, character by character: what was put in, left out, exchanged or moved."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from kg.variants.formula import PAUSES, Arrangement, Formula, letters

KINDS = ("reordering", "substitution", "insertion", "omission", "punctuation")


@dataclass(frozen=True, slots=True)
class Op:
    """A step from the base to a wording: `start`:`end` count in the arranged base, `base` stands there, `wording` instead."""

    kind: str
    start: int
    end: int
    base: str
    wording: str

    @property
    def change(self) -> str:
        """Return the kind of change, "punctuation" where it touches pauses alone, or "equal"."""
        return self.kind if self.kind == "equal" or set(self.base + self.wording) - PAUSES else "punctuation"


@dataclass(frozen=True, slots=True)
class Alignment:
    """The steps that lead from an arrangement of the base to a wording."""

    arrangement: Arrangement
    ops: tuple[Op, ...]
    moved: bool = False

    @property
    def wording(self) -> str:
        """Return what the steps give."""
        return "".join(it.wording for it in self.ops)

    @property
    def kept(self) -> int:
        """Return how many characters of the base stand in the wording in order, pauses not counted."""
        return sum(len(letters(it.base)) for it in self.ops if it.kind == "equal")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return what kinds of change there are, in the order of KINDS; none where the wording is the base."""
        found = {it.change for it in self.ops} - {"equal"}
        if self.moved:
            found.add("reordering")
        if found - {"punctuation"}:
            found.discard("punctuation")
        return tuple(it for it in KINDS if it in found)

    def extended(self, left: str, right: str) -> "Alignment":
        """Return the alignment of a wording that goes on at its edges."""
        size = len(self.arrangement.text)
        before = (Op("insertion", 0, 0, "", left),) if left else ()
        after = (Op("insertion", size, size, "", right),) if right else ()
        return Alignment(self.arrangement, before + self.ops + after, self.moved)


def align(formula: Formula, wording: str) -> Alignment:
    """Align a wording (without quotation marks) with the arrangement of a formula that it is most like.

    The distance counts characters put in and left out (the longest common subsequence, `rapidfuzz.distance.Indel`);
    of equals the order of the base is taken.

    >>> [it.kind + it.base + it.wording for it in align(Formula("三个代表"), "四个代表").ops]
    ['substitution三四', 'equal个代表个代表']
    """
    turned = formula.turned.get(wording)
    if turned:
        return Alignment(turned, (Op("equal", 0, len(wording), wording, wording),), moved=True)
    best = max(formula.arrangements, key=lambda it: Indel.normalized_similarity(it.text, wording))
    return Alignment(best, tuple(_ops(best.text, wording)), moved=best != formula.arrangements[0])


def apply(base: str, alignment: Alignment) -> str:
    """Return what becomes of a base when the steps of an alignment are taken."""
    arranged = "".join(base[it] for it in alignment.arrangement.order)
    pieces, position = [], 0
    for it in alignment.ops:
        pieces += [
            arranged[position : it.start],
            arranged[it.start : it.end] if it.kind == "equal" else it.wording,
        ]
        position = it.end
    return "".join([*pieces, arranged[position:]])


def marked(alignment: Alignment) -> str:
    """Return the wording with its changes in brackets: [+列] put in, [-列] left out, [三→四] exchanged.

    >>> marked(align(Formula("走在前、作表率"), "走在前列、作表率"))
    '走在前[+列]、作表率'
    """
    return "".join(_marked(it) for it in alignment.ops)


def _marked(it: Op) -> str:
    return {
        "equal": it.base,
        "insertion": f"[+{it.wording}]",
        "omission": f"[-{it.base}]",
        "substitution": f"[{it.base}→{it.wording}]",
    }[it.kind]


def _ops(base: str, wording: str) -> Iterator[Op]:
    """Yield the steps; what is left out and what is put in at one place is one exchange."""
    start = i = j = 0
    begun = 0
    for it in Indel.opcodes(base, wording):
        if it.tag == "equal":
            if i > start or j > begun:
                yield _changed(base, wording, (start, i), (begun, j))
            yield Op(
                "equal",
                it.src_start,
                it.src_end,
                base[it.src_start : it.src_end],
                wording[it.dest_start : it.dest_end],
            )
            start, begun = it.src_end, it.dest_end
        i, j = it.src_end, it.dest_end
    if i > start or j > begun:
        yield _changed(base, wording, (start, i), (begun, j))


def _changed(base: str, wording: str, old: tuple[int, int], new: tuple[int, int]) -> Op:
    kind = "omission" if new[0] == new[1] else "insertion" if old[0] == old[1] else "substitution"
    return Op(kind, *old, base[slice(*old)], wording[slice(*new)])
