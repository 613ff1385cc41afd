"""Bring what was derived from an earlier build up to date, where only some documents have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.build.parts import GraphFile, Kept
from kg.store import Store
from kg.vocabulary import ONTOLOGY

# Where more than this share of the quads has changed, making all anew is quicker.
_MOST_CHANGED = 0.2


@dataclass(frozen=True, slots=True)
class Changes:
    """What tells a build from the earlier one in the folder `before`: documents that are gone, and that are new.

    The graph of the ontology may differ too; the run's does not, or nothing of the earlier build would hold.
    """

    before: Path
    gone: tuple[Kept, ...]
    new: tuple[Kept, ...]


def changes(before: Path, earlier: Iterable[Kept], now: Mapping[str, Kept], run: str) -> Changes | None:
    """Return what has changed since an earlier build; None where so much has that it is quicker to begin anew.

    `now` holds the documents of this build by the names of their graphs. Another run has changed every one of them.
    """
    was = {it.record.graph: it for it in earlier if it.run == run}
    gone = tuple(it for graph, it in was.items() if graph not in now)
    new = tuple(it for graph, it in now.items() if graph not in was)
    changed = sum(it.record.quads for it in (*gone, *new))
    return Changes(before, gone, new) if was and changed <= _MOST_CHANGED * _quads(now.values()) else None


def _quads(kept: Iterable[Kept]) -> int:
    return sum(it.record.quads for it in kept)


def store(since: Changes, graphs: GraphFile, path: Path) -> None:
    """Make the new build's store from the earlier one's; StoreError where that is missing or broken."""
    with Store.grown(since.before / "store", path) as grown:
        for it in since.gone:
            grown.remove(NamedNode(it.record.graph))
        for it in since.new:
            grown.load_lines(BytesIO(graphs.quads(NamedNode(it.record.graph))))
        triples = parse(b"".join(graphs.lines(ONTOLOGY)), format=RdfFormat.N_TRIPLES)
        grown.replace(ONTOLOGY, (Quad(it.subject, it.predicate, it.object, ONTOLOGY) for it in triples))
