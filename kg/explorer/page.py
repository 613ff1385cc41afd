"""The page itself: pyvis's network through our template, every script and style inlined and named by its hash."""

import base64
import hashlib
import importlib.resources
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from pyvis.network import Network as Picture

from kg.errors import OutputError
from kg.explorer.blocks import Reading, blocks, readings
from kg.explorer.columns import Columns
from kg.explorer.lives import lives
from kg.explorer.origin import Origin, described
from kg.explorer.packing import pack
from kg.explorer.palette import LOOKS
from kg.network import Layout, Network, foremost, layout

# vis-network 9.1.2 as the wheel of pyvis 0.3.2 carries it.
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"

# How many entities the opening neighbourhood has: what vis-network moves at 60 frames a second.
OPENING = 300

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


@dataclass(frozen=True, slots=True)
class Page:
    """A page's HTML, and what it holds of the texts: all, their sentences, or the quotes that the store has."""

    html: str
    texts: Literal["whole", "sentences", "quotes"]


def page(network: Network, *, texts: Path | None, whole: bool | None, origin: Origin) -> Page:
    """Return the page of a graph, complete and self-contained, opening in the graph's language."""
    columns = Columns(network, foremost(network))
    drawn = layout(network)
    held = readings(network, columns.documents, columns.rests(), texts=texts, whole=whole)
    rows, packed = blocks(network, columns.documents, held, columns.number)
    told = described(network, columns, sum(it.length for it in held), origin)
    shape = {
        "length": [it.length for it in held],
        "block": rows,
        "whole": [it.whole for it in held],
    }
    data: list[tuple[str, Any]] = [
        ("core", columns.core(drawn, told, shape)),
        ("iris", columns.iris()),
        ("lives", lives(network, columns.ranked, columns.documents, held, texts)),
    ]
    data += [(f"block-{number}", block) for number, block in enumerate(packed)]
    html = _filled(network, columns, drawn, told, [(name, pack(value)) for name, value in data])
    return Page(html, _kind(held, texts))


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


def vis() -> str:
    """Return vis-network's code with newlines as HTML parsers see them; OutputError where it is another."""
    file = importlib.resources.files("pyvis").joinpath(_VIS)
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != _VIS_SHA256:
        raise OutputError(str(file), "is not the vis-network 9.1.2 of pyvis 0.3.2", "pip install pyvis==0.3.2")
    return _lines(content.decode())


def _kind(held: Sequence[Reading], texts: Path | None) -> Literal["whole", "sentences", "quotes"]:
    if all(it.whole for it in held):
        return "whole"
    return "quotes" if texts is None else "sentences"


def _filled(
    network: Network, columns: Columns, drawn: Layout, told: dict[str, Any], data: list[tuple[str, str]]
) -> str:
    bundle, drawing = _asset("explorer.js"), vis()
    style = _asset("explorer.css")
    picture = _picture(network, columns, drawn)
    ours = PackageLoader("kg.explorer", "assets")
    picture.templateEnv = Environment(
        loader=ChoiceLoader([ours, picture.templateEnv.loader]), autoescape=True, keep_trailing_newline=True
    )
    picture.templateEnv.filters["embed"] = embed
    # Markup: the project's and vis-network's own text, never a document's.
    picture.templateEnv.globals.update(
        lang=network.graph["lang"],
        counts=told["counts"],
        core=data[0],
        # vis-network too is packed: only the neighbourhood needs it, and it is a sixth of the size.
        data=[*data[1:], ("vis", pack(drawing))],
        bundle=Markup(bundle),
        style=Markup(style),
        script_hashes=[_csp(bundle), _csp(drawing)],
        style_hash=_csp(style),
    )
    picture.path = "page.html.j2"
    html: str = picture.generate_html("explorer.html")
    return html


def _picture(network: Network, columns: Columns, drawn: Layout) -> Picture:
    """Return pyvis's network of the foremost entities and the pairs of them that claims connect, ids being rows.

    The lists are filled directly: pyvis's own add_node and add_edge search them from the start each time.
    """
    shown = columns.ranked[:OPENING]
    number = {node: row for row, node in enumerate(shown)}
    picture = Picture(directed=True)
    picture.nodes = [
        {
            "id": row,
            "label": network.nodes[node]["label"],
            "group": network.nodes[node]["type"],
            "x": drawn.positions[node][0],
            "y": drawn.positions[node][1],
            "size": _size(row, len(shown)),
        }
        for row, node in enumerate(shown)
    ]
    picture.node_ids = list(range(len(shown)))
    picture.node_map = dict(zip(picture.node_ids, picture.nodes, strict=True))
    pairs = {(number[a], number[b]) for a, b in network.edges(shown) if b in number}
    picture.edges = [{"id": edge, "from": a, "to": b} for edge, (a, b) in enumerate(sorted(pairs))]
    groups = {name: {"shape": look.shape} for name, look in LOOKS.items()}
    picture.options = {**_OPTIONS, "groups": groups}
    return picture


def _size(rank: int, number: int) -> int:
    """Return the radius of a mark: the more there are, the more the foremost stand out.

    >>> _size(0, 12), _size(0, 300), _size(299, 300)
    (10, 25, 10)
    """
    return 9 + round(min(16, number / 12) / (1 + rank / 12))


def _csp(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _asset(name: str) -> str:
    return _lines(importlib.resources.files("kg.explorer").joinpath("assets", name).read_text("utf-8"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
