"""An explanation as Markdown: the reason in words, the proof as a nested list."""

from __future__ import annotations

from collections.abc import Iterator

from dvgraph.explain.explanation import Explanation, Step
from dvgraph.explain.text import commands, counted, standing, stated_at
from dvgraph.formats.markdown import escape
from dvgraph.namespaces import Namespaces

__all__ = ["write"]


def write(explanation: Explanation, namespaces: Namespaces) -> str:  # noqa: ARG001 - every writer is given them
    """Return an explanation as Markdown."""
    parts = [f"## {escape(explanation.statement.words)}", *(escape(note) for note in explanation.notes)]
    parts.append(escape(explanation.sentence))
    if explanation.asides:
        parts.append("\n".join(f"- {escape(aside)}" for aside in explanation.asides))
    if explanation.proof and explanation.proof.rule:
        parts.append(f"Proof ({counted(explanation.proof.steps)}):")
        parts.append("\n".join(_tree(explanation.proof)))
    if explanation.summed_up:
        parts.append(f"{escape(explanation.summed_up.words)}:")
        parts.append("\n".join(f"- `{command}`" for command in commands(explanation.summed_up)))
    if explanation.near:
        parts.append("Nearest that is entailed:")
        parts.append("\n".join(f"- {escape(near.statement.words)} ({standing(near)})" for near in explanation.near))
    parts.append(f"dvgraph dataset `{explanation.version}`")
    return "\n\n".join(parts) + "\n"


def _tree(step: Step, depth: int = 0) -> Iterator[str]:
    about = f"by `{step.rule}`: {escape(step.axiom_words)}" if step.rule else escape(stated_at(step))
    yield f"{'  ' * depth}- {escape(step.statement.words)} ({about})"
    for premise in step.premises:
        yield from _tree(premise, depth + 1)
