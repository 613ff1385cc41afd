"""Files that are written whole or not at all."""

import os
from pathlib import Path

from kg.errors import OutputError


def write(content: bytes, path: Path, problem: str) -> None:
    """Write a file aside and rename it; OutputError with `problem` where that fails, and nothing is left half done."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(str(path), problem, "check that the folder exists, is writable and has room") from error
