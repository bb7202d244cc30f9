"""What a query from outside may ask: its text is read by SPARQL 1.1's terminals before an engine sees it.

SERVICE makes an engine contact other servers, so the bare words SERVICE and LOAD and all update forms are
refused; inside strings, IRIs, names, variables and comments they pass. No parser stands behind the gate, and
Oxigraph, which reads characters and not terminals, takes some texts for something else than SPARQL's longest
match says. Where the two can differ, the gate sides with the reading that is refused:

- a keyword needs no blank beside it (`trueSERVICE<..>`, `SERVICEex:a`), and a name may end before SPARQL says
  so (`ex:a.b.SERVICE`);
- `<` in an expression may be "less than" where an IRI could stand (`FILTER(1<2)SERVICE#>`);
- a long string that is not well-formed is read as an empty one and more text;
- Oxigraph decodes codepoint escapes in strings and IRIs only, SPARQL everywhere: both readings must pass.

Source: SPARQL 1.1 Query Language, sections 19.2 (codepoint escapes) and 19.8 (terminals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from dvgraph.errors import QueryError, QueryRefused

__all__ = [
    "MOST_NESTED",
    "Form",
    "Piece",
    "check",
    "dataset_clauses",
    "form_of",
    "has_dataset_clause",
    "pieces",
    "without_escapes",
]

Form: TypeAlias = Literal["select", "ask", "construct", "describe"]

#: Brackets of any kind that may stand open at once; Oxigraph's parser recurses with each and some kinds cost
#: cubic time.
MOST_NESTED = 200

_FORMS: tuple[Form, ...] = ("select", "ask", "construct", "describe")
_FORBIDDEN = re.compile(r"service|load|insert|delete|clear|create|drop|copy|move|add|with", re.IGNORECASE | re.ASCII)
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PAIRS = {")": "(", "]": "[", "}": "{"}

_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_VARNAME = rf"[{_BASE}_0-9\u00B7\u0300-\u036F\u203F\u2040]"
_CHARS = rf"{_BASE}_0-9\u00B7\u0300-\u036F\u203F\u2040\-"
_CHUNK = rf"[{_BASE}_0-9](?:[{_CHARS}]++|\.++(?=[{_CHARS}]))*+"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_BASE}_0-9:]|{_PLX})(?:[{_CHARS}:]++|{_PLX}|\.++(?=[{_CHARS}:%\\]))*+"
_UCHAR = r"\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|\\U(?:0010|000[1-9A-Fa-f]|0000(?![Dd][89A-Fa-f]))[0-9A-Fa-f]{4}"
_ECHAR = rf"\\[tbnrf\"'\\]|{_UCHAR}"

_TOKEN = re.compile(
    rf"""
      (?P<blank> [\x20\t\r\n]++ | \#[^\r\n]*+ )
    | (?P<string>
        '''(?: [^'\\]++ | {_ECHAR} | '(?!'') )*+'''
      | \"\"\"(?: [^"\\]++ | {_ECHAR} | "(?!"") )*+\"\"\"
      | '(?!'') (?: [^'\\\r\n]++ | {_ECHAR} )*+'
      | "(?!"") (?: [^"\\\r\n]++ | {_ECHAR} )*+" )
    | (?P<iri> <(?: [^<>"{{}}|^`\\\x00-\x20]++ | {_UCHAR} )*+> )
    | (?P<variable> [?$]{_VARNAME}++ )
    | (?P<label> _:{_CHUNK} )
    | (?P<language> @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ )
    | (?P<name> (?:{_CHUNK})?+:(?:{_LOCAL})?+ )
    | (?P<word> {_CHUNK} )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
#: A string, IRI, comment or escaped sign of a name, which are kept; else an escape.
_KEPT_OR_ESCAPE = re.compile(
    rf"""
      (?P<kept> \#[^\r\n]*+
      | '''(?: [^'\\]++ | \\. | '(?!'') )*+'''
      | \"\"\"(?: [^"\\]++ | \\. | "(?!"") )*+\"\"\"
      | '(?: [^'\\\r\n]++ | \\. )*+'
      | "(?: [^"\\\r\n]++ | \\. )*+"
      | <(?: [^<>"{{}}|^`\\\x00-\x20]++ | {_UCHAR} )*+>
      | \\[^uU] )
    | \\u[0-9A-Fa-f]{{4}} | \\U[0-9A-Fa-f]{{8}}
    """,
    re.VERBOSE | re.DOTALL,
)
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_AFTER_NO_NAME = frozenset({"GRAPH", "NAMED", "FROM", "DESCRIBE"})


class Piece(NamedTuple):
    """A piece of a query: its kind, its text, where it begins.

    Kinds beside those of the pattern: `doubtful`, an IRI that may be "less than" and more; `rest`, all that
    follows a quotation mark that begins no well-formed string.
    """

    kind: str
    text: str
    start: int


def check(query_text: str) -> None:
    """Let a query pass, or refuse it.

    :param query_text: the query as it was sent. Time is linear in its length.
    :raises QueryRefused: it holds SERVICE, LOAD or an update form, could be read as holding one, or is nested
        too deeply.
    """
    if _has_nothing_to_refuse(query_text):
        return
    _check_reading(query_text)
    decoded = _ESCAPE.sub(_decoded, query_text)
    if decoded != query_text:
        _check_reading(decoded)


def _has_nothing_to_refuse(text: str) -> bool:
    """Return whether no reading of a text can be refused: no escape, no forbidden word, not enough brackets to nest."""
    brackets = text.count("(") + text.count("[") + text.count("{")
    return brackets <= MOST_NESTED and "\\" not in text and not _FORBIDDEN.search(text)


def without_escapes(query_text: str) -> str:
    r"""Return a query with the codepoint escapes decoded that stand outside of strings, IRIs and comments.

    SPARQL allows them everywhere, Oxigraph in strings and IRIs only. The result is what `check` has to judge.

    >>> without_escapes(r"ASK { ?\u0073 ?p '\u0073' }")
    "ASK { ?s ?p '\\\\u0073' }"
    """
    if "\\" not in query_text:
        return query_text
    return _KEPT_OR_ESCAPE.sub(lambda found: found[0] if found["kept"] else _decoded(found), query_text)


def pieces(query_text: str) -> Iterator[Piece]:
    """Yield the pieces of a query that passed `check`, blanks and comments left out."""
    return _tokens(query_text)


def dataset_clauses(query_text: str) -> tuple[str, list[str], list[str]]:
    """Return the prologue of a query, and the IRIs of its FROM and FROM NAMED clauses as they are written."""
    tokens = list(_tokens(query_text))
    begin = next((one.start for one in tokens if one.kind == "word" and not _in_prologue(one)), 0)
    default: list[str] = []
    named: list[str] = []
    for at, token in enumerate(tokens[:-2]):
        if token.text == "{":
            break
        if token.kind == "word" and token.text.upper() == "FROM":
            is_named = tokens[at + 1].text.upper() == "NAMED"
            graph = tokens[at + 1 + is_named]
            if graph.kind in {"iri", "name"}:
                (named if is_named else default).append(graph.text)
    return query_text[:begin], default, named


def form_of(query_text: str) -> Form:
    """Return the form of a query: the first bare word after the prologue.

    :raises QueryError: the text begins as no query does.
    """
    for token in _tokens(query_text):
        if token.kind == "word" and token.text.upper() not in {"BASE", "PREFIX", "VERSION"}:
            word = token.text.lower()
            for form in _FORMS:
                if word.startswith(form):
                    return form
        if token.kind not in {"word", "name", "iri", "string"} or not _in_prologue(token):
            break
    raise QueryError("This is no SPARQL query: none of SELECT, ASK, CONSTRUCT and DESCRIBE follows its prologue.")


def has_dataset_clause(query_text: str) -> bool:
    """Return whether a query names its own dataset (FROM or FROM NAMED)."""
    if "FROM" not in query_text.upper():
        return False
    return any(token.kind == "word" and "FROM" in token.text.upper() for token in _tokens(query_text))


def _in_prologue(token: Piece) -> bool:
    return token.kind != "word" or token.text.upper() in {"BASE", "PREFIX", "VERSION"}


def _decoded(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for; the escape itself where it stands for none."""
    code = int(escape[0][2:], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else escape[0]


def _check_reading(text: str) -> None:
    """Refuse a text by its tokens; see `check`."""
    tokens = list(_tokens(text))
    last = max((found.end() for found in _FORBIDDEN.finditer(text)), default=0)
    for at, token in enumerate(tokens):
        found = _FORBIDDEN.search(token.text) if token.kind in {"word", "rest"} else None
        if found:
            problem = f"{found[0].upper()} is not allowed: this endpoint only reads its own data."
            raise _refusal(text, token.start + found.start(), problem)
        if token.kind == "doubtful" and set("#'") & set(token.text) and last > token.start:
            raise _refusal(text, token.start, "Write a blank after '<' (less than), or the IRI in full.")
        if token.kind == "name" and _may_be_service(tokens, at):
            problem = f"{token.text[:80]!r} could be read as SERVICE here; write a full stop before '{{'."
            raise _refusal(text, token.start, problem)


def _may_be_service(tokens: list[Piece], at: int) -> bool:
    """Return whether a name that holds "service" could be the keyword: [SILENT] [IRI or variable] {."""
    if not _SERVICE.search(tokens[at].text):
        return False
    if at and tokens[at - 1].text.upper() in _AFTER_NO_NAME:
        return False
    following = iter(tokens[at + 1 : at + 4])
    token = next(following, None)
    if token and token.text.upper().startswith("SILENT"):
        token = next(following, None)
    if token and token.kind in {"iri", "doubtful", "variable", "name"}:
        token = next(following, None)
    return token is not None and token.text == "{"


def _tokens(text: str) -> Iterator[Piece]:
    """Yield the tokens of a query, blanks and comments left out.

    :raises QueryRefused: brackets are nested too deeply.
    """
    brackets: list[str] = []
    before: Piece | None = None
    for match in _TOKEN.finditer(text):
        kind, piece, start = match.lastgroup or "other", match[0], match.start()
        if kind == "blank":
            continue
        if kind == "iri" and _is_doubtful(piece, brackets, before):
            kind = "doubtful"
        elif piece in {"'", '"'}:
            yield Piece("rest", text[start:], start)
            return
        before = Piece(kind, piece, start)
        if kind in {"doubtful", "other"}:
            _nest(brackets, piece, text, start)
        yield before


def _is_doubtful(iri: str, brackets: list[str], before: Piece | None) -> bool:
    """Return whether an IRI's `<` could be an operator: after an operand in parentheses, or after `<`."""
    if _SURE_IRI.match(iri) or before is None:
        return False
    if before.text == "<":
        return True
    return bool(brackets) and brackets[-1] == "(" and (before.kind != "other" or before.text in ")]}>")


def _nest(brackets: list[str], piece: str, text: str, start: int) -> None:
    """Keep the open brackets in step with a piece of the text."""
    for character in piece:
        if character in "([{":
            brackets.append(character)
            if len(brackets) > MOST_NESTED:
                raise _refusal(text, start, f"Brackets are nested more than {MOST_NESTED} deep.")
        elif character in _PAIRS:
            _close(brackets, _PAIRS[character])


def _close(brackets: list[str], opening: str) -> None:
    """Close a bracket; a brace closes with it all that was left open inside."""
    if opening == "{" and "{" in brackets:
        while brackets[-1] != "{":
            brackets.pop()
    if brackets and brackets[-1] == opening:
        brackets.pop()


def _refusal(text: str, position: int, problem: str) -> QueryRefused:
    """Return the error that says where a query is refused and why."""
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return QueryRefused(f"Line {line}, column {column}: {problem}")
