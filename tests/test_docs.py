"""The documents keep their word: what they name exists, and no command is left out.

That README shows what the commands print is tests/test_readme.py.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli.main import COMMANDS, main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ontology/README.md", "tests/benchmarks/README.md")
]

_FENCE = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def command_lines(page: Path) -> Iterator[list[str]]:
    """Yield the words of every `kg` command line in the page's blocks, without comments."""
    for body in _FENCE.findall(page.read_text(encoding="utf-8")):
        for line in body.splitlines():
            if re.match(r"(\$ )?kg ", line):
                yield shlex.split(line.removeprefix("$ "), comments=True)[1:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_command_lines_are_understood(page: Path) -> None:
    for words in command_lines(page):
        name, *rest = words[2:] if words[0] == "--lang" else words
        command = main.get_command(click.Context(main), name)
        assert command is not None
        command.make_context(name, rest, obj="en").close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `kg {name}")]
    assert len(rows) == 1, f"README's table of commands has {len(rows)} rows for kg {name}"


def test_every_documented_command_exists() -> None:
    named = set(re.findall(r"(?<![\w/])kg ([a-z]+)\b", "\n".join(_code(page) for page in PAGES)))
    assert named <= set(COMMANDS)


def test_documented_targets_exist_in_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", "\n".join(_code(page) for page in PAGES), re.M))
    assert {"run", "test", "check"} <= named <= targets


def _code(page: Path) -> str:
    """Return what a page sets in code: blocks and spans."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([*_FENCE.findall(text), *re.findall(r"`[^`\n]+`", text)])
