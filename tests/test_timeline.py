"""The life of a phrase, on corpora whose answers are planted."""

import pytest

from kg.corpus import Corpus, Source
from kg.timeline import life


def corpus(*texts: tuple[str, str]) -> Corpus:
    return Corpus(
        [Source(f"d:{i}", f"{i}.txt", "", issued, str(i)) for i, (issued, _) in enumerate(texts)],
        {str(i): text for i, (_, text) in enumerate(texts)},
    )


def test_first_peak_last_revival_gaps_and_undated() -> None:
    found = life(
        corpus(
            ("2000", "两山。" + "无" * 97),
            ("2001-05", "两山两山。" + "无" * 45),
            ("2003", "无"),
            ("2004", "无"),
            ("2005", "无"),
            ("2006-01-02", "两山。" + "无" * 97),
            ("", "两山"),
        ),
        "两山",
    )
    assert [it.start for it in found.periods] == [2000, 2001, 2003, 2004, 2005, 2006]
    assert [it.uses for it in found.periods] == [1, 2, 0, 0, 0, 1]
    assert found.periods[0].rate == pytest.approx(100)
    assert found.peak and (found.peak.start, found.peak.using) == (2001, 1)
    assert (found.dated[0].source.issued, found.dated[-1].source.issued) == ("2000", "2006-01-02")
    assert found.revivals == [2006]
    assert len(found.undated) == 1


def test_decades_and_a_phrase_that_nobody_uses() -> None:
    found = life(corpus(("1999", "甲"), ("2001", "乙"), ("2008", "丙")), "丁", 10)
    assert [(it.start, it.documents) for it in found.periods] == [(1990, 1), (2000, 2)]
    assert found.peak is None and found.revivals == []
