"""The files of an ontology folder: which there are, their hash, the triples of one."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import iri
from kg.errors import OntologyError
from kg.model import Entity
from kg.vocabulary import ID, term

DIVISIONS = "divisions.ttl"
ACCEPTED = "phrases.tsv"

# Subject, predicate and object.
Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def digest(folder: Path) -> str:
    """Return the SHA-256 of every file that affects a build: vocabulary, entities, lexicon, models."""
    told = hashlib.sha256()
    patterns = ("tifa.ttl", "entities/*.ttl", "lexicon/*.tsv", "models/*.npz")
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    for path in sorted(paths):
        content = path.read_bytes()
        told.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        told.update(content)
    return told.hexdigest()


def described(folder: Path) -> list[Path]:
    """Return what describes known entities: the files below `entities/` and the phrases that a curator accepted.

    The divisions are the first: a hand-made file outranks them.
    """
    files = sorted(folder.glob("entities/*.ttl"), key=lambda path: (path.name != DIVISIONS, path.name))
    accepted = folder / "lexicon" / ACCEPTED
    return [*files, accepted] if accepted.is_file() else files


def parsed(path: Path) -> Iterator[Statement]:
    """Yield what a file of `described` states; relative IRIs are resolved against the entities' namespace."""
    if path.name == ACCEPTED:
        yield from _accepted(path)
        return
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=ID):
            subject, object_ = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(object_, (NamedNode, Literal)):
                raise OntologyError(str(path), "holds a blank node ([…], (…))", "give everything an IRI")
            yield subject, quad.predicate, object_
    except SyntaxError as error:
        raise OntologyError(
            f"{path}:{error.lineno or 1}", f"not Turtle ({error.msg})", "mend this line"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "restore it, as UTF-8 text") from error


def _accepted(path: Path) -> Iterator[Statement]:
    """Yield what the rows phrase, class, note, source below the header say: an entity each, with the curator's note."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be read ({error})", "restore it, as UTF-8 text") from error
    rows = [(n, it) for n, it in enumerate(lines, start=1) if it.strip() and not it.startswith("#")]
    for number, row in rows[1:]:
        cells = [it.strip() for it in row.split("\t")]
        if len(cells) != len(rows[0][1].split("\t")):
            problem = f"{len(cells)} cells where the header has {len(rows[0][1].split(chr(9)))}"
            raise OntologyError(f"{path}:{number}", problem, "separate cells with one tab each")
        name, class_name, note, _ = cells
        subject = iri.entity(Entity(class_name, name))
        yield subject, term("rdf:type"), term(f"tifa:{class_name}")
        yield subject, term("skos:prefLabel"), Literal(name, language="zh")
        yield subject, term("skos:editorialNote"), Literal(note)
