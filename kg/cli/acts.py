"""`kg acts`: who puts a phrase forward, who carries it out, judges it or takes it up."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from kg.acts import ACTS, Act, acts, origin
from kg.agents import proposers
from kg.cli import answer, listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.cli.terminal import printable
from kg.corpus import Corpus, Use
from kg.store import Store

_ACTS = {"proposes": "提出", "implements": "实施", "evaluates": "评价", "repeats": "复述"}
_MOODS = {"stated": "", "planned": "拟", "negated": "否定"}
_ORIGINS = {"first": "首次", "later": "其后", "undated": "日期不明", "": ""}


@click.command(short_help="Tell who puts a phrase forward and who carries it out, judges or repeats it.")
@click.argument("phrase")
@options.BUILD
@click.option("--act", type=click.Choice(ACTS), help="Only uses that do this.")
@click.option("--by", type=click.Choice(["year", "place"]), help="Count by year or place instead of listing uses.")
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Uses in the table; 0 for all of them.",
)
@options.formats(*listing.FORMATS)
@click.pass_obj
def command(
    lang: Language, /, phrase: str, build: Path, act: str | None, by: str | None, top: int, format_: str
) -> None:
    """Tell what each use of PHRASE does: proposes, implements, evaluates or repeats it.

    The cue words of the clause decide (ontology/lexicon/acts.tsv). The first proposing use comes first, with all whose dates leave it open
    which is earlier: the date that the sentence gives (2003年提出), else the document's; then later proposals, then other uses, each in
    order of the documents' dates. What is planned or denied is told apart and proposes nothing. A phrase that no document of the build
    proposes may have been coined elsewhere: its first use is none. The agent is who does it in the clause's own words; beside it stands
    whom a claim of the graph has proposing there, who may be named earlier in the text.

    \b
    Examples:
      kg acts 三航行动
      kg acts 乡村振兴 --act proposes
      kg acts 乡村振兴 --by place --format csv
    """
    corpus = Corpus.read(build)
    told = acts(corpus, corpus.uses(phrase))
    first = origin(told)
    chosen = [it for it in told if act in (None, it.act)]
    if by:
        listing.show(_count_columns(by), list(_counts(chosen, by)), format_, lang)
        return
    with Store.open(build / "store") as store:
        actors = proposers(store, told)
    rows = [_row(corpus, it, first, actors) for it in chosen]
    rows.sort(key=lambda row: ("first", "later", "undated", "").index(str(row["origin"])))
    if format_ == "table":
        answer.console().print(printable(_headline(told, first, actors, lang)), markup=False)
        rows = rows[: top or None]
    listing.show(_columns(lang), rows, format_, lang)
    if format_ == "table" and len(rows) < len(chosen):
        left = len(chosen) - len(rows)
        click.echo(choose(lang, f"另有 {left} 处未列出：--top 0", f"{left} more uses: --top 0"))


def _headline(told: Sequence[Act], first: Sequence[Act], actors: Mapping[Use, str], lang: Language) -> str:
    number = {it: sum(one.act == it and one.mood == "stated" for one in told) for it in ACTS}
    other = sum(it.mood != "stated" for it in told)
    documents = len({it.use.source.iri for it in told})
    counted = choose(lang, "、", ", ").join(
        choose(lang, f"{_ACTS[it]} {n}", f"{it} {n}") for it, n in number.items()
    )
    line = choose(
        lang,
        f"{len(told)} 处，{documents} 篇：{counted}；拟行或否定 {other}。",
        f"{len(told)} uses in {documents} documents: {counted}; planned or denied {other}.",
    )
    return line + _opening(told, first, actors, lang)


def _opening(told: Sequence[Act], first: Sequence[Act], actors: Mapping[Use, str], lang: Language) -> str:
    if not told:
        return ""
    if not first:
        return choose(lang, "没有注明日期的文献提出它。", " No dated document proposes it.")
    names = list(dict.fromkeys(_proposal(it, actors, lang) for it in first))
    if len(names) > 1:
        listed = choose(lang, "、", ", ").join(names)
        return choose(lang, f"首次提出先后未定：{listed}。", f" First proposed in one of: {listed}.")
    return choose(lang, f"首次提出：{names[0]}。", f" First proposed in {names[0].rstrip(',')}.")


def _proposal(it: Act, actors: Mapping[Use, str], lang: Language) -> str:
    source = it.use.source
    place = f"{source.name} ({source.issued})" if source.issued else source.name
    if it.when:
        place = choose(lang, f"{it.when}（据 {place}）", f"{it.when}, says {place},")
    who = " = ".join(dict.fromkeys(filter(None, (it.agent, actors.get(it.use)))))
    return choose(lang, f"{place}，主体：{who}", f"{place} by {who}") if who else place


def _origin(it: Act, first: Sequence[Act]) -> str:
    if it.act != "proposes" or it.mood != "stated":
        return ""
    if it in first:
        return "first"
    return "later" if it.dated else "undated"


def _row(corpus: Corpus, it: Act, first: Sequence[Act], actors: Mapping[Use, str]) -> dict[str, Cell]:
    source, cue = it.use.source, it.cue
    return {
        "origin": _origin(it, first),
        "act": it.act,
        "mood": it.mood,
        "cue": cue.word if cue else "",
        "cue_start": cue.start if cue else None,
        "cue_end": cue.end if cue else None,
        "agent": it.agent,
        "actor": actors.get(it.use, ""),
        "when": it.when,
        "issued": source.issued,
        "place": source.place,
        "document": source.name,
        "start": it.use.start,
        "end": it.use.end,
        "sentence": "".join(corpus.sentence(it.use)),
    }


def _columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("origin", "先后", "origin", lambda it: choose(lang, _ORIGINS[str(it)], str(it))),
        Column("act", "行为", "act", lambda it: choose(lang, _ACTS[str(it)], str(it))),
        Column(
            "mood", "语气", "mood", lambda it: choose(lang, _MOODS[str(it)], "" if it == "stated" else str(it))
        ),
        Column("cue", "线索词", "cue"),
        Column("cue_start", "线索起", "cue start", None),
        Column("cue_end", "线索止", "cue end", None),
        Column("agent", "主体", "agent"),
        Column("actor", "图谱中", "in the graph"),
        Column("when", "所述时间", "says when"),
        Column("issued", "日期", "date"),
        Column("place", "地方", "place"),
        Column("document", "文献", "document"),
        Column("start", "起", "start", None),
        Column("end", "止", "end", None),
        Column("sentence", "原句", "sentence"),
    )


def _count_columns(by: str) -> tuple[Column, ...]:
    group = Column("year", "年份", "year") if by == "year" else Column("place", "地方", "place")
    return (
        group,
        *(Column(it, zh, it, right=True) for it, zh in _ACTS.items()),
        Column("planned", "拟行", "planned", right=True),
        Column("negated", "否定", "negated", right=True),
        Column(
            "documents", "文献", "documents", lambda it: str(len(it)) if isinstance(it, list) else "", right=True
        ),
    )


def _counts(told: Sequence[Act], by: str) -> Iterator[dict[str, Cell]]:
    groups: dict[str, list[Act]] = {}
    for it in told:
        groups.setdefault(it.use.source.issued[:4] if by == "year" else it.use.source.place, []).append(it)
    # What has no year or place comes last.
    for group in sorted(groups, key=lambda it: (not it, it)):
        members = groups[group]
        yield {
            by: group,
            **{act: sum(it.act == act and it.mood == "stated" for it in members) for act in ACTS},
            **{mood: sum(it.mood == mood for it in members) for mood in ("planned", "negated")},
            "documents": sorted({it.use.source.name for it in members}),
        }
