"""The files of an ontology folder: which there are, their hash, the triples of one."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import OntologyError
from kg.vocabulary import ID

DIVISIONS = "divisions.ttl"

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
    """Return the files below `entities/`, the divisions first: a hand-made file outranks them."""
    return sorted(folder.glob("entities/*.ttl"), key=lambda path: (path.name != DIVISIONS, path.name))


def parsed(path: Path) -> Iterator[Statement]:
    """Yield what a Turtle file states; relative IRIs are resolved against the entities' namespace."""
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
