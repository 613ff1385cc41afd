"""A comparison as dots: the log-odds of the names that set two sides apart most, with their intervals."""

from matplotlib.figure import Figure

from kg import plots
from kg.comparison import LEVEL, Comparison, Item

# So many names of each side, of each so many characters at most: beyond, the dots have no room.
_EACH, _LONGEST = 12, 24


def draw(told: Comparison, lang: str) -> Figure:
    """Return a figure of up to 12 names that each side says more, of those said often enough to be tested, words in `lang`.

    Full dots are more than chance. What is said by one side lies right of the middle, by the other left.
    """
    shown = _strongest(told, 1) + _strongest(told, -1)[::-1]
    figure = plots.figure(8, 1.4 + 0.27 * max(len(shown), 1))
    axes = figure.add_subplot()
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.axvline(0, color=plots.MUTED, linewidth=1)
    for place, it in enumerate(reversed(shown)):
        colour = plots.COLOURS[0 if it.odds.delta > 0 else 1]
        axes.hlines(place, *it.odds.interval, color=colour, alpha=0.35, linewidth=3)
        sure = it.q is not None and it.q < LEVEL
        axes.plot(
            it.odds.delta,
            place,
            "o",
            markersize=6,
            color=colour,
            markerfacecolor=colour if sure else "white",
        )
    axes.set_yticks(
        range(len(shown)), [f"{_short(it.name)}  {it.counts[0]} : {it.counts[1]}" for it in reversed(shown)]
    )
    one, other = (it.name for it in told.sides)
    axes.set_title(f"← {other}", loc="left", color=plots.COLOURS[1])
    axes.set_title(f"{one} →", loc="right", color=plots.COLOURS[0])
    axes.set_xlabel(
        "对数优势比，95% 区间；实心：q < 0.05；次数"
        if lang == "zh"
        else "log-odds ratio, 95 % interval; full dots: q < 0.05; mentions"
    )
    return figure


def _strongest(told: Comparison, sign: int) -> list[Item]:
    """Return the items that lean to one side, the most certain first."""
    leaning = [it for it in told.items if it.q is not None and it.odds.delta * sign > 0]
    return sorted(leaning, key=lambda it: (-abs(it.odds.z), it.name))[:_EACH]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
