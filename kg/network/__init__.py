"""Store → networkx graph, its communities, and where to draw both."""

from kg.network.graph import Network, graph
from kg.network.layout import Community, Layout, foremost, layout

__all__ = ["Community", "Layout", "Network", "foremost", "graph", "layout"]
