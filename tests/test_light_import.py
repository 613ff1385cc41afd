"""`kg --help` is instant: the frame of the command line imports none of the heavy packages."""

import subprocess
import sys
import time

HEAVY = {
    "spacy",
    "rdflib",
    "networkx",
    "pyoxigraph",
    "pyshacl",
    "pyvis",
    "numpy",
    "opencc",
    "lxml",
    "rich",
    "jinja2",
}
SECONDS = 1.0  # measured at 0.07 on an idle machine; room for a busy one


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, kg.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "click" in loaded.split()
    assert HEAVY & set(loaded.split()) == set()


def test_package_alone_imports_nothing_but_itself() -> None:
    script = "import sys; before = set(sys.modules); import kg; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert loaded.split() == ["kg"]


def test_help_is_fast() -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "kg", "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < SECONDS


def test_asking_a_build_loads_neither_pipeline_nor_pinyin() -> None:
    script = (
        "import sys, kg.cli.query, kg.cli.show; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "pyoxigraph" in loaded.split()
    assert {"spacy", "pypinyin", "networkx", "rdflib", "opencc", "numpy"} & set(loaded.split()) == set()
