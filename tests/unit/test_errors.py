from __future__ import annotations

import pytest

from dvgraph import errors
from dvgraph.errors import DvgraphError, response_to


def _subclasses(cls: type[DvgraphError]) -> list[type[DvgraphError]]:
    return [cls, *(sub for direct in cls.__subclasses__() for sub in _subclasses(direct))]


def test_every_error_stands_in_the_tree_of_the_docstring_and_is_a_builtin_too() -> None:
    for cls in _subclasses(DvgraphError):
        if cls.__module__ == errors.__name__:
            assert cls.__name__ in (errors.__doc__ or "")
            assert cls is DvgraphError or any(
                b.__module__ == "builtins" for b in cls.__mro__[1:] if b not in (Exception, object)
            )


def test_the_most_specific_class_decides_the_response() -> None:
    assert response_to(errors.UnknownItem("item", "X1")).status == 404
    assert response_to(errors.QueryRefused("no")).slug == "refused-query"
    assert response_to(DvgraphError("x")).status == 500


def test_unknown_names_come_with_the_nearest() -> None:
    error = errors.UnknownName("question", "unit-for-objective", ["units-for-objective", "counts"])
    assert error.suggestions == ["units-for-objective"]
    assert "units-for-objective" in str(error)


@pytest.mark.parametrize(("line", "start"), [(3, "a.ttl:3: "), (None, "a.ttl: ")])
def test_invalid_input_names_its_place(line: int | None, start: str) -> None:
    assert str(errors.InvalidInput("wrong", "a.ttl", line)).startswith(start)
