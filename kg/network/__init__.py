"""Store → networkx graph: entities as nodes, relation claims as edges; what stands together, and where to draw it."""

from kg.network.graph import Network, graph
from kg.network.layout import Community, Layout, Position, foremost, layout

__all__ = ["Community", "Layout", "Network", "Position", "foremost", "graph", "layout"]
