"""Conducts a build: reader, pipeline, quads, store, then everything that is derived from the store."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, explorer, export, iri, pipeline, reader
from kg import ontology as ontologies
from kg import quads as quad
from kg.build.files import digest, files, is_foreign, size
from kg.build.manifest import Manifest, Skipped
from kg.build.output import written_aside
from kg.build.spool import Spool
from kg.errors import InputError
from kg.explorer.origin import Origin
from kg.model import Document, Entity, Extraction, Observation
from kg.ontology import Ontology
from kg.reader import Columns, Source
from kg.store import Store
from kg.vocabulary import ONTOLOGY, term

# Quads held in memory before they are loaded into the store; a long report has fifteen thousand.
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """A sign of progress: `done` of `total` bytes of the sources, after so many documents.

    `stage` is read, export or page; `skipped` tells that something was left out, `error` why where a stage failed.
    """

    stage: str
    done: int
    total: int
    documents: int
    skipped: Skipped | None = None
    error: Exception | None = None


def sample() -> Path:
    """Return the folder of the sample corpus that comes with the program."""
    return Path(__file__).parent.parent / "sample"


def build(
    inputs: Sequence[Path],
    output: Path,
    *,
    columns: Columns | None = None,
    ontology: Ontology | None = None,
    with_entities: bool = True,
    models: Sequence[str] = pipeline.DEFAULT_MODELS,
    lang: str = "zh",
    report: Callable[[Step], None] = lambda step: None,
) -> Manifest:
    """Read the documents of `inputs`, files and folders, and leave their graph in the folder `output`.

    All or nothing: the folder appears, or takes the place of an earlier build, once everything in it is
    written. What cannot be read is left out and listed in the manifest; a document on which a stage fails costs
    only itself. InputError where no document could be read, OntologyError, OutputError.
    """
    known = ontology or ontologies.load()
    with written_aside(output) as folder:
        with TemporaryFile(dir=folder) as file:
            spool = Spool(file)
            flow = _Flow(
                folder,
                spool,
                known,
                columns or Columns(),
                with_entities=with_entities,
                models=models,
                report=report,
            )
            flow.read(inputs, output)
            flow.derive(lang)
        return flow.manifest


class _Flow:
    """One build under way in the folder where it is written aside."""

    def __init__(
        self,
        folder: Path,
        spool: Spool,
        ontology: Ontology,
        columns: Columns,
        *,
        with_entities: bool,
        models: Sequence[str],
        report: Callable[[Step], None],
    ) -> None:
        options = {"columns": asdict(columns), "with_entities": with_entities, "models": list(models)}
        self.manifest = Manifest(ontology.digest, options)
        self._folder = folder
        self._spool = spool
        self._ontology = ontology
        self._columns = columns
        self._report = report
        self._options = json.dumps(options, ensure_ascii=False, sort_keys=True)
        self._run = iri.run(__version__, ontology.digest, self._options)
        self._entities: set[Entity] = set()
        self._graphs: set[str] = set()
        self._pending: list[Quad] = []
        self._done = 0
        self._total = 0
        with self.manifest.timed("load"):
            self._stages = pipeline.stages(ontology.folder, known=with_entities, models=models)

    def read(self, inputs: Sequence[Path], output: Path) -> None:
        """Fill store and `text/` from the inputs, one document at a time, and add what stands above documents."""
        (self._folder / "text").mkdir()
        self._total = sum(size(source) for source in files(inputs, output))
        with Store.create(self._folder / "store") as store:
            for source in files(inputs, output):
                if isinstance(source, InputError):
                    self._skip(Skipped(source.where, source.problem, source.remedy))
                elif is_foreign(source, inputs):
                    self._skip(
                        Skipped(source.name, "is of an unknown type", "convert it if it is a document", "note")
                    )
                else:
                    self._read(source, store)
                self._done += size(source)
                self._tell("read")
            if not self.manifest.counts.documents:
                raise self._nothing(inputs)
            with self.manifest.timed("quads"):
                self._keep(ONTOLOGY, list(quad.knowledge(self._ontology, sorted(self._entities))))
                self._keep(self._run, list(self._describe_run()))
            self._flush(store)
            with self.manifest.timed("store"):
                store.optimize()
        self.manifest.counts.quads = self._spool.size
        for entity in sorted(self._entities):
            self.manifest.counts.entities[entity.type] += 1

    def derive(self, lang: str) -> None:
        """Write the exports, the explorer page and the manifest."""
        with Store.open(self._folder / "store") as store:
            self._tell("export")
            with self.manifest.timed("export"):
                export.rdf(self._spool, "nquads", self._folder / "graph.nq")
                export.rdf(self._spool, "turtle", self._folder / "graph.ttl")
            self._tell("page")
            with self.manifest.timed("page"):
                explorer.render(
                    store,
                    self._folder / "explorer.html",
                    lang=lang,
                    texts=self._folder / "text",
                    origin=Origin.told(self.manifest.content()),
                )
        self.manifest.write(self._folder)

    def _read(self, source: Source, store: Store) -> None:
        hashed = digest(source)
        left = size(source)
        for item in self._items(source):
            if isinstance(item, InputError):
                self._skip(Skipped(item.where, item.problem, item.remedy))
                continue
            self._take(item, hashed, store)
            # How far into the file a document reaches is guessed from its length.
            left = max(left - len(item.text.encode(errors="replace")), 0)
            self._tell("read", ahead=size(source) - left)

    def _items(self, source: Source) -> Iterator[Document | InputError]:
        """Yield what the reader makes of a file; where the reader itself fails, the file ends there."""
        items = reader.documents(source, columns=self._columns)
        while True:
            try:
                with self.manifest.timed("read"):
                    item = next(items, None)
            except Exception as error:
                self._skip(_fault(source.name, "reading", error), error)
                return
            if item is None:
                return
            yield item

    def _take(self, document: Document, hashed: str | None, store: Store) -> None:
        """Put a document's graph into the store; where a stage fails on it, only this document is left out."""
        try:
            graph = iri.document(document)
            if graph.value in self._graphs:
                problem = "has the name and the text of a document that was read before"
                self._skip(Skipped(document.name, problem, "give it once", "note"))
                return
            with self.manifest.timed("annotate"):
                extraction = pipeline.annotate(self._stages, document)
            with self.manifest.timed("quads"):
                told = list(quad.quads(extraction, self._run))
        except Exception as error:
            self._skip(_fault(document.name, "extraction", error), error)
            return
        with self.manifest.timed("quads"):
            self._keep(graph, told)
        if len(self._pending) >= _BATCH:
            self._flush(store)
        self._graphs.add(graph.value)
        self._entities.update(_entities(extraction))
        text = self._folder / "text" / f"{document.digest}.txt"
        text.write_text(document.text, encoding="utf-8", newline="")
        self.manifest.read(document, hashed)
        self.manifest.counts.add(extraction)

    def _keep(self, graph: NamedNode, told: list[Quad]) -> None:
        self._spool.add(graph, told)
        self._pending += told

    def _flush(self, store: Store) -> None:
        # In bulk: every graph is new here, and a transaction a document takes eight times as long.
        with self.manifest.timed("store"):
            store.load(self._pending)
        self._pending.clear()

    def _describe_run(self) -> Iterator[Quad]:
        described = (
            (term("rdf:type"), term("prov:Activity")),
            (term("rdfs:label"), Literal(f"tifa {__version__}", language="en")),
            (term("prov:used"), ONTOLOGY),
            (term("schema:softwareVersion"), Literal(__version__)),
            (term("tifa:ontologyHash"), Literal(f"sha256:{self._ontology.digest}")),
            (term("tifa:options"), Literal(self._options)),
        )
        for predicate, value in described:
            yield Quad(self._run, predicate, value, self._run)

    def _skip(self, skipped: Skipped, error: Exception | None = None) -> None:
        self.manifest.skipped.append(skipped)
        self._tell("read", skipped=skipped, error=error)

    def _tell(
        self, stage: str, *, ahead: int = 0, skipped: Skipped | None = None, error: Exception | None = None
    ) -> None:
        documents = self.manifest.counts.documents
        self._report(Step(stage, self._done + ahead, self._total, documents, skipped, error))

    def _nothing(self, inputs: Sequence[Path]) -> InputError:
        """Return the error for a build without a document: the one reason, if there is only one."""
        errors = self.manifest.errors
        if len(errors) == 1:
            return InputError(errors[0].where, errors[0].problem, errors[0].remedy)
        where = ", ".join(str(path) for path in inputs)
        if errors:
            return InputError(
                where, f"none of {len(errors)} documents could be read", "mend the files named above"
            )
        return InputError(where, "no document in it", "give files of a known type: see kg build --help")


def _entities(extraction: Extraction) -> Iterator[Entity]:
    """Yield every entity that a document's graph describes."""
    yield from (mention.entity for mention in extraction.mentions)
    for claim in extraction.claims:
        named = (claim.about,) if isinstance(claim, Observation) else (claim.subject, claim.object)
        yield from (entity for entity in named if entity)
    yield from (entity for entity in (extraction.place, extraction.publisher) if entity)


def _fault(where: str, stage: str, error: Exception) -> Skipped:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return Skipped(where, f"{stage} failed unexpectedly ({what})", "report it, with the traceback of --debug")
