"""The page itself: pyvis's network through our template, every script and style inlined and named by its hash."""

import base64
import hashlib
import importlib.resources
import json
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from pyvis.network import Network as Picture

from kg.errors import OutputError
from kg.explorer.palette import LOOKS
from kg.explorer.payload import payload
from kg.network import Network, foremost, layout

# How many nodes a first picture shows.
FOREMOST = 400
# vis-network 9.1.2 as the wheel of pyvis 0.3.2 carries it.
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"

# In the order in which they build on one another; they share one function scope.
SCRIPTS = ("words", "data", "marks", "search", "labels", "picture", "panel", "page")

_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "tooltipDelay": 100000,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {"borderWidth": 2, "borderWidthSelected": 4},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "smooth": False,
        "selectionWidth": 1,
        "hoverWidth": 1,
    },
}


def html(network: Network, *, lang: str) -> str:
    """Return the page of a graph, complete and self-contained, opening in language `lang`."""
    ranked = foremost(network)
    drawing = vis()
    script = _script()
    style = _asset("page.css")
    picture = _picture(network, ranked)
    ours = PackageLoader("kg.explorer", "assets")
    picture.templateEnv = Environment(
        loader=ChoiceLoader([ours, picture.templateEnv.loader]), autoescape=True, keep_trailing_newline=True
    )
    picture.templateEnv.filters["embed"] = embed
    picture.templateEnv.globals.update(
        lang=lang,
        shown=FOREMOST,
        facts=payload(network, ranked),
        # Markup: these three are the project's and vis-network's own text, never a document's.
        scripts=[Markup(drawing), Markup(script)],
        style=Markup(style),
        script_hashes=[_csp(drawing), _csp(script)],
        style_hash=_csp(style),
    )
    picture.path = "page.html.j2"
    page: str = picture.generate_html("explorer.html")
    return page


def embed(value: Any) -> Markup:
    r"""Return JSON that no HTML parser can leave: `<`, `>`, `&` and the two line separators escaped.

    >>> print(embed(["</script>", "\u2028"]))
    ["\u003c/script\u003e","\u2028"]
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate cannot be written as UTF-8.
    return Markup(text.encode(errors="replace").decode())


def _picture(network: Network, ranked: list[str]) -> Picture:
    """Return pyvis's network with every node and every connected pair, ids being ranks.

    The lists are filled directly: pyvis's own add_node and add_edge search them from the start each time.
    """
    number = {node: rank for rank, node in enumerate(ranked)}
    places = layout(network).positions
    picture = Picture(directed=True)
    picture.nodes = [_node(network, node, rank, len(ranked), places[node]) for rank, node in enumerate(ranked)]
    picture.node_ids = list(range(len(ranked)))
    picture.node_map = dict(zip(picture.node_ids, picture.nodes, strict=True))
    pairs = sorted({(number[subject], number[object_]) for subject, object_ in network.edges()})
    picture.edges = [{"id": edge, "from": a, "to": b} for edge, (a, b) in enumerate(pairs)]
    groups = {name: {"shape": look.shape} for name, look in LOOKS.items()}
    picture.options = {**_OPTIONS, "groups": groups}
    return picture


def _node(network: Network, node: str, rank: int, number: int, place: tuple[int, int]) -> dict[str, Any]:
    return {
        "id": rank,
        "group": network.nodes[node]["type"],
        "x": place[0],
        "y": place[1],
        "size": _size(rank, min(number, FOREMOST)),
    }


def _size(rank: int, number: int) -> int:
    """Return the radius of a mark: the more there are, the more the foremost stand out.

    >>> _size(0, 12), _size(0, 400), _size(399, 400)
    (10, 25, 9)
    """
    return 9 + round(min(16, number / 12) / (1 + rank / 12))


def _csp(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _asset(name: str) -> str:
    return importlib.resources.files("kg.explorer").joinpath("assets", name).read_text("utf-8")


def _script() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def vis() -> str:
    """Return vis-network's code with newlines as HTML parsers see them; OutputError where it is another."""
    file = importlib.resources.files("pyvis").joinpath(_VIS)
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != _VIS_SHA256:
        raise OutputError(str(file), "is not the vis-network 9.1.2 of pyvis 0.3.2", "pip install pyvis==0.3.2")
    return content.decode().replace("\r\n", "\n").replace("\r", "\n")
