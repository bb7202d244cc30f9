"""An explanation as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from pyoxigraph import Triple

from dvgraph.explain.explanation import Certainty, Explanation, Source, Statement, Step, SummedUp
from dvgraph.namespaces import Namespaces
from dvgraph.questions.answer import ItemCell

__all__ = ["as_json", "write"]


def write(explanation: Explanation, namespaces: Namespaces) -> str:  # noqa: ARG001 - every writer is given them
    """Return an explanation as JSON, a proof as nested objects."""
    return json.dumps(as_json(explanation), ensure_ascii=False, indent=2) + "\n"


def as_json(explanation: Explanation) -> Mapping[str, object]:
    """Return an explanation as plain objects.

    Keys: `triple`, `status`, `entailed`, `sentence`, `notes`, `dataset`, `height`, `steps`, `certainty`, `stands`,
    `proof`, `near`, `summed_up`.
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
        "certainty": _certainty(explanation.certainty),
        "stands": [asdict(one) for one in explanation.stands],
        "proof": _step(proof) if proof else None,
        "near": [
            {"triple": _statement(near.statement), "status": near.status, "shares": near.shares, "mark": near.mark}
            for near in explanation.near
        ],
        "summed_up": _summed_up(explanation.summed_up),
    }


def _statement(statement: Statement) -> dict[str, object]:
    obj = statement.object
    return {
        "subject": asdict(statement.subject),
        "predicate": asdict(statement.property),
        "object": asdict(obj) if isinstance(obj, ItemCell) else obj,
        "words": statement.words,
    }


def _certainty(certainty: Certainty | None) -> dict[str, object] | None:
    if certainty is None:
        return None
    surer = certainty.surer
    return {
        "confidence": certainty.confidence,
        "word": certainty.word,
        "words": certainty.words,
        "surer": {**asdict(surer), "word": surer.word, "words": surer.words} if surer else None,
    }


def _summed_up(summed_up: SummedUp | None) -> dict[str, object] | None:
    return {**asdict(summed_up), "words": summed_up.words, "command": summed_up.command} if summed_up else None


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
