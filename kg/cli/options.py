"""Options that several commands share, each declared once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_Option = Callable[[Any], Any]

BUILD: _Option = click.option(
    "-b",
    "--build",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="The folder that kg build wrote.",
)
ONTOLOGY: _Option = click.option(
    "--ontology",
    "folder",
    type=click.Path(path_type=Path),
    help="Ontology folder that the build was made with, if not the one that comes with kg.",
)


def formats(*names: str) -> _Option:
    """Return the option --format over these forms, the first by default; the command takes it as `format_`."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to print the answer.",
    )
