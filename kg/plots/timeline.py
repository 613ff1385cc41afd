"""The lives of phrases as small multiples: rate by period, its interval, first, peak and last."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kg import plots
from kg.timeline import Life


def draw(lives: Sequence[Life]) -> Figure:
    """Return a figure with one panel a phrase, all on the same years; a period without documents has no mark."""
    figure = plots.figure(8, 0.6 + 1.9 * len(lives))
    panels = figure.subplots(len(lives), 1, sharex=True, squeeze=False)
    for number, (it, axes) in enumerate(zip(lives, panels[:, 0], strict=True)):
        _panel(axes, it, plots.COLOURS[number % len(plots.COLOURS)])
    figure.supylabel("/ 10,000", fontsize=9, color=plots.MUTED)
    return figure


def _panel(axes: Axes, life: Life, colour: str) -> None:
    starts = [it.start for it in life.periods]
    axes.vlines(starts, [it.low for it in life.periods], [it.high for it in life.periods], color=colour, alpha=0.3)
    axes.plot(starts, [it.rate for it in life.periods], "o", markersize=3.5, color=colour)
    axes.set_title(life.phrase, loc="left", color=colour)
    axes.set_ylim(bottom=0)
    used = [it for it in life.periods if it.uses]
    if used and life.peak:
        for it in dict.fromkeys((used[0], life.peak, used[-1])):
            axes.annotate(str(it.start), (it.start, it.rate), (4, 4), textcoords="offset points", fontsize=8)
