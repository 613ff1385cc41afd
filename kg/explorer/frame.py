"""The page in a notebook: an iframe that holds all of it."""

import html
from dataclasses import dataclass
from pathlib import Path

from kg.explorer.origin import Origin
from kg.explorer.page import page
from kg.network import Network, graph
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Frame:
    """A page that a notebook shows `height` pixels high; `page` is its HTML."""

    page: str
    height: int

    def __repr__(self) -> str:
        """Say what it is where nothing shows HTML."""
        return f"<page of the explorer, {len(self.page):,} characters>"

    def _repr_html_(self) -> str:
        # Its own document, so that neither the notebook's styles nor the page's policy reach the other.
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" title="kg" width="100%" height="{self.height}"'
            ' style="border:0" sandbox="allow-scripts allow-downloads allow-popups"></iframe>'
        )


def framed(shown: "Path | str | Store | Network", *, lang: str, height: int) -> Frame:
    """Return the page of a build's folder, of a store or of a graph, as a frame."""
    if isinstance(shown, Store):
        made = page(graph(shown, lang=lang), texts=None, whole=None, origin=Origin())
    elif isinstance(shown, Path | str):
        build = Path(shown)
        with Store.open(build / "store") as store:
            network = graph(store, lang=lang)
        made = page(network, texts=build / "text", whole=None, origin=Origin.of(build))
    else:
        made = page(shown, texts=None, whole=None, origin=Origin())
    return Frame(made.html, height)
