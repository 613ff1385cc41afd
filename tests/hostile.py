"""Requests that nobody sends who means well: some ten thousand, the same in every run, as bytes for a socket."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from urllib.parse import quote

# A route that is added to the server is added here. What follows it is tried with every trick.
ROUTES = (
    "/",
    "/search",
    "/sparql",
    "/store",
    "/id/campaign/x",
    "/id/document/x",
    "/page/campaign/x",
    "/data/campaign/x.ttl",
    "/document/",
    "/document/x",
    "/ontology",
    "/ontology.ttl",
    "/reconcile",
    "/explorer",
    "/assets/site.css",
    "/.well-known/void",
    "/sitemap.xml",
    "/robots.txt",
    "/questions.json",
    "/terms.json",
)
# Never in an answer: SCRIPT as it stands in HTML, FORGED at the start of a line of the log.
SCRIPT = "<script>canary()</script>"
FORGED = "FORGED-LINE"
# What a path trick is after, beside the folder of the build.
CANARY = "canary.txt"

_CLIMBS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%252f",
    "..\\",
    "..%5c",
    "....//",
    "..%c0%af",
    "..%00/",
    ".%2e/",
)
_TARGETS = (CANARY, f"build/../{CANARY}", "etc/passwd", "manifest.json", "store/CURRENT", "proc/self/environ")
_TEXTS = (
    SCRIPT,
    '"><img src=x onerror=canary()>',
    "{{7*7}}${7*7}<%= 7*7 %>",
    f"x\r\n2026-01-01 00:00:00,000 127.0.0.1 GET /{FORGED} 200 0 0ms",
    f"x\n{FORGED}\r\nSet-Cookie: canary=1",
    "\x00",
    "\x1b[2J\x07",
    "\u202e\u2066双建争先\u2069",
    "\ud7ff\ufffe\U000e0001",
    "'; DROP TABLE x; --",
    "双" * 3000,
    "a" * 20000,
    "%s%s%n%x",
    "-1",
    "NaN",
    "1e309",
    "9" * 400,
    "０１２",
    "true",
    "[]",
    '{"q0": {"query": "x", "limit": -1}}',
    '{"' * 4000,
    "",
)
_PARAMETERS = (
    "q",
    "page",
    "lang",
    "query",
    "queries",
    "limit",
    "type",
    "class",
    "format",
    "graph",
    "default",
    "update",
    "callback",
)
_METHODS = (
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "FOO",
    "get",
    "G" * 300,
)
_HEADERS = (
    ("Accept", "*/*;q=0"),
    ("Accept", ",".join(["text/html;q=0.1"] * 2000)),
    ("Accept", "text/turtle;q=NaN, text/html;q=-1, a/b;q=2;" + "x" * 500),
    ("Accept", 'application/ld+json;profile="' + "a" * 900),
    ("Accept-Language", "zh-" * 3000),
    ("Accept-Language", "*;q=1e309, 双"),
    ("Accept-Encoding", "br;q=1, gzip;q=0, *;q=0"),
    ("Range", "bytes=0-0,1-1," + ",".join(f"{it}-" for it in range(400))),
    ("Range", "bytes=-99999999999999999999"),
    ("Range", "bytes=9-1"),
    ("If-None-Match", 'W/"' + "x" * 4000),
    ("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"),
    ("Origin", "null"),
    ("Origin", "http://evil.test"),
    ("X-Forwarded-Host", "evil.test"),
    ("X-Forwarded-For", f"1.2.3.4\t{FORGED}"),
    ("X-Original-URL", "/store"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Referer", SCRIPT),
    ("User-Agent", f"() {{ :; }}; echo {FORGED}"),
    ("Cookie", "a=b; " * 800),
    ("Expect", "100-continue"),
    ("Upgrade", "websocket"),
    ("Upgrade", "h2c"),
    ("Authorization", "Basic " + "A" * 3000),
    ("Content-Type", "multipart/form-data; boundary="),
    ("Content-Type", "text/html; charset=utf-7"),
)
_HOSTS = (
    "",
    "evil.test",
    "127.0.0.1:0",
    "a b",
    "x" * 3000,
    "[::1",
    "evil.test/..",
    "双.test",
    "'\"<>",
    "kg.test:99999999",
)


@dataclass(frozen=True, slots=True)
class Attack:
    """One thing to send; `patience` is how many seconds an answer is waited for."""

    kind: str
    sent: bytes
    patience: float = 20.0


def request(
    method: str, target: str, *headers: tuple[str, str], body: bytes = b"", host: str = "kg.test"
) -> bytes:
    """Write a request down, whatever is in it; its connection ends with the answer."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body


def attacks(listener: int, wanted: int = 10_000) -> list[Attack]:
    """Return at least `wanted` attacks in a fixed order; `listener` is the port that no query may reach."""
    chance = random.Random(4)
    found = [*_paths(), *_parameters(), *_headers(), *_methods(), *_queries(listener), *_shapes(), *_bodies()]
    found += [_mixed(chance) for _ in range(wanted - len(found))]
    chance.shuffle(found)
    return found


def _paths() -> Iterator[Attack]:
    for route, climb, target in product(ROUTES, _CLIMBS, _TARGETS):
        base = route.rpartition("/")[0]
        yield Attack("path", request("GET", f"{base}/{climb * 3}{target}"))
    for route in ROUTES:
        for end in (
            "//",
            "/.",
            "/..",
            ";x=1",
            "%00",
            "%ff%fe",
            "%0d%0aX-Canary:1",
            "%",
            "%zz",
            "?",
            "#x",
            "\\",
            "%E5%8F",
            "/" * 500,
        ):
            yield Attack("path", request("GET", route + end))
        yield Attack("path", request("GET", f"http://evil.test{route}"))
        yield Attack("path", request("GET", f"//evil.test{route}"))
        yield Attack("path", request("GET", route.replace("/x", "/" + quote(SCRIPT))))
        yield Attack("path", request("GET", route.replace("x", "双建争先\u202e")))
        yield Attack("path", request("GET", route + "\xff\xfe").replace("\xff\xfe".encode(), b"\xff\xfe"))
        yield Attack("path", request("GET", route + "a" * 70_000))


def _parameters() -> Iterator[Attack]:
    # Every other one of all combinations, so that each route meets each text.
    for route, name, text in islice(product(ROUTES, _PARAMETERS, _TEXTS), None, None, 2):
        yield Attack("parameter", request("GET", f"{route}?{name}={quote(text, errors='surrogatepass')}"))
    for route in ROUTES:
        yield Attack("parameter", request("GET", f"{route}?" + "&".join(f"q={it}" for it in range(3000))))
        yield Attack("parameter", request("GET", f"{route}?%ff=%fe&q=%c3%28&lang=%00"))


def _headers() -> Iterator[Attack]:
    for route, header in product(ROUTES, _HEADERS):
        yield Attack("header", request("GET", route, header))
    for route, host in product(ROUTES[:6], _HOSTS):
        yield Attack("header", request("GET", route, host=host))
    flood = [(f"X-{it}", "y" * 10) for it in range(3000)]
    for route in ROUTES[:4]:
        yield Attack("header", request("GET", route, *flood))
        yield Attack("header", request("GET", route, ("X-Long", "y" * 200_000)))
        for raw in (
            b"X: \x00",
            b"X: \xff\xfe",
            b"X : y",
            b": y",
            b"X: a\n b",
            b"X: a\rY: b",
            b" X: folded",
            b"X\x00: y",
        ):
            yield Attack(
                "header", f"GET {route} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n".encode() + raw + b"\r\n\r\n"
            )


def _methods() -> Iterator[Attack]:
    for route, method in product(ROUTES, _METHODS):
        yield Attack("method", request(method, route))
        yield Attack(
            "method", request(method, route, ("Content-Type", "text/turtle"), body=b"<a:a> <a:b> <a:c> .")
        )


def _queries(port: int) -> Iterator[Attack]:
    where = f"<http://127.0.0.1:{port}/canary>"
    texts = [
        f"SELECT * {{ SERVICE {where} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ service silent {where} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ \\u0053ERVICE {where} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ S\\U00000045RVICE\\u0020{where} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ SERVICE# a comment\n{where}{{ ?a ?b ?c }} }}",
        f"SELECT * {{ SERVICE#'\n#\"\nSILENT#\n{where} {{ ?a ?b ?c }} }}",
        f"SELECT * {{ BIND({where} AS ?s) SERVICE ?s {{ ?a ?b ?c }} }}",
        f"SELECT * {{ VALUES ?s {{ {where} }} SERVICE SILENT ?s {{ ?a ?b ?c }} }}",
        f"PREFIX x: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE x:canary {{ ?a ?b ?c }} }}",
        f"PREFIX : <http://127.0.0.1:{port}/> SELECT * {{ SERVICE:canary {{ ?a ?b ?c }} }}",
        *(
            f"PREFIX {it}: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE {it}:canary {{ ?a ?b ?c }} }}"
            for it in ("a‿b", "中·x", "\u200d", "\u3001", "\u1680")
        ),
        f"SELECT * {{ {{ ?a ?b -1SERVICE {where} {{}} }} UNION {{ ?a ?b 1e-5SERVICE {where} {{}} }} }}",
        f"BASE <http://127.0.0.1:{port}/> SELECT * {{ SERVICE<canary>{{ ?a ?b ?c }} }}",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {where} {{ }} }} }} }} }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE {where} {{ ?a ?b ?c }} }} }}",
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ ?a ?b 'x'SERVICE {where} {{ ?a ?b ?c }} }}",
        f"SELECT * FROM {where} {{ ?a ?b ?c }}",
        f"SELECT * FROM NAMED {where} {{ GRAPH ?g {{ ?a ?b ?c }} }}",
        f"DESCRIBE {where}",
        f"LOAD {where}",
        f"LOAD SILENT {where} INTO GRAPH <a:a>",
        f"\\u004cOAD {where}",
        "CLEAR ALL",
        "DROP SILENT ALL",
        "DELETE WHERE { ?a ?b ?c }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        f"ASK {{}} ; LOAD {where}",
        "SELECT * { ?a ?b ?c FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "SELECT * { ?a " + "(<a:a>/" * 5_000 + "<a:b>" + ")" * 5_000 + " ?b }",
        "SELECT * { ?a ?b " + "[ <a:b> " * 10_000 + "1" + "]" * 10_000 + " }",
        "SELECT * { FILTER(" + "!" * 20_000 + "true) }",
        "SELECT (" + "-" * 20_000 + "1 AS ?x) {}",
        "ASK { " + "{} UNION " * 5_000 + "{} }",
        "ASK { FILTER(REGEX('" + "a" * 60 + "', '(a+)+$')) }",
        "SELECT (STRLEN(REPLACE('" + "a" * 2000 + "', 'a', '" + "b" * 2000 + "')) AS ?n) {}",
        "SELECT * { BIND('\\uD800' AS ?x) }",
        "SELECT ('" + SCRIPT + "' AS ?x) {}",
        "ASK { <file:///etc/passwd> ?b ?c }",
        "SELECT",
        "\x00",
        "",
    ]
    form, plain, update = (
        "application/x-www-form-urlencoded",
        "application/sparql-query",
        "application/sparql-update",
    )
    for text in texts:
        encoded = quote(text)
        if len(encoded) < 60_000:
            yield Attack("query", request("GET", f"/sparql?query={encoded}"))
            yield Attack("query", request("GET", f"/sparql?update={encoded}"))
        for type_, body in (
            (plain, text),
            (update, text),
            (form, f"query={encoded}"),
            (form, f"update={encoded}"),
            (form, f"using-graph-uri={quote(where)}&update={encoded}"),
        ):
            for accept in ("application/sparql-results+json", "text/csv", "text/turtle", "text/html"):
                headers = (("Content-Type", type_), ("Accept", accept))
                yield Attack("query", request("POST", "/sparql", *headers, body=body.encode()))
    for graph in (where.strip("<>"), "file:///etc/passwd", "../../canary.txt", "x y", ""):
        for name, path in product(("default-graph-uri", "named-graph-uri", "graph"), ("/sparql", "/store")):
            yield Attack("query", request("GET", f"{path}?{name}={quote(graph)}&query=ASK%7B%7D"))


def _shapes() -> Iterator[Attack]:
    """Yield requests whose end two servers might see at different places, and whole ones after broken ones."""
    inner = request("GET", f"/{FORGED}")
    starts = {
        path: f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n" for path in ROUTES
    }
    shapes = (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + inner,
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK{}" + inner,
        b"Content-Length: 5, 5\r\n\r\nASK{}" + inner,
        b"Content-Length: +5\r\n\r\nASK{}" + inner,
        b"Content-Length: -1\r\n\r\n" + inner,
        b"Content-Length: 0x5\r\n\r\nASK{}" + inner,
        b"Content-Length: 99999999999999999999999\r\n\r\nASK{}",
        b"Transfer-Encoding: xchunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n" + inner,
        b"Transfer-Encoding: chunked, identity\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n" + inner,
        b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + inner,
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
        b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nASK{}\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\nASK{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * 70_000 + b"\r\nASK{}\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\nASK{}\n0\n\n" + inner,
        b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\n\r\n" + inner,
        b"Content-Length: 5\n\nASK{}" + inner,
        b"Connection: close, keep-alive\r\nContent-Length: 0\r\n\r\n" + inner * 20,
    )
    for path, shape in product(ROUTES, shapes):
        yield Attack("shape", starts[path].encode() + shape, patience=1.0)
    lines = (
        b"GET",
        b"GET /",
        b"GET / HTTP/9.9",
        b"GET / HTTP/0.9",
        b"GET  /  HTTP/1.1",
        b"\x16\x03\x01\x02",
        b"PRI * HTTP/2.0",
        b"GET * HTTP/1.1",
        b"\r\n\r\n",
        b"\x00" * 64,
    )
    for line in lines:
        yield Attack("shape", line + b"\r\nHost: a\r\nConnection: close\r\n\r\n", patience=1.0)


def _bodies() -> Iterator[Attack]:
    big = b"SELECT * { ?a ?b '" + b"x" * 10_000_000 + b"' }"
    types = (
        "application/sparql-query",
        "application/sparql-update",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/turtle",
        "",
    )
    for type_ in types:
        for path in ("/sparql", "/reconcile"):
            yield Attack("body", request("POST", path, ("Content-Type", type_), body=big), patience=30.0)
    parts = b'--x\r\nContent-Disposition: form-data; name="query"; filename="../../canary.txt"\r\n\r\nASK{}\r\n'
    bodies = (
        b"\xff\xfe",
        b"query=%ff%fe",
        b"query=" * 5000,
        b"&" * 50_000,
        parts * 300,
        parts + b"--x--",
        b"{" * 50_000,
        b"\x00" * 1000,
        b"queries=" + b"[" * 50_000,
    )
    for path, type_, body in product(
        ("/sparql", "/store", "/reconcile", "/search"), (*types, "application/json"), bodies
    ):
        yield Attack("body", request("POST", path, ("Content-Type", type_), body=body))


def _mixed(chance: random.Random) -> Attack:
    """Return a request with several odd things at once, or one with some of its bytes changed."""
    method = chance.choice(("GET", "GET", "GET", *_METHODS))
    target = (
        chance.choice(ROUTES).rpartition("/")[0]
        + "/"
        + chance.choice(_CLIMBS) * chance.randrange(4)
        + chance.choice(_TARGETS)
    )
    asked = "&".join(
        f"{chance.choice(_PARAMETERS)}={quote(chance.choice(_TEXTS)[:200], errors='surrogatepass')}"
        for _ in range(3)
    )
    sent = request(method, f"{target}?{asked}", *chance.sample(_HEADERS, 3))
    if chance.random() < 0.5:
        return Attack("mixed", sent)
    changed = bytearray(sent)
    for _ in range(chance.randrange(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return Attack("bytes", bytes(changed), patience=1.0)
