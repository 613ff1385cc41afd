"""README shows what the commands print: each `$ kg …` and `$ curl …` block is run on the sample corpus and compared."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from servers import serving

from kg.build import sample
from kg.cli import main

BLOCK = re.compile(r"```console\n\$ kg (?P<command>.+)\n(?P<output>(?:(?!```).*\n)*)```\n")
CURL = re.compile(r"```console\n\$ (?P<command>curl .+)\n(?P<output>(?:(?!```).*\n)*)```\n")
SERVED = "http://127.0.0.1:7878"
# What differs from run to run: the time that a build took.
TIME = re.compile(r"(│ (?:秒|seconds) +│ +)[\d.]+")


def run(command: str) -> str:
    """Return what a command prints on standard output, without spaces at line ends."""
    result = CliRunner().invoke(main, shlex.split(command), env={"COLUMNS": "100", "LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.output
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


def test_readme_shows_what_the_commands_print(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(sample() / "zhejiang-red-roots.txt", tmp_path)
    readme = (root / "README.md").read_text("utf-8")
    printed = {block["command"]: run(block["command"]) for block in BLOCK.finditer(readme)}
    if update_golden:
        fresh = BLOCK.sub(lambda block: f"```console\n$ kg {block[1]}\n{printed[block[1]]}```\n", readme)
        (root / "README.md").write_text(fresh, "utf-8")
        return
    shown = {block["command"]: TIME.sub(r"\1", block["output"]) for block in BLOCK.finditer(readme)}
    assert len(shown) >= 5
    assert shown == {command: TIME.sub(r"\1", output) for command, output in printed.items()}


def fetched(command: str, base: str) -> str:
    """Return what a curl session prints against a server, as if that were at the usual address."""
    done = subprocess.run(
        ["bash", "-c", command.replace(SERVED, base)], capture_output=True, text=True, timeout=60, check=True
    )
    lines = done.stdout.replace(base, SERVED).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_readme_shows_what_the_server_answers(
    root: Path, sample_build: Path, tmp_path: Path, update_golden: bool
) -> None:
    readme = (root / "README.md").read_text("utf-8")
    with serving(tmp_path / "output", str(sample_build)) as server:
        printed = {it["command"]: fetched(it["command"], server.base) for it in CURL.finditer(readme)}
    if update_golden:
        fresh = CURL.sub(lambda it: f"```console\n$ {it[1]}\n{printed[it[1]]}```\n", readme)
        (root / "README.md").write_text(fresh, "utf-8")
        return
    assert len(printed) >= 5
    assert {it["command"]: it["output"] for it in CURL.finditer(readme)} == printed
