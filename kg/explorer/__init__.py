"""The explorer: one self-contained HTML page in which a build is read, from disk, without a network."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import OutputError
from kg.garbage import uncollected
from kg.store import Store

# Not imported at the head: networkx and pyvis take longer to import than the server, which needs the palette, to start.
if TYPE_CHECKING:
    from kg.explorer.frame import Frame
    from kg.explorer.origin import Origin
    from kg.explorer.page import Page
    from kg.network import Network

__all__ = ["render", "show"]


def render(
    store: Store,
    target: Path,
    *,
    lang: str = "zh",
    texts: Path | None = None,
    whole: bool | None = None,
    origin: "Origin | None" = None,
) -> "Page":
    """Write the explorer page of a store to the file `target`, aside and then renamed, and return it.

    The same store gives the same bytes, UTF-8 with LF. `lang` is the language that the page opens in; readers
    switch it in place. With `texts`, the folder of the cleaned texts, the page holds whole documents where all
    together have at most 20 million characters, or where `whole` says so; else the sentences that claims rest on
    and those that name an entity first; without a folder the quotes that the store has. OutputError where the
    file cannot be written.
    """
    from kg.explorer.origin import Origin
    from kg.explorer.page import page
    from kg.network import graph

    with uncollected():
        written = page(graph(store, lang=lang), texts=texts, whole=whole, origin=origin or Origin())
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(written.html.encode())
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        problem = f"cannot be written ({error.strerror or error})"
        raise OutputError(str(target), problem, "free space on the disk or name another file") from error
    return written


def show(shown: "Path | str | Store | Network", *, lang: str = "zh", height: int = 720) -> "Frame":
    """Return the explorer page of a build's folder, of a store or of a graph, for a notebook to show.

    What a notebook displays is an iframe, `height` pixels high, that holds the whole page. Whole documents are in
    it where a build's folder is given. A graph opens in its own language, whatever `lang` says.
    """
    from kg.explorer.frame import framed

    return framed(shown, lang=lang, height=height)
