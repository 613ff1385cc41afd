"""The application: every route, and what goes around all of them."""

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server import home, search
from kg.server.dataset import page as dataset
from kg.server.dataset import sitemap
from kg.server.dataset.statistics import measured
from kg.server.documents import page as documents
from kg.server.documents.catalogue import catalogued
from kg.server.edge.access import Logged
from kg.server.edge.freshness import Fresh
from kg.server.ontology import page as ontology_page
from kg.server.pages import compiled, failure
from kg.server.reconciliation import service as reconciliation
from kg.server.site import Snapshot
from kg.server.sparql import endpoint, workbench
from kg.server.sparql.relay import Relay
from kg.server.things import page as things
from kg.server.things.listings import chronicle

PAGES = [
    *home.ROUTES,
    *documents.ROUTES,
    *things.ROUTES,
    *ontology_page.ROUTES,
    *search.ROUTES,
    *reconciliation.ROUTES,
    *dataset.ROUTES,
    *sitemap.ROUTES,
]
# What pages read that is made once for a build, in the order in which readers would miss it.
MAKERS: tuple[Callable[[Snapshot], object], ...] = (
    compiled,
    chronicle,
    catalogued,
    workbench.prepared,
    *ontology_page.usage.values(),
    measured,
    sitemap.mapped,
)
# No inline script or style, nothing from elsewhere, no frame around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
}
_FRAMED = b"frame-ancestors *"
# What the engine carries of the query editor.
YASGUI = ("yasgui.min.js", "yasgui.min.css")


def application(
    current: Callable[[], Snapshot], *, url: str, relay: Relay | None = None, writable: bool = False
) -> Starlette:
    """Return the pages over the build that `current` gives, and SPARQL where there is a `relay` to an engine.

    `url` is the public address, without a slash at its end. Where the store is `writable` there is no build and
    so no pages of one.
    """
    assets = Mount("/assets", StaticFiles(directory=Path(__file__).parent / "assets"), name="assets")
    # There the query page is all there is.
    rooms = [Route("/", lambda _: RedirectResponse("/sparql", 303))] if writable else PAGES
    routes = [*(endpoint.ROUTES if relay else ()), *workbench.ROUTES, *rooms, assets]
    app = Starlette(routes=routes, exception_handlers={HTTPException: failure, Exception: failure})
    # A redirect of the router's own would go wherever the Host header says.
    app.router.redirect_slashes = False
    app.state.url, app.state.relay, app.state.writable = url, relay, writable
    if writable:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app.add_middleware(GZipMiddleware, compresslevel=5)
    app.add_middleware(Fresh, apart=("/sparql", "/store"))
    app.add_middleware(_Guarded)
    app.add_middleware(_OneSnapshot, current=current)
    app.add_middleware(Logged)
    return app


class _OneSnapshot:
    """Gives a request one build for its whole life, whatever is exchanged meanwhile."""

    def __init__(self, app: ASGIApp, current: Callable[[], Snapshot]) -> None:
        self._app = app
        self._current = current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["snapshot"] = self._current()
        await self._app(scope, receive, send)


class _Guarded:
    """Adds the headers that keep a browser from running anything that is not ours, where a page has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower(): value for name, value in message["headers"]}
                had = set(own)
                if _FRAMED in own.get(b"content-security-policy", b""):
                    # The older header would forbid what the policy of this page allows.
                    had.add(b"x-frame-options")
                message["headers"] = [*message["headers"], *(it for it in _HEADERS.items() if it[0] not in had)]
            await send(message)

        await self._app(scope, receive, guarded)
