"""Which files there are below the given paths, in a fixed order, and what each is called."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError


class Source(NamedTuple):
    """One file to read and the name of the document in it."""

    path: Path
    name: str


def sources(paths: Sequence[Path]) -> Iterator[Source | InputError]:
    """Yield the files of `paths`, folders walked recursively in order of names; hidden ones are left out."""
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield _checked(path, path.name)


def _walk(folder: Path) -> Iterator[Source | InputError]:
    trouble: list[OSError] = []
    found: list[Path] = []
    # Links to folders are not followed, so that no loop of links can catch the walk.
    for place, folders, files in os.walk(folder, onerror=trouble.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [Path(place) / name for name in [*files, *linked] if not name.startswith(".")]
    for error in trouble:
        where = error.filename or str(folder)
        yield InputError(str(where), f"cannot be listed ({error.strerror})", "give yourself the right to read it")
    named = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    for name, path in named:
        yield _checked(path, name)


def _checked(path: Path, name: str) -> Source | InputError:
    if not name.isprintable():
        # Bytes that are no UTF-8 stand in it as surrogates, which nothing can write.
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = name.encode(errors="backslashreplace").decode()
            return InputError(shown, "has a name that is not UTF-8", "rename the file")
    try:
        mode = path.stat().st_mode
    except OSError as error:
        what = "is a link to nothing" if path.is_symlink() else f"cannot be read ({error.strerror})"
        return InputError(name, what, "check the path")
    if stat.S_ISDIR(mode):
        return InputError(name, "is a link to a folder", "give that folder itself")
    if not stat.S_ISREG(mode):
        return InputError(name, "is no ordinary file", "give documents, not devices or pipes")
    return Source(path, name)
