"""What a build says of itself: inputs, options, versions, counts, times, and what it skipped."""

import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from kg import __version__, iri
from kg.build.journal import Record
from kg.build.output import MANIFEST, PROGRAM
from kg.build.skipped import Skipped
from kg.program import LIBRARIES
from kg.vocabulary import CLASSES, RELATIONS


@dataclass(frozen=True, slots=True)
class Input:
    """One document that was read: SHA-256 of the file it lies in and of its cleaned text, in hexadecimal."""

    name: str
    file: str | None
    text: str


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

    def add(self, record: Record) -> None:
        """Count one document, all but its entities."""
        self.documents += 1
        self.characters += record.characters
        self.mentions += record.mentions
        self.relations.update(record.relations)
        self.figures += record.figures
        self.quads += record.quads


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

    def read(self, record: Record) -> None:
        """Note and count a document that was read."""
        self.inputs.append(Input(record.name, record.file, record.text))
        self.counts.add(record)

    def count_entities(self, entities: Iterable[str]) -> None:
        """Count distinct entities, given by IRI, by their classes."""
        self.counts.entities.update(iri.class_of(it) for it in entities)

    def content(self) -> dict[str, object]:
        """Return what `manifest.json` says, in an order that does not depend on the order of the inputs."""
        counts = asdict(self.counts)
        counts["entities"] = {name: self.counts.entities[name] for name in CLASSES}
        counts["relations"] = {name: self.counts.relations[name] for name in RELATIONS}
        return {
            "program": PROGRAM,
            "version": __version__,
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in LIBRARIES},
            "ontology": self.ontology,
            "options": dict(self.options),
            "counts": counts,
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
            "skipped": [it.told() for it in self.skipped],
            "inputs": [asdict(it) for it in sorted(self.inputs, key=lambda it: (it.name, it.text))],
        }

    def write(self, folder: Path) -> None:
        """Write `manifest.json`."""
        text = json.dumps(self.content(), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
