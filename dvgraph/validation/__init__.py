"""Is what is stated sound? Checks of structure, consistency, wording and shapes, each finding with its file and line.

`validate_structure` and `validate_consistency` are fast and guard every build; `validate_shapes` runs the SHACL shapes
over stated and inferred triples; `validate_wording` reads the texts. Nonconforming data is a result; a check that can't
run raises.
"""

from dvgraph.findings import Finding, in_order
from dvgraph.validation.consistency import validate_consistency
from dvgraph.validation.shapes import validate_shapes
from dvgraph.validation.structure import validate_structure
from dvgraph.validation.wording import validate_wording

__all__ = ["Finding", "in_order", "validate_consistency", "validate_shapes", "validate_structure", "validate_wording"]
