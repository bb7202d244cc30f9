"""The queries by which codes become items."""

from __future__ import annotations

from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.questions.template import Template

__all__ = ["ALL_CODES", "BASE", "FRAMEWORKS", "OF_CODE", "OF_CORRECTION", "OF_FOLDED_CODE", "OF_IRI", "OF_NAME"]

#: The base IRI that these queries are written in.
BASE = CANONICAL_BASE

_PREFIXES = f"""PREFIX dv: <{BASE}ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
"""

OF_IRI = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item
WHERE {
  VALUES $item { dv:Unit }
  VALUES $class { UNDEF }
  ?item a ?class .
}
"""
)

OF_CODE = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item
WHERE {
  VALUES $code { "AA1" }
  VALUES $class { UNDEF }
  { ?item skos:notation ?code . } UNION { ?item dv:printedNotation ?code . }
  ?item a ?class .
}
"""
)

#: What is found by comparing texts is found first, so that classes are looked up for it alone.
OF_FOLDED_CODE = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item
WHERE {
  {
    SELECT DISTINCT ?item
    WHERE {
      VALUES $code { "aa1" }
      { ?item skos:notation ?any . } UNION { ?item dv:printedNotation ?any . }
      FILTER(LCASE(STR(?any)) = STR(?code))
    }
  }
  VALUES $class { UNDEF }
  ?item a ?class .
}
"""
)

#: What is found by comparing texts is found first, as above.
OF_NAME = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item
WHERE {
  {
    SELECT DISTINCT ?item
    WHERE {
      VALUES $name { "safety planning" }
      VALUES $property { skos:prefLabel }
      ?item ?property ?label .
      FILTER(LCASE(STR(?label)) = STR(?name))
    }
  }
  VALUES $class { UNDEF }
  ?item a ?class .
}
"""
)

#: A correction lies within the framework of the item whose text it repairs; so does the item that is meant.
OF_CORRECTION = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item ?right ?reason ?line
WHERE {
  {
    SELECT DISTINCT ?correction ?right ?framework
    WHERE {
      VALUES $code { "FA3" }
      ?corrected_item dv:correction ?correction ;
        skos:inScheme ?framework .
      ?correction dv:printed ?printed ;
        dv:corrected ?corrected .
      FILTER(LCASE(STR(?printed)) = LCASE(STR(?code)))
      BIND(STR(?corrected) AS ?right)
    }
  }
  VALUES $class { UNDEF }
  ?item skos:notation ?right ;
    skos:inScheme ?framework ;
    a ?class .
  OPTIONAL { ?correction dv:reason ?reason . }
  OPTIONAL { ?correction dv:line ?line . }
}
ORDER BY ?item ?line ?reason
"""
)

ALL_CODES = Template.of(
    _PREFIXES
    + """
SELECT DISTINCT ?item ?code
WHERE {
  VALUES $class { UNDEF }
  ?item skos:notation ?code ;
    a ?class .
}
ORDER BY STRLEN(STR(?code)) ?code ?item
"""
)

FRAMEWORKS = Template.of(
    _PREFIXES
    + """
SELECT ?framework ?prefix ?alias
WHERE {
  ?framework a dv:Framework ;
    vann:preferredNamespacePrefix ?prefix .
  OPTIONAL { ?framework dv:alias ?alias . }
}
ORDER BY ?prefix ?alias
"""
)
