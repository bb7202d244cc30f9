"""Results of SELECT in the four formats of SPARQL 1.1, from the one in JSON that was read and changed.

This file is loaded by the process that runs queries too, and imports nothing of dvgraph.

Source: SPARQL 1.1 Query Results JSON, CSV and TSV Formats; SPARQL Query Results XML Format (Second Edition).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode

__all__ = ["result_bytes"]

Term: TypeAlias = Mapping[str, str]
_XSD = "http://www.w3.org/2001/XMLSchema#"
#: Numbers and booleans that TSV writes without quotation marks.
_SHORT = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}


def result_bytes(media_type: str, variables: list[str], bindings: Sequence[Mapping[str, Term]]) -> bytes:
    """Return solutions in a format.

    :param media_type: one of those of SPARQL's results.
    :param variables: the variables, in order.
    :param bindings: variable -> term, as SPARQL's JSON has it, for each solution.
    """
    write = {"text/csv": _csv, "text/tab-separated-values": _tsv, "application/sparql-results+xml": _xml}
    return write.get(media_type, _json)(variables, bindings).encode()


def _json(variables: list[str], bindings: Sequence[Mapping[str, Term]]) -> str:
    content = {"head": {"vars": variables}, "results": {"bindings": bindings}}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _csv(variables: list[str], bindings: Sequence[Mapping[str, Term]]) -> str:
    target = io.StringIO(newline="")
    lines = csv.writer(target, lineterminator="\r\n")
    # One empty cell is an empty line, which the writer of Python puts in quotation marks.
    for row in (variables, *([_plain(one.get(name)) for name in variables] for one in bindings)):
        if any(row) or len(row) > 1:
            lines.writerow(row)
        else:
            target.write("\r\n")
    return target.getvalue()


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term['value']}" if term["type"] == "bnode" else term["value"]


def _tsv(variables: list[str], bindings: Sequence[Mapping[str, Term]]) -> str:
    rows = ["\t".join(f"?{name}" for name in variables)]
    rows += ["\t".join(_turtle(one.get(name)) for name in variables) for one in bindings]
    return "\n".join(rows) + "\n"


def _turtle(term: Term | None) -> str:
    if term is None:
        return ""
    if term["type"] == "uri":
        return str(NamedNode(term["value"]))
    if term["type"] == "bnode":
        return f"_:{term['value']}"
    datatype = term.get("datatype", "")
    if datatype in _SHORT and _SHORT[datatype].fullmatch(term["value"]):
        return term["value"]
    if "xml:lang" in term:
        written = str(Literal(term["value"], language=term["xml:lang"]))
    else:
        written = str(Literal(term["value"], datatype=NamedNode(datatype) if datatype else None))
    return written.replace("\t", "\\t")


def _xml(variables: list[str], bindings: Sequence[Mapping[str, Term]]) -> str:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    results = "".join(
        "<result>" + "".join(_bound(name, one[name]) for name in variables if name in one) + "</result>"
        for one in bindings
    )
    return (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{head}</head><results>{results}</results></sparql>"
    )


def _bound(name: str, term: Term) -> str:
    attribute = ""
    if "xml:lang" in term:
        attribute = f" xml:lang={quoteattr(term['xml:lang'])}"
    elif "datatype" in term:
        attribute = f" datatype={quoteattr(term['datatype'])}"
    kind = term["type"]
    return f"<binding name={quoteattr(name)}><{kind}{attribute}>{escape(term['value'])}</{kind}></binding>"
