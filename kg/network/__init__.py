"""Store → networkx graph: entities as nodes, relation claims as edges; where to draw them and what stands together."""

from kg.network.graph import Network, graph
from kg.network.layout import Community, Layout, Position, foremost, layout

__all__ = ["Community", "Layout", "Network", "Position", "foremost", "graph", "layout"]
