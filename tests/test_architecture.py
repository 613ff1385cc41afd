"""The map of the house, as a test: who imports whom, which door a foreign package has, how long a module is."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kg"
LONGEST = 400

# Room -> the rooms it may import from, besides itself. A package is one room; a stage of the pipeline is one too.
# Rows that differ from the first map: `ontology` mints IRIs and entities to check the files' own, `lexicon`
# compiles the known names, `quads` describes known entities, `turtle` is what `export` and `query` both write,
# `labels` how `query` and `show` find an entity by name.
READERS = {"errors", "network", "store", "turtle", "vocabulary"}
STAGE = {"errors", "lexicon", "model", "numerals", "ontology", "text", "vocabulary"} | {
    "pipeline.deixis",
    "pipeline.parts",
    "pipeline.setting",
}
ROWS: dict[str, set[str]] = {
    "": set(),
    "__main__": {"cli"},
    "errors": set(),
    "messages": set(),
    "numerals": set(),
    "text": set(),
    "model": set(),
    "vocabulary": set(),
    "pinyin": {"compiled"},
    "iri": {"model", "pinyin", "vocabulary"},
    "program": set(),
    "garbage": set(),
    "compiled": {"program"},
    "ontology": {"compiled", "errors", "iri", "model", "vocabulary"},
    "lexicon": {"compiled", "errors", "model", "ontology", "vocabulary"},
    "reader": {"errors", "model", "text"},
    "pipeline": {"errors", "lexicon", "model", "ontology"},
    "pipeline.deixis": {"lexicon", "model", "pipeline.setting"},
    "pipeline.parts": {"lexicon", "model", "numerals"},
    "pipeline.setting": {"lexicon", "model"},
    # The stages as spaCy calls them.
    "pipeline.components": {"model", "pipeline"}
    | {f"pipeline.{it}" for it in ("structure", "mentions", "entities", "relations", "observations")},
    "pipeline.structure": STAGE,
    "pipeline.mentions": STAGE,
    "pipeline.entities": STAGE,
    "pipeline.relations": STAGE,
    "pipeline.observations": STAGE,
    "phrases": {"model", "numerals", "vocabulary"},
    "quads": {"iri", "model", "ontology", "phrases", "vocabulary"},
    "sparql": {"errors", "vocabulary"},
    "store": {"errors", "sparql", "vocabulary"},
    "turtle": {"errors", "vocabulary"},
    "network": READERS,
    # Dates that are not known to the day are widened as everywhere.
    "network.exchange": READERS | {"corpus", "exchange"},
    "output": {"errors"},
    "exchange": {"output"},
    "plots.network": {"network", "plots"},
    # plain_name of quads is how a name loses its quotation marks, in a graph and in a question alike.
    "labels": {"errors", "quads", "store", "vocabulary"},
    "query": READERS | {"iri", "labels", "ontology"},
    "evidence": {"store", "vocabulary"},
    # Near-identical texts count once, wherever phrases are counted.
    "reprints": {"corpus"},
    # Who used a phrase first and who followed.
    "diffusion": {"corpus", "errors", "exchange", "lexicon", "reprints"},
    # A build's documents with their texts, dates and places: what the life of a phrase is counted in.
    "corpus": {"errors", "evidence", "labels", "ontology", "store", "text", "vocabulary"},
    "discovery": {"corpus", "errors", "lexicon", "numerals", "ontology", "reprints"},
    "timeline": {"corpus"},
    # Cue words tell what a use does; the pipeline is never run again.
    "cues": {"lexicon"},
    "acts": {"corpus", "cues", "lexicon", "numerals", "ontology"},
    "agents": {"acts", "corpus", "evidence", "labels", "store", "vocabulary"},
    "show": {"evidence", "labels", "store", "vocabulary"},
    # What a build left out is seen by the words of the lexicon and the numerals, never by running the pipeline again.
    "audit": {"errors", "evidence", "labels", "lexicon", "numerals", "store", "vocabulary"},
    "gold": {"errors", "labels", "store", "vocabulary"},
    # The names of the rules stand in the stages that hold them.
    "ledger": {"evidence", "gold", "lexicon", "store", "vocabulary"}
    | {"pipeline.entities", "pipeline.mentions", "pipeline.observations", "pipeline.relations"},
    "notes": {"errors", "evidence", "iri", "labels", "show", "store", "turtle", "vocabulary"},
    "search": {"store", "text", "vocabulary"},
    "export": READERS | {"exchange"},
    "validate": READERS | {"ontology"},
    # The style and the font of every figure; a figure of its own is a module beside it.
    "plots": {"errors", "output"},
    "plots.timeline": {"plots", "timeline"},
    "variants": {"corpus", "errors", "text"},
    "plots.variants": {"plots", "variants"},
    # Names of the graph on two sides, counted and weighed.
    "comparison": {"corpus", "errors", "evidence", "reprints", "store", "timeline", "vocabulary"},
    "plots.comparison": {"comparison", "plots"},
    "plots.diffusion": {"diffusion", "plots"},
    # The parts of a numeral phrase are read as the graph states them; no text is searched for them again.
    "formulas": {"corpus", "errors", "evidence", "labels", "quads", "store", "vocabulary"},
    "plots.formulas": {"formulas", "plots"},
    # What its marks are made of: the words of the lexicon, the numerals, and how names are read in pinyin.
    # The lives of phrases are counted as `kg timeline` and `kg acts` count them.
    "explorer": READERS | {"acts", "corpus", "garbage", "lexicon", "numerals", "ontology", "search", "timeline"},
    "build": {
        "",
        "errors",
        "explorer",
        "export",
        "garbage",
        "iri",
        "lexicon",
        "model",
        "ontology",
        "pipeline",
        "program",
        "quads",
        "reader",
        "store",
        "text",
        "turtle",
        "vocabulary",
    },
    # A build whose pages and parts are spread over a cluster.
    "spark": {"", "build", "errors", "iri", "model", "ontology", "pipeline", "quads", "reader"},
    # The pages; the engine behind them is a process of its own.
    "server": READERS
    | {
        "",
        "evidence",
        "explorer",
        "labels",
        "lexicon",
        "messages",
        "ontology",
        "query",
        "search",
        "show",
        "sparql",
    },
}
# The command line calls whatever a command is for.
ROWS["cli"] = set(ROWS) - {"__main__"}

# Foreign package -> the rooms that may import it; one that is not listed is free to all.
DOORS = {
    "spacy": {"pipeline", "pipeline.components"},
    "pyshacl": {"validate"},
    "rdflib": {"validate", "export"},
    # export: GraphML and GEXF are networkx's own writers; explorer: it draws the graph that network hands it.
    "networkx": {"diffusion", "exchange", "network", "export", "explorer", "variants", "plots.variants"},
    "graspologic_native": {"network"},
    "pyvis": {"explorer"},
    "jinja2": {"explorer", "server"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "uvloop": {"server"},
    "aiohttp": {"server"},
    "werkzeug": {"server"},
    "click": {"cli"},
    "rich": {"cli"},
    "daachorse": {"comparison", "lexicon", "pinyin", "pipeline.relations"},
    "opencc": {"text"},
    "rensa": {"reprints"},
    "pypinyin": {"pinyin", "search", "text"},
    "docx": {"reader"},
    "pyspark": {"spark"},
    "py4j": {"spark"},
    "pyarrow": {"reader", "spark"},
    "pypdfium2": {"reader"},
    "pebble": {"build"},
    "matplotlib": {
        "plots",
        "plots.comparison",
        "plots.diffusion",
        "plots.formulas",
        "plots.network",
        "plots.timeline",
        "plots.variants",
    },
    "pydivsufsort": {"discovery"},
}


@cache
def modules() -> dict[str, Path]:
    """Return every module below kg by its name without `kg.`; the package itself is the empty name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


def room(name: str) -> str:
    """Return the longest row that a module lies in; its own name where there is none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in ROWS:
            return ".".join(parts[:length])
    return name


def imports(name: str) -> Iterator[str]:
    """Yield the full name of everything that a module imports: `from kg import iri` is kg.iri."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix("kg.")
                yield f"kg.{inner}" if base.split(".")[0] == "kg" and inner in modules() else base


def own(name: str) -> set[str]:
    return {it.removeprefix("kg").removeprefix(".") for it in imports(name) if it.split(".")[0] == "kg"}


def foreign(name: str) -> set[str]:
    return {it.split(".")[0] for it in imports(name)} - {"kg"} - sys.stdlib_module_names


@pytest.mark.parametrize("name", modules())
def test_imports_follow_the_map(name: str) -> None:
    here = room(name)
    assert here in ROWS, f"kg.{name} lies in no room: give it a row in ROWS"
    allowed = ROWS[here] | {here}
    assert {it for it in own(name) if room(it) not in allowed} == set()


@pytest.mark.parametrize("name", modules())
def test_foreign_packages_come_in_by_their_door(name: str) -> None:
    here = room(name)
    assert {it for it in foreign(name) if here not in DOORS.get(it, {here})} == set()


def test_every_row_and_door_is_used() -> None:
    rooms = {room(name) for name in modules()}
    assert rooms == set(ROWS)
    for package, doors in DOORS.items():
        users = {room(name) for name in modules() if package in foreign(name)}
        assert users <= doors
        assert users, f"nothing imports {package}: take its door out"


def test_every_foreign_package_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(it).name) for it in project["dependencies"]}
    provides = packages_distributions()
    used = {package for name in modules() for package in foreign(name)}
    optional = [it for extra in ("lac", "parquet", "spark") for it in project["optional-dependencies"][extra]]
    declared.add("py4j")  # what pyspark speaks to its JVM with
    declared |= {canonicalize_name(Requirement(it).name) for it in optional}
    missing = {it for it in used if not declared & {canonicalize_name(name) for name in provides[it]}}
    assert missing == set()


def test_no_import_cycles() -> None:
    try:
        TopologicalSorter({name: own(name) - {name} for name in modules()}).prepare()
    except CycleError as error:
        pytest.fail(f"modules import each other: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("name", modules())
def test_modules_stay_short(name: str) -> None:
    lines = len(modules()[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"kg.{name} has {lines} lines: split it by noun"


@pytest.mark.parametrize("name", [name for name in modules() if room(name) != "cli"])
def test_library_neither_prints_nor_exits(name: str) -> None:
    calls = {ast.unparse(node.func) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)}
    assert calls & {"print", "exit", "quit", "sys.exit", "os._exit"} == set()


@pytest.mark.parametrize("name", modules())
def test_module_names_are_nouns(name: str) -> None:
    assert name.rpartition(".")[2] not in {"utils", "helpers", "common", "core", "constants"}
