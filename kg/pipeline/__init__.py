"""The stages in order: `stages()` for whoever wants what they take, `load()` for an ordinary spaCy pipeline.

`annotate()` runs either over one document. spaCy takes most of a second to import, so only `load()` does.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ontology
from kg.model import Document, Draft, Extraction, Step

if TYPE_CHECKING:
    from spacy.language import Language

STAGES = ("structure", "mentions", "entities", "relations", "observations")
SPANS = "mentions"
# Models that vote with the rules on names: our own, and LAC, which is a package of its own.
MODELS = ("crf", "lac")
DEFAULT_MODELS = ("crf",)


def stages(
    folder: Path | None = None, *, known: bool = True, models: Sequence[str] = DEFAULT_MODELS
) -> tuple[Step, ...]:
    """Return the stages over an ontology folder, by default the one that comes with the program.

    Without `known` entities only the administrative divisions are known by name. `models` are those of `MODELS`
    that vote with the rules on names. Raises OntologyError where a file of the folder is broken.
    """
    where = (folder or ontology.folder()).resolve()
    options: dict[str, dict[str, object]] = {
        "mentions": {"known": known, "models": models},
        "entities": {"known": known},
    }
    modules = [(stage, importlib.import_module(f"kg.pipeline.{stage}")) for stage in STAGES]
    return tuple(module.step(where, **options.get(stage, {})) for stage, module in modules)


def load(folder: Path | None = None, *, known: bool = True, models: Sequence[str] = DEFAULT_MODELS) -> "Language":
    """Return the stages as a spaCy pipeline; the arguments are those of `stages`.

    A text that runs through it carries what the stages found in `doc._.structure`, `doc._.mentions` and
    `doc._.claims`, and the mentions as spans in `doc.spans["mentions"]`.
    """
    components = importlib.import_module("kg.pipeline.components")
    nlp: Language = components.pipeline((folder or ontology.folder()).resolve(), known=known, models=models)
    return nlp


def annotate(pipeline: "Language | Sequence[Step]", document: Document) -> Extraction:
    """Run a pipeline, as `stages` or `load` returns it, over one document and return what it took."""
    if isinstance(pipeline, Sequence):
        draft = Draft(document)
        for step in pipeline:
            draft = step(draft)
    else:
        draft = _through(pipeline, document)
    return Extraction(
        document=document,
        mentions=draft.mentions,
        claims=draft.claims,
        place=draft.structure.place,
        publisher=draft.structure.publisher,
    )


def _through(nlp: "Language", document: Document) -> Draft:
    doc = nlp.make_doc(document.text)
    doc._.document = document
    for name, component in nlp.pipeline:
        if name != "tifa_spans":  # the spans serve readers of a Doc, and nobody reads this one
            doc = component(doc)
    return Draft(document, doc._.structure, doc._.mentions, doc._.claims)
