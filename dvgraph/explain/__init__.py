"""Why a triple holds: its smallest proof, down to what is stated and the place in a source where that is printed.

`explain` is the way in; `WRITERS` are the formats that an explanation can be written in.
"""

from dvgraph.explain.explainer import Explainable, Explainer, explain
from dvgraph.explain.explanation import Explanation, Near, Property, Source, Statement, Step
from dvgraph.explain.writers import WRITERS, ExplanationWriter
from dvgraph.inference import Proof, prove

__all__ = [
    "WRITERS",
    "Explainable",
    "Explainer",
    "Explanation",
    "ExplanationWriter",
    "Near",
    "Proof",
    "Property",
    "Source",
    "Statement",
    "Step",
    "explain",
    "prove",
]
