"""Bring what was derived from an earlier build up to date, where only some documents have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from kg import turtle
from kg.build.parts import GraphFile, Kept
from kg.store import Store
from kg.vocabulary import ID, ONTOLOGY

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


def bring(since: Changes, graphs: GraphFile, folder: Path) -> None:
    """Make store and Turtle of the new build in `folder` from the earlier one's.

    StoreError, OSError or ValueError where those are missing or broken.
    """
    with Store.grown(since.before / "store", folder / "store") as grown:
        known = set(grown.match(graph=ONTOLOGY))
        for it in since.gone:
            grown.remove(NamedNode(it.record.graph))
        for it in since.new:
            grown.load_lines(BytesIO(graphs.quads(NamedNode(it.record.graph))))
        now = set(parse(graphs.quads(ONTOLOGY), format=RdfFormat.N_QUADS))
        if now != known:
            grown.replace(ONTOLOGY, now)
        changed = _changed(since, graphs, grown)
        about = {str(quad.subject).encode() for quad in known ^ now}
        changed |= {subject: _union(grown, subject) for subject in about}
    with (folder / "graph.ttl").open("wb") as stream:
        turtle.splice(since.before / "graph.ttl", changed, stream)


def _changed(since: Changes, graphs: GraphFile, store: Store) -> dict[bytes, list[bytes]]:
    """Return what the union of all graphs holds now of each subject that a document gone or new tells of."""
    new: dict[bytes, list[bytes]] = {}
    for it in since.new:
        for line in graphs.lines(NamedNode(it.record.graph)):
            new.setdefault(line.partition(b" ")[0], []).append(line)
    subjects = {line.partition(b" ")[0] for it in since.gone for line in it.quads().splitlines()} | new.keys()
    own = tuple(f"<{it.record.graph}".encode() for it in (*since.gone, *since.new))
    # Of a document, its spans, claims and figures no other document tells.
    own += (f"<{ID}claim/".encode(), f"<{ID}observation/".encode())
    return {it: new.get(it, []) if it.startswith(own) else _union(store, it) for it in subjects}


def _union(store: Store, subject: bytes) -> list[bytes]:
    about = store.match(NamedNode(subject[1:-1].decode()))
    written = serialize((quad.triple for quad in about), format=RdfFormat.N_TRIPLES) or b""
    return sorted(set(written.splitlines(keepends=True)))
