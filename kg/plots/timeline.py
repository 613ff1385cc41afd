"""The lives of phrases as small multiples: rate by period, its interval, first, peak and last."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kg import plots
from kg.timeline import Life

# Bars are cut at so many times the highest rate.
TALLEST = 2.5


def draw(lives: Sequence[Life], lang: str) -> Figure:
    """Return a figure with one panel a phrase, all on the same years, words in `lang` (zh or en).

    A period without documents has no mark, one that has some but not the phrase a tick.
    """
    figure = plots.figure(8, 0.6 + 1.9 * len(lives))
    panels = figure.subplots(len(lives), 1, sharex=True, squeeze=False)
    for number, (it, axes) in enumerate(zip(lives, panels[:, 0], strict=True)):
        _panel(axes, it, plots.COLOURS[number % len(plots.COLOURS)])
    if any(it.month for life in lives for it in life.periods):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=(1, 2, 3, 6, 10)))
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda place, _: f"{int(place) // 12}-{int(place) % 12 + 1:02}")
        )
    figure.supylabel(
        "每万字次数，95% 区间" if lang == "zh" else "uses per 10,000 characters, 95 % interval",
        fontsize=9,
        color=plots.MUTED,
    )
    return figure


def _panel(axes: Axes, life: Life, colour: str) -> None:
    used = [it for it in life.periods if it.uses]
    silent = [it.place for it in life.periods if not it.uses]
    axes.plot(silent, [0] * len(silent), "|", markersize=4, color=plots.MUTED)
    axes.vlines(
        [it.place for it in used],
        [it.interval[0] for it in used],
        [it.interval[1] for it in used],
        color=colour,
        alpha=0.3,
        linewidth=3,
    )
    axes.plot([it.place for it in used], [it.rate for it in used], "o", markersize=4.5, color=colour)
    axes.set_title(life.phrase, loc="left", color=colour)
    # A short text leaves the rate wide open: its bar goes out of the panel instead of flattening all others.
    top = TALLEST * max((it.rate for it in used), default=0)
    cut = [it.place for it in used if it.interval[1] > top]
    axes.plot(cut, [top] * len(cut), "^", markersize=4, color=colour, alpha=0.5)
    axes.set_ylim(0, top * 1.03 if cut else None)
    if used and life.peak:
        for it in dict.fromkeys((used[0], life.peak, used[-1])):
            # To the left of a beginning, to the right of an end: the years between them stay free.
            first = it is used[0] and it is not life.peak
            offset, side = ((-5, 3), "right") if first else ((5, 3), "left")
            axes.annotate(
                str(it.name), (it.place, it.rate), offset, textcoords="offset points", fontsize=8, ha=side
            )
