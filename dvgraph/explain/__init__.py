"""Why a triple holds: its smallest proof, down to what is stated and the place in a source where that is printed.

`explain` is the way in; `WRITERS` are the formats that an explanation can be written in.
"""

from dvgraph.explain.explainer import Explainable, Explainer, explain
from dvgraph.explain.explanation import (
    Certainty,
    Explanation,
    Near,
    Property,
    Source,
    Stand,
    Statement,
    Step,
    SummedUp,
    Summing,
    Surer,
)
from dvgraph.explain.writers import WRITERS, ExplanationWriter
from dvgraph.inference import Proof, prove

__all__ = [
    "WRITERS",
    "Certainty",
    "Explainable",
    "Explainer",
    "Explanation",
    "ExplanationWriter",
    "Near",
    "Proof",
    "Property",
    "Source",
    "Stand",
    "Statement",
    "Step",
    "SummedUp",
    "Summing",
    "Surer",
    "explain",
    "prove",
]
