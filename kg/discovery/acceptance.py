"""What a curator accepts: a row of `lexicon/phrases.tsv` in an ontology folder."""

import os
import shutil
from pathlib import Path

from kg import lexicon, ontology
from kg.errors import OntologyError

CLASSES = ("Formulation", "Slogan", "Campaign", "Strategy", "Mechanism")
_HEADER = "phrase\tclass\tnote\tsource\n"


def accept(phrase: str, class_name: str, note: str, folder: Path | None = None) -> Path:
    """Write an accepted phrase into an ontology folder, whole or not at all, and return the file.

    `folder` is the ontology folder, by default the checkout's; one that is not there yet becomes a copy of the one that
    comes with kg. OntologyError where the class is none of CLASSES, a cell is empty or holds a tab or line break,
    the phrase is listed or known already, or the folder is the one inside the installed package.
    """
    if class_name not in CLASSES:
        raise OntologyError(
            class_name, "is no class of phrases", "use one of Formulation, Slogan, Campaign, Strategy, Mechanism"
        )
    cells = (phrase.strip(), class_name, note.strip())
    if not all(cells) or any(not it.isprintable() for it in cells):
        raise OntologyError(
            repr(phrase), "phrase or note is empty or holds a control character", "write both as plain text"
        )
    if folder is None and ontology.folder().name == "_ontology":
        raise OntologyError(
            str(ontology.folder()),
            "the ontology inside the installed package would be lost with an upgrade",
            "name a folder of your own with --ontology",
        )
    where = folder or ontology.folder()
    if not where.exists():
        _copy(where)
    path = where / "lexicon" / "phrases.tsv"
    _refuse_known(cells[0], path, where)
    try:
        told = path.read_text(encoding="utf-8") if path.exists() else _HEADER
        _replace(path, f"{told.rstrip()}\n" + "\t".join((*cells, "kg phrases")) + "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(str(path), f"cannot be written ({error})", "check the folder") from error
    return path


def _refuse_known(phrase: str, path: Path, where: Path) -> None:
    rows = lexicon.Lexicon({path.stem: lexicon.read(path)}).column(path.stem, "phrase") if path.exists() else ()
    if phrase in rows or any(phrase in it.labels for it in ontology.Ontology(where).others):
        raise OntologyError(str(path), f"{phrase} is known already", "nothing is left to do")


def _copy(where: Path) -> None:
    aside = where.with_name(f"{where.name}.{os.getpid()}")
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ontology.folder(), aside)
        aside.rename(where)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise OntologyError(str(where), f"cannot be written ({error})", "check the folder") from error


def _replace(path: Path, content: str) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        aside.write_text(content, encoding="utf-8")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
