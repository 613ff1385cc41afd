"""Which files a build reads: each once, none of its own output, in an order that the inputs' does not change."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import InputError
from kg.reader import SUFFIXES, Source, sources


def files(inputs: Sequence[Path], output: Path) -> Iterator[Source | InputError]:
    """Yield the files of `inputs` and of the folders among them, without those of the build in `output`.

    A file that two of the inputs hold is read once, under the name that the first of them by name gives it.
    """
    place = output.resolve()
    seen: set[Path] = set()
    for source in sources(sorted(set(inputs), key=lambda path: (path.name, path))):
        if isinstance(source, Source):
            real = source.path.resolve()
            if real in seen or real.is_relative_to(place):
                continue
            seen.add(real)
        yield source


def is_foreign(source: Source, inputs: Sequence[Path]) -> bool:
    """Say whether a file lies in one of the folders by the way: its type is unknown and nobody named it."""
    return source.path.suffix.lower() not in SUFFIXES and source.path not in inputs


def size(source: Source | InputError) -> int:
    """Return the bytes of a file, 0 for what is none."""
    try:
        return source.path.stat().st_size if isinstance(source, Source) else 0
    except OSError:
        return 0


def digest(source: Source) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None where it is gone."""
    try:
        with source.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
