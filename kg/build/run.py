"""What makes a build: program, ontology and options, and the graphs that are no document's."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg import __version__, iri, quads
from kg.build.program import program_digest
from kg.ontology import Ontology
from kg.vocabulary import ONTOLOGY, term


@dataclass(frozen=True, slots=True)
class Run:
    """A run by its IRI, with the digest of the ontology and the options in canonical form."""

    node: NamedNode
    ontology: str
    options: str

    @classmethod
    def of(cls, ontology: Ontology, options: Mapping[str, object]) -> Self:
        """Return the run of this program over an ontology with `options`."""
        told = json.dumps(options, ensure_ascii=False, sort_keys=True)
        return cls(iri.run(__version__, ontology.digest, told), ontology.digest, told)

    @property
    def made_by(self) -> str:
        """What must be the same for the work of an earlier build to hold."""
        return f"{self.node.value.rpartition('/')[2]} {program_digest()}"

    def graphs(self, ontology: Ontology, entities: Iterable[str]) -> dict[str, bytes]:
        """Return by name, as sorted lines of N-Quads, the run's own graph and what the ontology knows of `entities`."""
        return {
            ONTOLOGY.value: _lines(quads.knowledge(ontology, entities)),
            self.node.value: _lines(self._described()),
        }

    def _described(self) -> Iterator[Quad]:
        told = (
            (term("rdf:type"), term("prov:Activity")),
            (term("rdfs:label"), Literal(f"tifa {__version__}", language="en")),
            (term("prov:used"), ONTOLOGY),
            (term("schema:softwareVersion"), Literal(__version__)),
            (term("tifa:ontologyHash"), Literal(f"sha256:{self.ontology}")),
            (term("tifa:options"), Literal(self.options)),
        )
        for predicate, value in told:
            yield Quad(self.node, predicate, value, self.node)


def _lines(statements: Iterable[Quad]) -> bytes:
    written = serialize(statements, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))
