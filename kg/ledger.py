"""The rule ledger: what each rule of the pipeline made in a build, and how much of it gold annotations confirm."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.evidence import span, told, value
from kg.gold import Gold, verdicts
from kg.lexicon import Lexicon
from kg.pipeline import entities, mentions, observations, relations
from kg.store import Store
from kg.vocabulary import term

_RULE, _CONFIDENCE = term("tifa:rule"), term("tifa:confidence")
_IDENTIFIER = term("dcterms:identifier")
_STAGES = ("mentions", "relations", "observations")
_EXAMPLE = 15
_HEADINGS = {
    "zh": ("规则", "做什么", "数量", "文献", "平均置信度", "例", "正确/已判", "准确率"),
    "en": ("rule", "what it does", "made", "documents", "mean confidence", "example", "right/judged", "precision"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A quote that a rule rests on, and the document it stands in."""

    quote: str
    document: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule: its explanations, the mentions or claims that it made, in how many documents, how sure on average.

    `judged` counts the entities, relations or figures of annotated documents on which gold has a verdict.
    """

    rule: str
    zh: str
    en: str
    made: int
    documents: int
    confidence: float | None
    example: Example | None
    right: int
    judged: int

    @property
    def precision(self) -> float | None:
        """Return the share of what gold judged that is right, or None where it judged nothing."""
        return round(self.right / self.judged, 2) if self.judged else None


def rules(lexicon: Lexicon) -> list[str]:
    """Return the name of every rule of the pipeline, stage by stage."""
    known = {
        *mentions.RULES,
        *mentions.LEARNED,
        *entities.RULES,
        *relations.Rules(lexicon).ids,
        *observations.RULES,
    }
    named = {it if "/" in it else f"mentions/{it}" for it in known}
    return sorted(named, key=_order)


def ledger(store: Store, lexicon: Lexicon, gold: Sequence[Gold] = ()) -> list[Entry]:
    """Return an entry for every rule there is and for any other that the build names.

    InputError where the build does not hold a document of `gold`.
    """
    explained = {row["rule"]: row for row in lexicon.tables.get("rules", ())}
    made = _counted(store)
    right, judged = Counter[str](), Counter[str]()
    for it in verdicts(store, gold):
        judged[it.rule] += 1
        right[it.rule] += it.right
    entries = []
    for rule in sorted({*rules(lexicon), *made}, key=_order):
        count = made.get(rule, _Count())
        entries.append(
            Entry(
                rule=rule,
                zh=explained.get(rule, {}).get("zh", ""),
                en=explained.get(rule, {}).get("en", ""),
                made=count.made,
                documents=len(count.documents),
                confidence=round(count.confidence / count.made, 2) if count.made else None,
                example=_example(store, count),
                right=right[rule],
                judged=judged[rule],
            )
        )
    return entries


def headings(lang: str, *, judged: bool) -> tuple[str, ...]:
    """Return the headings of the ledger's columns, those of precision where gold was given."""
    return _HEADINGS[lang] if judged else _HEADINGS[lang][:-2]


def cells(entry: Entry, lang: str, *, judged: bool) -> tuple[str, ...]:
    """Return an entry as the texts of a table's row, a quote cut to fifteen characters."""
    quote = entry.example.quote if entry.example else ""
    short = quote if len(quote) <= _EXAMPLE else quote[: _EXAMPLE - 1] + "…"
    row = (
        entry.rule,
        entry.zh if lang == "zh" else entry.en,
        f"{entry.made:,}",
        f"{entry.documents:,}",
        "" if entry.confidence is None else f"{entry.confidence:.2f}",
        f"{short} ({entry.example.document})" if entry.example else "",
    )
    if not judged:
        return row
    precision = "" if entry.precision is None else f"{entry.precision:.2f}"
    return (*row, f"{entry.right}/{entry.judged}" if entry.judged else "", precision)


def markdown(entries: Sequence[Entry], lang: str, *, judged: bool) -> str:
    """Return the ledger as a table in Markdown, each rule explained in both languages, that of `lang` first."""
    other = "en" if lang == "zh" else "zh"
    rows = [
        (headings(lang, judged=judged), _HEADINGS[other][1]),
        *((cells(it, lang, judged=judged), it.en if lang == "zh" else it.zh) for it in entries),
    ]
    lines = [(*row[:2], told, *row[2:]) for row, told in rows]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


@dataclass(slots=True)
class _Count:
    """What a rule made; `best` holds the surest mentions or claims of the first document that has them."""

    made: int = 0
    confidence: float = 0.0
    documents: set[str] = field(default_factory=set)
    rank: tuple[float, str] = (1.0, "")
    best: list[tuple[NamedNode, NamedNode]] = field(default_factory=list)


def _counted(store: Store) -> dict[str, _Count]:
    documents = {it.graph_name: value(it.object) for it in store.match(predicate=_IDENTIFIER)}
    found: dict[str, _Count] = {}
    for it in store.match(predicate=_RULE):
        graph, node = it.graph_name, it.subject
        if graph not in documents or not isinstance(graph, NamedNode) or not isinstance(node, NamedNode):
            continue
        count = found.setdefault(value(it.object), _Count())
        confidence = max(
            (float(value(one.object)) for one in store.match(node, _CONFIDENCE, graph=graph)), default=0.0
        )
        count.made += 1
        count.confidence += confidence
        count.documents.add(graph.value)
        rank = (-confidence, documents[graph])
        if rank < count.rank:
            count.rank, count.best = rank, []
        if rank == count.rank:
            count.best.append((node, graph))
    return found


def _example(store: Store, count: _Count) -> Example | None:
    """Return the first quote in the text among a rule's surest ones."""
    spans = [span(store, told(store, node, graph), graph) for node, graph in count.best]
    return Example(min(spans).exact, count.rank[1]) if spans else None


def _order(rule: str) -> tuple[int, str]:
    stage = rule.partition("/")[0]
    return (_STAGES.index(stage) if stage in _STAGES else len(_STAGES)), rule


def _escaped(cell: str) -> str:
    return " ".join(cell.replace("|", "\\|").replace("<", "&lt;").split())
