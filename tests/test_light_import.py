"""A command imports what it uses and nothing else: what is imported is counted, for time depends on the machine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import contextlib, json, sys
before = set(sys.modules)
{code}
names = sorted(set(sys.modules) - before)
foreign = {{it.partition(".")[0] for it in names}} - sys.stdlib_module_names
print(json.dumps([sorted(foreign), sum(it.partition(".")[0] == "kg" for it in names), len(names)]))
"""
_RUN = """
from kg.cli import main
with contextlib.suppress(SystemExit):
    main({arguments!r})
"""


def imported(code: str) -> tuple[set[str], int, int]:
    """Return the packages besides Python's own that the code imports, and how many modules: of kg, and in all."""
    script = _SCRIPT.format(code=code)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    foreign, ours, every = json.loads(told.splitlines()[-1])
    return set(foreign), ours, every


def ran(*arguments: str) -> tuple[set[str], int, int]:
    """Return what a command imports."""
    return imported(_RUN.format(arguments=arguments))


def test_package_alone_imports_nothing_but_itself() -> None:
    assert imported("import kg") == ({"kg"}, 1, 1)


def test_help_imports_click_and_the_frame() -> None:
    foreign, ours, every = ran("--help")
    assert foreign == {"kg", "click"}
    assert ours <= 7
    assert every <= 90


@pytest.mark.parametrize("command", ["clean", "rules", "validate", "serve", "render"])
def test_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    foreign, _, _ = ran(command, "--help")
    assert foreign <= {"kg", "click", "daachorse", "pyoxigraph"}


def test_an_answer_for_another_program_needs_the_store_alone(sample_build: Path) -> None:
    foreign, ours, every = ran(
        "query", "spread", "--entity", "八八战略", "--format", "csv", "-b", str(sample_build)
    )
    assert foreign == {"kg", "click", "daachorse", "pyoxigraph"}
    assert ours <= 36
    assert every <= 140


@pytest.mark.parametrize("command", [("query", "spread", "--entity"), ("show",)])
def test_an_answer_on_a_terminal_adds_its_tables(sample_build: Path, command: tuple[str, ...]) -> None:
    foreign, ours, _ = ran(*command, "八八战略", "-b", str(sample_build))
    assert foreign <= {"kg", "click", "daachorse", "pyoxigraph", "rich"}
    assert ours <= 38


def test_a_build_imports_neither_spacy_nor_pinyin_nor_networks() -> None:
    code = "import kg.build\nfrom kg.pipeline import stages\nstages(models=())"
    imported(code)  # fills the cache
    foreign, _, _ = imported(code)
    assert not foreign & {"spacy", "pypinyin", "networkx", "rdflib", "jinja2", "docx", "pypdfium2", "rich"}
