"""Errors in Chinese: every text that the library can raise stands in the table of messages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli.main import main
from kg.messages import translate

PACKAGE = Path(kg.__file__).parent
RAISED = {
    "ClusterError",
    "InputError",
    "OntologyError",
    "OutputError",
    "QueryError",
    "ServerError",
    "Skipped",
    "StoreError",
    "_error",
}
# What is put together first and raised later, and the parts of it that are whole messages only when joined.
NAMED = {"problem", "remedy", "what", "_REMEDIES"}
PARTS = {
    "{}; {}",
    "{} {}",
    "no text column",
    "no column {}",
    "<{}> {}",
    "<{}>: {}",
    "{} (columns: {})",
    "has no text{}",
    "names {}",
}
STAGES = "{} failed unexpectedly ({})"
CHINESE = re.compile("[\u4e00-\u9fff]")


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression can give, with {} for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(it.value) if isinstance(it, ast.Constant) else "{}" for it in values)
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)
        case ast.Dict(values=values):
            for value in values:
                yield from texts(value)
        case ast.Call(func=ast.Attribute(value=value, attr="rstrip")):
            yield from texts(value)


def named(target: ast.AST, value: ast.AST) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from named(one, other)
    elif isinstance(target, ast.Name) and target.id in NAMED:
        yield from texts(value)


def told(tree: ast.AST) -> Iterator[str]:
    """Yield what a module's errors say: their problems and remedies."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            # What the pages say is translated with what follows it: a sentence has no separate remedy.
            for argument in node.args[1:2] if name == "HTTPException" else ():
                yield from texts(argument)
            for argument in node.args[1:3] if name in RAISED else ():
                yield from texts(argument)
        elif isinstance(node, ast.Assign):
            yield from named(node.targets[0], node.value)


def every_text() -> list[str]:
    found = {text for path in PACKAGE.rglob("*.py") for text in told(ast.parse(path.read_text(encoding="utf-8")))}
    return sorted(found - PARTS - {STAGES})


def test_the_texts_are_found() -> None:
    found = every_text()
    assert {"is empty", "cannot be read ({})", "no entity has this label", "mend this line"} <= set(found)
    assert len(found) > 100


@pytest.mark.parametrize("text", every_text())
def test_every_text_has_its_chinese(text: str) -> None:
    filled = text.replace("{}", "X1")
    assert translate(filled, "en") == filled
    chinese = translate(filled, "zh")
    assert CHINESE.search(chinese), chinese
    assert chinese.count("X1") == text.count("{}")


@pytest.mark.parametrize(
    "text", ["reading failed unexpectedly (X1)", "no column X1 (columns: X2)", "<x/y> is empty"]
)
def test_texts_put_together_have_their_chinese(text: str) -> None:
    assert CHINESE.search(translate(text, "zh"))


def test_a_chinese_user_reads_chinese(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    (tmp_path / "good.txt").write_text("浙江省委部署工作。", encoding="utf-8")
    result = CliRunner().invoke(main, ["--lang", "zh", "build", str(tmp_path), "-o", str(tmp_path / "build")])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "kg: empty.txt: 是空文件；请略去",
        "kg: table.csv: 没有正文列（现有：a, b）；请用 --text-column 指明正文所在的列",
    ]
    assert "是空文件" in result.stdout
