"""One of the paths that a build was given: how much there is to read, and the hash of each file of it."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Source:
    """A file or folder; `size` counts the bytes of all files in it, for progress only."""

    path: Path
    size: int = field(init=False)
    _hashed: tuple[Path, str] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.size = sum(_size(file) for file in (self.path, *self.path.rglob("*")))

    def digest(self, name: str) -> str | None:
        """Return the SHA-256 of the file that a document lies in, in hexadecimal; None where it is gone.

        `name` is the document's: the path below the folder, with `#row` for a record of a table. The records of
        one file come one after the other, so only the last file's hash is kept.
        """
        file = self._file(name)
        if self._hashed is None or self._hashed[0] != file:
            try:
                with file.open("rb") as stream:
                    self._hashed = file, hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError:
                return None
        return self._hashed[1]

    def _file(self, name: str) -> Path:
        if self.path.is_file():
            return self.path
        whole = self.path / name
        return whole if whole.is_file() else self.path / name.rpartition("#")[0]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0
