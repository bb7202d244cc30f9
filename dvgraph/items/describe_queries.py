"""The queries from which an item is described."""

from __future__ import annotations

from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.template import Template

__all__ = ["ALL", "ANCESTORS", "BASE", "INCOMING", "NOTES", "OUTGOING", "REFERENCES"]

#: The base IRI that these queries are written in.
BASE = CANONICAL_BASE

_DV = f"PREFIX dv: <{BASE}ontology#>\n"

OUTGOING = Template.of("""
SELECT ?property ?value ?graph
WHERE {
  VALUES $item { UNDEF }
  GRAPH ?graph { ?item ?property ?value . }
}
""")

INCOMING = Template.of("""
SELECT ?property ?value ?graph
WHERE {
  VALUES $item { UNDEF }
  GRAPH ?graph { ?value ?property ?item . }
}
""")

ANCESTORS = Template.of(
    _DV
    + """
SELECT DISTINCT ?child ?parent
WHERE {
  VALUES $item { dv:Unit }
  $item dv:partOf* ?child .
  ?child dv:partOf ?parent .
}
"""
)

#: The printed references of an item and of those of its parts (comments, bullets) that are no functions themselves,
#: nor part of one below it.
REFERENCES = Template.of(
    _DV
    + """
SELECT DISTINCT ?at ?property ?other ?direction ?printed
WHERE {
  VALUES $item { dv:Unit }
  ?at dv:partOf* $item .
  BIND($item AS ?whole)
  FILTER NOT EXISTS {
    ?at dv:partOf* ?via .
    ?via dv:functionWithin ?whole .
  }
  {
    ?link dv:linkSubject ?at ;
      dv:linkObject ?other .
    BIND("out" AS ?direction)
  }
  UNION
  {
    ?link dv:linkSubject ?other ;
      dv:linkObject ?at .
    BIND("in" AS ?direction)
  }
  ?link dv:linkPredicate ?property .
  OPTIONAL { ?link dv:printed ?printed . }
}
"""
)

NOTES = Template.of(
    _DV
    + """
SELECT DISTINCT ?note ?printed ?corrected ?reason ?line
WHERE {
  VALUES $item { dv:Unit }
  { $item dv:correction ?note . } UNION { $item dv:doubt ?note . }
  OPTIONAL { ?note dv:printed ?printed . }
  OPTIONAL { ?note dv:corrected ?corrected . }
  OPTIONAL { ?note dv:reason ?reason . }
  OPTIONAL { ?note dv:line ?line . }
}
ORDER BY ?line ?note ?printed ?corrected ?reason
"""
)

ALL = Template.of("""
CONSTRUCT { ?item ?property ?value . }
WHERE {
  VALUES $item { UNDEF }
  ?item ?property ?value .
}
""")
