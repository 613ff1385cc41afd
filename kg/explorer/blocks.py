"""The texts of the page: whole documents, or the sentences that something rests on, in blocks that unpack alone."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.network import Network

# Up to so many characters a page holds whole documents.
_MOST = 20_000_000
# Bytes of text in a block, before it is compressed: what a page unpacks to show one sentence.
_BLOCK = 128_000
_SENTENCE_END = re.compile(r"[。！？\n]+[”’」』）)]*")
_REACH = 400

Piece = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page holds of a document: `length` counts the code points of its whole text, as far as known."""

    pieces: tuple[Piece, ...]
    length: int
    whole: bool


class Shelf:
    """The cleaned texts of a build, by the hash that the store names them by."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def text(self, hash_: str) -> str | None:
        """Return the text of a hash; None where there is none, or one that is not what the hash says."""
        digest = hash_.removeprefix("sha256:")
        if self._folder is None or not re.fullmatch("[0-9a-f]{64}", digest):
            return None
        try:
            content = (self._folder / f"{digest}.txt").read_bytes()
        except OSError:
            return None
        # Offsets count in the very text that was read; in another they would mark other words.
        return content.decode(errors="replace") if hashlib.sha256(content).hexdigest() == digest else None


def readings(
    network: Network,
    documents: Sequence[str],
    claims: Mapping[str, Iterable[tuple[int, int, str]]],
    *,
    texts: Path | None,
    whole: bool | None,
) -> list[Reading]:
    """Return what the page holds of each of `documents`.

    `claims` are document → start, end and words of what its claims rest on. With the folder `texts` documents are
    whole where all together have at most 20 million characters, or where `whole` says so; else they are cut to
    the sentences that claims rest on and the first that names each entity. Without a text there are exact quotes.
    """
    shelf = Shelf(texts)
    known = [network.graph["documents"].get(document, {}).get("hash", "") for document in documents]
    lengths = [len(shelf.text(hash_) or "") for hash_ in known]
    if whole is None:
        whole = sum(lengths) <= _MOST
    found = []
    for document, hash_, length in zip(documents, known, lengths, strict=True):
        text = shelf.text(hash_)
        spans = network.graph["spans"].get(document, [])
        rests = [*claims.get(document, ()), *_first(spans)]
        if text is None:
            ends = (end for _, end, *_ in (*rests, *spans))
            found.append(Reading(_quotes(rests), max(ends, default=0), False))
        elif whole:
            found.append(Reading(((0, text),), length, True))
        else:
            found.append(Reading(_sentences(text, rests), length, False))
    return found


def blocks(
    network: Network, documents: Sequence[str], readings: Sequence[Reading], number: Mapping[str, int]
) -> tuple[list[int], list[list[dict[str, Any]]]]:
    """Return the block of each document, and the blocks; `number` is entity → row."""
    rows: list[int] = []
    packed: list[list[dict[str, Any]]] = []
    size = _BLOCK
    for document, reading in zip(documents, readings, strict=True):
        if size >= _BLOCK:
            packed.append([])
            size = 0
        size += sum(len(text.encode(errors="replace")) for _, text in reading.pieces)
        rows.append(len(packed) - 1)
        packed[-1].append(_text(reading, network.graph["spans"].get(document, ()), number))
    return rows, packed


def _text(
    reading: Reading, spans: Iterable[tuple[int, int, str, str]], number: Mapping[str, int]
) -> dict[str, Any]:
    starts = [start for start, _ in reading.pieces]
    ends = [start + len(text) for start, text in reading.pieces]
    shown = []
    for start, end, entity, _ in spans:
        at = bisect_right(starts, start) - 1
        if entity in number and at >= 0 and end <= ends[at]:
            shown.append((start, end - start, number[entity]))
    shown.sort()
    return {
        "pieces": [list(piece) for piece in reading.pieces],
        "starts": [
            start - before for before, (start, *_) in zip([0, *(it[0] for it in shown)], shown, strict=False)
        ],
        "lengths": [length for _, length, _ in shown],
        "entities": [entity for *_, entity in shown],
    }


def _first(spans: Iterable[tuple[int, int, str, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield the first mention of each entity."""
    seen = set()
    for start, end, entity, exact in spans:
        if entity not in seen:
            seen.add(entity)
            yield start, end, exact


def _quotes(rests: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """Return the words of spans, those that overlap joined.

    >>> _quotes([(5, 8, "甲乙丙"), (6, 9, "乙丙丁"), (9, 10, "戊")])
    ((5, '甲乙丙丁戊'),)
    """
    # Parts joined at the end: a text that grew with each of very many spans would be copied as often.
    pieces: list[tuple[int, list[str]]] = []
    reached = -1
    for start, _, exact in sorted(rests):
        if start <= reached:
            exact = exact[reached - start :]
            pieces[-1][1].append(exact)
            reached += len(exact)
        else:
            pieces.append((start, [exact]))
            reached = start + len(exact)
    return tuple((start, "".join(parts)) for start, parts in pieces)


def _sentences(text: str, rests: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """Return the sentences in which spans lie, neighbours joined."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    wide = []
    for start, end, _ in rests:
        before = bisect_right(ends, start) - 1
        behind = bisect_left(ends, end)
        first = ends[before] if before >= 0 else 0
        last = ends[behind] if behind < len(ends) else len(text)
        # A table without a full stop is no sentence.
        wide.append((max(first, start - _REACH), min(last, end + _REACH)))
    return _quotes((start, end, text[start:end]) for start, end in wide)
