"""What can be told of a query from its text: whether it leaves the store, what it reads, what is wrong with it."""

import re

from kg.errors import QueryError
from kg.vocabulary import INSTANCE_PREFIXES, PREFIXES

# What Oxigraph would take for a federated query or a load, wherever it stands: the word, not part of a variable or a
# local name, before an IRI, a prefixed name, a variable or a comment. Local, so no string can hide it from the check.
_SILENT = r"\s*+(?:silent\s*+)?+"
_BEFORE = r"(?:(?<![?$:\w-])|(?<=-)(?=\d))"
_SERVICE = re.compile(rf"{_BEFORE}(?>\w*service){_SILENT}", re.IGNORECASE)
_LOAD = re.compile(rf"{_BEFORE}(?>\w*load){_SILENT}", re.IGNORECASE)
_AIM = frozenset("<?$#")
# More than the grammar lets stand in the name of a prefix: all but ASCII's blanks and signs.
_NAME = re.compile(r"[^\x00-,/:-@\[-^`{-\x7f]*+")
# What no keyword can stand in; what is not closed reaches to its end all the same, or finding it so would take for ever.
_QUOTED = re.compile(
    r"""<[^<>"{}|^`\\\s]*+>|#[^\r\n]*+"""
    r"""|'{3}(?:[^'\\]|\\[\s\S]|'{1,2}(?!'))*+(?:'{3})?|"{3}(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+(?:"{3})?"""
    r"""|'(?:[^'\\\r\n]|\\.)*+'?|"(?:[^"\\\r\n]|\\.)*+"?"""
)
_FROM = re.compile(r"(?<![?$:\w-])from\s*+(?:named\s*+)?+(?:<>|[\w.-]{0,100}+:)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DECLARED = re.compile(r"prefix\s++([\w.-]*+):", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![?$:\w.-])([\w.-]++):(?=\w)")
# What a parser answers by calling itself.
_OPENS, _BRACKET = frozenset("([{"), re.compile(r"[][(){}]")
_OPERATOR = re.compile(
    r"\|\||&&|<<|[!+*/|^;<>=-]|\b(?:union|optional|minus|exists|filter|bind|select)\b", re.IGNORECASE
)
# A prefixed name, whose hyphens are no signs; not the end of a variable, where they are.
_WHOLE = re.compile(r"(?<![?$\w.-])[A-Za-z][\w.-]{0,100}+:[\w:.-]*+")
_DEEPEST, _OPERATORS = 100, 2000
_LONGEST = 1000  # characters of an IRI
_SYNTAX = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
_OURS = {**PREFIXES, **INSTANCE_PREFIXES}


def refuse_federated(sparql: str) -> None:
    """Raise QueryError on SERVICE in any disguise: a query never reaches the network.

    It may refuse a string or a comment that reads like one, and never lets one pass.
    """
    if any(_reaches(_SERVICE, text) for text in {sparql, _decoded(sparql)}):
        remedy = "ask that endpoint on its own and load its answer"
        raise QueryError("query", "SERVICE would reach the network, which no query may", remedy)


def refuse_load(sparql: str) -> None:
    """Raise QueryError on LOAD in any disguise: no update reaches the network."""
    if any(_reaches(_LOAD, text) for text in {sparql, _decoded(sparql)}):
        remedy = "fetch the file yourself and send it to the graph store"
        raise QueryError("update", "LOAD would reach the network, which no update may", remedy)


def refuse_deep(sparql: str) -> None:
    """Raise QueryError on what nests so deeply, or chains so many operators, that the engine would run out of stack."""
    bare = _QUOTED.sub(_unless_compared, sparql)
    depth = deepest = 0
    for bracket in _BRACKET.findall(bare):
        depth += 1 if bracket in _OPENS else -1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST or len(_OPERATOR.findall(_WHOLE.sub(" ", bare))) > _OPERATORS:
        problem = f"it nests deeper than {_DEEPEST} brackets or has more than {_OPERATORS} operators"
        raise QueryError("query", problem, "split it, or list many values in VALUES")


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
    # Not splitlines: Oxigraph counts line feeds.
    lines = sparql.split("\n")
    near = lines[line - 1][column - 1 :][:20].strip() if line <= len(lines) else ""
    problem = f"cannot be understood near {near!r}" if near else "ends too early"
    unknown = next((name for name in _undeclared(sparql) if name not in _OURS), None)
    if unknown:
        problem, remedy = f"the prefix {unknown}: is not declared", f"add PREFIX {unknown}: <…> at the head"
    return QueryError(f"query, line {line} column {column}", problem, remedy)


def _reaches(keyword: re.Pattern[str], sparql: str) -> bool:
    """Say whether an aim follows a keyword: each name is read once, however many keywords stand in it."""
    end = -1
    for found in keyword.finditer(sparql):
        at = found.end()
        if sparql[at : at + 1] in _AIM:
            return True
        if at > end:
            end = _NAME.match(sparql, at).end()  # type: ignore[union-attr]
            if sparql[end : end + 1] == ":":
                return True
    return False


def _unless_compared(found: re.Match[str]) -> str:
    """Blank a string, a comment or an IRI, but not what may be "less than" and a whole expression."""
    compared = found[0][0] == "<" and (len(found[0]) > _LONGEST or _BRACKET.search(found[0]))
    return found[0] if compared else " "


def _undeclared(sparql: str) -> list[str]:
    bare = _QUOTED.sub(" ", sparql)
    known = set(_DECLARED.findall(bare))
    return [name for name in _PREFIXED.findall(bare) if name not in known]


def _decoded(sparql: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1] or found[2]), sparql)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""
