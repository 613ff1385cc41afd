"""Folders of real documents of any size, cut from those of ../shared: the same files for the same size.

`python tests/benchmarks/passages.py FOLDER CHARACTERS [SIZE]` writes documents of SIZE (10,000) characters each.
"""

import hashlib
import sys
from collections.abc import Iterator
from itertools import accumulate, count
from pathlib import Path

from kg import reader
from kg.model import Document

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SOURCES = ("provincial-reports-2026.csv", "national-reports-1954-2025.jsonl", "congress-reports.jsonl")
SIZE = 10_000


def write(folder: Path, characters: int, *, size: int = SIZE) -> str:
    """Write so many characters as text files into a new folder; return the SHA-256 over all of them."""
    folder.mkdir(parents=True)
    digest = hashlib.sha256()
    written = 0
    for number, text in enumerate(texts(size)):
        if written >= characters:
            return digest.hexdigest()
        text = text[: max(characters - written, 100)]
        data = text.encode()
        (folder / f"{number:06}.txt").write_bytes(data)
        digest.update(data)
        written += len(text)
    raise AssertionError("the texts never end")


def texts(size: int) -> Iterator[str]:
    """Yield passages of the real documents in turn, each under its document's title; later rounds begin elsewhere."""
    documents = [it for it in reader.read([SHARED / name for name in SOURCES]) if isinstance(it, Document)]
    for number in count():
        for document in documents:
            lines = [line for line in document.text.split("\n") if line]
            starts = [0, *accumulate(len(line) + 1 for line in lines)]
            if starts[-1] < size // 2:
                continue
            # Every round begins a prime number of characters further on.
            for start in range(number * 1_009 % size, starts[-1] - size // 2, size):
                first = next(at for at, begins in enumerate(starts) if begins >= start)
                passage = "\n".join(lines[first:])[:size].rpartition("。")
                yield f"{document.place or ''}{document.title or document.name}\n{passage[0]}{passage[1]}\n"


if __name__ == "__main__":
    wanted, size = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else SIZE
    sys.stdout.write(write(Path(sys.argv[1]), wanted, size=size) + "\n")
