"""What a Python worker of Spark runs: files into pages, pages into the rows of a build's parts.

Both halves are pure, so a task that Spark runs again gives the same rows.
"""

import hashlib
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

import pyarrow as pa
from pyspark import SparkFiles

from kg import __version__, iri
from kg.build.skipped import Skipped, fault
from kg.build.work import Annotator, Part, Settings
from kg.errors import ClusterError, InputError
from kg.quads import Evidenced
from kg.reader import Columns, Page, Source, document, pages

# Name of a page, and the page with its file's SHA-256, or what is told of one that cannot be read.
PAGES = "name string, page binary"
# Which output a line belongs to, one of KINDS, and the line; a graph's is as many lines as it has quads.
ROWS = "kind string, value string"
KINDS = ("graph", "text", "document", "skipped")

# Bytes that cross the border to Spark at once; a row that is larger crosses alone.
_BATCH = 2**20

_PAGES = pa.schema([("name", pa.string()), ("page", pa.binary())])
_ROWS = pa.schema([("kind", pa.string()), ("value", pa.string())])


@dataclass(frozen=True, slots=True)
class Plan:
    """What every worker must know: the run, and the ontology folder's name among the files that Spark sent."""

    version: str
    run: str
    folder: str
    with_entities: bool
    models: tuple[str, ...]
    evidence: Evidenced


def read(
    named: Callable[[str], str], columns: Columns, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Turn files (path, content) into pages; `named` gives the name of the document in the file at a path."""
    yield from _batched(
        (
            (name, pickle.dumps(page))
            for path, content in _pairs(batches, "path", "content")
            for name, page in _pages(named(path), content, columns)
        ),
        _PAGES,
    )


def annotate(plan: Plan, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Turn pages into rows; all pages of one name must come to one task, for a document is told once."""
    annotator = _annotator(plan)
    seen: set[str] = set()
    yield from _batched(
        (
            row
            for name, page in _pairs(batches, "name", "page")
            for row in _rows(annotator, name, pickle.loads(page), seen)
        ),
        _ROWS,
    )


def skipped(it: Skipped) -> tuple[str, str]:
    """Return the row that tells what was left out."""
    return "skipped", json.dumps(it.told(), ensure_ascii=True)


def _pages(name: str, content: bytes, columns: Columns) -> Iterator[tuple[str, Skipped | tuple[Page, str]]]:
    """Yield each page of a file under its own name; where the reader itself fails, the file ends there."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        # Our reader takes a path, as two of the libraries under it do.
        with NamedTemporaryFile(suffix=PurePosixPath(name).suffix) as file:
            file.write(content)
            file.flush()
            for page in pages(Source(Path(file.name), name), columns=columns):
                if isinstance(page, InputError):
                    yield page.where, Skipped.of(page)
                else:
                    yield name + page.suffix, (page, digest)
    except Exception as error:
        yield name, fault(name, "reading", error)


def _rows(
    annotator: Annotator, name: str, page: Skipped | tuple[Page, str], seen: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the rows of one page; where a stage fails on it, only this document is left out."""
    if isinstance(page, Skipped):
        yield skipped(page)
        return
    try:
        read = document(name, page[0])
        graph = iri.document(read).value
        if graph in seen:
            problem = "has the name and the text of a document that was read before"
            yield skipped(Skipped(name, problem, "give it once", "note"))
            return
        part = annotator.part(read)
    except InputError as error:
        yield skipped(Skipped.of(error))
    except Exception as error:
        yield skipped(fault(name, "extraction", error))
    else:
        seen.add(graph)
        yield from _told(part, page[1])


def _told(part: Part, file: str) -> Iterator[tuple[str, str]]:
    yield "graph", part.lines.decode().removesuffix("\n")
    yield "text", json.dumps({"digest": part.digest, "text": part.text}, ensure_ascii=False)
    about = {
        "name": part.name,
        "graph": part.graph,
        "file": file,
        "digest": part.digest,
        "characters": len(part.text),
        "quads": part.lines.count(b"\n"),
        "mentions": part.mentions,
        "figures": part.figures,
        "relations": part.relations,
        "entities": part.entities,
    }
    yield "document", json.dumps(about, ensure_ascii=False)


@lru_cache(maxsize=1)
def _annotator(plan: Plan) -> Annotator:
    """Load the pipeline; a worker that Spark uses again for other tasks has it already."""
    if plan.version != __version__:
        problem = f"has tifa {__version__} and not {plan.version}, as the driver"
        raise ClusterError("a worker", problem, "install one version on all machines")
    folder = Path(SparkFiles.get(plan.folder))
    return Annotator(Settings(plan.run, folder, plan.with_entities, plan.models, plan.evidence))


def _pairs(batches: Iterable[pa.RecordBatch], *columns: str) -> Iterator[tuple[str, bytes]]:
    for batch in batches:
        for one, other in zip(*(batch.column(name) for name in columns), strict=True):
            yield one.as_py(), other.as_py()


def _batched(rows: Iterable[tuple[str, str | bytes]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    waiting: list[tuple[str, str | bytes]] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row[1])
        if size >= _BATCH:
            yield _batch(waiting, schema)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting, schema)


def _batch(rows: list[tuple[str, str | bytes]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        pa.array(list(values), field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
