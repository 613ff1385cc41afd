"""The explorer: one self-contained HTML page in which a build is read, from disk, without a network."""

import os
from pathlib import Path

from kg.errors import OutputError
from kg.store import Store

__all__ = ["render"]


def render(store: Store, target: Path, *, lang: str = "zh") -> None:
    """Write the explorer page of a store to the file `target`, aside and then renamed.

    The same store gives the same bytes, UTF-8 with LF. `lang` is the language that the page opens in; readers
    switch it in place. OutputError where the file cannot be written.
    """
    # Not at the head: networkx and pyvis take longer to import than the server, which needs the palette, to start.
    from kg.explorer import page
    from kg.network import graph

    content = page.html(graph(store, lang=lang), lang=lang).encode()
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        problem = f"cannot be written ({error.strerror or error})"
        raise OutputError(str(target), problem, "free space on the disk or name another file") from error
