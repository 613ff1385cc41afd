"""What the pages read: one build opened as a whole, exchanged for the next as a whole."""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg import labels
from kg.errors import StoreError
from kg.query import Question
from kg.search import Index
from kg.store import Store

_LOG = logging.getLogger("kg.server")
# Seconds that a page waits for the index; it holds one of the threads that all pages share.
_PATIENCE = 5.0
_AGAIN = {"retry-after": "5"}


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One build as it was when it was opened: a request reads one snapshot from its start to its end.

    `version` changes with every build and is fit for an ETag; `vocabulary` holds labels of our terms by language
    and local name; `index` finds entities by their labels; `warm` is done when all is made that `opened` was given;
    `made` is for `kg.server.memo`.
    """

    folder: Path
    version: str
    manifest: Mapping[str, Any]
    store: Store
    vocabulary: Mapping[str, Mapping[str, str]]
    questions: tuple[Question, ...]
    indexing: "Future[Index]"
    warm: "Future[None]" = field(default_factory=Future, init=False)
    made: dict[object, Any] = field(default_factory=dict, init=False)

    @property
    def texts(self) -> Path:
        """Return the folder of cleaned texts."""
        return self.folder / "text"

    @property
    def index(self) -> Index:
        """Return the index of labels, waiting a little for it where it is still being made.

        HTTPException 503 where that takes too long or has failed.
        """
        try:
            return self.indexing.result(timeout=_PATIENCE)
        except TimeoutError as error:
            raise HTTPException(503, "the index of names is being made; ask again", _AGAIN) from error
        except Exception as error:
            raise HTTPException(
                503, "the index of names could not be made; the server's log has the reason"
            ) from error


def snapshot(request: Request) -> Snapshot:
    """Return the build that a request reads."""
    found: Snapshot = request.state.snapshot
    return found


def opened(
    folder: Path, questions: tuple[Question, ...], makers: Sequence[Callable[[Snapshot], object]] = ()
) -> Snapshot:
    """Open a build for the pages; the index of labels, then what `makers` make, is made in the background.

    StoreError where no whole build lies in `folder`.
    """
    store = Store.open(folder / "store")
    try:
        written = (folder / "manifest.json").read_bytes()
        manifest = json.loads(written)
    except (OSError, ValueError) as error:
        raise StoreError(
            str(folder), "no whole build lies here", "run kg build first, or name the build's folder"
        ) from error
    vocabulary = {lang: labels.vocabulary(store, lang) for lang in ("zh", "en")}
    version = hashlib.sha256(written).hexdigest()[:16]
    known = Snapshot(folder, version, manifest, store, vocabulary, questions, Future())
    # Nobody who stops to wait for it may cancel it.
    known.warm.set_running_or_notify_cancel()
    Thread(target=_warm, args=(known, makers), daemon=True).start()
    return known


def empty(questions: tuple[Question, ...]) -> Snapshot:
    """Return what the pages read where there is no build: nothing."""
    indexing: Future[Index] = Future()
    store = Store.memory()
    indexing.set_result(Index.of(store))
    nothing: dict[str, Mapping[str, str]] = {"zh": {}, "en": {}}
    made = Snapshot(Path(os.devnull), "", {}, store, nothing, questions, indexing)
    made.warm.set_result(None)
    return made


def stamp(folder: Path) -> object:
    """Return what changes with every build that comes into `folder`; None while there is none."""
    try:
        manifest = (folder / "manifest.json").stat()
    except OSError:
        return None
    try:
        # A store that is copied after its manifest changes with every file that arrives.
        store = (folder / "store").stat().st_mtime_ns
    except OSError:
        store = None
    return manifest.st_ino, manifest.st_mtime_ns, manifest.st_size, store


def _warm(known: Snapshot, makers: Sequence[Callable[[Snapshot], object]]) -> None:
    try:
        known.indexing.set_result(Index.of(known.store))
    except Exception as error:
        _LOG.exception("the index of names could not be made")
        known.indexing.set_exception(error)
    for make in makers:
        try:
            make(known)
        except Exception as error:
            # The page that needs it fails, the others do not.
            _LOG.error("a part of build %s cannot be made", known.version, exc_info=error)
    known.warm.set_result(None)
