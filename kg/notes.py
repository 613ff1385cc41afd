"""A reader's notes: the file that the explorer page writes, laid over a build, and as Web Annotations."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pyoxigraph import Literal, NamedNode, Quad

from kg import iri, labels, turtle
from kg.errors import InputError
from kg.evidence import told, value
from kg.show import Passage, Passages, figure, statement
from kg.store import Store
from kg.vocabulary import ID, term

VERDICTS = ("keep", "doubt", "reject")

_TYPE, _VERSION = "tifa-notes", 1
# What the page writes for 10,000 notes of a page each is a tenth of this.
_LARGEST = 100_000_000
_LONGEST = 10_000
_CLAIM = re.compile(re.escape(ID) + r"(?:claim|observation)/[0-9A-Za-z_-]{1,100}")
_DOCUMENT = re.compile(re.escape(ID) + r"document/[0-9A-Za-z_.-]{1,200}")
_RUN = re.compile(re.escape(ID) + r"run/[0-9A-Za-z_-]{1,100}")
_CORPUS = re.compile(r"sha256:[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
_HALF = re.compile("[\ud800-\udfff]")
_AGAIN = "export the notes from the explorer page again, or mend this place"
_A, _HASH = term("rdf:type"), term("tifa:textHash")


@dataclass(frozen=True, slots=True)
class Note:
    """A verdict on a claim or figure and why; `start`, `end` and `exact` are the evidence, in code points."""

    claim: str
    verdict: str
    why: str
    modified: str
    document: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a file, by document and place in it, and which build and corpus they were made on."""

    build: str
    corpus: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A note beside what a build says of its claim: `words` and `passage` are None where the claim is gone.

    `title` and `issued` are the document's, empty where that is gone too.
    """

    note: Note
    title: str
    issued: str
    words: str | None = None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Notes laid over a build, and whether that is the run, and the corpus, that they were made on."""

    same_build: bool
    same_corpus: bool
    judged: tuple[Judged, ...]
    verdicts: Mapping[str, int] = field(default_factory=dict)

    @property
    def gone(self) -> int:
        """Count the notes whose claim the build does not have."""
        return sum(it.words is None for it in self.judged)


def read(path: Path) -> Notes:
    """Read a file of notes; InputError, with the place in the file, where it is none or anything in it is wrong.

    What the file holds beside the known keys is passed over.
    """
    where = str(path)
    file = _object(_parsed(path), where)
    if file.get("type") != _TYPE:
        raise InputError(where, "is no file of notes", "give the file that the explorer page exports")
    version = file.get("version")
    if type(version) is not int or version != _VERSION:
        raise InputError(f"{where}: version", f"is not {_VERSION}", "read it with the tifa that wrote it")
    listed = file.get("notes")
    if not isinstance(listed, list):
        raise InputError(f"{where}: notes", "is no list", _AGAIN)
    notes = [_note(it, f"{where}: notes[{place}]") for place, it in enumerate(listed)]
    first: dict[str, int] = {}
    for place, note in enumerate(notes):
        if first.setdefault(note.claim, place) != place:
            problem = f"is a second note on the claim of notes[{first[note.claim]}]"
            raise InputError(f"{where}: notes[{place}]", problem, "keep one of the two")
    return Notes(
        build=_fitting(file, "build", _RUN, f"{where}: "),
        corpus=_fitting(file, "corpus", _CORPUS, f"{where}: "),
        notes=tuple(sorted(notes, key=lambda it: (it.document, it.start, it.end, it.claim))),
    )


def review(store: Store, notes: Notes, texts: Path, *, lang: str = "zh") -> Review:
    """Lay notes over a build: what each claim says in words, and where; `texts` is the folder of cleaned texts."""
    passages = Passages(store, texts)
    terms = labels.vocabulary(store, lang)
    judged = tuple(_judged(store, it, passages, terms, lang) for it in notes.notes)
    counts = Counter(it.verdict for it in notes.notes)
    return Review(
        same_build=any(store.match(predicate=term("prov:wasGeneratedBy"), object=NamedNode(notes.build))),
        same_corpus=corpus(_hashes(store)) == notes.corpus,
        judged=judged,
        verdicts={verdict: counts[verdict] for verdict in VERDICTS},
    )


def corpus(hashes: Iterable[str]) -> str:
    """Return the fingerprint of a corpus from the text hashes of its documents, in any order.

    >>> corpus(["sha256:b", "sha256:a"]) == corpus(["sha256:a", "sha256:b"])
    True
    """
    lines = "\n".join(sorted(hashes))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def write_turtle(notes: Notes, stream: IO[bytes]) -> None:
    """Write notes as Web Annotations in Turtle: each assesses a claim, its bodies are the verdict and the why."""
    lines = {b"%s .\n" % str(it.triple).encode() for note in notes.notes for it in _annotation(note)}
    turtle.write(sorted(lines), stream)


def _parsed(path: Path) -> object:
    where = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        # ValueError: a null character in the path.
        reason = getattr(error, "strerror", None) or error
        raise InputError(where, f"cannot be read ({reason})", "check the path") from error
    if len(content) > _LARGEST:
        raise InputError(where, "is larger than any notes are", "give the file that the explorer page exports")
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise InputError(where, "is not UTF-8 text", "give the file that the explorer page exports") from error
    except RecursionError as error:
        raise InputError(where, "is nested too deeply", "give the file that the explorer page exports") from error
    except ValueError as error:
        raise InputError(where, f"is no JSON ({error})", "give the file that the explorer page exports") from error


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has one key twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _object(it: object, where: str) -> Mapping[str, Any]:
    if not isinstance(it, dict):
        raise InputError(where, "is no JSON object", _AGAIN)
    return it


def _note(it: object, where: str) -> Note:
    told, here = _object(it, where), f"{where}."
    verdict = _text(told, "verdict", here)
    if verdict not in VERDICTS:
        raise InputError(f"{here}verdict", "is none of keep, doubt and reject", _AGAIN)
    start, end = (_offset(told, name, here) for name in ("start", "end"))
    if end < start:
        raise InputError(f"{here}end", "is before start", _AGAIN)
    modified = _fitting(told, "modified", _MOMENT, here)
    try:
        datetime.fromisoformat(modified)
    except ValueError as error:
        raise InputError(f"{here}modified", "is no date and time", _AGAIN) from error
    return Note(
        claim=_fitting(told, "claim", _CLAIM, here),
        verdict=verdict,
        why=_text(told, "why", here, longest=_LONGEST),
        modified=modified,
        document=_fitting(told, "document", _DOCUMENT, here),
        start=start,
        end=end,
        exact=_text(told, "exact", here),
    )


def _text(told: Mapping[str, Any], name: str, where: str, *, longest: int | None = None) -> str:
    found = told.get(name)
    if not isinstance(found, str):
        raise InputError(f"{where}{name}", "is no text", _AGAIN)
    if longest is not None and len(found) > longest:
        raise InputError(f"{where}{name}", f"is longer than {longest} characters", "shorten it")
    if _HALF.search(found):
        raise InputError(f"{where}{name}", "holds half a character", _AGAIN)
    return found


def _fitting(told: Mapping[str, Any], name: str, form: re.Pattern[str], where: str) -> str:
    found = _text(told, name, where)
    if not form.fullmatch(found):
        raise InputError(f"{where}{name}", "has not the form that tifa writes", _AGAIN)
    return found


def _offset(told: Mapping[str, Any], name: str, where: str) -> int:
    found = told.get(name)
    # JSON's true is a number to Python; what JavaScript counts with ends at 2^53.
    if type(found) is not int or not 0 <= found < 2**53:
        raise InputError(f"{where}{name}", "is no place in a text", _AGAIN)
    return found


def _hashes(store: Store) -> Iterator[str]:
    for document in {it.subject for it in store.match(predicate=_A, object=term("tifa:SourceDocument"))}:
        if isinstance(document, NamedNode):
            yield from (value(it.object) for it in store.match(document, _HASH, graph=document))


def _judged(store: Store, note: Note, passages: Passages, terms: Mapping[str, str], lang: str) -> Judged:
    node = NamedNode(note.claim)
    for it in store.match(node, _A):
        kind, graph = it.object, it.graph_name
        if isinstance(kind, NamedNode) and kind in _SAYING and isinstance(graph, NamedNode):
            words, passage = _SAYING[kind](store, told(store, node, graph), passages, graph, terms, lang)
            return Judged(note, passage.title, passage.issued, words, passage)
    document = passages.document(NamedNode(note.document))
    title = document.get(term("dcterms:title").value, document.get(term("dcterms:identifier").value, ""))
    return Judged(note, title, document.get(term("dcterms:issued").value, ""))


def _relation(
    store: Store, about: dict[str, str], passages: Passages, graph: NamedNode, terms: Mapping[str, str], lang: str
) -> tuple[str, Passage]:
    said = statement(store, about, False, passages, graph)
    subject = labels.name(store, NamedNode(about[term("rdf:subject").value]), lang)
    role = f"（{said.role}）" if said.role else ""
    name = labels.name(store, said.other.node, lang)
    return f"{subject} {terms.get(said.property, said.property)} {name}{role}", said.passage


def _figure(
    store: Store, about: dict[str, str], passages: Passages, graph: NamedNode, terms: Mapping[str, str], lang: str
) -> tuple[str, Passage]:
    it = figure(about, passages, graph)
    subject = about.get(term("tifa:about").value)
    name = f"{labels.name(store, NamedNode(subject), lang)} " if subject else ""
    period = f"（{it.period}）" if it.period else ""
    qualifier = "" if it.qualifier == "exact" else f"{terms.get(it.qualifier, it.qualifier)} "
    return f"{name}{it.measure}{period}：{qualifier}{it.value}{it.unit}", it.passage


_SAYING = {term("tifa:Claim"): _relation, term("tifa:Observation"): _figure}


def _annotation(note: Note) -> Iterator[Quad]:
    claim = NamedNode(note.claim)
    own = iri.note(claim, note.verdict, note.why, note.modified)
    yield Quad(own, _A, term("oa:Annotation"))
    yield Quad(own, term("oa:motivatedBy"), term("oa:assessing"))
    yield Quad(own, term("oa:hasTarget"), claim)
    yield Quad(own, term("dcterms:modified"), Literal(note.modified, datatype=term("xsd:dateTime")))
    for name, text, purpose in (("verdict", note.verdict, "classifying"), ("why", note.why, "commenting")):
        if text:
            body = NamedNode(f"{own.value}-{name}")
            yield Quad(own, term("oa:hasBody"), body)
            yield Quad(body, _A, term("oa:TextualBody"))
            yield Quad(body, term("rdf:value"), Literal(text))
            yield Quad(body, term("oa:hasPurpose"), term(f"oa:{purpose}"))
