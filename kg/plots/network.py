"""The most central nodes of a graph of ties as bars, coloured by community."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from kg import plots
from kg.network.measures import Measured
from kg.network.projections import Ties

_TITLES = {
    "degree": ("度", "degree"),
    "betweenness": ("中介中心性", "betweenness"),
    "pagerank": ("PageRank", "PageRank"),
    "core": ("核", "core"),
}


def draw(ties: Ties, ranked: Sequence[Measured], by: str, lang: str) -> Figure:
    """Return a bar a node for the measure `by`, the first on top, words in `lang` (zh or en).

    The five communities that come first among them have colours of their own, all others share grey.
    """
    figure = plots.figure(8, 0.8 + 0.28 * max(1, len(ranked)))
    axes = figure.subplots()
    colour = dict(zip(dict.fromkeys(it.community for it in ranked), plots.COLOURS[:5], strict=False))
    values = [getattr(it, by) for it in ranked]
    axes.barh(range(len(ranked)), values, color=[colour.get(it.community, plots.MUTED) for it in ranked])
    axes.set_yticks(range(len(ranked)), [ties.nodes[it.node]["label"] for it in ranked])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    title = _TITLES[by][lang != "zh"]
    axes.set_xlabel(f"{title}，颜色为社群" if lang == "zh" else f"{title}, colours are communities")
    return figure
