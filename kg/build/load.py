"""N-Quads into a build: what a cluster left, or the graphs of another build, with their texts."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg import explorer, export
from kg.build.flow import Step
from kg.build.manifest import Counts, Input, Manifest
from kg.build.output import MANIFEST, written_aside
from kg.build.parts import QUADS, TEXTS, tidy
from kg.build.skipped import Skipped
from kg.errors import InputError
from kg.explorer.origin import Origin
from kg.store import Store
from kg.vocabulary import CLASSES, ONTOLOGY, RELATIONS, TIFA, term

_GRAPHS = (".nq", ".nq.gz")
_LINES = (".jsonl", ".jsonl.gz")

_RUNS = "SELECT ?ontology ?options { ?run tifa:ontologyHash ?ontology ; tifa:options ?options } ORDER BY ?run"
_DOCUMENTS = (
    "SELECT ?name ?digest { ?document a tifa:SourceDocument ; dcterms:identifier ?name ; tifa:textHash ?digest }"
)
# What the ontology says of the wholes that an entity is part of is no finding of a document.
_ENTITIES = (
    f"SELECT (COUNT(DISTINCT ?it) AS ?n) {{ GRAPH ?graph {{ ?it a ?class }} FILTER(?graph != {ONTOLOGY}) }}"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What parts tell beside their quads: the hash of each document's file by name and text, and what was skipped."""

    files: dict[tuple[str, str], str | None] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def load(
    parts: Sequence[Path],
    output: Path,
    *,
    lang: str = "zh",
    report: Callable[[Step], None] = lambda step: None,
) -> Manifest:
    """Read N-Quads, files and folders of them, and leave them as a build in the folder `output`.

    In a folder `text/` holds the texts of the documents and manifest.json says what was skipped; a document
    whose text is missing is listed in the manifest. All or nothing, like a build. InputError where a part is
    broken or holds no document, OutputError.
    """
    with written_aside(output) as folder:
        tidy(folder, everything=True)
        files = [file for part in parts for file in _graphs(part)]
        manifest = Manifest("", {})
        with Store.create(folder / "store") as store, manifest.timed("store"):
            _fill(store, files, report)
        with Store.open(folder / "store") as store:
            with manifest.timed("read"):
                _describe(manifest, store, _told(parts))
                if not manifest.counts.documents:
                    where = ", ".join(str(part) for part in parts)
                    raise InputError(where, "no document in it", "give the parts that a build left")
                _texts(manifest, parts, folder / TEXTS)
            _derive(manifest, store, folder, lang, report)
    return manifest


def _graphs(part: Path) -> list[Path]:
    """List the files of N-Quads in a part: in its folder `graph`, if it has one, else directly in it."""
    if not part.is_dir():
        return [part]
    if (part / "_parts").is_dir() and not (part / MANIFEST).is_file():
        raise InputError(str(part), "is the output of a build that did not end", "run that build again")
    return _ending(part / "graph" if (part / "graph").is_dir() else part, _GRAPHS)


def _ending(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(it for it in found if it.name.endswith(endings) and not it.name.startswith("."))


def _opened(file: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(file) if file.suffix == ".gz" else file.open("rb"))


def _fill(store: Store, files: Sequence[Path], report: Callable[[Step], None]) -> None:
    total = sum(file.stat().st_size for file in files if file.exists())
    done = 0
    for file in files:
        try:
            stream = _opened(file)
        except OSError as error:
            raise InputError(str(file), f"cannot be read ({error.strerror})", "check the path") from error
        with stream:
            try:
                store.read(stream)
            except (SyntaxError, EOFError, zlib.error, gzip.BadGzipFile) as error:
                reason = next(iter(str(error).splitlines()), "")
                raise InputError(str(file), f"is no whole N-Quads ({reason})", "write it again") from error
        done += file.stat().st_size
        report(Step("read", done, total, 0))
    store.optimize()


def _told(parts: Sequence[Path]) -> _Told:
    told = _Told()
    for part in parts:
        try:
            if (part / MANIFEST).is_file():
                _take(json.loads((part / MANIFEST).read_bytes()), told)
            for row in _rows(part / "document"):
                told.files[row["name"], row["digest"]] = row["file"]
        except (ValueError, KeyError, TypeError) as error:
            problem = f"is no manifest of a build ({type(error).__name__}: {error})"
            raise InputError(str(part / MANIFEST), problem, "write the parts again") from error
    return told


def _take(manifest: Mapping[str, Any], told: _Told) -> None:
    told.skipped.extend(Skipped(**it) for it in manifest["skipped"])
    told.files.update({(it["name"], it["text"]): it["file"] for it in manifest["inputs"]})


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for file in _ending(folder, _LINES):
        with _opened(file) as stream:
            yield from map(json.loads, stream)


def _describe(manifest: Manifest, store: Store, told: _Told) -> None:
    """Fill a manifest with what the graphs say: run, documents, counts."""
    for ontology, options in _answers(store, _RUNS):
        manifest.ontology = ontology.removeprefix("sha256:")
        manifest.options = json.loads(options)
    for name, told_digest in _answers(store, _DOCUMENTS):
        digest = told_digest.removeprefix("sha256:")
        manifest.inputs.append(Input(name, told.files.get((name, digest)), digest))
    manifest.skipped += told.skipped
    manifest.counts = Counts(
        documents=len(manifest.inputs),
        mentions=store.count(predicate=term("rdf:type"), object=term("oa:Annotation")),
        figures=store.count(predicate=term("rdf:type"), object=term("tifa:Observation")),
        quads=len(store),
    )
    for name in RELATIONS:
        manifest.counts.relations[name] = store.count(
            predicate=term("rdf:predicate"), object=NamedNode(TIFA + name)
        )
    for name in CLASSES:
        query = _ENTITIES.replace("?class", str(NamedNode(TIFA + name)))
        manifest.counts.entities[name] = int(next(_answers(store, query))[0])


def _answers(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    for row in cast("QuerySolutions", store.query(query)):
        yield tuple(cast("Literal", value).value for value in row)


def _texts(manifest: Manifest, parts: Sequence[Path], folder: Path) -> None:
    """Write the texts of the documents, each named by its digest, and count their characters."""
    folder.mkdir()
    wanted = {it.text for it in manifest.inputs}
    lengths = {}
    for text in (text for part in parts for text in _given(part / TEXTS)):
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest in wanted:
            lengths[digest] = len(text)
            (folder / f"{digest}.txt").write_text(text, encoding="utf-8", newline="")
    for it in manifest.inputs:
        manifest.counts.characters += lengths.get(it.text, 0)
        if it.text not in lengths:
            missing = Skipped(it.name, "has no text among the parts", "give the folder with its text", "note")
            manifest.skipped.append(missing)


def _given(folder: Path) -> Iterator[str]:
    """Yield the texts in a folder: one a file, as a build leaves them, or one a line, as a cluster does."""
    try:
        for file in _ending(folder, (".txt",)):
            yield file.read_bytes().decode()
        for row in _rows(folder):
            yield row["text"]
    except (ValueError, KeyError, TypeError) as error:
        problem = f"holds a text that cannot be read ({type(error).__name__}: {error})"
        raise InputError(str(folder), problem, "write the parts again") from error


def _derive(manifest: Manifest, store: Store, folder: Path, lang: str, report: Callable[[Step], None]) -> None:
    """Write the exports, the explorer page and the manifest."""
    documents = manifest.counts.documents
    report(Step("export", 1, 1, documents))
    with manifest.timed("export"):
        export.rdf(store, "nquads", folder / QUADS)
        export.rdf(store, "turtle", folder / "graph.ttl")
    report(Step("page", 1, 1, documents))
    with manifest.timed("page"):
        origin = Origin.told(manifest.content())
        explorer.render(store, folder / "explorer.html", lang=lang, texts=folder / TEXTS, origin=origin)
    manifest.write(folder)
