"""The hash of the program: what tells whether an earlier build's work still holds."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

# What the bytes of a build can depend on, besides our own code.
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
    "spacy",
)


@cache
def program_digest() -> str:
    """Return the SHA-256 over the modules of the package and the versions of LIBRARIES, in hexadecimal."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    return digest.hexdigest()
