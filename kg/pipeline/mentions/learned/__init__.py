"""Statistical models that see names where the rules see none, and vote with the rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from kg.errors import OntologyError
from kg.model import Mention
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.learned import crf, features, lac, vote
from kg.pipeline.mentions.words import Words

FILE = Path("models") / "names.npz"


class Recognizer(Protocol):
    """What takes part in the vote on names."""

    def find(self, text: str, mentions: Sequence[Mention], words: Words) -> list[Mention]:
        """Return the mentions that stand once the model has been heard, given those found before."""
        ...


class Field:
    """The conditional random field that the project trains from its own annotations."""

    def __init__(self, model: crf.Model, grammar: Grammar) -> None:
        self._model = model
        self._observer = features.Observer(grammar, model.clusters)

    def find(self, text: str, mentions: Sequence[Mention], words: Words) -> list[Mention]:
        """Return the mentions of rules and model, as they vote."""
        if not text.strip():
            return list(mentions)
        seen = self._observer.columns(text, mentions, words)
        return vote.vote(text, mentions, self._model.spans(text, seen))


def load(name: str, folder: Path, grammar: Grammar) -> Recognizer:
    """Return a model by its name, one of `pipeline.MODELS`.

    Raises OntologyError where what it needs is not there.
    """
    if name == "lac":
        return lac.load()
    model = crf.load(folder / FILE)
    if model is None:
        remedy = "train one with make train, or choose --model none"
        raise OntologyError(str(folder / FILE), "the model is not there", remedy)
    return Field(model, grammar)
