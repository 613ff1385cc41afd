"""What can be told of a query from its text: whether it leaves the store, what it reads, what is wrong with it."""

import re

from kg.errors import QueryError
from kg.vocabulary import INSTANCE_PREFIXES, PREFIXES

# What Oxigraph would take for a federated query, wherever it stands: the word, not part of a variable or a local
# name, before an IRI, a prefixed name or a variable. Local, so no string or comment can hide it from the check.
_BLANK = r"(?:\s|#[^\r\n]*)*+"
_SERVICE = re.compile(rf"(?<![?$:\w-])\w*service{_BLANK}(?:silent{_BLANK})?(?:[<?$]|[\w.-]*:)", re.IGNORECASE)
_LOAD = re.compile(rf"(?<![?$:\w-])\w*load{_BLANK}(?:silent{_BLANK})?<", re.IGNORECASE)
# FROM and FROM NAMED, told from the same letters in strings, comments and names.
_QUOTED = re.compile(r"""<[^<>"{}|^`\\\s]*>|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|#[^\r\n]*""")
_FROM = re.compile(r"(?<![?$:\w-])from(?:\s+named)?\s*(?:<>|[\w.-]*:)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", re.I)
_SYNTAX = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
_OURS = {**PREFIXES, **INSTANCE_PREFIXES}


def refuse_federated(sparql: str) -> None:
    """Raise QueryError on SERVICE in any disguise: a query never reaches the network.

    It may refuse a string or a comment that reads like one, and never lets one pass.
    """
    if any(_SERVICE.search(text) for text in (sparql, _decoded(sparql))):
        remedy = "ask that endpoint on its own and load its answer"
        raise QueryError("query", "SERVICE would reach the network, which no query may", remedy)


def refuse_load(sparql: str) -> None:
    """Raise QueryError on LOAD in any disguise: no update reaches the network."""
    if any(_LOAD.search(text) for text in (sparql, _decoded(sparql))):
        remedy = "fetch the file yourself and send it to the graph store"
        raise QueryError("update", "LOAD would reach the network, which no update may", remedy)


def chooses_graphs(sparql: str) -> bool:
    """Say whether a query names its own dataset.

    >>> chooses_graphs("SELECT * FROM <https://example.org/g> { ?a ?b ?c }"), chooses_graphs("ASK { ?from ?b 'from <x>' }")
    (True, False)
    """
    return bool(_FROM.search(_QUOTED.sub(lambda found: "<>" if found[0][0] == "<" else "", sparql)))


def prologue(sparql: str) -> str:
    """Return, as one line, the declarations of our prefixes that a query uses and does not declare; "" for none.

    >>> prologue("SELECT * { ?x a tifa:Campaign }")
    'PREFIX tifa: <https://w3id.org/tifa/ontology#>\\n'
    """
    needed = dict.fromkeys(name for name in _undeclared(sparql) if name in _OURS)
    return " ".join(f"PREFIX {name}: <{_OURS[name]}>" for name in needed) + ("\n" if needed else "")


def explained(sparql: str, said: str) -> QueryError:
    """Return, in a plain sentence, what Oxigraph says of a query that it cannot parse."""
    remedy = "see https://www.w3.org/TR/sparql11-query/ for the grammar"
    found = _SYNTAX.match(said)
    if not found:
        return QueryError("query", " ".join(said.split()), remedy)
    line, column = int(found[1]), int(found[2])
    lines = sparql.splitlines()
    near = lines[line - 1][column - 1 :][:20].strip() if line <= len(lines) else ""
    problem = f"cannot be understood near {near!r}" if near else "ends too early"
    unknown = next((name for name in _undeclared(sparql) if name not in _OURS), None)
    if unknown:
        problem, remedy = f"the prefix {unknown}: is not declared", f"add PREFIX {unknown}: <…> at the head"
    return QueryError(f"query, line {line} column {column}", problem, remedy)


def _undeclared(sparql: str) -> list[str]:
    bare = _QUOTED.sub(" ", sparql)
    known = set(re.findall(r"prefix\s+([\w.-]*):", bare, re.IGNORECASE))
    return [name for name in re.findall(r"(?<![?$:\w.-])([\w.-]+):(?=\w)", bare) if name not in known]


def _decoded(sparql: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1] or found[2]), sparql)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""
