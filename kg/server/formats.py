"""RDF in the forms that a client may ask for: the same triples give the same bytes."""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from pyoxigraph import RdfFormat, Triple, serialize
from starlette.responses import Response

from kg.server.pages import VARY

# Ending of an address -> media type, the one that we offer first before the others.
ENDINGS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARATION = re.compile(r' xmlns:[\w-]+="[^"]*"')


def written(triples: Iterable[Triple], media: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples, which come subject by subject, as a document of one of the media types of ENDINGS."""
    form = _FORMATS[media]
    text = (serialize(triples, format=form, prefixes=dict(prefixes)) or b"").decode()
    if form == RdfFormat.TURTLE:
        text = _turtle(text)
    elif form == RdfFormat.RDF_XML:
        text = _xml(text)
    elif form == RdfFormat.JSON_LD:
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    return text.encode()


def answer(content: bytes, media: str, address: str) -> Response:
    """Return an RDF document; `address` is the path without ending, of which the other forms are alternates."""
    links = [f'<{quote(address)}.{ending}>; rel="alternate"; type="{it}"' for ending, it in ENDINGS.items()]
    headers = {"link": ", ".join(links), "vary": VARY, "access-control-allow-origin": "*"}
    # Only text/* takes a charset; the other types are UTF-8 by definition.
    return Response(content, media_type=media, headers=headers)


def _turtle(text: str) -> str:
    # A literal's line breaks are escaped, so a line that begins with @prefix is one.
    # Not splitlines: a literal may hold U+2028 and the like as they are.
    lines = text.removesuffix("\n").split("\n")
    head = sorted(line for line in lines if line.startswith("@prefix "))
    body = [f"{line}\n" if line.endswith(" .") else line for line in lines[len(head) :]]
    return "\n".join([*head, "", *body])


def _xml(text: str) -> str:
    # A parser would read a bare carriage return as a line feed, and refuse what XML has no way to write.
    head, root, body = _UNWRITABLE.sub("", text).replace("\r", "&#13;").split("\n", 2)
    declared = "".join(sorted(_DECLARATION.findall(root)))
    return f"{head}\n<rdf:RDF{declared}>\n{body}\n"
