"""Files and folders of any file system that Spark reads, as the driver sees them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from pyspark.sql import SparkSession

from kg.errors import OutputError


@dataclass(frozen=True, slots=True)
class Root:
    """An input: its full address, and whether it is a folder.

    >>> Root("file:/in/reports", True).name("file:/in/reports/2024/a.txt")
    '2024/a.txt'
    >>> Root("file:/in/a.txt", False).name("file:/in/a.txt")
    'a.txt'
    """

    address: str
    is_folder: bool

    def holds(self, path: str) -> bool:
        """Say whether a file is this one or lies below it."""
        return path == self.address or path.startswith(f"{self.address.rstrip('/')}/")

    def name(self, path: str) -> str:
        """Return what the document in a file is called: its path below the folder that was given."""
        if not self.is_folder:
            return PurePosixPath(self.address).name
        return path.removeprefix(self.address).lstrip("/")


@dataclass(frozen=True, slots=True)
class Roots:
    """All inputs, in the order in which they give names."""

    roots: tuple[Root, ...]

    def __call__(self, path: str) -> str:
        """Return the name that the first of the inputs which holds a file gives it."""
        return next(root for root in self.roots if root.holds(path)).name(path)

    def given(self, path: str) -> bool:
        """Say whether a file is itself one of the inputs."""
        return any(root.address == path for root in self.roots)

    def outermost(self) -> list[Root]:
        """Return the inputs that lie in no other, so that each file is found once."""
        return [
            root
            for at, root in enumerate(self.roots)
            if not any(
                other.holds(root.address) and (other != root or before < at)
                for before, other in enumerate(self.roots)
            )
        ]


class Places:
    """Hadoop's file systems, by way of the session's JVM."""

    def __init__(self, spark: SparkSession) -> None:
        context: Any = spark.sparkContext
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._configuration = context._jsc.hadoopConfiguration()

    def address(self, path: str) -> str:
        """Return the full address of a path: with the scheme, and the working folder where it is relative."""
        system, place = self._at(path)
        return str(system.makeQualified(place).toString())

    def exists(self, path: str) -> bool:
        """Say whether there is a file or folder."""
        system, place = self._at(path)
        return bool(system.exists(place))

    def is_folder(self, path: str) -> bool:
        """Say whether there is a folder."""
        system, place = self._at(path)
        return bool(system.exists(place) and system.getFileStatus(place).isDirectory())

    def names(self, folder: str) -> list[str]:
        """List the names in a folder, sorted; none where there is no such folder."""
        system, place = self._at(folder)
        if not system.exists(place):
            return []
        return sorted(it.getPath().getName() for it in system.listStatus(place))

    def move(self, source: str, target: str) -> None:
        """Rename a file; the folder of the target is made where missing. OutputError where that fails."""
        system, place = self._at(source)
        system.mkdirs(self._path(target).getParent())
        if not system.rename(place, self._path(target)):
            raise OutputError(target, "cannot be written (rename failed)", "choose another folder with -o")

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with everything in it; nothing where there is none."""
        system, place = self._at(path)
        system.delete(place, True)

    def write(self, path: str, data: bytes) -> None:
        """Write a small file, in place of an older one."""
        system, place = self._at(path)
        stream = system.create(place, True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def _at(self, path: str) -> tuple[Any, Any]:
        place = self._path(path)
        return place.getFileSystem(self._configuration), place


def decoded(uri: str) -> str:
    """Return the path that Spark writes elsewhere for a URI of its list of files.

    >>> decoded("file:///in/a%20b.txt")
    'file:/in/a b.txt'
    """
    return re.sub(r"^(\w+):///", r"\1:/", unquote(uri))


def literal(path: str) -> str:
    """Escape what Spark would take for a pattern of paths.

    >>> literal("/in/a[1]")
    '/in/a\\\\[1\\\\]'
    """
    return re.sub(r"([\\\[\]{}*?])", r"\\\1", path)


def pattern(suffixes: Sequence[str]) -> str:
    """Return the pattern of the names that end in one of `suffixes`, in whatever case.

    >>> pattern([".md", ".txt"])
    '*.{[mM][dD],[tT][xX][tT]}'
    """
    ends = ("".join(f"[{it}{it.upper()}]" for it in suffix.removeprefix(".")) for suffix in suffixes)
    return f"*.{{{','.join(ends)}}}"
