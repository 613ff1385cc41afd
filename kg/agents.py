"""Who puts a phrase forward, by the claims of the graph where the clause itself does not say it."""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg import evidence, labels
from kg.acts import Act
from kg.corpus import Use
from kg.store import Store
from kg.vocabulary import term

_PREDICATE, _SUBJECT, _PROPOSES = term("rdf:predicate"), term("rdf:subject"), term("tifa:proposes")


def proposers(store: Store, told: Iterable[Act]) -> dict[Use, str]:
    """Return for the uses that propose the name of whom the graph has proposing something in just these words.

    A claim counts whose evidence holds the use; of several the one with the shortest, then the first name. The subject may be carried
    over from an earlier sentence, as every claim's may.
    """
    found: dict[Use, str] = {}
    uses: dict[str, list[Use]] = {}
    for it in told:
        if it.act == "proposes":
            uses.setdefault(it.use.source.iri, []).append(it.use)
    for iri, placed in uses.items():
        claims = _claims(store, NamedNode(iri))
        for use in placed:
            names = [(end - start, name) for start, end, name in claims if start <= use.start and use.end <= end]
            if names:
                found[use] = min(names)[1]
    return found


def _claims(store: Store, graph: NamedNode) -> list[tuple[int, int, str]]:
    found = []
    for quad in store.match(predicate=_PREDICATE, object=_PROPOSES, graph=graph):
        about = evidence.told(store, NamedNode(evidence.value(quad.subject)), graph)
        span = evidence.span(store, about, graph)
        found.append((span.start, span.end, labels.name(store, NamedNode(about[_SUBJECT.value]))))
    return found
