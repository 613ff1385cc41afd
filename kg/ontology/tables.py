"""Known entities and their descriptions in a form that is kept, of which only what is asked for is unpacked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from kg.compiled import Packed
from kg.model import Entity
from kg.ontology.known import KnownEntity

_EntityRow = tuple[str, str, str]


class Entities(Sequence[KnownEntity]):
    """Known entities, each made when it is first asked for."""

    def __init__(self, packed: tuple[bytes, bytes]) -> None:
        self._rows = Packed(*packed)
        self._made: dict[int, KnownEntity] = {}

    @staticmethod
    def pack(entities: Iterable[KnownEntity]) -> tuple[bytes, bytes]:
        """Return what the sequence of these entities is made of."""
        return Packed.pack(map(_row, entities))

    def __len__(self) -> int:
        """Return how many entities there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> KnownEntity: ...
    @overload
    def __getitem__(self, number: slice) -> list[KnownEntity]: ...
    def __getitem__(self, number: int | slice) -> KnownEntity | list[KnownEntity]:
        """Return one entity, or a list of them."""
        if isinstance(number, slice):
            return [self[it] for it in range(len(self))[number]]
        known = self._made.get(number)
        if known is None:
            known = self._made[number] = _known(self._rows[range(len(self))[number]])
        return known


def _row(it: KnownEntity) -> tuple[Any, ...]:
    above = _identity(it.part_of) if it.part_of else None
    return (*_identity(it.entity), it.iri.value, it.labels, it.file, above, it.level, it.abbreviations)


def _identity(it: Entity) -> _EntityRow:
    return it.type, it.name, it.place


def _known(row: Any) -> KnownEntity:
    type, name, place, iri, labels, file, above, level, abbreviations = row
    return KnownEntity(
        entity=Entity(type, name, place),
        iri=NamedNode(iri),
        labels=labels,
        file=file,
        part_of=Entity(*above) if above else None,
        level=level,
        abbreviations=abbreviations,
    )


class Descriptions(Mapping[NamedNode, tuple[Triple, ...]]):
    """What the files say of each known entity by its IRI, parsed when it is asked for."""

    def __init__(self, iris: Iterable[str], packed: tuple[bytes, bytes]) -> None:
        self._numbers = {iri: number for number, iri in enumerate(iris)}
        self._lines = Packed(*packed)

    @staticmethod
    def pack(told: Iterable[tuple[NamedNode, tuple[Triple, ...]]]) -> tuple[list[str], tuple[bytes, bytes]]:
        """Return the two arguments that make the mapping."""
        iris: list[str] = []

        def lines() -> Iterator[bytes]:
            for node, triples in told:
                iris.append(node.value)
                yield serialize(triples, format=RdfFormat.N_TRIPLES) or b""

        packed = Packed.pack(lines())
        return iris, packed

    def __len__(self) -> int:
        """Return how many entities are described."""
        return len(self._numbers)

    def __iter__(self) -> Iterator[NamedNode]:
        """Yield the IRIs in order."""
        return map(NamedNode, self._numbers)

    def __contains__(self, node: object) -> bool:
        """Say whether a term is the IRI of a known entity."""
        return isinstance(node, NamedNode) and node.value in self._numbers

    def __getitem__(self, node: NamedNode) -> tuple[Triple, ...]:
        """Return what is said of an entity; KeyError where it is not known."""
        lines: bytes = self._lines[self._numbers[node.value]]
        return tuple(quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES))
