"""Gold annotations, and which entities, relations and figures of a build they confirm or refute."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import labels
from kg.errors import InputError
from kg.store import Store
from kg.vocabulary import CLASSES, TIFA, term

_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉「」『』,，、;；。·—\-]+")
_WIDE = str.maketrans("（）：！？", "():!?")
_PREFERRED, _ALTERNATIVE = term("skos:prefLabel"), term("skos:altLabel")
_SUBJECT, _PREDICATE, _OBJECT = term("rdf:subject"), term("rdf:predicate"), term("rdf:object")
_RULE, _BODY = term("tifa:rule"), term("oa:hasBody")
_VALUE, _MEASURE, _UNIT = term("tifa:value"), term("tifa:measure"), term("tifa:unit")
# Relations and figures do not depend on which of these two an entity is called.
_ALIKE = {"Slogan": "Formulation"}
_ACTORS = ("Organization", "Place")
_PARTS = {"entities": ("id", "class", "name"), "relations": ("s", "p", "o"), "observations": ("value", "measure")}

Triple = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated document: `content` as the file has it, `names` what its document may be called in a build."""

    path: Path
    names: tuple[str, ...]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What gold says of one thing that a rule made: an entity, a relation or a figure of one document."""

    rule: str
    right: bool


def load(paths: Iterable[Path]) -> list[Gold]:
    """Read gold files; a folder stands for every `.json` in it. InputError where one is no gold annotation."""
    files = [it for path in paths for it in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    return [_read(path) for path in files]


def verdicts(store: Store, gold: Sequence[Gold]) -> Iterator[Verdict]:
    """Yield a verdict on each entity, relation and figure of the annotated documents, once for each rule.

    What gold holds debatable gets none. An entity is right where class and a name are those of a gold entity, a
    relation where both its ends and its property are, a figure where value, unit and half of its measure's
    characters are. InputError where the build does not hold an annotated document.
    """
    documents = {}
    for it in store.match(predicate=term("dcterms:identifier")):
        if isinstance(it.subject, NamedNode) and it.subject == it.graph_name and isinstance(it.object, Literal):
            documents[it.object.value.rpartition("/")[2]] = it.subject
    stems = {name.rpartition(".")[0] or name: node for name, node in documents.items()}
    for one in gold:
        node = next((found[name] for name in one.names for found in (documents, stems) if name in found), None)
        if node is None:
            remedy = "build the folder that it annotates, or leave it out"
            raise InputError(str(one.path), f"the build has no document {one.names[0]!r}", remedy)
        yield from _judged(_Told(store, node), one.content)


def _read(path: Path) -> Gold:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(str(path), f"cannot be read ({error})", "give a gold file in JSON") from error
    whole = isinstance(content, dict) and all(
        isinstance(one, dict) and set(keys) <= set(one)
        for name, keys in _PARTS.items()
        for one in content.get(name, [None])
    )
    if not whole:
        problem = "is no gold annotation of a document"
        raise InputError(str(path), problem, "copy the form of tests/gold/sample")
    names = tuple(str(content[key]) for key in ("source_file", "doc") if content.get(key))
    return Gold(path, names or (path.stem,), content)


@dataclass(slots=True)
class _Told:
    """What a build says in one document's graph."""

    store: Store
    graph: NamedNode
    classes: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    preferred: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = {it.object for it in self.store.match(self.graph, term("tifa:mentions"), graph=self.graph)}
        for node in sorted((it for it in found if isinstance(it, NamedNode)), key=str):
            kind = next((it for it in labels.types(self.store, node) if it in CLASSES), None)
            if kind is not None:
                self.classes[node.value] = kind
                preferred = self._values(node, _PREFERRED)
                self.preferred[node.value] = fold(preferred[0]) if preferred else ""
                self.names[node.value] = {fold(it) for it in (*preferred, *self._values(node, _ALTERNATIVE))}

    def entities(self) -> Iterator[tuple[str, str]]:
        """Yield each rule with each entity that it found."""
        found = set()
        for it in self.store.match(predicate=_BODY, graph=self.graph):
            if isinstance(it.subject, NamedNode) and isinstance(it.object, NamedNode):
                found |= {(rule, it.object.value) for rule in self._values(it.subject, _RULE)}
        yield from sorted(found)

    def relations(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield each rule with subject, property and object of each relation that it found."""
        found = set()
        for it in self.store.match(predicate=_PREDICATE, graph=self.graph):
            if isinstance(it.subject, NamedNode) and isinstance(it.object, NamedNode):
                ends = (*self._values(it.subject, _SUBJECT), *self._values(it.subject, _OBJECT))
                property_ = it.object.value.removeprefix(TIFA)
                found |= {(rule, ends[0], property_, ends[1]) for rule in self._values(it.subject, _RULE)}
        yield from sorted(found)

    def figures(self) -> Iterator[tuple[str, str, float, str]]:
        """Yield each rule with measure, value and unit of each figure that it found."""
        found = []
        for it in self.store.match(predicate=_VALUE, graph=self.graph):
            if isinstance(it.subject, NamedNode) and isinstance(it.object, Literal):
                measure, unit = self._values(it.subject, _MEASURE), self._values(it.subject, _UNIT)
                told = (measure[0], float(it.object.value), unit[0] if unit else "")
                found += [(rule, *told) for rule in self._values(it.subject, _RULE)]
        yield from sorted(found)

    def _values(self, node: NamedNode, predicate: NamedNode) -> list[str]:
        found = (it.object for it in self.store.match(node, predicate, graph=self.graph))
        return sorted(
            it.value
            for it in found
            if isinstance(it, NamedNode) or (isinstance(it, Literal) and it.language in (None, "zh"))
        )


def fold(text: str) -> str:
    """Drop what annotators and texts write in different ways: marks, separators, wide brackets.

    >>> fold("“双建争先”工程")
    '双建争先工程'
    """
    return _MARKS.sub("", text.translate(_WIDE))


def _judged(told: _Told, gold: Mapping[str, Any]) -> Iterator[Verdict]:
    core = {it["id"] for it in gold["entities"] if it.get("core", True)}
    matched = _matched(told, gold, {})
    for rule, node in told.entities():
        if node in told.classes and (node not in matched or matched[node] in core):
            yield Verdict(rule, node in matched)
    yield from _related(told, gold)
    yield from _counted(told, gold)


def _matched(told: _Told, gold: Mapping[str, Any], alike: Mapping[str, str]) -> dict[str, str]:
    """Return which gold entity each entity is, one to one: those of the same canonical name first."""
    found: dict[str, str] = {}
    ranked = sorted(gold["entities"], key=lambda it: not it.get("core", True))
    for strict in (True, False):
        for it in ranked:
            if it["id"] in found.values():
                continue
            names = {fold(name) for name in ([it["name"]] if strict else [it["name"], *it.get("surface", [])])}
            kinds = {alike.get(kind, kind) for kind in (it["class"], *it.get("also", []))}
            for node, kind in told.classes.items():
                if node not in found and alike.get(kind, kind) in kinds:
                    own = {told.preferred[node]} if strict else told.names[node]
                    if own & names:
                        found[node] = it["id"]
                        break
    return found


def _related(told: _Told, gold: Mapping[str, Any]) -> Iterator[Verdict]:
    matched = _matched(told, gold, _ALIKE)
    certain: set[Triple] = set()
    debatable: set[Triple] = set()
    actors: dict[tuple[str, str | None], Triple] = {}
    for it in gold["relations"]:
        triple = (it["s"], it["p"], it["o"])
        (certain if it.get("certain", True) else debatable).add(triple)
        if it.get("implicit"):
            actors[triple[1:]] = triple
    for it in gold.get("expansions", ()):
        debatable |= {(it["whole"], "hasComponent", part) for part in it["parts"]}
    for rule, subject, property_, object_ in told.relations():
        triple = (matched.get(subject), property_, matched.get(object_))
        if triple not in certain | debatable and told.classes.get(subject) in _ACTORS:
            triple = actors.get(triple[1:], triple)
        if triple in certain or triple not in debatable:
            yield Verdict(rule, triple in certain)


def _counted(told: _Told, gold: Mapping[str, Any]) -> Iterator[Verdict]:
    left = list(told.figures())
    for it in gold["observations"]:
        fits = next((one for one in left if _same(one, it)), None)
        if fits is not None:
            left.remove(fits)
            yield Verdict(fits[0], True)
    for rule, *_ in left:
        yield Verdict(rule, False)


def _same(figure: tuple[str, str, float, str], gold: Mapping[str, Any]) -> bool:
    _, measure, value, unit = figure
    if abs(value - gold["value"]) >= 1e-6 * max(1, abs(gold["value"])) or unit != (gold.get("unit") or ""):
        return False
    ours, theirs = set(fold(measure)), set(fold(gold["measure"]))
    if not (ours and theirs):
        return not (ours or theirs)
    return len(ours & theirs) / min(len(ours), len(theirs)) >= 0.5
