"""The build as a data set: its description for people and machines, and its files."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kg.server.dataset import metadata
from kg.server.dataset.statistics import measured
from kg.server.formats import ENDINGS, answer, written
from kg.server.ontology.terms import curie
from kg.server.pages import HTML, negotiate, page, public
from kg.server.site import snapshot

_ADDRESS = "/dataset"


def _dataset(request: Request) -> Response:
    media = negotiate(request, [HTML, *ENDINGS.values()])
    return _page(request) if media == HTML else _rdf(request, media)


def _void(request: Request) -> Response:
    media = negotiate(request, [*ENDINGS.values(), HTML])
    return _page(request) if media == HTML else _rdf(request, media)


def _file(request: Request) -> Response:
    return _rdf(request, ENDINGS[request.url.path.rpartition(".")[2]])


def _rdf(request: Request, media: str) -> Response:
    triples = metadata.description(snapshot(request), public(request, ""))
    return answer(written(triples, media, metadata.DECLARED), media, _ADDRESS)


def _page(request: Request) -> Response:
    known = snapshot(request)
    return page(
        request,
        "dataset.html.j2",
        titles=metadata.TITLES,
        descriptions=metadata.DESCRIPTIONS,
        rights=metadata.RIGHTS,
        files=[(it, *metadata.FILES[it.name]) for it in metadata.files(known.folder)],
        services=[(public(request, path), *told) for path, told in metadata.SERVICES.items()],
        statistics=measured(known),
        period=metadata.period(known),
        run=metadata.run(known),
        examples=metadata.examples(known),
        endings=ENDINGS,
        curie=curie,
    )


def _download(request: Request) -> Response:
    """Send a file of the build; only the names of FILES reach the disk."""
    name = request.path_params["name"]
    path = snapshot(request).folder / name
    if name not in metadata.FILES or not path.is_file():
        raise HTTPException(404, f"this build has no such file; there are {', '.join(metadata.FILES)}")
    # Not compressed on the way: a part of a file is counted in the file's own bytes.
    headers = {"access-control-allow-origin": "*", "content-encoding": "identity"}
    return FileResponse(path, media_type=metadata.FILES[name][0], filename=name, headers=headers)


ROUTES = [
    Route("/.well-known/void", _void),
    Route(_ADDRESS, _dataset),
    *(Route(f"{_ADDRESS}.{ending}", _file) for ending in ENDINGS),
    Route("/download/{name}", _download),
]
