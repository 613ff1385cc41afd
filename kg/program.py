"""Which program this is: what to hold a thing against that an earlier run made."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# What the bytes of a build can depend on, besides our own version.
LIBRARIES = (
    "daachorse",
    "graspologic-native",
    "lxml",
    "networkx",
    "numpy",
    "opencc",
    "pyoxigraph",
    "pypdfium2",
    "pypinyin",
    "pyvis",
    "rjieba",
    "spacy",
)
_METADATA = (".dist-info", ".egg-info")


@cache
def digest() -> str:
    """Return the SHA-256 of our own source files, of Python's version and of those of `LIBRARIES`, in hexadecimal."""
    told = hashlib.sha256(f"{sys.version}\0{sorted(_installed())}\0".encode())
    package = Path(__file__).parent
    folders = os.walk(package)
    paths = [Path(folder, name) for folder, _, names in folders for name in names if name.endswith(".py")]
    for path in sorted(paths):
        source = path.read_bytes()
        told.update(f"{path.relative_to(package).as_posix()}\0{len(source)}\0".encode())
        told.update(source)
    return told.hexdigest()


def _installed() -> Iterator[str]:
    """Yield name and version of each library, as its folder of metadata is called.

    importlib.metadata would take longer to import than all the rest takes.
    """
    for folder in filter(os.path.isdir, sys.path):
        for entry in os.scandir(folder):
            name, _, version = entry.name.partition("-")
            if entry.name.endswith(_METADATA) and name.replace("_", "-").lower() in LIBRARIES:
                yield f"{name}-{version}"
