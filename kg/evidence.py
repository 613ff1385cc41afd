"""What a store holds of a claim or mention, and the span of text that it rests on."""

from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.store import Store
from kg.vocabulary import TIFA, term

_TARGET, _SELECTOR = term("oa:hasTarget").value, term("oa:hasSelector").value
_START, _END, _EXACT = term("oa:start").value, term("oa:end").value, term("oa:exact").value


class Span(NamedTuple):
    """The characters `exact` at start:end of a document's cleaned text."""

    start: int
    end: int
    exact: str


class Anchor(NamedTuple):
    """The words that prove which place 省委 or 全市 means, and where they stand: one of `vocabulary.ANCHORS`."""

    kind: str
    words: str


def of_claims_alone(store: Store) -> bool:
    """Say whether a store keeps evidence of claims and figures alone: documents mention entities, and it is not told where."""
    mentioned = next(store.match(predicate=term("tifa:mentions")), None)
    annotated = next(store.match(predicate=term("oa:hasBody")), None)
    return mentioned is not None and annotated is None


def told(store: Store, node: NamedNode, graph: NamedNode) -> dict[str, str]:
    """Return the values of a node's properties by their IRIs; of several values the last in order."""
    quads = store.match(subject=node, graph=graph)
    return dict(sorted((it.predicate.value, value(it.object)) for it in quads))


def span(store: Store, about: dict[str, str], graph: NamedNode) -> Span:
    """Return what a claim or mention rests on, `about` being what is told of it."""
    target = told(store, NamedNode(about[_TARGET]), graph)
    selector = told(store, NamedNode(target[_SELECTOR]), graph)
    return Span(int(selector[_START]), int(selector[_END]), selector[_EXACT])


def anchor(store: Store, about: dict[str, str], graph: NamedNode) -> Anchor | None:
    """Return what proves which place a deictic mention means; None where a mention is not deictic."""
    kind = about.get(f"{TIFA}anchorKind")
    if kind is None:
        return None
    if f"{TIFA}anchor" not in about:
        return Anchor(kind, about.get(f"{TIFA}anchorText", ""))
    return Anchor(kind, span(store, {_TARGET: about[f"{TIFA}anchor"]}, graph).exact)


def value(it: object) -> str:
    """Return the characters of an IRI or a literal."""
    return it.value if isinstance(it, NamedNode | Literal) else str(it)
