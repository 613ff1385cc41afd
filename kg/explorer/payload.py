"""The data of the page: everything that the graph says, strings once, numbers for what repeats."""

from typing import Any

from kg.explorer.palette import classes
from kg.network import Network
from kg.vocabulary import CLASSES


class Index:
    """Numbers values in the order in which they first come.

    >>> index = Index()
    >>> index["a"], index["b"], index["a"], index.values
    (0, 1, 0, ['a', 'b'])
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[str]:
        """Return the values, each at its number."""
        return list(self._numbers)


def payload(network: Network, ranked: list[str]) -> dict[str, Any]:
    """Return the page's data; an entity's number is its place in `ranked`, the foremost first."""
    documents, rules, properties = Index(), Index(), Index()
    number = {node: rank for rank, node in enumerate(ranked)}

    def source(said: dict[str, Any]) -> list[Any]:
        return [documents[said["document"]], rules[said["rule"]], said["confidence"], said["quote"], said["start"]]

    entities = [_entity(network.nodes[node], node, documents, source) for node in ranked]
    claims = sorted(
        [number[subject], properties[said["property"]], number[object_], *source(said), said["role"]]
        for subject, object_, said in network.edges(data=True)
    )
    about = network.graph
    return {
        "classes": classes(about["classes"]),
        "properties": [
            {"name": name, "label": about["properties"][name], "inverse": about["inverses"].get(name)}
            for name in properties.values
        ],
        "entities": entities,
        "claims": claims,
        "rules": rules.values,
        "documents": [
            [iri, known.get("title", iri), known.get("issued", ""), known.get("identifier", "")]
            for iri in documents.values
            for known in [about["documents"].get(iri, {})]
        ],
    }


def _entity(data: dict[str, Any], iri: str, documents: Index, source: Any) -> list[Any]:
    labels, definitions = data["labels"], data["definitions"]
    label = data["label"]
    names = [name for name in data["names"] if name not in (label, *labels.values())]
    return [
        iri,
        CLASSES.index(data["type"]),
        labels.get("zh", label),
        labels.get("en", ""),
        names,
        definitions.get("zh", ""),
        definitions.get("en", ""),
        [[documents[document], times] for document, times in data["documents"].items()],
        [
            [
                figure["measure"],
                figure["qualifier"],
                figure["value"],
                figure["unit"],
                figure["period"],
                *source(figure),
            ]
            for figure in data["figures"]
        ],
    ]
