"""What makes a build: program, ontology and options, and the graphs that are no document's."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from kg import __version__, iri, program, quads
from kg.ontology import Ontology
from kg.reader import Columns
from kg.vocabulary import ONTOLOGY, term


def chosen(
    columns: Columns, *, with_entities: bool, models: Sequence[str], evidence: quads.Evidenced
) -> dict[str, object]:
    """Return what a user chose that the graph depends on, as a run tells it."""
    told: dict[str, object] = {"columns": asdict(columns), "with_entities": with_entities, "models": list(models)}
    return told if evidence == "all" else {**told, "evidence": evidence}


@dataclass(frozen=True, slots=True)
class Run:
    """A run by its IRI, with the digest of the ontology and the options in canonical form.

    `made_by` is the hash of what must be the same for the work of an earlier build to hold: program, options, and of
    the ontology what the pipeline reads. Definitions, translations and sources of known entities are none of that.
    """

    node: NamedNode
    ontology: str
    options: str
    made_by: str

    @classmethod
    def of(cls, ontology: Ontology, options: Mapping[str, object]) -> Self:
        """Return the run of this program over an ontology with `options`."""
        told = json.dumps(options, ensure_ascii=False, sort_keys=True)
        made_by = hashlib.sha256("\0".join((program.digest(), told, _read_by_pipeline(ontology))).encode())
        return cls(iri.run(__version__, ontology.digest, told), ontology.digest, told, made_by.hexdigest())

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


def _read_by_pipeline(ontology: Ontology) -> str:
    hashed = hashlib.sha256()
    for pattern in ("tifa.ttl", "lexicon/*.tsv", "models/*.npz"):
        for path in sorted(ontology.folder.glob(pattern)):
            hashed.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    hashed.update(ontology.names.encode())
    return hashed.hexdigest()


def _lines(statements: Iterable[Quad]) -> bytes:
    written = serialize(statements, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))
