"""Time every stored question on a made-up build of so many quads, and rdflib on a smaller one; prints Markdown.

A question is asked as `kg query` asks it: entities found by name, all rows read; starting Python and printing are left
out. Each is asked of what is named most, which is the worst that can be asked, and of something often named. CPU time
is told, which other programs on the machine do not stretch.

Run it as `python tests/benchmarks/questions.py FOLDER [--quads N] [--rdflib N]`. The builds stay in FOLDER for next time.
"""

import argparse
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from pyoxigraph import Literal
from rdflib import Dataset, Graph, URIRef
from rdflib import Literal as RdflibLiteral

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import country

from kg import ontology, query
from kg.numerals import arity
from kg.query import Question
from kg.server.sparql import examples
from kg.store import Store, Term

TIMES = 5
# Ranks in the popularity of what is asked for: the foremost, and one of the well known.
RANKS = (0, 20)
# Of what a question that fits any entity is asked, where a strategy would have no answer.
_ASKED_OF = {
    "components-of": "Mechanism",
    "parts-elsewhere": "Mechanism",
    "guided-by": "Organization",
    "under-which-slogan": "Campaign",
}
Row = tuple[str, int, int, list[float]]


def opened(folder: Path, quads: int) -> Store:
    """Return the store of so many quads below `folder`, which is made where it is missing."""
    path = folder / f"{quads}"
    if not (path / "CURRENT").is_file():
        country.store(quads, path).close()
    return Store.open(path)


def values(question: Question, known: country.Country, rank: int) -> dict[str, str]:
    """Return a question's parameters as a user writes them, each the thing of that rank among those that fit."""
    found = {}
    for later, it in enumerate(question.parameters):
        if it.kind == "entity":
            fitting = [name for name in ("Strategy", "Place", *it.classes) if name in it.classes]
            them = known.entities[fitting[0] if fitting else _ASKED_OF.get(question.name, "Strategy")]
            if question.name == "parts-elsewhere":
                them = [one for one in them if arity(one.name)]
            found[it.name] = them[rank + later].name
        elif it.kind == "text":
            found[it.name] = known.measures[rank]
    return found


def asked(questions: Iterable[Question]) -> Iterator[tuple[Question, int]]:
    """Yield every question with every rank; one that takes no name but once."""
    for question in questions:
        named = any(it.kind != "number" for it in question.parameters)
        yield from ((question, rank) for rank in (RANKS if named else RANKS[:1]))


def timed(ask: Callable[[], int], times: int = TIMES) -> tuple[int, list[float]]:
    """Return how many rows there are and the milliseconds of CPU time that each asking took."""
    spent = []
    for _ in range(times):
        before = time.process_time()
        rows = ask()
        spent.append((time.process_time() - before) * 1000)
    return rows, spent


def ours(store: Store, known: country.Country) -> list[Row]:
    """Time every question as `kg query` asks it."""
    found = []
    for question, rank in asked(query.stored(ontology.folder())):
        given = values(question, known, rank)
        rows, spent = timed(lambda it=question, given=given: sum(1 for _ in query.run(store, it, given)))
        found.append((question.name, rank, rows, spent))
    return found


def theirs(store: Store, known: country.Country, patience: int) -> list[Row]:
    """Time the same questions, once each, in rdflib on the store's quads; no rows are -1 out of time, -2 out of order."""
    graph = dataset(store)
    found = []
    for question, rank in asked(query.stored(ontology.folder())):
        whole = examples.whole(question, query.bind(store, question, values(question, known, rank)))
        before = time.process_time()
        try:
            with _limited(patience):
                rows = sum(1 for _ in graph.query(whole))
        except TimeoutError:
            rows = -1
        except TypeError:
            # It cannot put what is unbound in order.
            rows = -2
        found.append((question.name, rank, rows, [(time.process_time() - before) * 1000]))
    return found


def dataset(store: Store) -> Dataset:
    """Return the quads of a store in rdflib's memory, the default graph being the union of all."""
    graph = Dataset(default_union=True)

    @cache
    def context(name: str) -> Graph:
        return graph.graph(URIRef(name))

    @cache
    def term(it: Term) -> URIRef | RdflibLiteral:
        if isinstance(it, Literal):
            typed = None if it.language else URIRef(it.datatype.value)
            return RdflibLiteral(it.value, lang=it.language, datatype=typed)
        return URIRef(it.value)

    graph.addN(
        (term(it.subject), term(it.predicate), term(it.object), context(it.graph_name.value))
        for it in store.match()
    )
    return graph


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGVTALRM, stop)
    # CPU time, as in the table.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def table(head: list[str], lines: Iterable[list[str]]) -> str:
    """Return lines as a table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines)) + "\n"


def report(rows: list[Row]) -> str:
    """Return our times on their own, and what is typical of all of them."""
    lines = [
        [name, str(rank + 1), f"{count:,}", f"{statistics.median(spent):.1f}", f"{max(spent):.1f}"]
        for name, rank, count, spent in rows
    ]
    middle = statistics.median(statistics.median(spent) for *_, spent in rows)
    worst = max(max(spent) for *_, spent in rows)
    told = f"Median of all medians {middle:.1f} ms, worst of all {worst:.0f} ms.\n"
    return table(["question", "asked of rank", "rows", "median ms", "worst ms"], lines) + "\n" + told


def comparison(rows: list[Row], others: list[Row]) -> str:
    """Return our times beside those of rdflib."""
    lines = []
    for (name, rank, count, spent), (*_, theirs, (other,)) in zip(rows, others, strict=True):
        if theirs not in (-1, -2, count):
            raise SystemExit(f"{name}: {count} rows here, {theirs} in rdflib")
        mine = statistics.median(spent)
        beyond = "" if theirs >= 0 else "> " if theirs == -1 else "fails after "
        took = f"{beyond}{other:,.0f}"
        lines.append([name, str(rank + 1), f"{count:,}", f"{mine:.1f}", took, f"{beyond}{other / mine:,.0f}"])
    return table(["question", "asked of rank", "rows", "kg ms", "rdflib ms", "times faster"], lines)


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the made-up builds are kept")
    parser.add_argument("--quads", type=int, default=10_000_000)
    parser.add_argument("--rdflib", type=int, default=1_000_000, help="quads for the comparison; 0 for none")
    parser.add_argument("--patience", type=int, default=20, help="seconds that rdflib may take for a question")
    given = parser.parse_args()
    with opened(given.folder, given.quads) as store:
        sys.stdout.write(f"{len(store):,} quads\n\n{report(ours(store, country.country(given.quads)))}")
    if given.rdflib:
        known = country.country(given.rdflib)
        with opened(given.folder, given.rdflib) as store:
            rows = ours(store, known)
            sys.stdout.write(f"\n{len(store):,} quads\n\n")
            sys.stdout.write(comparison(rows, theirs(store, known, given.patience)))


if __name__ == "__main__":
    main()
