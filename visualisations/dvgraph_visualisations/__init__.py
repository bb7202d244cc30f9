"""Pictures of the graph: each a pure function from a dataset to a described figure, with an equal table beside it."""

from dvgraph_visualisations.figure import Edge, Figure, LegendEntry, Node, Row
from dvgraph_visualisations.network import network_of
from dvgraph_visualisations.page import SCRIPTS, STYLES, asset_files, figure_fragment, figure_page
from dvgraph_visualisations.svg import figure_svg

__all__ = [
    "SCRIPTS",
    "STYLES",
    "Edge",
    "Figure",
    "LegendEntry",
    "Node",
    "Row",
    "asset_files",
    "figure_fragment",
    "figure_page",
    "figure_svg",
    "network_of",
]
