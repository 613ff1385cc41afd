"""`kg serve`: a build on the web."""

import logging
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from kg.cli.language import Language, choose

_MEGABYTE = 1_000_000


@click.command()
@click.argument("build", type=click.Path(path_type=Path), default=Path("build"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port; 0 for any free one. [default: 7878, or a free one]"
)
@click.option("--url", help="Public address, where a proxy stands before the server. [default: host and port]")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds a query may take."
)
@click.option(
    "--queries", type=click.IntRange(1), default=32, show_default=True, help="Queries answered at a time."
)
@click.option(
    "--max-request", type=click.IntRange(1), default=1, show_default=True, help="Megabytes a query may have."
)
@click.option(
    "--max-answer", type=click.IntRange(1), default=256, show_default=True, help="Megabytes an answer may have."
)
@click.option(
    "--memory", type=click.IntRange(256), default=4000, show_default=True, help="Megabytes of the SPARQL engine."
)
@click.option("--writable", is_flag=True, help="Serve an empty scratch store, in memory, that takes updates.")
@click.option("--quiet", is_flag=True, help="Do not log each request.")
@click.pass_context
def command(
    ctx: click.Context,
    build: Path,
    host: str,
    port: int | None,
    url: str | None,
    timeout: float,
    queries: int,
    max_request: int,
    max_answer: int,
    memory: int,
    writable: bool,
    quiet: bool,
) -> None:
    """Publish a build: SPARQL with a query editor, a page for everything in it, search, the explorer.

    Read-only; a rebuild is taken up within a second or two, without a pause. Ctrl-C ends it.

    \b
    Examples:
      kg serve                                   ./build on http://127.0.0.1:7878
      kg serve graph --port 0                    another build, on any free port
      kg serve --host 0.0.0.0 --url https://tifa.example.org
      kg serve --writable                        a scratch store to try updates on
    """
    lang: Language = ctx.obj
    if writable and ctx.get_parameter_source("build") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--writable serves an empty store, no build: leave BUILD out", ctx)
    from kg import ontology, query
    from kg.server.service import Options, serve
    from kg.server.sparql.relay import Limits

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("kg.server.edge.access").setLevel(logging.WARNING if quiet else logging.INFO)
    # Its messages are about clients that misbehave, which the log of requests tells better.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    limits = Limits(timeout, queries, max_request * _MEGABYTE, max_answer * _MEGABYTE, memory * _MEGABYTE)
    options = Options(host, port, url.rstrip("/") if url else None, limits)
    questions = query.stored(ontology.folder())
    told = partial(_tell, lang, writable)
    serve(None if writable else build, options, questions=questions, ready=told)
    click.echo(choose(lang, "已停止", "Stopped"))


def _tell(lang: Language, writable: bool, local: str, url: str) -> None:
    if url != local:
        click.echo(f"{choose(lang, '本机', 'Here'):<12}{local}/")
    lines = [("查询", "Query", "/sparql")]
    if writable:
        lines.append(("图存储", "Graph store", "/store"))
    else:
        lines.insert(0, ("首页", "Pages", "/"))
        lines += [("图谱", "Graph", "/explorer"), ("对齐", "Reconcile", "/reconcile")]
    for zh, en, path in lines:
        click.echo(f"{choose(lang, zh, en):<12}{url}{path}")
    click.echo(choose(lang, "按 Ctrl-C 停止", "Ctrl-C stops it"))
