"""An explanation for a terminal: the reason in words, the proof as a tree."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from dvgraph.explain.explanation import Explanation, Near, Step, SummedUp
from dvgraph.formats.words import one_line
from dvgraph.namespaces import Namespaces

__all__ = ["commands", "counted", "standing", "stated_at", "write"]


def write(explanation: Explanation, namespaces: Namespaces) -> str:  # noqa: ARG001 - every writer is given them
    """Return an explanation as text that fits the terminal."""
    width = shutil.get_terminal_size((100, 24)).columns
    blocks = [_filled(part, width) for part in (*explanation.notes, explanation.sentence)]
    if explanation.asides:
        blocks.append("\n".join(_filled(aside, width) for aside in explanation.asides))
    if explanation.proof and explanation.proof.rule:
        title = f"Proof ({counted(explanation.proof.steps)}, rules of OWL 2 RL)"
        blocks.append("\n".join([title, *_tree(explanation.proof, width)]))
    if explanation.summed_up:
        lines = [f"  {command}" for command in commands(explanation.summed_up)]
        blocks.append("\n".join([_filled(f"{explanation.summed_up.words}:", width), *lines]))
    if explanation.near:
        lines = [f"  {one_line(near.statement.words)} [{standing(near)}]" for near in explanation.near]
        blocks.append("\n".join(["Nearest that is entailed", *lines]))
    return "\n\n".join(blocks) + "\n"


def counted(steps: int) -> str:
    """Return a number of steps in words.

    >>> counted(1), counted(3)
    ('1 step', '3 steps')
    """
    return f"{steps} step{'' if steps == 1 else 's'}"


def standing(near: Near) -> str:
    """Return how a triple near another stands, with the mark of its subject."""
    return f"{near.status}; {near.mark}" if near.mark else near.status


def commands(summed_up: SummedUp) -> list[str]:
    """Return the commands that tell what the parts of an item are mapped to: the comparison where no question does."""
    return [one.command for one in summed_up.questions] or [summed_up.command]


def _filled(text: str, width: int) -> str:
    return textwrap.fill(one_line(text), width, break_on_hyphens=False)


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
