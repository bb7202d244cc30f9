"""An explanation for a terminal: the reason in words, the proof as a tree."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from dvgraph.explain.explanation import Explanation, Step
from dvgraph.formats.words import one_line
from dvgraph.namespaces import Namespaces

__all__ = ["counted", "stated_at", "write"]


def write(explanation: Explanation, namespaces: Namespaces) -> str:  # noqa: ARG001 - every writer is given them
    """Return an explanation as text that fits the terminal."""
    width = shutil.get_terminal_size((100, 24)).columns
    parts = [*explanation.notes, explanation.sentence]
    blocks = [textwrap.fill(one_line(part), width, break_on_hyphens=False) for part in parts]
    if explanation.proof and explanation.proof.rule:
        title = f"Proof ({counted(explanation.proof.steps)}, rules of OWL 2 RL)"
        blocks.append("\n".join([title, *_tree(explanation.proof, width)]))
    if explanation.near:
        lines = [f"  {one_line(near.statement.words)} [{near.status}]" for near in explanation.near]
        blocks.append("\n".join(["Nearest that is entailed", *lines]))
    return "\n\n".join(blocks) + "\n"


def counted(steps: int) -> str:
    """Return a number of steps in words.

    >>> counted(1), counted(3)
    ('1 step', '3 steps')
    """
    return f"{steps} step{'' if steps == 1 else 's'}"


def stated_at(step: Step) -> str:
    """Return where a leaf is stated, in words."""
    if step.source is None:
        return ""
    printed = f', printed "{step.source.printed}"' if step.source.printed is not None else ""
    return f"stated: {step.source.words}{printed}"


def _tree(step: Step, width: int, first: str = "", following: str = "") -> Iterator[str]:
    about = f"by {step.rule}: {step.axiom_words}" if step.rule else stated_at(step)
    text = f"{one_line(step.statement.words)} [{one_line(about)}]"
    below = following + ("|  " if step.premises else "   ")
    yield from textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=below, break_on_hyphens=False, break_long_words=False
    )
    for premise in step.premises:
        last = premise is step.premises[-1]
        yield from _tree(premise, width, f"{following}+- ", following + ("   " if last else "|  "))
