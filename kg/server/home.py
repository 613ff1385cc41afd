"""The first page: what the build holds and where to begin."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.server.pages import page
from kg.server.site import snapshot


def _home(request: Request) -> Response:
    return page(request, "home.html.j2", counts=snapshot(request).manifest["counts"])


ROUTES = [Route("/", _home)]
