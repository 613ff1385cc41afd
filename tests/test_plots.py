"""Figures: the bundled font, the same bytes, nothing left changed, and what cannot be written."""

from pathlib import Path

import matplotlib
import pytest
from lxml import etree
from matplotlib.font_manager import FontProperties, findfont, get_font

from kg import plots
from kg.errors import OutputError


def drawn(path: Path, label: str = "高质量发展 “三航”行动 《规划》——$x_") -> bytes:
    figure = plots.figure(4, 2)
    axes = figure.subplots()
    axes.plot([2020, 2021], [-1, 2])
    axes.set_title(label)
    axes.set_xticks([2020, 2021], ["二〇二〇年", "2021"])
    plots.save(figure, path)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", plots.SUFFIXES)
def test_same_figure_same_bytes_and_no_glyph_is_missing(tmp_path: Path, suffix: str) -> None:
    """Matplotlib warns of a glyph that it lacks, and a warning is an error here."""
    assert drawn(tmp_path / f"a{suffix}") == drawn(tmp_path / f"b{suffix}")
    assert sorted(it.name for it in tmp_path.iterdir()) == [f"a{suffix}", f"b{suffix}"]


def test_bundled_font_has_every_hanzi_of_gb_2312() -> None:
    plots.figure(1, 1)
    font = get_font(findfont(FontProperties(family=["Tifa Sans"])))
    assert Path(font.fname).name == "tifa-sans.otf"
    cells = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    hanzi = [it for cell in cells if (it := cell.decode("gb2312", "ignore"))]
    assert len(hanzi) == 6763
    assert [
        it
        for it in "“”‘’《》〈〉、。，；：？！（）—…·％０９Ａ%~é°" + "".join(hanzi)
        if not font.get_char_index(ord(it))
    ] == []


def test_settings_of_matplotlib_are_left_as_they_were(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    drawn(tmp_path / "a.svg")
    assert dict(matplotlib.rcParams) == before


def test_letters_are_outlines_and_a_hostile_label_breaks_nothing(tmp_path: Path) -> None:
    tree = etree.fromstring(drawn(tmp_path / "a.svg", "<script>-->&"))
    assert not tree.xpath("//*[local-name()='text' or local-name()='script']")


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"neither in \.svg nor in \.png"):
        drawn(tmp_path / "a.pdf")
    with pytest.raises(OutputError, match="cannot be written"):
        drawn(tmp_path / "none" / "a.svg")
    assert list(tmp_path.iterdir()) == []
