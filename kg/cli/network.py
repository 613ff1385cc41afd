"""`kg network`: who is central in a build, what holds together, and what bridges it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import listing, options
from kg.cli.language import Language, choose
from kg.cli.listing import Cell, Column
from kg.vocabulary import CLASSES

if TYPE_CHECKING:
    from kg.network.measures import Measured
    from kg.network.projections import Ties

_CENTRAL = 5
_ORDERS = ("degree", "betweenness", "pagerank", "core")
_Row = dict[str, Cell]


@click.command(short_help="Measure who is central, what holds together, and what bridges it.")
@options.BUILD
@click.option(
    "--of",
    "kind",
    type=click.Choice(["claims", "co-mention", "shared-campaign"]),
    default="claims",
    show_default=True,
    help="What ties two entities.",
)
@click.option(
    "--class",
    "classes",
    type=click.Choice(CLASSES),
    multiple=True,
    help="Only ties between these classes; repeatable.",
)
@click.option("--by", type=click.Choice(_ORDERS), default="degree", show_default=True, help="Order of the nodes.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many rows.")
@click.option("--bridges", "bridging", is_flag=True, help="Show the ties that alone connect two parts.")
@click.option("--communities", "parted", is_flag=True, help="Show the communities and who is central in each.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the whole graph, too: a file that ends in .graphml or .gexf, for Gephi.",
)
@options.formats(*listing.FORMATS)
@listing.plot
@click.pass_obj
def command(
    lang: Language,
    /,
    build: Path,
    kind: str,
    classes: tuple[str, ...],
    by: str,
    limit: int,
    bridging: bool,
    parted: bool,
    output: Path | None,
    format_: str,
    plot: Path | None,
) -> None:
    """Measure who is central, what holds together, and what bridges it.

    Ties are claims (directed; weight: claims), co-mention (named in one sentence; weight: sentences) or shared-campaign
    (actors that carry out, hold or follow one campaign; weight: campaigns). Degree counts neighbours. Betweenness is exact up to
    2,000 nodes, else estimated from 200 with a fixed seed, as is said. PageRank uses weights; communities are Leiden's. What
    has no tie is left out. A cut node is one without which a part falls in two. JSON and CSV have every tie's evidence.

    \b
    Examples:
      kg network
      kg network --of shared-campaign --by betweenness
      kg network --of co-mention --class Formulation --class Campaign --communities
      kg network --bridges --format json
      kg network -o graph.gexf --plot central.svg
    """
    if bridging and parted:
        raise click.UsageError("--bridges and --communities are two tables: ask for one.")
    from kg.network import exchange, measures, projections

    if output:
        exchange.check(output)
    ties = projections.of_classes(_read(build, kind, lang), classes)
    _say(ties, lang)
    measured = measures.measures(ties)
    ranked = sorted(measured, key=lambda it: (-getattr(it, by), it.node))
    if output:
        exchange.write(ties, measured, output)
    if plot:
        from kg import plots
        from kg.plots.network import draw

        plots.save(draw(ties, ranked[:limit], by, lang), plot)
    if bridging:
        cuts = {it.node for it in measured if it.cut}
        rows = [_bridge(ties, it, cuts) for it in measures.bridges(ties)[:limit]]
        columns = _bridge_columns(lang)
    elif parted:
        rows, columns = list(_communities(ties, ranked)), _community_columns(lang)
    else:
        estimated = measures.sampled(ties)
        rows = [_node(ties, it, estimated) for it in ranked[:limit]]
        columns = _columns(ties, lang)
    listing.show(columns, rows[:limit], format_, lang)


def _read(build: Path, kind: str, lang: Language) -> "Ties":
    from kg import network
    from kg.corpus import Corpus
    from kg.network import projections
    from kg.store import Store

    with Store.open(build / "store") as store:
        # Half a minute on ten million characters.
        click.echo(choose(lang, "读取图谱……", "reading the graph…"), err=True)
        graph = network.graph(store, lang=lang)
    if kind == "claims":
        return projections.claims(graph)
    if kind == "shared-campaign":
        return projections.shared_campaigns(graph)
    corpus = Corpus.read(build)
    sources = {it.iri: it for it in corpus.sources}
    return projections.co_mentions(graph, lambda iri: corpus.text(sources[iri]))


def _say(ties: "Ties", lang: Language) -> None:
    from kg.network import measures

    nodes, edges, sample = len(ties), ties.number_of_edges(), measures.sampled(ties)
    exact = choose(lang, "中介中心性精确", "betweenness exact")
    estimated = choose(
        lang,
        f"中介中心性由 {sample} 个节点估计（种子 {measures.SEED}）",
        f"betweenness estimated from {sample} nodes (seed {measures.SEED})",
    )
    counts = choose(lang, f"{nodes} 个节点，{edges} 条联系", f"{nodes} nodes, {edges} ties")
    measuring = choose(lang, "计算中", "measuring")
    click.echo(f"{counts}; {estimated if sample else exact}; {measuring}…", err=True)


def _decimal(cell: Cell) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else ""


def _mark(cell: Cell) -> str:
    return "✓" if cell else ""


def _list(cell: Cell) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, list) else ""


def _class(ties: "Ties", lang: Language) -> Callable[[Cell], str]:
    return lambda cell: str(ties.graph["classes"][cell][lang])


def _columns(ties: "Ties", lang: Language) -> tuple[Column, ...]:
    ways = (
        Column("incoming", "入", "in", right=True),
        Column("outgoing", "出", "out", right=True),
    )
    return (
        Column("name", "名称", "name"),
        Column("class", "类", "class", _class(ties, lang)),
        Column("degree", "度", "degree", right=True),
        *(ways if ties.is_directed() else ()),
        Column("betweenness", "中介", "betweenness", _decimal, right=True),
        Column("pagerank", "PageRank", "PageRank", _decimal, right=True),
        Column("core", "核", "core", right=True),
        Column("community", "社群", "community", right=True),
        Column("cut", "割点", "cut", _mark),
        Column(
            "documents", "文献", "documents", lambda it: str(len(it)) if isinstance(it, list) else "", right=True
        ),
        Column("betweenness_sample", "", "", None),
        Column("iri", "", "", None),
        Column("ties", "", "", None),
    )


def _node(ties: "Ties", it: "Measured", sample: int | None) -> _Row:
    about, known = ties.nodes[it.node], ties.graph["documents"]
    numbers = ("degree", "incoming", "outgoing", "betweenness", "pagerank", "core", "community", "cut")
    return {
        "name": about["label"],
        "class": about["type"],
        **{name: getattr(it, name) for name in numbers},
        "documents": sorted(known.get(iri, {}).get("identifier") or iri for iri in about["documents"]),
        "betweenness_sample": sample,
        "iri": it.node,
        "ties": list(_around(ties, it.node)),
    }


def _around(ties: "Ties", node: str) -> Iterator[_Row]:
    outgoing = [(other, ties.edges[node, other]) for other in ties[node]]
    ways = [("out" if ties.is_directed() else "both", *it) for it in outgoing]
    if ties.is_directed():
        ways += [("in", other, ties.edges[other, node]) for other in ties.to_directed(as_view=True).pred[node]]
    for way, other, about in ways:
        yield {"way": way, "other": ties.nodes[other]["label"], "iri": other, **about}


def _bridge_columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("one", "一端", "one"),
        Column("one_cut", "割点", "cut", _mark),
        Column("other", "另一端", "other"),
        Column("other_cut", "割点", "cut", _mark),
        Column("relations", "关系", "relations", _list),
        Column("smaller", "较小一侧", "smaller side", right=True),
        Column("documents", "文献", "documents", _list),
        Column("iris", "", "", None),
        Column("evidence", "", "", None),
    )


def _bridge(ties: "Ties", bridge: tuple[str, str, int], cuts: set[str]) -> _Row:
    one, other, smaller = bridge
    ways = [(one, other), (other, one)] if ties.is_directed() else [(one, other)]
    edges = [ties.edges[it] for it in ways if ties.has_edge(*it)]
    evidence = [told for it in edges for told in it["evidence"]]
    return {
        "one": ties.nodes[one]["label"],
        "one_cut": one in cuts,
        "other": ties.nodes[other]["label"],
        "other_cut": other in cuts,
        "relations": sorted({name for it in edges for name in it["relations"]}),
        "smaller": smaller,
        "documents": sorted({told["document"] for told in evidence}),
        "iris": [one, other],
        "evidence": evidence,
    }


def _community_columns(lang: Language) -> tuple[Column, ...]:
    return (
        Column("community", "社群", "community", right=True),
        Column("size", "大小", "size", right=True),
        Column("central", "居中者", "most central", _list),
        Column("members", "", "", None),
    )


def _communities(ties: "Ties", ranked: Sequence["Measured"]) -> Iterator[_Row]:
    members: dict[int, list[str]] = {}
    for it in ranked:
        members.setdefault(it.community, []).append(it.node)
    for community, nodes in sorted(members.items()):
        yield {
            "community": community,
            "size": len(nodes),
            "central": [ties.nodes[it]["label"] for it in nodes[:_CENTRAL]],
            "members": [{"name": ties.nodes[it]["label"], "iri": it} for it in nodes],
        }
