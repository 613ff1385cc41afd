"""What is slow to derive, kept in the user's cache folder from one run to the next."""

import hashlib
import marshal
import os
import sys
from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any

from kg import program

# How many things of one name are kept: as many ontology folders as somebody works on.
_KEPT = 8


def folder() -> Path:
    """Return our folder below the user's cache folder; it need not exist."""
    bases = {"win32": ("LOCALAPPDATA", "~/AppData/Local"), "darwin": ("XDG_CACHE_HOME", "~/Library/Caches")}
    variable, usual = bases.get(sys.platform, ("XDG_CACHE_HOME", "~/.cache"))
    try:
        return Path(os.environ.get(variable) or usual).expanduser() / "tifa"
    except RuntimeError:
        # Whoever has no home keeps nothing.
        return Path(os.devnull, "tifa")


def recall(name: str, key: str, make: Callable[[], Any]) -> Any:
    """Return what `make` derives, or what it derived in an earlier run of this program under the same key.

    It must consist of what marshal writes: strings, numbers, tuples, lists, dictionaries, bytes. What cannot be
    read, or is not what was written, is derived anew; what cannot be written is not kept.
    """
    full = f"{program.digest()}\0{name}\0{key}".encode()
    path = folder() / f"{name}-{hashlib.sha256(full).hexdigest()[:32]}"
    with suppress(OSError, EOFError, ValueError, TypeError):
        content = memoryview(path.read_bytes())
        if _seal(content[32:]) == content[:32]:
            return marshal.loads(content[32:])
    made = make()
    with suppress(OSError):
        _keep(path, marshal.dumps(made))
    return made


def _seal(content: bytes | memoryview) -> bytes:
    return hashlib.sha256(content).digest()


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and drop the oldest of its name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with aside.open("xb") as file:
            file.write(_seal(content))
            file.write(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    name = path.name.rpartition("-")[0]
    alike = sorted(path.parent.glob(f"{name}-*"), key=lambda it: it.stat().st_mtime, reverse=True)
    for old in alike[_KEPT:]:
        old.unlink()


class Packed:
    """Items that marshal writes at once, each unpacked when it is asked for: plain values as in `recall`."""

    def __init__(self, ends: bytes, body: bytes) -> None:
        self._ends = array("Q", ends)
        self._body = memoryview(body)

    @staticmethod
    def pack(items: Iterable[Any]) -> tuple[bytes, bytes]:
        """Return the two arguments that make the sequence of these items."""
        written = [marshal.dumps(it) for it in items]
        return array("Q", accumulate(map(len, written))).tobytes(), b"".join(written)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._ends)

    def __getitem__(self, number: int) -> Any:
        """Return the item of a number from 0."""
        return marshal.loads(self._body[self._ends[number - 1] if number else 0 : self._ends[number]])
