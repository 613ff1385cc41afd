"""Graphs as the bytes of GraphML and GEXF: what XML has no place for is taken out, and the clock is not asked."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kg import output

if TYPE_CHECKING:
    import networkx as nx

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAMP = re.compile(r' lastmodifieddate="[^"]*"')


def legal(text: str) -> str:
    """Return a text with a replacement character for what XML cannot hold.

    >>> legal("八八\\x00战略")
    '八八�战略'
    """
    return _NOT_XML.sub("�", text)


def graphml(graph: "nx.Graph[str]") -> bytes:
    """Return a graph with plain attributes as GraphML."""
    # Imported on use, here and below: networkx takes a third of a second.
    import networkx as nx

    stream = io.BytesIO()
    # Named keys would make one of an attribute of nodes and one of edges that have the same name.
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def gexf(graph: "nx.Graph[str]") -> bytes:
    """Return a graph with plain attributes as GEXF 1.2, without the date of today that networkx puts in."""
    import networkx as nx

    written = _STAMP.sub("", "\n".join(nx.generate_gexf(graph)), count=1)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{written}\n".encode()


def write(content: bytes, path: Path) -> None:
    """Write a graph's file whole or not at all; OutputError where that fails."""
    output.write(content, path, "the graph cannot be written there")
