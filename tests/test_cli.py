"""The frame of the command line: help, suggestions, errors as one line, UTF-8, and what a pipe or Ctrl-C does."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli.language import default
from kg.cli.main import COMMANDS, main
from kg.errors import InputError


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `kg` in a process of its own, in an environment whose locale is C unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments], capture_output=True, env={**kept, "LC_ALL": "C", **environment}
    )


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, BaseException]:
    """Make `kg build` raise what the test puts under "error"."""
    error: dict[str, BaseException] = {}

    @click.command
    def command() -> None:
        raise error["error"]

    monkeypatch.setattr(main, "get_command", lambda ctx, name: command)
    return error


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"kg {name}" in result.output.partition("Examples:")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_where_the_frame_looks(name: str) -> None:
    command = importlib.import_module(f"kg.cli.{name}").command
    assert isinstance(command, click.Command)
    assert all(getattr(it, "help", "") for it in command.params if isinstance(it, click.Option))


def test_every_module_with_a_command_is_in_the_list() -> None:
    folder = Path(importlib.import_module("kg.cli").__file__ or "").parent
    found = {path.stem for path in folder.glob("*.py") if "\ndef command(" in path.read_text(encoding="utf-8")}
    assert found == set(COMMANDS)


@pytest.mark.parametrize(("typed", "meant"), [("qurey", "query"), ("bild", "build"), ("validat", "validate")])
def test_unknown_command_suggests_the_one_meant(typed: str, meant: str) -> None:
    result = CliRunner().invoke(main, [typed])
    assert result.exit_code == 2
    assert f"Did you mean {meant}?" in result.output


def test_unknown_command_like_none_suggests_nothing() -> None:
    result = CliRunner().invoke(main, ["\x1b[31mzzz"])
    assert result.exit_code == 2
    assert "Did you mean" not in result.output
    assert "\x1b" not in result.output


def test_error_becomes_one_line(failing: dict[str, BaseException]) -> None:
    failing["error"] = InputError("a\x1b[2J\nb.csv", "no text column", "name it with --text-column")
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 1
    assert result.stderr == "kg: a\\x1b[2J\\nb.csv: no text column; name it with --text-column\n"
    assert result.stdout == ""


@pytest.mark.parametrize(("lang", "message"), [("zh", "已中断"), ("en", "interrupted")])
def test_interrupt_is_one_line_and_130(failing: dict[str, BaseException], lang: str, message: str) -> None:
    failing["error"] = KeyboardInterrupt()
    result = CliRunner().invoke(main, ["--lang", lang, "build"])
    assert result.exit_code == 130
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_other_faults_are_not_hidden(failing: dict[str, BaseException]) -> None:
    failing["error"] = ZeroDivisionError()
    assert isinstance(CliRunner().invoke(main, ["build"]).exception, ZeroDivisionError)


@pytest.mark.parametrize("environment", [{}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0"}])
def test_output_is_utf8_whatever_the_locale(environment: dict[str, str]) -> None:
    done = run("--help", **environment)
    assert done.returncode == 0, done.stderr
    assert "三航行动" in done.stdout.decode("utf-8")


def test_closed_pipe_is_quiet() -> None:
    script = f"{sys.executable} -m kg --help | head -c 0"
    done = subprocess.run(["bash", "-c", script], capture_output=True)
    assert done.stderr == b""


def test_version() -> None:
    done = run("--version")
    assert done.stdout.startswith(b"kg, version ")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW"}, "zh"),
        ({}, "en"),
    ],
)
def test_language_follows_the_locale(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], lang: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default() == lang


def test_a_long_cell_goes_on_in_the_next_line(sample_build: Path) -> None:
    asked = f'SELECT ("{"章" * 300}" AS ?text) ("短" AS ?other) {{}}'
    result = CliRunner().invoke(main, ["query", "-b", str(sample_build), asked])
    assert result.exit_code == 0, result.output
    assert result.stdout.count("章") == 300
