"""What a build says of itself: inputs, options, versions, counts, times, and what it skipped."""

import json
import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Literal

from kg import __version__
from kg.build.output import MANIFEST, PROGRAM
from kg.errors import InputError
from kg.model import Document, Extraction, Observation, Relation
from kg.vocabulary import CLASSES, RELATIONS

# What the bytes of a build can depend on, besides our own version.
_LIBRARIES = (
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


@dataclass(frozen=True, slots=True)
class Input:
    """One document that was read: SHA-256 of the file it lies in and of its cleaned text, in hexadecimal."""

    name: str
    file: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """One thing that was not read: an `error`, or by the way (`note`), such as a file of no known type."""

    where: str
    problem: str
    remedy: str
    kind: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"


def fault(where: str, stage: str, error: Exception) -> Skipped:
    """Return what is told of a document on which a stage failed as it never should."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return Skipped(where, f"{stage} failed unexpectedly ({what})", "report it, with the traceback of --debug")


def nothing(where: str, errors: Sequence[Skipped]) -> InputError:
    """Return the error for a build without a document: the one reason, if there is only one."""
    if len(errors) == 1:
        return InputError(errors[0].where, errors[0].problem, errors[0].remedy)
    if errors:
        return InputError(where, f"none of {len(errors)} documents could be read", "mend the files named above")
    return InputError(where, "no document in it", "give files of a known type: see kg build --help")


@dataclass(slots=True)
class Counts:
    """How much a build holds; `relations` counts claims, `entities` distinct entities."""

    documents: int = 0
    characters: int = 0
    mentions: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    quads: int = 0

    def add(self, extraction: Extraction) -> None:
        """Count one document, all but its entities and quads."""
        self.documents += 1
        self.characters += len(extraction.document.text)
        self.mentions += len(extraction.mentions)
        for claim in extraction.claims:
            if isinstance(claim, Relation):
                self.relations[claim.predicate] += 1
            elif isinstance(claim, Observation):
                self.figures += 1


@dataclass(slots=True)
class Manifest:
    """Everything that `manifest.json` says; times stand here and nowhere else in a build."""

    ontology: str
    options: Mapping[str, object]
    inputs: list[Input] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def errors(self) -> list[Skipped]:
        """What was skipped because it is broken."""
        return [it for it in self.skipped if it.kind == "error"]

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the seconds that the block takes to those of `stage`."""
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - start

    def read(self, document: Document, file: str | None) -> None:
        """Note a document that was read from a file of that hash."""
        self.inputs.append(Input(document.name, file, document.digest))

    def content(self) -> dict[str, object]:
        """Return what `manifest.json` says, in an order that does not depend on the order of the inputs."""
        counts = asdict(self.counts)
        counts["entities"] = {name: self.counts.entities[name] for name in CLASSES}
        counts["relations"] = {name: self.counts.relations[name] for name in RELATIONS}
        return {
            "program": PROGRAM,
            "version": __version__,
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in _LIBRARIES},
            "ontology": self.ontology,
            "options": dict(self.options),
            "counts": counts,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
            "skipped": [asdict(it) for it in self.skipped],
            "inputs": [asdict(it) for it in sorted(self.inputs, key=lambda it: (it.name, it.text))],
        }

    def write(self, folder: Path) -> None:
        """Write `manifest.json`."""
        text = json.dumps(self.content(), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
