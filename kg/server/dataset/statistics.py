"""The size of a build in the terms of VoID."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.evidence import value
from kg.server.memo import PerBuild
from kg.server.site import Snapshot
from kg.vocabulary import CLASSES, TIFA, term

# A build with more quads is described by its manifest alone: reading them all would keep the first reader waiting.
READ = 300_000
_TYPE = term("rdf:type").value


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much a build holds; a triple that several documents' graphs hold counts in each.

    `subjects` and `objects` count distinct ones, `properties` triples by property; None and empty where the build is
    too large to be read through. `classes` counts members by class.
    """

    triples: int
    entities: int
    documents: int
    subjects: int | None
    objects: int | None
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]


def _measured(known: Snapshot) -> Statistics:
    counts = known.manifest["counts"]
    entities = sum(counts["entities"].values())
    if counts["quads"] <= READ:
        return _read(known, entities, counts["documents"])
    told = {
        **{name: counts["entities"].get(name, 0) for name in CLASSES},
        "SourceDocument": counts["documents"],
        "Claim": sum(counts["relations"].values()),
        "Observation": counts["figures"],
    }
    classes = tuple(sorted((TIFA + name, count) for name, count in told.items() if count))
    return Statistics(counts["quads"], entities, counts["documents"], None, None, classes, ())


def _read(known: Snapshot, entities: int, documents: int) -> Statistics:
    subjects, objects = set(), set()
    properties: Counter[str] = Counter()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for it in known.store.match():
        subjects.add(value(it.subject))
        objects.add(str(it.object))
        properties[it.predicate.value] += 1
        if it.predicate.value == _TYPE and isinstance(it.object, NamedNode):
            members[it.object.value].add(value(it.subject))
    classes = tuple(sorted((iri, len(found)) for iri, found in members.items()))
    return Statistics(
        properties.total(),
        entities,
        documents,
        len(subjects),
        len(objects),
        classes,
        tuple(sorted(properties.items())),
    )


# The statistics of a build.
measured = PerBuild(_measured)
