"""The figures that README shows are those that the program draws from the real documents."""

from pathlib import Path

from kg import plots, reader
from kg.corpus import Corpus, Source
from kg.model import Document
from kg.plots.timeline import draw
from kg.timeline import life

REPORTS = ("national-reports-1954-2025.jsonl", "provincial-reports-2026.csv")
PHRASES = ("四个现代化", "科学发展观", "一带一路", "高质量发展")


def reports(folder: Path) -> Corpus:
    """Return the reports as a build would have them, without building: a figure needs texts and dates only."""
    found = reader.read([folder / name for name in REPORTS])
    read = [it for it in found if isinstance(it, Document)]
    texts = {it.digest: it for it in read}
    sources = (Source(key, it.name, it.title or "", it.issued or "", key) for key, it in texts.items())
    return Corpus(sources, {key: it.text for key, it in texts.items()})


def test_figure_of_readme_is_what_timeline_draws(
    root: Path, shared: Path, tmp_path: Path, update_golden: bool
) -> None:
    golden = root / "tests/golden/figures/timeline.svg"
    corpus = reports(shared / "corpus")
    fresh = tmp_path / "timeline.svg"
    plots.save(draw([life(corpus, it) for it in PHRASES], "en"), fresh)
    if update_golden:
        golden.write_bytes(fresh.read_bytes())
        return
    assert fresh.read_bytes() == golden.read_bytes()
