"""Figures on paper and screen: one style, a Chinese font that travels with the program, the same bytes every time.

The font is Noto Sans CJK SC Regular, renamed as its licence (OFL.txt, beside it) asks of a changed copy and cut down by
fontTools to Latin, punctuation, full-width forms and the 6,763 hanzi of GB 2312; rarer characters are taken
from a font of the system, where it has one.
"""

import io
import re
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from matplotlib.text import Text

from kg import output
from kg.errors import OutputError

# Okabe and Ito, Color Universal Design (2008), without their yellow, which is too pale for a line on white, and
# with black last: it is what axes and notes are drawn in.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222")
INK, MUTED, GRID = "#222222", "#6b6b6b", "#e4e4e4"

SUFFIXES = (".svg", ".png")

_FALLBACKS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimSun",
    "DejaVu Sans",
)
_STYLE = {
    "font.size": 10.0,
    "axes.titlesize": 11.0,
    "axes.titlepad": 8.0,
    "axes.labelsize": 9.0,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": "#b8b8b8",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.unicode_minus": False,
    "axes.prop_cycle": cycler(color=COLOURS),
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "text.color": INK,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "tifa",
}
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Styled(Figure):
    """A figure whose axes are made in our style, whoever asks for them."""

    def add_subplot(self, *args: Any, **options: Any) -> Axes:
        with _style():
            made: Axes = super().add_subplot(*args, **options)
        return made

    def add_axes(self, *args: Any, **options: Any) -> Axes:
        with _style():
            return super().add_axes(*args, **options)


def figure(width: float, height: float) -> Figure:
    """Return an empty figure of `width` by `height` inches in our style, to be filled and then given to `save`."""
    with _style():
        return _Styled(figsize=(width, height), layout="constrained", facecolor="white")


def save(figure: Figure, path: Path) -> None:
    """Write a figure as .svg, its letters as outlines, or .png, at 150 dots an inch, by the suffix of `path`.

    The same figure is written as the same bytes. OutputError on any other suffix, or where the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(str(path), "ends neither in .svg nor in .png", "give it one of the two endings")
    output.write(_drawn(figure, suffix), path, "the figure cannot be written there")


def _drawn(figure: Figure, suffix: str) -> bytes:
    buffer = io.BytesIO()
    with _style():
        for text in figure.findobj(Text):
            text.set_fontfamily(_families())
            text.set_parse_math(False)
        metadata = {"Date": None, "Creator": None} if suffix == ".svg" else {"Software": None}
        figure.savefig(buffer, format=suffix[1:], dpi=150, metadata=metadata)
    # What a label says is repeated in a comment of the SVG, where XML has no place for control characters.
    return _CONTROLS.sub(b"", buffer.getvalue()) if suffix == ".svg" else buffer.getvalue()


def _style() -> AbstractContextManager[None]:
    # Whatever the user has in a matplotlibrc; the backend alone is theirs, for it may own windows.
    plain = {name: it for name, it in matplotlib.rcParamsDefault.items() if name != "backend"}
    style: Any = {**plain, **_STYLE, "font.family": _families()}
    return matplotlib.rc_context(style)


def _families() -> list[str]:
    """Return the bundled font and those of the system that may have the characters it lacks."""
    known = set(font_manager.fontManager.get_font_names())
    if "Tifa Sans" not in known:
        with as_file(files("kg.plots") / "tifa-sans.otf") as path:
            font_manager.fontManager.addfont(path)
    return ["Tifa Sans", *(it for it in _FALLBACKS if it in known)]
