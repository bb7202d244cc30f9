"""Pictures on pages: the network around an item, from the package of pictures, with the files that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from dvgraph.errors import BadParameter
from dvgraph_server.filters import address
from dvgraph_server.service import Service
from dvgraph_visualisations import asset_files, figure_fragment, network_of
from dvgraph_visualisations.page import SCRIPTS, STYLES

__all__ = ["Picture", "asset_paths", "picture_of"]

#: So many further items can be opened in one picture.
MOST_EXPANDED = 20


@dataclass(frozen=True)
class Picture:
    """A picture as a part of a page.

    :param html: the picture with its legend and its equal table.
    :param scripts: the files that it needs, by name; `styles` likewise.
    """

    html: Markup
    scripts: tuple[str, ...] = SCRIPTS
    styles: tuple[str, ...] = STYLES


def asset_paths() -> Mapping[str, Path]:
    """Return the scripts and styles that pictures need, by the name that pages use."""
    return asset_files()


def picture_of(service: Service, iri: str, expanded: Sequence[str] = ()) -> Picture | None:
    """Return the network around an item; None for what is no item of a framework, or has no links.

    :param service: where the item is looked up.
    :param iri: the item.
    :param expanded: curies of further items whose links are shown too.
    :raises BadParameter: one of them is no item, or they are too many.
    """
    if iri not in service.catalogue.schemes or service.catalogue.framework_of(iri) is None:
        return None
    further = _further(service, expanded)
    figure = network_of(service.dataset, iri, expanded=further)
    if not figure.edges:
        return None
    return Picture(figure_fragment(figure, root="", expand=address(iri)))


def _further(service: Service, curies: Sequence[str]) -> list[str]:
    if len(curies) > MOST_EXPANDED:
        raise BadParameter("expand", f"at most {MOST_EXPANDED} items can be opened.")
    iris = [service.dataset.namespaces.iri(curie) or "" for curie in curies]
    for curie, iri in zip(curies, iris, strict=True):
        if iri not in service.catalogue.schemes:
            raise BadParameter("expand", f"{curie[:80]!r} is no item; give the short form of one, such as prefix:code.")
    return iris
