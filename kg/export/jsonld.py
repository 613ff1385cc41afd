"""JSON-LD 1.1 of named graphs, compacted by our prefixes and streamed: one line a subject."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.turtle import DECLARED
from kg.vocabulary import PREFIXES, term

_TYPE = term("rdf:type")
_STRING = f"{PREFIXES['xsd']}string"
# The longest namespace that fits is the one that leaves a plain local name.
_NAMESPACES = sorted(((iri, name) for name, iri in DECLARED.items()), reverse=True)


def write(quads: Iterable[Quad], stream: IO[bytes]) -> None:
    """Write quads, which come graph by graph and subject by subject, as one JSON-LD document in UTF-8."""
    context = json.dumps(dict(sorted(DECLARED.items())), ensure_ascii=False)
    stream.write(f'{{"@context": {context},\n"@graph": ['.encode())
    comma = "\n"
    for graph, group in groupby(quads, key=lambda quad: quad.graph_name):
        name = json.dumps(_name(graph), ensure_ascii=False) if isinstance(graph, NamedNode) else '"@none"'
        stream.write(f'{comma}{{"@id": {name}, "@graph": [\n'.encode())
        stream.write(b",\n".join(_nodes(group)))
        stream.write(b"\n]}")
        comma = ",\n"
    stream.write(b"\n]}\n")


def _nodes(quads: Iterable[Quad]) -> Iterator[bytes]:
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _name(subject)}
        for predicate, same in groupby(group, key=lambda quad: quad.predicate):
            if predicate == _TYPE:
                node["@type"] = _one([_name(quad.object) for quad in same])
            else:
                node[_name(predicate)] = _one([_value(quad.object) for quad in same])
        yield json.dumps(node, ensure_ascii=False).encode()


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(it: NamedNode | BlankNode | Literal | Triple) -> Any:
    if not isinstance(it, Literal):
        return {"@id": _name(it)}
    if it.language:
        return {"@language": it.language, "@value": it.value}
    if it.datatype.value == _STRING:
        return it.value
    # The number as text: a JSON number would lose digits and the difference of decimal and double.
    return {"@type": _name(it.datatype), "@value": it.value}


def _name(it: NamedNode | BlankNode | Literal | Triple | object) -> str:
    if not isinstance(it, NamedNode):
        return str(it)
    for iri, name in _NAMESPACES:
        local = it.value.removeprefix(iri)
        if local != it.value and not local.startswith("//"):
            return f"{name}:{local}"
    return it.value
