"""A build on Spark, as the driver conducts it: files → pages → rows, written by Spark, then moved into place."""

import json
import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from py4j.protocol import Py4JError
from pyspark import SparkFiles
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from kg import __version__, pipeline, quads
from kg import ontology as ontologies
from kg.build.manifest import Manifest
from kg.build.output import MANIFEST
from kg.build.run import Run, chosen
from kg.build.skipped import Skipped, nothing
from kg.errors import ClusterError, InputError, OutputError
from kg.ontology import Ontology
from kg.reader import LARGEST, SUFFIXES, Columns, check
from kg.spark import worker
from kg.spark.places import Places, Root, Roots, decoded, literal, pattern
from kg.spark.session import reason

# Where Spark writes; what is complete is moved out of it.
_ASIDE = "_parts"
# Kind of line -> how the names of its files end.
_ENDINGS = {"graph": "nq", "text": "jsonl", "document": "jsonl", "skipped": "jsonl"}
_DOCUMENT = (
    "characters long, quads long, mentions long, figures long, relations map<string, long>, entities array<string>"
)
# Bytes of the sources for one task: enough to be worth its start, few enough to be done again when a machine is lost.
_LEAST, _MOST = 2**20, 2**26
_TASKS_PER_CORE = 4
_SETTINGS = {
    # What Spark does by default with the rows of several outputs is to sort them all.
    "spark.sql.maxConcurrentOutputFileWriters": str(len(worker.KINDS)),
    # Older versions hand files to a worker by the ten thousand, however large they are.
    "spark.sql.execution.arrow.maxBytesPerBatch": str(_MOST),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What lies in the inputs: the files to read, of so many bytes, and what is left out before any is opened."""

    named: Roots
    files: DataFrame
    size: int
    skipped: tuple[Skipped, ...]


def build(
    spark: SparkSession,
    inputs: Sequence[str],
    output: str,
    *,
    columns: Columns | None = None,
    ontology: Ontology | None = None,
    with_entities: bool = True,
    models: Sequence[str] = pipeline.DEFAULT_MODELS,
    evidence: quads.Evidenced = "all",
) -> Manifest:
    """Read the documents of `inputs` on a cluster and leave their graph as parts in the folder `output`.

    Inputs and output are paths of any file system that Spark reads. The quads are those of a local build. An
    earlier output is replaced once everything is computed. InputError where no document could be read,
    OutputError where something else lies in `output`, ClusterError where a job fails.
    """
    for name, value in _SETTINGS.items():
        spark.conf.set(name, value)
    try:
        return _Job(spark, output, columns or Columns(), ontology or ontologies.load()).run(
            inputs, with_entities=with_entities, models=models, evidence=evidence
        )
    except (PySparkException, Py4JError) as error:
        raise ClusterError(output, f"Spark failed ({reason(error)})", "see what Spark logged") from error


class _Job:
    """One build under way."""

    def __init__(self, spark: SparkSession, output: str, columns: Columns, ontology: Ontology) -> None:
        self._spark = spark
        self._places = Places(spark)
        self._output = self._places.address(output)
        self._aside = f"{self._output}/{_ASIDE}"
        self._columns = columns
        self._ontology = ontology

    def run(
        self, inputs: Sequence[str], *, with_entities: bool, models: Sequence[str], evidence: quads.Evidenced
    ) -> Manifest:
        self._refuse()
        options = chosen(self._columns, with_entities=with_entities, models=models, evidence=evidence)
        run = Run.of(self._ontology, options)
        manifest = Manifest(self._ontology.digest, options)
        plan = worker.Plan(__version__, run.node.value, self._send(), with_entities, tuple(models), evidence)
        with manifest.timed("annotate"):
            found = self._found(inputs)
            self._write(self._rows(found, plan), "overwrite")
        with manifest.timed("quads"):
            entities = self._count(manifest)
            manifest.counts.quads += self._add(run, found.skipped, entities)
        manifest.skipped += self._skipped()
        if not manifest.counts.documents:
            self._places.remove(self._aside)
            raise nothing(", ".join(inputs), manifest.errors)
        with manifest.timed("store"):
            self._publish(manifest)
        return manifest

    def _refuse(self) -> None:
        """Raise OutputError where the output is something that no build of ours left."""
        names = set(self._places.names(self._output)) - {_ASIDE}
        if names and MANIFEST not in names:
            raise OutputError(
                self._output, "holds something that is no build of kg", "choose another folder with -o"
            )

    def _send(self) -> str:
        """Send the ontology folder to the machines of the workers, once a session, and return what it is called there."""
        context = self._spark.sparkContext
        name = f"ontology-{self._ontology.digest[:16]}"
        if not any(it.endswith(f"#{name}") for it in context.listArchives):
            # A machine that joins later is sent it too, so it must lie where it stays as long as the session.
            place = Path(SparkFiles.getRootDirectory()) / name
            packed = shutil.make_archive(str(place), "zip", self._ontology.folder)
            context.addArchive(f"{packed}#{name}")
        return name

    def _found(self, inputs: Sequence[str]) -> _Found:
        """List the inputs: what a reader knows is for the workers, the rest is told."""
        ordered = sorted(set(inputs), key=lambda path: (PurePosixPath(path).name, path))
        there = [path for path in ordered if self._places.exists(path)]
        roots = [Root(self._places.address(path), self._places.is_folder(path)) for path in there]
        missing = (
            Skipped(PurePosixPath(path).name, "cannot be read (No such file or directory)", "check the path")
            for path in ordered
            if path not in there
        )
        named = Roots(tuple(roots))
        places = [literal(root.address) for root in named.outermost()]
        own = f"{self._output}/"
        source = self._spark.read.format("binaryFile").option("recursiveFileLookup", True)
        # Spark keeps empty files in its list and hands none of them on.
        listed = [decoded(it) for it in source.load(places).inputFiles()]
        known = source.option("pathGlobFilter", pattern(SUFFIXES)).load(places)
        known = known.where(~f.col("path").startswith(own))
        sizes = {it.path: it.length for it in known.select("path", "length").collect()}
        left = (_left_out(path, sizes.get(path, 0), named) for path in listed if not path.startswith(own))
        files = known.where(f.col("length") <= LARGEST).select("path", "content")
        size = sum(it for it in sizes.values() if it <= LARGEST)
        return _Found(named, files, size, (*missing, *(it for it in left if it)))

    def _rows(self, found: _Found, plan: worker.Plan) -> DataFrame:
        pages = found.files.mapInArrow(partial(worker.read, found.named, self._columns), worker.PAGES)
        # A table is one file and many pages, so the pages are dealt out anew; one name stays in one task.
        tasks = _tasks(found.size, self._spark.sparkContext.defaultParallelism)
        return pages.repartition(tasks, "name").mapInArrow(partial(worker.annotate, plan), worker.ROWS)

    def _write(self, rows: DataFrame, mode: str) -> None:
        """Write rows by Spark's own committed writer: of a task that ran twice, one output counts."""
        rows.write.partitionBy("kind").mode(mode).option("compression", "gzip").text(self._aside)

    def _count(self, manifest: Manifest) -> list[str]:
        """Add up what the tasks wrote of their documents, and return the entities in them."""
        if not self._places.exists(f"{self._aside}/kind=document"):
            return []
        counts = manifest.counts
        documents = self._spark.read.schema(_DOCUMENT).json(self._written("document"))
        sums = (f.coalesce(f.sum(name), f.lit(0)) for name in ("characters", "mentions", "figures", "quads"))
        total = documents.agg(f.count("*"), *sums).collect()[0]
        counts.documents, counts.characters, counts.mentions, counts.figures, counts.quads = total
        relations = documents.select(f.explode("relations").alias("name", "times"))
        summed = relations.groupBy("name").agg(f.sum("times").alias("times"))
        counts.relations.update({it.name: it.times for it in summed.collect()})
        entities = documents.select(f.explode("entities").alias("it")).distinct()
        found = sorted(row.it for row in entities.collect())
        manifest.count_entities(found)
        return found

    def _add(self, run: Run, skipped: Iterable[Skipped], entities: list[str]) -> int:
        """Write what stands above the documents, as one more part; return the number of its quads."""
        told = [worker.skipped(it) for it in skipped]
        if entities:
            graphs = run.graphs(self._ontology, entities).values()
            told += [("graph", lines.decode().removesuffix("\n")) for lines in graphs]
        if told:
            self._write(self._spark.createDataFrame(told, worker.ROWS).coalesce(1), "append")
        return sum(value.count("\n") + 1 for kind, value in told if kind == "graph")

    def _skipped(self) -> list[Skipped]:
        if not self._places.exists(f"{self._aside}/kind=skipped"):
            return []
        lines = self._spark.read.text(self._written("skipped")).collect()
        return sorted((Skipped(**json.loads(it.value)) for it in lines), key=lambda it: (it.where, it.problem))

    def _written(self, kind: str) -> str:
        return literal(f"{self._aside}/kind={kind}")

    def _publish(self, manifest: Manifest) -> None:
        """Put what was written in the place of an earlier output; the manifest, written last, says that it is whole."""
        self._places.remove(f"{self._output}/{MANIFEST}")
        for kind in worker.KINDS:
            self._places.remove(f"{self._output}/{kind}")
            source = f"{self._aside}/kind={kind}"
            for number, name in enumerate(self._places.names(source)):
                # Other programs tell a format by the name, and Spark's writer of text knows one name alone.
                target = f"{self._output}/{kind}/part-{number:05}.{_ENDINGS[kind]}.gz"
                self._places.move(f"{source}/{name}", target)
        self._places.remove(self._aside)
        written = json.dumps(manifest.content(), ensure_ascii=False, indent=2)
        self._places.write(f"{self._output}/{MANIFEST}", f"{written}\n".encode())


def _tasks(size: int, cores: int) -> int:
    """Return into how many tasks sources of `size` bytes are dealt out."""
    share = min(max(size / (cores * _TASKS_PER_CORE), _LEAST), _MOST)
    return max(math.ceil(size / share), 1)


def _left_out(path: str, size: int, named: Roots) -> Skipped | None:
    """Say why a file is not given to the workers, None where it is."""
    name = named(path)
    try:
        check(name, size)
    except InputError as error:
        if PurePosixPath(name).suffix.lower() not in SUFFIXES and not named.given(path):
            return Skipped(name, "is of an unknown type", "convert it if it is a document", "note")
        return Skipped(error.where, error.problem, error.remedy)
    return None
