"""The recall audit: each sentence of a document with what a build took from it and what led to nothing."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from kg import labels
from kg.errors import QueryError, StoreError
from kg.evidence import Anchor, anchor, of_claims_alone, span, told
from kg.lexicon import Lexicon, automaton
from kg.numerals import Units, periods, quantities
from kg.store import Store
from kg.vocabulary import TIFA, term

# As the structure stage cuts them.
_SENTENCE = re.compile(r"[^。！？\n]+(?:[。！？]+[”’」』）)]*|(?=\n)|$)")
_QUOTE = re.compile('“[^“”\n]{1,80}”|「[^「」\n]{1,80}」|『[^『』\n]{1,80}』|《[^《》\n]{1,80}》|"[^"\n]{1,60}"')
_CLAUSE_END = re.compile("[，,。；;！!？?：:\n]")
_PAUSE = "，,。；;：:！!？?\n、“”‘’「」『』《》〈〉（）()…— \t"
# The longest modifier of a head noun that is looked through for words that name nothing.
_MODIFIER = 8
# 牵引 is a cue in 为总牵引 only, 指引 in 指引下.
_AS = re.compile(r"(?:为|作为)[^，。；\n]{0,6}$")
_FRAMES = frozenset({"as", "lever"})
# Where a cue of these stands, its object follows; of these, the clause ends.
_OPEN = frozenset({"verb", "say", "advance", "with", "venue", "venue-in", "by"})
_CLOSED = frozenset({"outcome", "by"})
_NEAR = 40
_CHOICES = 10


@dataclass(frozen=True, slots=True)
class Taken:
    """What a build took at text[start:end]: `kind` is mention, relation or figure.

    `term` is the local name of an entity's class, a relation's property or a figure's qualifier; `parts` are an
    entity's name, a relation's subject and object, or a figure's measure, amount and period; `anchor` is what proves
    the place of a deictic name.
    """

    kind: str
    start: int
    end: int
    term: str
    parts: tuple[str, ...]
    rule: str
    confidence: str
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """Words at text[start:end] that led to nothing: `kind` is cue, loose, quote, number or head.

    A cue has a name in its clause that it could relate; a loose one has none, so that either the name was missed or
    the verb governs a common noun.
    """

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text with what was taken from it and what led to nothing, both in order."""

    start: int
    end: int
    text: str
    taken: tuple[Taken, ...]
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a build: its graph, identifier, title and date."""

    graph: str
    name: str
    title: str
    issued: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A document, sentence by sentence."""

    document: Source
    sentences: tuple[Sentence, ...]

    @property
    def used(self) -> int:
        """Count the sentences from which something was taken."""
        return sum(bool(it.taken) for it in self.sentences)

    @property
    def missing(self) -> int:
        """Count the sentences in which something led to nothing, loose cues apart."""
        return sum(any(one.kind != "loose" for one in it.missed) for it in self.sentences)

    def share(self, number: int) -> float:
        """Return a number of sentences as a share of all."""
        return round(number / len(self.sentences), 3) if self.sentences else 0.0

    def count(self, kind: str) -> int:
        """Count what was taken, or led to nothing, of a kind."""
        taken = sum(it.kind == kind for one in self.sentences for it in one.taken)
        return taken + sum(it.kind == kind for one in self.sentences for it in one.missed)


def find(store: Store, label: str) -> Source:
    """Return the one document that `label` names: its identifier, its title, or a part of either.

    QueryError with the choices where several fit, with near ones where none does.
    """
    known = sources(store)
    for fits in (
        [it for it in known if label in (it.name, it.title)],
        [it for it in known if label == it.name.rpartition("/")[2]],
        [it for it in known if label and (label in it.name or label in it.title)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            choices = "; ".join(f"{it.name} ({it.title})" for it in fits[:_CHOICES])
            raise QueryError(label, f"names {len(fits)} documents", f"give the name of one: {choices}")
    names = {text: it.name for it in known for text in (it.name, it.title)}
    near = process.extract(label, sorted(names), scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=5)
    hint = ", ".join(dict.fromkeys(names[text] for text, _, _ in near))
    remedy = f"did you mean {hint}?" if hint else "see the build's manifest.json for the names of its documents"
    raise QueryError(label, "no document has this name or title", remedy)


def sources(store: Store) -> list[Source]:
    """Return the documents of a store by name."""
    found = []
    for it in store.match(predicate=term("rdf:type"), object=term("tifa:SourceDocument")):
        if isinstance(it.subject, NamedNode):
            about = told(store, it.subject, it.subject)
            name = about[term("dcterms:identifier").value]
            title = about.get(term("dcterms:title").value, name)
            found.append(Source(it.subject.value, name, title, about.get(term("dcterms:issued").value, "")))
    return sorted(found, key=lambda it: (it.name, it.graph))


def audit(store: Store, document: Source, texts: Path, words: "Signs") -> Audit:
    """Lay what a store holds of a document over its text; `texts` is the build's folder of cleaned texts.

    StoreError where the text is missing.
    """
    if of_claims_alone(store):
        problem = "was built with the evidence of claims alone, so an audit would miss every name"
        raise StoreError(document.name, problem, "build it again without --evidence claims")
    graph = NamedNode(document.graph)
    digest = told(store, graph, graph)[term("tifa:textHash").value].removeprefix("sha256:")
    path = texts / f"{digest}.txt"
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            str(path), f"the document's text cannot be read ({error})", "run kg build again"
        ) from error
    taken = sorted(_taken(store, graph), key=lambda it: (it.start, it.end, it.kind, it.parts))
    missed = sorted(words.missed(text, document.issued, taken), key=lambda it: (it.start, it.end, it.kind))
    spans = [match.span() for match in _SENTENCE.finditer(text) if match[0].strip()]
    starts = [start for start, _ in spans]
    by_sentence: list[tuple[list[Taken], list[Missed]]] = [([], []) for _ in spans]
    for one in taken:
        by_sentence[_index(starts, one.start)][0].append(one)
    for other in missed:
        by_sentence[_index(starts, other.start)][1].append(other)
    return Audit(
        document,
        tuple(
            Sentence(start, end, text[start:end], tuple(one), tuple(other))
            for (start, end), (one, other) in zip(spans, by_sentence, strict=True)
        ),
    )


class Signs:
    """The words of a lexicon that announce something: cues, head nouns, units."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._templates: dict[str, set[str]] = {}
        self._classes: dict[str, set[str]] = {}
        for row in lexicon.tables["cues"]:
            self._templates.setdefault(row["cue"], set()).add(row["template"])
            self._classes.setdefault(row["cue"], set()).update(row["classes"].split(","))
        self._cues = sorted(self._templates)
        self._cue_automaton: Any = automaton(self._cues)
        self._tails: dict[str, tuple[str, ...]] = {}
        for row in lexicon.tables["tails"]:
            self._tails[row["head"]] = (*self._tails.get(row["head"], ()), row["tail"])
        self._uses = {row["head"]: row["use"] for row in lexicon.tables["heads"]}
        self._heads = sorted(self._uses)
        self._head_automaton: Any = automaton(self._heads)
        self._idioms = lexicon.column("numeral_idioms", "phrase")
        verbs = [row["word"] for row in lexicon.tables["boundaries"] if row["kind"] in ("always", "strong")]
        generic = sorted(map(re.escape, {*lexicon.column("generic", "word"), *verbs}), key=len, reverse=True)
        self._generic = re.compile(
            rf"(?:{'|'.join(generic)}|[一二两三四五六七八九十百千万余多\d个项批类条家大的])*"
        )
        self._periods = {row["phrase"]: row["edtf"] for row in lexicon.tables["periods"]}
        self._units = Units.compiled(lexicon.tables["units"], lexicon.tables["qualifiers"])

    def missed(self, text: str, issued: str, taken: Iterable[Taken]) -> Iterator[Missed]:
        """Yield the words of a text that announce a name, a relation or a figure where nothing was taken.

        `issued` is the text's date, by which 去年 is a date and no figure.
        """
        names, claims, figures = (bytearray(len(text)) for _ in range(3))
        taken = list(taken)
        for it in taken:
            for layer in {"mention": (names,), "relation": (claims,), "figure": (claims, figures)}[it.kind]:
                layer[it.start : it.end] = b"\1" * (it.end - it.start)
        quoted = bytearray(len(text))
        for match in _QUOTE.finditer(text):
            quoted[match.start() : match.end()] = b"\1" * len(match[0])
            if not any(names[match.start() : match.end()]):
                yield Missed("quote", *match.span(), match[0])
        for kind, spans, free in (
            ("head", self._headed(text), (names, quoted)),
            ("number", self._numbered(text, issued), (names, figures, quoted)),
        ):
            for start, end in spans:
                if not any(any(layer[start:end]) for layer in free):
                    yield Missed(kind, start, end, text[start:end])
        beside = self._beside(text, taken)
        for start, end in self._cued(text):
            if not any(any(layer[start:end]) for layer in (names, claims, quoted)):
                yield Missed("cue" if beside(start, text[start:end]) else "loose", start, end, text[start:end])

    def _beside(self, text: str, taken: Iterable[Taken]) -> Callable[[int, str], bool]:
        """Return what says whether the clause of a cue names something that it could relate."""
        ends = [match.start() for match in _CLAUSE_END.finditer(text)]
        named: dict[int, set[str]] = {}
        for it in taken:
            if it.kind == "mention":
                named.setdefault(bisect_left(ends, it.start), set()).add(it.term)
        return lambda start, cue: bool(named.get(bisect_left(ends, start), set()) & self._classes[cue])

    def _cued(self, text: str) -> Iterator[tuple[int, int]]:
        for start, end, number in self._cue_automaton.find(text):
            templates = self._templates[self._cues[number]]
            follows = text[end : end + 1]
            if (
                (templates & _OPEN and follows and (follows not in _PAUSE or follows in "“‘「『《"))
                or (templates & _CLOSED and (not follows or _CLAUSE_END.match(follows)))
                or (templates & _FRAMES and _AS.search(text, max(0, start - 8), start))
                or ("under" in templates and follows == "下")
            ):
                yield start, end

    def _headed(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the heads that end a name without quotation marks, with a modifier that could name something."""
        for start, end, number in self._head_automaton.find(text):
            head = self._heads[number]
            if self._uses[head] == "quoted" or text.startswith(self._tails.get(head, ()), end):
                continue
            begin = start
            while begin > max(0, start - _MODIFIER) and text[begin - 1] not in _PAUSE:
                begin -= 1
            if self._uses[head] == "full" or not self._vague(text[begin:start]):
                yield start, end

    def _vague(self, modifier: str) -> bool:
        """Say whether what stands right before a head names nothing: a verb, or 各项 and the like."""
        return any(self._generic.fullmatch(modifier, start) for start in range(max(len(modifier) - 1, 0), -1, -1))

    def _numbered(self, text: str, issued: str) -> Iterator[tuple[int, int]]:
        """Yield the numerals with a unit that are no date, no idiom and no mere 一个."""
        dated = bytearray(len(text))
        for period in periods(text, issued or None, self._periods):
            dated[period.start : period.end] = b"\1" * (period.end - period.start)
        for it in quantities(text, self._units):
            around = text[max(0, it.digits - 4) : it.end + 4]
            counts = it.kind not in ("", "date") and (it.value != 1 or it.raw.isdecimal())
            if counts and not any(dated[it.digits : it.end]) and not any(word in around for word in self._idioms):
                yield it.start, it.end


def _taken(store: Store, graph: NamedNode) -> Iterator[Taken]:
    for kind, predicate in (("mention", "oa:hasBody"), ("relation", "rdf:predicate"), ("figure", "tifa:value")):
        for it in store.match(predicate=term(predicate), graph=graph):
            if isinstance(it.subject, NamedNode):
                about = told(store, it.subject, graph)
                start, end, _ = span(store, about, graph)
                local, parts = _PARTS[kind](store, about)
                rule, confidence = about[f"{TIFA}rule"], about[f"{TIFA}confidence"]
                yield Taken(kind, start, end, local, parts, rule, confidence, anchor(store, about, graph))


def _mention(store: Store, about: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    body = NamedNode(about[term("oa:hasBody").value])
    kinds = labels.types(store, body)
    return (kinds[0] if kinds else ""), (labels.name(store, body),)


def _relation(store: Store, about: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    ends = (NamedNode(about[term(it).value]) for it in ("rdf:subject", "rdf:object"))
    property_ = about[term("rdf:predicate").value].removeprefix(TIFA)
    return property_, tuple(labels.name(store, it) for it in ends)


def _figure(store: Store, about: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    amount = about[f"{TIFA}value"] + about.get(f"{TIFA}unit", "")
    parts = (about[f"{TIFA}measure"], amount, about.get(f"{TIFA}period", ""))
    return about.get(f"{TIFA}qualifier", "").removeprefix(TIFA), parts


_PARTS = {"mention": _mention, "relation": _relation, "figure": _figure}


def _index(starts: Sequence[int], position: int) -> int:
    return max(bisect_left(starts, position + 1) - 1, 0)
