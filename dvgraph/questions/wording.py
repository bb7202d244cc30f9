"""What is told of a question in plain words: how it can be asked by name, and why it was not understood."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import join

from dvgraph.questions.registry import Registry
from dvgraph.questions.understand import Reading, Understood

__all__ = ["as_asked", "misunderstanding", "plain_ways"]


def as_asked(reading: Reading) -> str:
    """Return the command that asks a reading.

    >>> as_asked(Reading("counts", {"framework": "framework:x"}, 1.0))
    'dvgraph ask counts framework=framework:x'
    """
    return join(
        ["dvgraph", "ask", reading.question, *(f"{name}={value}" for name, value in reading.parameters.items())]
    )


def plain_ways(questions: Registry, names: Iterable[str]) -> list[str]:
    """Return for each question a way to ask it in plain words, with the names of its places in capitals.

    :param questions: the named questions.
    :param names: which of them, in order.
    """
    found = []
    for name in names:
        question = questions.get(name)
        if question.asks:
            places = {one.name: one.name.replace("_", " ").upper() for one in question.parameters}
            found.append(question.asks[0].format(**places))
    return found


def misunderstanding(found: Understood, questions: Registry) -> str:
    """Return why a sentence is not answered, and what can be asked instead."""
    if found.doubtful:
        lines = ["this can be read in several ways; say which:", *(as_asked(one) for one in found.doubtful)]
    elif found.others or found.questions:
        near = plain_ways(questions, found.questions)
        lines = ["this is not understood; is one of these meant?", *(as_asked(one) for one in found.others), *near]
    else:
        lines = ["this is not understood. You can ask:", *plain_ways(questions, questions.names())]
    return "\n  ".join(lines)
