"""Readings of numeral phrases drawn: a matrix of parts and readings each, filled where a reading has the part."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kg import plots
from kg.formulas import Formula, Reading

# Inches: height of a row, width of a column, a character of a label.
_CELL, _COLUMN, _CHARACTER = 0.34, 1.15, 0.15
_SHOWN = 2  # Places that the head of a column names.


def draw(formulas: Sequence[Formula], lang: str = "zh") -> Figure:
    """Return a figure with a matrix for each phrase: rows are parts in order of their coming up, columns readings by date."""
    listing = [it for it in formulas if it.readings]
    rows = [len(_parts(it)) for it in listing] or [1]
    label = max((len(part) for it in listing for part in _parts(it)), default=8)
    columns = max((len(it.readings) for it in listing), default=1)
    height = sum(rows) * _CELL + 1.5 * len(rows)
    drawn = plots.figure(max(4.5, label * _CHARACTER + columns * _COLUMN + 0.6), height)
    if not listing:
        axes = drawn.add_subplot()
        axes.set_axis_off()
        axes.text(0.5, 0.5, "没有文献列出各项" if lang == "zh" else "No document lists parts", ha="center")
        return drawn
    grid = drawn.add_gridspec(len(listing), 1, height_ratios=rows)
    for place, it in enumerate(listing):
        axes = drawn.add_subplot(grid[place])
        _matrix(axes, it, lang)
        axes.set_xlim(-0.6, columns - 0.4)
    return drawn


def _parts(formula: Formula) -> list[str]:
    return list(dict.fromkeys(part for it in formula.readings for part in it.parts))


def _matrix(axes: Axes, formula: Formula, lang: str) -> None:
    parts = _parts(formula)
    for column, reading in enumerate(formula.readings):
        for row, part in enumerate(parts):
            if part in reading.set:
                axes.barh(row, 0.8, left=column - 0.4, height=0.72, color=plots.COLOURS[0])
    announces = f"应有 {formula.arity} 项" if lang == "zh" else f"announces {formula.arity}"
    axes.set_title(f"{formula.name} · {announces}", loc="left")
    axes.set_yticks(range(len(parts)), parts, color=plots.INK)
    axes.set_ylim(len(parts) - 0.4, -0.6)
    axes.set_xticks(range(len(formula.readings)), [_head(it, formula.arity, lang) for it in formula.readings])


def _head(reading: Reading, arity: int, lang: str) -> str:
    """Return what stands below a column: first date, places, documents, and parts of how many."""
    unknown = "日期不明" if lang == "zh" else "no date"
    names = [it for it in reading.places if it]
    where = "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    count = len(reading.enumerations)
    documents = f"{count} 篇" if lang == "zh" else f"{count} doc{'' if count == 1 else 's'}"
    return "\n".join(
        filter(None, (reading.first.issued or unknown, where, f"{documents} · {len(reading.parts)}/{arity}"))
    )
