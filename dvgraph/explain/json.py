"""An explanation as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from pyoxigraph import Triple

from dvgraph.explain.explanation import Explanation, Source, Statement, Step
from dvgraph.namespaces import Namespaces
from dvgraph.questions.answer import ItemCell

__all__ = ["as_json", "write"]


def write(explanation: Explanation, namespaces: Namespaces) -> str:  # noqa: ARG001 - every writer is given them
    """Return an explanation as JSON, a proof as nested objects."""
    return json.dumps(as_json(explanation), ensure_ascii=False, indent=2) + "\n"


def as_json(explanation: Explanation) -> Mapping[str, object]:
    """Return an explanation as plain objects.

    Keys: `triple`, `status`, `entailed`, `sentence`, `notes`, `dataset`, `height`, `steps`, `proof`, `near`.
    """
    proof = explanation.proof
    return {
        "triple": _statement(explanation.statement),
        "status": explanation.status,
        "entailed": explanation.entailed,
        "sentence": explanation.sentence,
        "notes": list(explanation.notes),
        "dataset": {"version": explanation.version},
        "height": proof.height if proof else None,
        "steps": proof.steps if proof else None,
        "proof": _step(proof) if proof else None,
        "near": [
            {"triple": _statement(near.statement), "status": near.status, "shares": near.shares}
            for near in explanation.near
        ],
    }


def _statement(statement: Statement) -> dict[str, object]:
    obj = statement.object
    return {
        "subject": asdict(statement.subject),
        "predicate": asdict(statement.property),
        "object": asdict(obj) if isinstance(obj, ItemCell) else obj,
        "words": statement.words,
    }


def _step(step: Step) -> dict[str, object]:
    common: dict[str, object] = {"triple": _statement(step.statement), "sentence": step.sentence}
    if step.rule is None:
        return {**common, "status": "stated", "source": _source(step.source)}
    return {
        **common,
        "status": "inferred",
        "rule": step.rule,
        "axiom": {"triple": _terms(step.axiom), "words": step.axiom_words},
        "premises": [_step(premise) for premise in step.premises],
    }


def _source(source: Source | None) -> dict[str, object] | None:
    return asdict(source) if source else None


def _terms(triple: Triple | None) -> list[str] | None:
    """Return a triple as the three terms of N-Triples."""
    return [str(term) for term in triple] if triple else None
