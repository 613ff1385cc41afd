"""The output folder: written aside as a whole, then put in the old one's place in one step."""

import ctypes
import errno
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutputError, StoreError

MANIFEST = "manifest.json"
PROGRAM = "tifa"

_CURRENT_FOLDER = -100  # AT_FDCWD of fcntl.h
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_REMEDIES = {
    errno.ENOSPC: "free space on the disk or choose another folder with -o",
    errno.EDQUOT: "free space in your quota or choose another folder with -o",
    errno.EACCES: "get the right to write there or choose another folder with -o",
    errno.EPERM: "get the right to write there or choose another folder with -o",
    errno.EROFS: "choose a folder on a disk that can be written with -o",
}


@contextmanager
def written_aside(output: Path) -> Iterator[Path]:
    """Give a folder beside `output`, which takes its place when the block ends well.

    Where the block fails, the folder is removed and `output` stays as it was. A killed process leaves the folder
    behind, and so does one that is interrupted from the keyboard: the next call for the same `output` gives it
    again, with all that was written. OutputError where `output` is no earlier build, and in place of any OSError
    or StoreError of the block.
    """
    place = output.resolve()
    try:
        _refuse(place)
        folder, lock = _begin(place)
    except OSError as error:
        raise _unwritable(output, error) from error
    try:
        yield folder
        _put(folder, place)
    except KeyboardInterrupt:
        raise
    except (OSError, OutputError, StoreError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _unwritable(output, error) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    else:
        # After the exchange this is the old build.
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def is_build(folder: Path) -> bool:
    """Say whether a build of ours lies in `folder`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("program") == PROGRAM


def _refuse(place: Path) -> None:
    remedy = "choose another folder with -o"
    if place.exists() and not place.is_dir():
        raise OutputError(str(place), "is a file, not a folder", remedy)
    if Path.cwd().is_relative_to(place):
        raise OutputError(str(place), "is the folder you are in, which cannot be replaced", remedy)
    if place.is_dir() and any(place.iterdir()) and not is_build(place):
        raise OutputError(str(place), "holds something that is no build of kg", remedy)


def _begin(place: Path) -> tuple[Path, int]:
    """Lock what a killed build left to write in, or a new folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    parent = os.open(place.parent, os.O_RDONLY)
    try:
        # Held only while folders come and go, so no build takes another's fresh folder for a leftover.
        fcntl.flock(parent, fcntl.LOCK_EX)
        _recover(place)
        left = list(place.parent.glob(f".{_glob(place.name)}.building-*"))
        # The one that was written to last has come furthest, as a rule.
        left.sort(key=lambda path: path.stat().st_mtime_ns)
        found: tuple[Path, int] | None = None
        while left and found is None:
            found = _locked(left.pop())
        for leftover in left:
            other = _locked(leftover)
            if other is not None:
                shutil.rmtree(leftover, ignore_errors=True)
                os.close(other[1])
        if found is None:
            folder = place.with_name(f".{place.name}.building-{secrets.token_hex(4)}")
            folder.mkdir()
            found = _locked(folder)
        if found is None:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(place))
        return found
    finally:
        os.close(parent)


def _glob(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _locked(folder: Path) -> tuple[Path, int] | None:
    """Lock a folder; None where a build that runs now has it."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return folder, lock


def _put(folder: Path, place: Path) -> None:
    if not place.exists():
        folder.rename(place)
    elif not _exchange(folder, place):
        # A kill between the two renames leaves the old build under this name; `_recover` puts it back.
        old = _replaced(place)
        place.rename(old)
        folder.rename(place)
        shutil.rmtree(old, ignore_errors=True)


def _replaced(place: Path) -> Path:
    return place.with_name(f".{place.name}.replaced")


def _recover(place: Path) -> None:
    old = _replaced(place)
    if not old.exists():
        return
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(place)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where the system or the file system has no such step."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_CURRENT_FOLDER, os.fsencode(one), _CURRENT_FOLDER, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _unwritable(output: Path, error: Exception) -> OutputError:
    """Return the error to tell: the system's reason alone, for the files it names are gone by the time it is read."""
    said = " ".join(str(error).split())
    codes = [code for code in _REMEDIES if os.strerror(code) in said]
    reason = os.strerror(codes[0]) if codes else said
    remedy = _REMEDIES[codes[0]] if codes else "choose another folder with -o"
    return OutputError(str(output), f"cannot be written ({reason})", remedy)
