"""The parts of numeral phrases, reading by reading: who counts what, and when."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kg import plots
from kg.formulas import Formula, Reading

# Inches: a part is a row, a reading a column, and so is what goes beside them.
_ROW, _COLUMN, _SIDE, _HEAD = 0.3, 1.1, 2.6, 1.1
_SHOWN = 12


def draw(formulas: Sequence[Formula], lang: str) -> Figure:
    """Return a figure with one panel a phrase: a dot where a reading (column) names a part (row), words in `lang` (zh or en)."""
    heights = [_HEAD + _ROW * max(len(_parts(it)), 1) for it in formulas]
    widest = max(len(_readings(it)) for it in formulas)
    figure = plots.figure(_SIDE + _COLUMN * max(widest, 3), sum(heights))
    panels = figure.subplots(len(formulas), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for number, (it, axes) in enumerate(zip(formulas, panels[:, 0], strict=True)):
        _panel(axes, it, plots.COLOURS[number % len(plots.COLOURS)], lang, widest)
    return figure


def _panel(axes: Axes, formula: Formula, colour: str, lang: str, widest: int) -> None:
    parts, readings = _parts(formula), _readings(formula)
    rows = {part: row for row, part in enumerate(parts)}
    for column, it in enumerate(readings):
        axes.plot([column] * len(it.parts), [rows[part] for part in it.parts], "o", markersize=7, color=colour)
    left = len(formula.readings) - len(readings)
    more = f" (+{left})" if left else ""
    count = f"{formula.arity} 项" if lang == "zh" else f"{formula.arity} parts"
    axes.set_title(f"{formula.name}: {count}{more}", loc="left", color=colour)
    axes.set_xticks(range(len(readings)), [_label(it, formula.arity) for it in readings], fontsize=8)
    axes.set_yticks(range(len(parts)), [_cut(part) for part in parts], fontsize=9)
    axes.set_xlim(-0.5, max(widest, 3) - 0.5)
    axes.set_ylim(max(len(parts), 1) - 0.5, -0.5)


def _readings(formula: Formula) -> Sequence[Reading]:
    return formula.readings[:_SHOWN]


def _parts(formula: Formula) -> list[str]:
    return list(dict.fromkeys(part for it in _readings(formula) for part in it.parts))


def _label(reading: Reading, arity: int) -> str:
    first, last = reading.dates
    when = (first if first == last else f"{first}–{last}") or "?"
    where = "、".join(reading.places[:2]) + ("…" if len(reading.places) > 2 else "")
    return f"{when}\n{where}\n{len(reading.parts)}/{arity}"


def _cut(part: str) -> str:
    return part if len(part) <= 14 else f"{part[:13]}…"
