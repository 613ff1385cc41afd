"""The spaCy pipeline: `load()` gives an ordinary `nlp`, `annotate()` runs it over one document."""

import importlib
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg import ontology
from kg.model import Document, Extraction

STAGES = ("structure", "mentions", "entities", "relations", "observations")
_GROUP = "tifa"


def load(folder: Path | None = None, *, known: bool = True) -> Language:
    """Return the pipeline over an ontology folder, by default the one that comes with the program.

    Without `known` entities only the administrative divisions are known by name. Raises OntologyError where a
    file of the folder is broken.
    """
    for attribute in ("document", "structure", "mentions", "claims"):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=None)
    where = str((folder or ontology.folder()).resolve())
    nlp = spacy.blank("zh")
    for stage in STAGES:
        importlib.import_module(f"kg.pipeline.{stage}")
        config: dict[str, object] = {"folder": where}
        if stage in ("mentions", "entities"):
            config["known"] = known
        nlp.add_pipe(f"tifa_{stage}", config=config)
    return nlp


def annotate(nlp: Language, document: Document) -> Extraction:
    """Run the pipeline over one document and return what it took."""
    doc = nlp.make_doc(document.text)
    doc._.document = document
    doc._.claims = ()
    for _, component in nlp.pipeline:
        doc = component(doc)
    return Extraction(
        document=document,
        mentions=tuple(doc._.mentions),
        claims=tuple(doc._.claims),
        place=doc._.structure.place,
        publisher=doc._.structure.publisher,
    )
