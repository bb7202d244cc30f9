"""Everything that dvgraph can raise, and what each error means to a command and to a web client.

    DvgraphError
    +-- UnknownName (LookupError)            a question, framework, format .. that does not exist
    |   +-- UnknownItem                      a code, curie or IRI that names no item
    +-- AmbiguousNotation (ValueError)       a bare code that several items carry
    +-- BadParameter (ValueError)            a missing, unknown or malformed parameter
    +-- InvalidInput (ValueError)            an ontology, query or source file that can't be used, with its place
    +-- NoDataset (FileNotFoundError)        no dataset can be read
    +-- QueryError (ValueError)              a query that is not SPARQL 1.1
    |   +-- QueryRefused                     a query that asks for what a public endpoint never does
    +-- QueryTimeout (TimeoutError)          a query ended at its time limit
    +-- LimitExceeded (OverflowError)        memory or result bytes over the limit
    +-- StoreUnavailable (ConnectionError)   the store does not answer, or all workers are busy

A validator's findings are results (`dvgraph.validation.Finding`), not errors.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "RESPONSES",
    "AmbiguousNotation",
    "BadParameter",
    "DvgraphError",
    "InvalidInput",
    "LimitExceeded",
    "NoDataset",
    "QueryError",
    "QueryRefused",
    "QueryTimeout",
    "Response",
    "StoreUnavailable",
    "UnknownItem",
    "UnknownName",
    "nearest",
    "response_to",
]


class DvgraphError(Exception):
    """The root of all errors of dvgraph; `str()` of it is fit for a user."""


class UnknownName(DvgraphError, LookupError):
    """A name that is none of those allowed.

    :param what: what was looked for ("question", "format" ..).
    :param value: the value given.
    :param allowed: all allowed values, or the nearest.
    """

    def __init__(self, what: str, value: str, allowed: Iterable[str] = ()) -> None:
        self.what, self.value = what, value
        self.suggestions: Sequence[str] = nearest(value, allowed)
        hint = f" Did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"There is no {what} {value!r}.{hint}")


class UnknownItem(UnknownName):
    """A code, curie or IRI that names no item."""


class AmbiguousNotation(DvgraphError, ValueError):
    """A bare code that several items carry.

    :param value: the code given.
    :param readings: the curies that it can mean, in order.
    """

    def __init__(self, value: str, readings: Sequence[str]) -> None:
        self.value, self.readings = value, tuple(readings)
        super().__init__(f"{value!r} can mean {', '.join(self.readings)}. Say which, in full.")


class BadParameter(DvgraphError, ValueError):
    """A missing, unknown or malformed parameter of a question.

    :param name: the parameter.
    :param problem: what is wrong and what is allowed.
    """

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"Parameter {name!r}: {problem}")


class InvalidInput(DvgraphError, ValueError):
    """A file of ours or of a user that can't be used.

    :param problem: what is wrong.
    :param file: the file, if known.
    :param line: its line, counted from 1, if known.
    """

    def __init__(self, problem: str, file: str | None = None, line: int | None = None) -> None:
        self.problem, self.file, self.line = problem, file, line
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{problem}")


class NoDataset(DvgraphError, FileNotFoundError):
    """No dataset can be read where one was looked for."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "There is no dataset."


class QueryError(DvgraphError, ValueError):
    """A query that is not SPARQL 1.1."""


class QueryRefused(QueryError):
    """A query that asks for what a public endpoint never does (SERVICE, LOAD, updates)."""


class QueryTimeout(DvgraphError, TimeoutError):
    """A query ended at its time limit."""


class LimitExceeded(DvgraphError, OverflowError):
    """Memory or result bytes over the limit."""


class StoreUnavailable(DvgraphError, ConnectionError):
    """The store does not answer, or all workers are busy."""


@dataclass(frozen=True)
class Response:
    """What an error means outside: an HTTP status, a problem type (RFC 9457), a title, an exit code."""

    status: int
    slug: str
    title: str
    exit_code: int


#: The most specific class that an error is an instance of decides; see `response_to`.
RESPONSES: dict[type[DvgraphError], Response] = {
    UnknownName: Response(404, "not-found", "Not found", 2),
    AmbiguousNotation: Response(400, "ambiguous-code", "This code has several readings", 2),
    BadParameter: Response(400, "bad-parameter", "A parameter is missing or wrong", 2),
    InvalidInput: Response(500, "invalid-input", "A file can't be used", 1),
    NoDataset: Response(503, "no-dataset", "There is no dataset", 1),
    QueryError: Response(400, "malformed-query", "The query is not SPARQL 1.1", 2),
    QueryRefused: Response(400, "refused-query", "The query asks for what this endpoint does not do", 2),
    QueryTimeout: Response(504, "query-timeout", "The query took too long", 1),
    LimitExceeded: Response(413, "limit-exceeded", "The answer is over a limit", 1),
    StoreUnavailable: Response(503, "store-unavailable", "The store does not answer", 1),
    DvgraphError: Response(500, "error", "Something went wrong", 1),
}


def response_to(error: DvgraphError) -> Response:
    """Return what the error means outside, by its most specific class."""
    return next(RESPONSES[cls] for cls in type(error).__mro__ if cls in RESPONSES)


#: As many allowed values are all named where none looks like what was given.
FEW = 12


def nearest(value: str, allowed: Iterable[str], most: int = 5) -> list[str]:
    """Return the allowed values that look most like the value, best first; all where they are few.

    >>> nearest("unit-for-objective", ["units-for-objective", "counts"])
    ['units-for-objective']
    """
    names = list(allowed)
    found = difflib.get_close_matches(value.casefold(), [n.casefold() for n in names], n=most, cutoff=0.5)
    alike = [n for f in dict.fromkeys(found) for n in names if n.casefold() == f]
    return alike[:most] or (names if len(names) <= FEW else [])
