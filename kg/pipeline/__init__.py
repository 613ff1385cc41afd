"""The spaCy pipeline: `load()` gives an ordinary `nlp`, `annotate()` runs it over one document."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from kg import ontology
from kg.model import Document, Extraction

STAGES = ("structure", "mentions", "entities", "relations", "observations")
SPANS = "mentions"
# Models that vote with the rules on names: our own, and LAC, which is a package of its own.
MODELS = ("crf", "lac")
DEFAULT_MODELS = ("crf",)


def load(folder: Path | None = None, *, known: bool = True, models: Sequence[str] = DEFAULT_MODELS) -> Language:
    """Return the pipeline over an ontology folder, by default the one that comes with the program.

    A text that runs through it carries what the stages found in `doc._.structure`, `doc._.mentions` and
    `doc._.claims`, and the mentions as spans in `doc.spans["mentions"]`. Without `known` entities only the
    administrative divisions are known by name. `models` are those of `MODELS` that vote with the rules on
    names. Raises OntologyError where a file of the folder is broken.
    """
    for attribute in ("document", "structure", "mentions", "claims"):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=None)
    where = str((folder or ontology.folder()).resolve())
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "tifa_characters"}}})
    nlp.add_pipe("tifa_document")
    for stage in STAGES:
        importlib.import_module(f"kg.pipeline.{stage}")
        config: dict[str, object] = {"folder": where}
        if stage in ("mentions", "entities"):
            config["known"] = known
        if stage == "mentions":
            config["models"] = list(models)
        nlp.add_pipe(f"tifa_{stage}", config=config)
    nlp.add_pipe("tifa_spans")
    return nlp


def annotate(nlp: Language, document: Document) -> Extraction:
    """Run the pipeline over one document and return what it took."""
    # The stages read the document, so that the tokens of a text are made for readers of a Doc alone.
    doc = Doc(nlp.vocab)
    doc._.document = document
    for name, component in nlp.pipeline:
        if name != "tifa_spans":  # the spans serve readers of a Doc, and nobody reads this one
            doc = component(doc)
    return Extraction(
        document=document,
        mentions=tuple(doc._.mentions),
        claims=tuple(doc._.claims),
        place=doc._.structure.place,
        publisher=doc._.structure.publisher,
    )


@registry.tokenizers("tifa_characters")  # type: ignore[untyped-decorator]
def _characters() -> Callable[[Language], Callable[[str], Doc]]:
    """Make the tokenizer: a token a character, so that token and character offsets are one.

    spaCy's own folds a space into the token before it, and takes time by the square of a text's length.
    """

    def make(nlp: Language) -> Callable[[str], Doc]:
        def tokens(text: str) -> Doc:
            # Looked up once for each different character rather than for each token.
            numbers = {character: nlp.vocab.strings.add(character) for character in set(text)}
            words: list[Any] = [numbers[it] for it in text]
            return Doc(nlp.vocab, words=words, spaces=[False] * len(text))

        return tokens

    return make


@Language.component("tifa_document", assigns=["doc._.document", "doc._.claims"])
def _document(doc: Doc) -> Doc:
    if doc._.document is None:
        doc._.document = Document(name="", text=doc.text)
    doc._.claims = ()
    return doc


@Language.component("tifa_spans", requires=["doc._.mentions"])
def _spans(doc: Doc) -> Doc:
    found = (
        doc.char_span(it.evidence.start, it.evidence.end, label=it.entity.type, alignment_mode="expand")
        for it in doc._.mentions
    )
    doc.spans[SPANS] = [span for span in found if span is not None]
    return doc
