"""What follows from the stated graph: the ontology's axioms, compiled into rules and run to a fixpoint.

`close` is the way in. Nothing but the axioms decides what follows: a new one in `ontology/dv.ttl` needs no
new code, and one of a kind that this package does not know is an error, never left out in silence.
"""

from __future__ import annotations

from dvgraph.inference.axioms import compile_rules
from dvgraph.inference.closure import Closure, Derivation, InferredTriple, close
from dvgraph.inference.consistency import Clash, clashes
from dvgraph.inference.proof import Proof, prove
from dvgraph.inference.rules import Pattern, Rule, Variable

__all__ = [
    "Clash",
    "Closure",
    "Derivation",
    "InferredTriple",
    "Pattern",
    "Proof",
    "Rule",
    "Variable",
    "clashes",
    "close",
    "compile_rules",
    "prove",
]
