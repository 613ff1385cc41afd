"""The diffusion of a phrase drawn: a tile-grid map of the provinces by date of first use, else a line of time for each user."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from kg import plots
from kg.diffusion import Adopter, Diffusion
from kg.diffusion.provinces import Province
from kg.diffusion.wording import LEVEL_NAMES

# Perceptually even and the same for the colour-blind: Nuñez, Anderton and Renslow, PLoS ONE 13(7), 2018.
SCALE = "cividis"
ROWS = 60  # So many users are drawn in a line of time.
_SILENT, _ABSENT = "#ececec", "#ffffff"
_LEGEND: dict[str, Any] = {"fontsize": 8, "frameon": False, "labelcolor": plots.INK}
_CENTRE = (0.0, 0.0, 2)  # The tile of the centre, over the empty north-west: column, row, width.


def draw(told: Diffusion, provinces: Mapping[str, Province], lang: str) -> Figure:
    """Return a map where places of province level have documents, else a line of time; words in `lang` (zh or en)."""
    placed = any(level == "province" and name in provinces for name, level in told.present.items())
    return tiles(told, provinces, lang) if placed else times(told, lang)


def tiles(told: Diffusion, provinces: Mapping[str, Province], lang: str) -> Figure:
    """Return a tile-grid map: a unit of province level a tile, coloured by the middle of the days its first use may lie on.

    Grey with stripes has documents but not the phrase, a dashed outline no documents at all, an outline of ink a use
    without a date. The centre stands apart in the empty north-west, its date no part of the scale. Who is
    neither centre nor province is counted in a note.
    """
    figure = plots.figure(8, 6.6)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_title(told.phrase, loc="left")
    users = {it.name: it for it in (*told.adopters, *told.undated)}
    centre = next((name for name, level in told.present.items() if level == "country"), "")
    shown = {*provinces, centre}
    middles = [_middle(it) for it in told.adopters if it.name in shown]
    scale = _norm(middles)
    for it in provinces.values():
        _tile(axes, (it.column, it.row, 1), it.name, users.get(it.name), scale, present=it.name in told.present)
    heading = "中央" if lang == "zh" else "Centre"
    _tile(axes, _CENTRE, heading, users.get(centre), None, present=bool(centre))
    axes.set_xlim(-0.1, 1.1 + max(it.column for it in provinces.values()))
    axes.set_ylim(1.1 + max(it.row for it in provinces.values()), -0.1)
    axes.set_aspect("equal")
    if middles:
        _scale(figure, axes, scale, lang)
    axes.legend(handles=_keys(lang), loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, **_LEGEND)
    figure.supxlabel(
        _note(told, sum(it not in shown for it in users), lang, middles=True), fontsize=8, color=plots.MUTED
    )
    return figure


def times(told: Diffusion, lang: str) -> Figure:
    """Return a row a user, the earliest at the top: a dot on a day that is known, else a bar over the days that may be."""
    shown = list(told.adopters[:ROWS])
    figure = plots.figure(8, 1.2 + 0.24 * max(len(shown), 3))
    axes = figure.add_subplot()
    axes.set_title(told.phrase, loc="left")
    levels = list(dict.fromkeys(it.level for it in shown))
    colours = {level: plots.COLOURS[place % len(plots.COLOURS)] for place, level in enumerate(LEVEL_NAMES)}
    for row, it in enumerate(shown):
        axes.hlines(row, *_days(it), color=colours[it.level], linewidth=3, alpha=0.35)
        if it.since == it.until:
            axes.plot(_days(it)[0], row, "o", color=colours[it.level], markersize=5)
    axes.set_yticks(range(len(shown)), [f"{it.name}  {it.first.source.issued}" for it in shown])
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    days = [day for it in shown for day in _days(it)]
    if days:
        _dated(axes, _norm(days))
    if any(levels):
        keys = [
            Line2D([], [], marker="o", linestyle="", color=colours[it], label=_level(it, lang)) for it in levels
        ]
        axes.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4, **_LEGEND)
    left = len(told.adopters) - len(shown)
    figure.supxlabel(_note(told, left, lang, middles=False), fontsize=8, color=plots.MUTED)
    return figure


def _tile(
    axes: Axes,
    place: tuple[float, float, int],
    name: str,
    user: Adopter | None,
    scale: Normalize | None,
    *,
    present: bool,
) -> None:
    column, row, width = place
    dated = user is not None and user.since is not None
    fill: str | tuple[float, float, float, float] = _SILENT if present and not user else _ABSENT
    if user and dated and scale:
        fill = colormaps[SCALE](float(scale(_middle(user))))
    edge = plots.INK if user and not dated else "white" if dated and scale else plots.MUTED
    axes.add_patch(
        Rectangle(
            (column + 0.03, row + 0.03),
            width - 0.06,
            0.94,
            facecolor=fill,
            edgecolor=edge if present else "#b8b8b8",
            linewidth=1.6 if user and not dated else 0.6,
            linestyle="-" if present else "--",
            hatch="///" if present and not user else None,
        )
    )
    ink = _ink(to_rgb(fill)) if dated else plots.INK if present else plots.MUTED
    # A pale ground under a name keeps it readable over the stripes.
    ground = {"boxstyle": "round,pad=0.1", "facecolor": _SILENT, "edgecolor": "none"}
    middle = column + width / 2
    axes.text(
        middle,
        row + (0.36 if user else 0.5),
        name,
        ha="center",
        va="center",
        color=ink,
        fontsize=9,
        bbox=ground if present and not user else None,
    )
    if user:
        first = user.first.source.issued or "?"
        axes.text(middle, row + 0.7, first, ha="center", va="center", color=ink, fontsize=6.5)


def _ink(fill: tuple[float, float, float]) -> str:
    """Return the ink that is read on a fill, by its relative luminance (WCAG 2.1)."""
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in fill]
    luminance = sum(weight * it for weight, it in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return plots.INK if luminance > 0.2 else "white"


def _scale(figure: Figure, axes: Axes, scale: Normalize, lang: str) -> None:
    bar = figure.colorbar(ScalarMappable(scale, SCALE), ax=axes, shrink=0.6, pad=0.02)
    bar.outline.set_visible(False)
    days = _ticks(scale)
    bar.set_ticks(days, labels=[date.fromordinal(it).isoformat() for it in days])
    bar.ax.tick_params(labelsize=8)
    bar.ax.set_title("首用" if lang == "zh" else "first use", fontsize=8, color=plots.MUTED)


def _dated(axes: Axes, norm: Normalize) -> None:
    days = _ticks(norm)
    axes.set_xticks(days, [date.fromordinal(it).isoformat() for it in days])


def _norm(days: Sequence[float]) -> Normalize:
    low = min(days, default=0.0)
    # One day alone has no range: it takes the dark end of the scale.
    return Normalize(low, max(*days, low + 1) if days else 1.0)


def _ticks(norm: Normalize) -> list[int]:
    low, high = float(norm.vmin or 0), float(norm.vmax or 0)
    return sorted({int(low + (high - low) * step / 4) for step in range(5)})


def _days(it: Adopter) -> tuple[int, int]:
    if it.since is None or it.until is None:
        raise ValueError("only what is dated has a place in time")
    return it.since.toordinal(), it.until.toordinal()


def _middle(it: Adopter) -> float:
    return sum(_days(it)) / 2


def _level(level: str, lang: str) -> str:
    zh, en = LEVEL_NAMES[level]
    return zh if lang == "zh" else en


def _keys(lang: str) -> list[Patch]:
    zh = lang == "zh"
    return [
        Patch(
            facecolor=_SILENT,
            edgecolor=plots.MUTED,
            hatch="///",
            label="有文件，未用" if zh else "documents, but no use",
        ),
        Patch(
            facecolor=_ABSENT,
            edgecolor="#b8b8b8",
            linestyle="--",
            label="语料中无文件" if zh else "no documents in the corpus",
        ),
        Patch(
            facecolor=_ABSENT,
            edgecolor=plots.INK,
            linewidth=1.6,
            label="用过，日期不详" if zh else "used, no date known",
        ),
    ]


def _note(told: Diffusion, left: int, lang: str, *, middles: bool) -> str:
    """Return how dates that are not known to the day are drawn, and what the picture does not show."""
    zh = lang == "zh"
    if middles:
        parts = [
            "日期只知年月的，按其中间着色" if zh else "A date known to the year or month is coloured by its middle"
        ]
    else:
        parts = ["横条：首用可能在的日子" if zh else "A bar covers the days on which a first use may lie"]
    if told.undated:
        parts.append(f"{len(told.undated)} 个没有日期" if zh else f"{len(told.undated)} without a date")
    if left:
        parts.append(f"另有 {left} 个使用者不在图上" if zh else f"{left} more users are not drawn")
    if told.reprinting:
        names = len(told.reprinting)
        parts.append(f"{names} 个只是转载，不算使用" if zh else f"{names} only reprint and do not count as users")
    return "；".join(parts) if zh else "; ".join(parts)
