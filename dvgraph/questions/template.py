"""SPARQL with parameters: serialised terms replace each `VALUES $name { .. }` row, and nothing is ever pasted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

__all__ = ["Bound", "Template", "serialise"]

#: What a parameter is bound to: one term, several rows of terms, or None (UNDEF) for an optional one not given.
Bound: TypeAlias = NamedNode | Literal | Sequence[NamedNode | Literal] | None

_ROW = re.compile(r"VALUES\s+\$(\w+)\s*\{([^{}]*)\}")
_STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")
_STRING_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Template:
    """A query cut at its parameter rows.

    :param texts: the pieces of the query between the rows; one more than there are rows.
    :param rows: a (parameter, example as written) pair a row, in the order of the query.
    """

    texts: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, query: str) -> Template:
        """Return the template of a query.

        >>> Template.of("SELECT ?x WHERE { VALUES $x { 1 } }").rows
        (('x', '1'),)
        """
        pieces = _ROW.split(query)
        rows = tuple((name, example.strip()) for name, example in zip(pieces[1::3], pieces[2::3], strict=True))
        return cls(tuple(pieces[0::3]), rows)

    @property
    def examples(self) -> dict[str, tuple[str, ...]]:
        """The distinct examples of each parameter, as written, in the order of the query."""
        found: dict[str, dict[str, None]] = {}
        for name, example in self.rows:
            found.setdefault(name, {})[example] = None
        return {name: tuple(examples) for name, examples in found.items()}

    def fill(self, values: Mapping[str, Bound]) -> str:
        """Return the query with a value in each row.

        :param values: a value for every parameter of the template.
        :raises KeyError: a parameter has no value.
        """
        filled = [self.texts[0]]
        for (name, _), text in zip(self.rows, self.texts[1:], strict=True):
            filled += [f"VALUES ${name} {{ {_terms(values[name])} }}", text]
        return "".join(filled)

    def rebased(self, old: str, new: str) -> Template:
        """Return the template with another base IRI in its own text; the values to come are left alone."""
        if old == new:
            return self
        return Template(tuple(text.replace(old, new) for text in self.texts), self.rows)


def serialise(term: NamedNode | Literal) -> str:
    r"""Return a term as SPARQL.

    A `u` after a backslash is written as a code point, since some engines decode `\u` escapes before they look for
    strings; a tab as an escape, since some turn it into blanks.

    >>> serialise(Literal('say "no"'))
    '"say \\"no\\""'
    """
    if isinstance(term, NamedNode):
        return str(term)
    escaped = []
    before = ""
    for character in term.value:
        if before == "\\" and character in "uU":
            escaped.append(f"\\U{ord(character):08X}")
        else:
            escaped.append(_STRING_ESCAPES.get(character, character))
        before = character
    text = f'"{"".join(escaped)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == _STRING else f"{text}^^{term.datatype}"


def _terms(value: Bound) -> str:
    if value is None:
        return "UNDEF"
    if isinstance(value, NamedNode | Literal):
        return serialise(value)
    return " ".join(serialise(term) for term in value)
