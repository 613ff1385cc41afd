"""Conducts a build: what there is to do, who does it, and everything that is derived from what was done."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import explorer, export, pipeline, quads
from kg import ontology as ontologies
from kg.build import journal, parts, update
from kg.build.files import files, size
from kg.build.journal import Making
from kg.build.manifest import Manifest
from kg.build.output import written_aside
from kg.build.parts import GraphFile, Kept, Parts
from kg.build.pool import Workers
from kg.build.run import Run, chosen
from kg.build.skipped import Skipped, nothing
from kg.build.tasks import Item, Task, tasks
from kg.build.update import Changes
from kg.build.work import Part, Settings
from kg.errors import StoreError
from kg.explorer.origin import Origin
from kg.ontology import Ontology
from kg.reader import Columns
from kg.store import Store

# The IRIs of all entities → the graphs that are no document's, by name, as lines of N-Quads.
Beside = Callable[[Sequence[str]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Step:
    """A sign of progress: `done` of `total` bytes of the sources, or of the graph where it is loaded.

    `stage` is read, load, export or page; `documents` are in so far; `skipped` tells that something was left out.
    """

    stage: str
    done: int
    total: int
    documents: int
    skipped: Skipped | None = None


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
    evidence: quads.Evidenced = "all",
    lang: str = "zh",
    jobs: int | None = 1,
    timeout: float | None = None,
    force: bool = False,
    page: bool = True,
    report: Callable[[Step], None] = lambda step: None,
) -> Manifest:
    """Read the documents of `inputs`, files and folders, and leave their graph in the folder `output`.

    All or nothing: the folder appears, or takes the place of an earlier build, once everything in it is written.
    Documents that an earlier build of `output` has done, or one that was killed, are not done again unless `force`
    says so. `evidence` is kept for everything or for claims alone. `jobs` processes annotate, as many as pay where it
    is None; a document that takes one of them longer than `timeout` seconds is left out. What cannot be read is left
    out and listed in the manifest; a document on which a stage fails costs only itself. Without `page` there is no
    explorer page. InputError where no document could be read, OntologyError, OutputError.
    """
    known = ontology or ontologies.load()
    columns = columns or Columns()
    options = chosen(columns, with_entities=with_entities, models=models, evidence=evidence)
    run = Run.of(known, options)
    making = Making(run.node.value, run.made_by)
    settings = Settings(run.node.value, known.folder, with_entities, tuple(models), evidence)
    with written_aside(output) as folder:
        parts.tidy(folder, everything=force)
        with Parts(folder, making) as done:
            earlier = {} if force else parts.earlier(output, run.made_by)
            flow = _Flow(folder, done, earlier, Manifest(known.digest, options), report)
            flow.read(inputs, output, columns, Workers(settings, jobs=jobs, timeout=timeout))
            flow.derive(output, lambda entities: run.graphs(known, entities), making, lang, page=page)
    return flow.manifest


class _Flow:
    """One build under way in the folder where it is written aside."""

    def __init__(
        self,
        folder: Path,
        done: Parts,
        earlier: dict[str, Kept],
        manifest: Manifest,
        report: Callable[[Step], None],
    ) -> None:
        self.manifest = manifest
        self._folder = folder
        self._parts = done
        self._earlier = earlier
        self._report = report
        self._kept: dict[str, Kept] = {}
        self._total = 0

    def read(self, inputs: Sequence[Path], output: Path, columns: Columns, workers: Workers) -> None:
        """Have every document of the inputs done, or taken over where it is done already."""
        self._total = sum(size(source) for source in files(inputs, output))
        with self.manifest.timed("read"):
            for item, made in workers.done(tasks(inputs, output, columns), self._found):
                self._take(item, made)
        if not self._kept:
            raise nothing(", ".join(str(path) for path in inputs), self.manifest.errors)
        for it in self._kept.values():
            self.manifest.read(it.record)

    def derive(self, output: Path, beside: Beside, making: Making, lang: str, *, page: bool) -> None:
        """Put the graph together with what is to stand `beside` it; write all that the folder is to hold."""
        entities = sorted({name for it in self._kept.values() for name in it.record.entities})
        self.manifest.count_entities(entities)
        others = beside(entities)
        self.manifest.counts.quads += sum(lines.count(b"\n") for lines in others.values())
        kept = list(self._kept.values())
        with self.manifest.timed("quads"):
            places = parts.assemble(kept, others, making.run, self._folder / parts.QUADS)
            with (self._folder / journal.JOURNAL).open("wb") as stream:
                journal.write(stream, making, parts.placed(kept, places))
        with GraphFile(self._folder / parts.QUADS, places) as graphs:
            since = update.changes(output, self._earlier.values(), self._kept, making.run)
            if since is None or not self._brought(since, graphs):
                self._made(graphs)
        if page:
            self._draw(lang)
        self._parts.clear(it.record.text for it in kept)
        self.manifest.write(self._folder)

    def _brought(self, since: Changes, graphs: GraphFile) -> bool:
        """Make store and Turtle from the earlier build's; say whether that was possible."""
        with self.manifest.timed("update"):
            try:
                update.bring(since, graphs, self._folder)
            except (OSError, ValueError, StoreError):
                # The earlier build has lost a part; on a full disk the long way fails too, and tells why.
                shutil.rmtree(self._folder / "store", ignore_errors=True)
                return False
        return True

    def _made(self, graphs: GraphFile) -> None:
        """Make store and Turtle from all graphs."""
        total = graphs.path.stat().st_size
        with (
            self.manifest.timed("store"),
            Store.create(self._folder / "store") as store,
            graphs.path.open("rb") as stream,
        ):

            def told(size: int) -> None:
                self._report(Step("load", stream.tell(), total, len(self._kept)))

            store.load_lines(stream, told)
            store.optimize()
        self._tell("export")
        with self.manifest.timed("export"):
            export.rdf(graphs, "turtle", self._folder / "graph.ttl")

    def _draw(self, lang: str) -> None:
        self._tell("page")
        with self.manifest.timed("page"), Store.open(self._folder / "store") as store:
            explorer.render(
                store,
                self._folder / "explorer.html",
                lang=lang,
                texts=self._folder / parts.TEXTS,
                origin=Origin.told(self.manifest.content()),
            )

    def _found(self, task: Task) -> Kept | None:
        """Return what an earlier build has done of a task."""
        return self._parts.found.get(task.key) or self._earlier.get(task.key)

    def _take(self, item: Item, made: Part | Kept | Skipped | None) -> None:
        """Keep what was made of a task; where that is in vain, only this document is left out."""
        skipped = item.what if isinstance(item.what, Skipped) else None
        if isinstance(made, Skipped):
            skipped = made
        elif isinstance(item.what, Task) and made is not None:
            skipped = self._keep(item.what, made)
        if skipped:
            self.manifest.skipped.append(skipped)
        self._report(Step("read", item.reached, self._total, len(self._kept), skipped))

    def _keep(self, task: Task, made: Part | Kept) -> Skipped | None:
        graph = made.graph if isinstance(made, Part) else made.record.graph
        if graph in self._kept:
            problem = "has the name and the text of a document that was read before"
            return Skipped(task.name, problem, "give it once", "note")
        self._kept[graph] = self._parts.add(task, made) if isinstance(made, Part) else self._parts.take(made, task)
        return None

    def _tell(self, stage: str) -> None:
        self._report(Step(stage, self._total, self._total, len(self._kept)))
