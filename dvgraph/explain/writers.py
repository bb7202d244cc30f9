"""The formats that an explanation can be written in; what stands here appears in `--format` and in web addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from dvgraph.explain.explanation import Explanation
from dvgraph.namespaces import Namespaces

__all__ = ["WRITERS", "ExplanationWriter"]


@dataclass(frozen=True)
class ExplanationWriter:
    """A format that an explanation can be written in.

    :param name: its name, for `--format`.
    :param media_type: its media type, without parameters.
    :param suffix: what a web address ends in, with the dot.
    :param title: its name for people.
    :param module: the module of its function `write`, imported when it is used.
    """

    name: str
    media_type: str
    suffix: str
    title: str
    module: str

    def write(self, explanation: Explanation, namespaces: Namespaces) -> str:
        """Return the explanation in this format.

        :param explanation: the explanation.
        :param namespaces: the prefixes of the dataset.
        """
        function: Callable[[Explanation, Namespaces], str] = import_module(self.module).write
        return function(explanation, namespaces)


_ALL = (
    ExplanationWriter("text", "text/plain", ".txt", "text for a terminal", "dvgraph.explain.text"),
    ExplanationWriter("json", "application/json", ".json", "JSON", "dvgraph.explain.json"),
    ExplanationWriter("md", "text/markdown", ".md", "Markdown", "dvgraph.explain.markdown"),
    ExplanationWriter("ttl", "text/turtle", ".ttl", "Turtle", "dvgraph.explain.rdf"),
)

#: Name -> writer, in the order in which they are offered.
WRITERS: Mapping[str, ExplanationWriter] = {one.name: one for one in _ALL}
