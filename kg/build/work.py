"""One document into its part of a build: pure, so that a process of a pool or a cluster can do it as well as we."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg import iri, pipeline, quads, reader
from kg.build.skipped import Skipped, fault
from kg.build.tasks import Task
from kg.errors import InputError
from kg.garbage import uncollected
from kg.model import Document, Entity, Extraction, Observation, Relation


@dataclass(frozen=True, slots=True)
class Settings:
    """What makes the parts of one build alike; it can be sent to another process.

    `run` is the IRI of the run; `folder` the ontology folder; `models` are those of `pipeline.MODELS`; `evidence`
    is what keeps its evidence, as `quads.lines` takes it.
    """

    run: str
    folder: Path
    with_entities: bool = True
    models: tuple[str, ...] = pipeline.DEFAULT_MODELS
    evidence: quads.Evidenced = "all"


@dataclass(frozen=True, slots=True)
class Part:
    """What one document adds to a build.

    `graph` is the name of its named graph and `lines` the whole of it, as sorted lines of N-Quads in UTF-8, each
    once. `text` is the cleaned text and `digest` the SHA-256 under which it is kept. `entities` are the IRIs of those
    that the graph describes, sorted; `relations` counts claims by predicate.
    """

    name: str
    graph: str
    digest: str
    text: str
    lines: bytes
    entities: tuple[str, ...]
    mentions: int
    relations: dict[str, int]
    figures: int


class Annotator:
    """The pipeline of one build, loaded once for as many documents as come."""

    def __init__(self, settings: Settings) -> None:
        self._stages = pipeline.stages(settings.folder, known=settings.with_entities, models=settings.models)
        self._run = NamedNode(settings.run)
        self._evidence = settings.evidence

    def done(self, task: Task) -> Part | Skipped:
        """Read, clean and annotate the document of a task; where a stage fails on it, tell why."""
        try:
            document = _read(task)
        except Exception as error:
            return fault(task.name, "reading", error)
        if isinstance(document, InputError):
            return Skipped.of(document)
        try:
            with uncollected():
                return self.part(document)
        except Exception as error:
            return fault(task.name, "extraction", error)

    def part(self, document: Document) -> Part:
        """Annotate a document and write its graph down."""
        extraction = pipeline.annotate(self._stages, document)
        claims = extraction.claims
        return Part(
            name=document.name,
            graph=iri.document(document).value,
            digest=document.digest,
            text=document.text,
            lines=quads.lines(extraction, self._run, evidence=self._evidence),
            entities=tuple(sorted({iri.entity(it).value for it in _entities(extraction)})),
            mentions=len(extraction.mentions),
            relations=dict(Counter(it.predicate for it in claims if isinstance(it, Relation))),
            figures=sum(isinstance(it, Observation) for it in claims),
        )


def _read(task: Task) -> Document | InputError:
    if task.page is not None:
        return reader.document_of(task.source, task.page)
    return next(reader.documents(task.source))


def _entities(extraction: Extraction) -> Iterator[Entity]:
    """Yield every entity that a document's graph describes."""
    yield from (mention.entity for mention in extraction.mentions)
    for claim in extraction.claims:
        named = (claim.about,) if isinstance(claim, Observation) else (claim.subject, claim.object)
        yield from (entity for entity in named if entity)
    yield from (entity for entity in (extraction.place, extraction.publisher) if entity)
