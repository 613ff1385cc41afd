"""Find where a document names something: the mention stage."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kg import lexicon
from kg.lexicon import gazetteers
from kg.model import Draft, Entity, Evidence, Mention, Step, Structure
from kg.numerals import arity
from kg.pipeline.mentions import bodies, frames, learned, lists, persons, places, works
from kg.pipeline.mentions.grammar import Grammar
from kg.pipeline.mentions.names import NameFinder, plain
from kg.pipeline.mentions.overlaps import again, resolve
from kg.pipeline.mentions.quotes import QuoteReader
from kg.pipeline.mentions.words import Words

RULES = frozenset(
    {"title", "about", "head", "listed", "sum", "part", "again", "known"}
    | {
        "quoted-head",
        "quoted-part",
        "quoted-honour",
        "quoted-theme",
        "quoted-plan",
        "quoted-lead",
        "quoted-standing",
    }
    | {
        "quoted-drive",
        "quoted-app",
        "quoted-craft",
        "quoted-built",
        "quoted-called",
        "quoted-plus",
        "quoted-points",
        "quoted-clauses",
        "quoted-own-head",
        "quoted-numeral",
        "quoted-clause",
        "quoted-idea",
    }
    | {
        "leading",
        "honour",
        "doctrine",
        "named-idea",
        "congress",
        "storm",
        "anniversary",
        "watchword",
        "creed",
        "spirit",
        "principle",
        "five-year-plan",
        "shared-head",
    }
    | {
        "organ",
        "deictic-organ",
        "short-organ",
        "central-organ",
        "town-body",
        "division",
        "deictic-place",
        "below-division",
        "visited",
        "site",
    }
    | {"short-county", "landform"}
    | {"addressed", "post", "byline", "speaker"}
)
# What the models make by themselves.
LEARNED = frozenset({"model", "lac"})


def find(text: str, structure: Structure, grammar: Grammar, words: Words | None = None) -> list[Mention]:
    """Return every mention of a text in order; deictic names are not resolved yet.

    Each mention's entity is provisional: its class, and its surface without quotation marks as its name.
    """
    words = words or Words(text)
    sites = places.find(text, structure.place, words, grammar)
    names = NameFinder(text, words, grammar, (site.evidence for site in sites))
    found = [
        *works.find(text),
        *QuoteReader(names, grammar).find(),
        *frames.find(text, grammar),
        *bodies.find(text, words, grammar),
        *sites,
        *persons.find(text, words, grammar),
        *_known(text, grammar),
        *_headed(names, grammar),
        *lists.find(names, grammar),
    ]
    named = resolve([mention for mention in found if mention.entity.name])
    parts = list(_parts(text, named, grammar))
    return again(text, resolve([*named, *parts]) if parts else named, grammar.find_head_starts(text))


def _known(text: str, grammar: Grammar) -> Iterable[Mention]:
    if grammar.known is None:
        return
    for start, end, label in grammar.known.find(text):
        entity = grammar.known.by_label[label][0].entity
        yield Mention(Entity(entity.type, label), Evidence(start, end), "mentions/known", 0.95)


def _headed(names: NameFinder, grammar: Grammar) -> Iterable[Mention]:
    for head_start, end, head in grammar.find_heads(names.text):
        named = names.names(head_start, head)
        if named is not None:
            start, confidence = named
            if head.type == "Organization":
                end = bodies.branch_end(names.text, end)
            entity = Entity(names.kind(start, end, head), plain(names.text[start:end]))
            yield Mention(entity, Evidence(start, end), "mentions/head", confidence)
            for item, shared_end in names.sharing(start, head_start, head):
                shared = Entity(head.type, plain(item.exact(names.text)) + shared_end)
                yield Mention(shared, item, "mentions/shared-head", 0.91)


def _parts(text: str, mentions: Iterable[Mention], grammar: Grammar) -> Iterable[Mention]:
    """Yield the parts that a numeral phrase announces, where the text spells out as many as it says.

    Where it spells out fewer, the last noun must be the phrase's: 领导力指数、执行力指数等“三大指数”.
    """
    for mention in mentions:
        number = arity(mention.evidence.exact(text))
        if not number:
            continue
        parts = grammar.parts.find(text, mention.evidence)
        noun = mention.entity.name[-2:]
        if len(parts) == number or all(plain(part.exact(text)).endswith(noun) for part in parts):
            for part in parts:
                name = plain(part.exact(text))
                head = grammar.head_of(name)
                kind = head.type if head is not None and head.use != "quoted" else mention.entity.type
                yield Mention(Entity(kind, name), part, "mentions/part", 0.6)


def step(folder: Path, *, known: bool, models: Sequence[str]) -> Step:
    """Return the stage over an ontology folder: by rules, then with each of the models."""
    divisions, others = gazetteers(folder)
    grammar = Grammar(lexicon.load(folder), divisions, others if known else None)
    recognizers = [learned.load(model, folder, grammar) for model in models]

    def run(draft: Draft) -> Draft:
        text = draft.document.text
        words = Words(text)
        found = find(text, draft.structure, grammar, words)
        for recognizer in recognizers:
            found = recognizer.find(text, found, words)
        if recognizers:
            found = again(text, found, grammar.find_head_starts(text))
        return replace(draft, mentions=tuple(found))

    return run
