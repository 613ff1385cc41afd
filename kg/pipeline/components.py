"""The stages as components of spaCy: each carries its draft in the extensions of a Doc."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from kg.model import Document, Draft, Step, Structure
from kg.pipeline import SPANS, STAGES, entities, mentions, observations, relations, structure

_Component = Callable[[Doc], Doc]

for _name, _empty in (("document", None), ("structure", Structure(())), ("mentions", ()), ("claims", ())):
    Doc.set_extension(_name, default=_empty, force=True)


def pipeline(folder: Path, *, known: bool, models: Sequence[str]) -> Language:
    """Return a Chinese pipeline of all the stages over an ontology folder."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "tifa_characters"}}})
    nlp.add_pipe("tifa_document")
    options: dict[str, dict[str, object]] = {
        "mentions": {"known": known, "models": list(models)},
        "entities": {"known": known},
    }
    for stage in STAGES:
        nlp.add_pipe(f"tifa_{stage}", config={"folder": str(folder), **options.get(stage, {})})
    nlp.add_pipe("tifa_spans")
    return nlp


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


@Language.factory("tifa_structure", assigns=["doc._.structure"], default_config={"folder": ""})
def _structure(nlp: Language, name: str, folder: str) -> _Component:
    return _component(structure.step(Path(folder)))


@Language.factory(
    "tifa_mentions",
    requires=["doc._.structure"],
    assigns=["doc._.mentions"],
    default_config={"folder": "", "known": True, "models": []},
)
def _mentions(nlp: Language, name: str, folder: str, known: bool, models: Sequence[str]) -> _Component:
    return _component(mentions.step(Path(folder), known=known, models=models))


@Language.factory(
    "tifa_entities",
    requires=["doc._.structure", "doc._.mentions"],
    assigns=["doc._.structure", "doc._.mentions"],
    default_config={"folder": "", "known": True},
)
def _entities(nlp: Language, name: str, folder: str, known: bool) -> _Component:
    return _component(entities.step(Path(folder), known=known))


@Language.factory(
    "tifa_relations",
    requires=["doc._.document", "doc._.structure", "doc._.mentions"],
    assigns=["doc._.claims"],
    default_config={"folder": ""},
)
def _relations(nlp: Language, name: str, folder: str) -> _Component:
    return _component(relations.step(Path(folder)))


@Language.factory(
    "tifa_observations",
    requires=["doc._.document", "doc._.structure", "doc._.mentions"],
    assigns=["doc._.claims"],
    default_config={"folder": ""},
)
def _observations(nlp: Language, name: str, folder: str) -> _Component:
    return _component(observations.step(Path(folder)))


def _component(step: Step) -> _Component:
    def run(doc: Doc) -> Doc:
        draft = step(Draft(doc._.document, doc._.structure, doc._.mentions, doc._.claims))
        doc._.structure, doc._.mentions, doc._.claims = draft.structure, draft.mentions, draft.claims
        return doc

    return run


@Language.component("tifa_spans", requires=["doc._.mentions"])
def _spans(doc: Doc) -> Doc:
    found = (
        doc.char_span(it.evidence.start, it.evidence.end, label=it.entity.type, alignment_mode="expand")
        for it in doc._.mentions
    )
    doc.spans[SPANS] = [span for span in found if span is not None]
    return doc
