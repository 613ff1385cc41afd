"""The run that makes a build: its options, its IRI, and what the graph says of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__, iri
from kg.reader import Columns
from kg.vocabulary import ONTOLOGY, term


@dataclass(frozen=True, slots=True)
class Run:
    """What makes two runs one: the digest of the ontology and the options in canonical JSON."""

    ontology: str
    options: str

    @classmethod
    def of(cls, ontology: str, columns: Columns, *, with_entities: bool, models: Sequence[str]) -> "Run":
        """Describe a run by what the user chose."""
        options = {"columns": asdict(columns), "with_entities": with_entities, "models": list(models)}
        return cls(ontology, json.dumps(options, ensure_ascii=False, sort_keys=True))

    @property
    def iri(self) -> NamedNode:
        """Return the IRI of the run, which names its graph too."""
        return iri.run(__version__, self.ontology, self.options)

    def quads(self) -> Iterator[Quad]:
        """Yield the run's own graph."""
        run = self.iri
        described = (
            (term("rdf:type"), term("prov:Activity")),
            (term("rdfs:label"), Literal(f"tifa {__version__}", language="en")),
            (term("prov:used"), ONTOLOGY),
            (term("schema:softwareVersion"), Literal(__version__)),
            (term("tifa:ontologyHash"), Literal(f"sha256:{self.ontology}")),
            (term("tifa:options"), Literal(self.options)),
        )
        for predicate, value in described:
            yield Quad(run, predicate, value, run)
