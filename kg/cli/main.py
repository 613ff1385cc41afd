"""The `kg` group: loads a command on use, holds the option that all share, turns errors into one line."""

import importlib
import sys
from typing import Any

import click

from kg import __version__
from kg.cli.language import Language, choose, default
from kg.cli.terminal import printable
from kg.errors import LocatedError

# Command name -> one line of help; the module `kg.cli.<name>` defines a click command `command`.
COMMANDS = {
    "build": "Read documents and leave a knowledge graph.",
    "load": "Load N-Quads into the folder of a build.",
    "clean": "Show a file's cleaned text, or what cleaning removes.",
    "query": "Ask a build in SPARQL or with a stored question.",
    "show": "Tell everything that a build says of one entity.",
    "audit": "Show a document's sentences with what was taken and what was left out.",
    "rules": "Tell what each rule made in a build, and how much of it gold confirms.",
    "notes": "Show a reader's notes beside what a build says.",
    "phrases": "Find the set phrases that documents repeat, and accept some.",
    "timeline": "Show when phrases come, peak, go and return.",
    "variants": "Show how the wording of a formula varies, and since when.",
    "formulas": "Show the parts that documents give numeral phrases.",
    "diffusion": "Show who uses a phrase first, who follows, and how many days later.",
    "compare": "Show what two places, times or sets of documents share, and what sets them apart.",
    "network": "Measure who is central, what holds together, and what bridges it.",
    "acts": "Tell who puts a phrase forward and who carries it out, judges or repeats it.",
    "export": "Write a build in another format.",
    "validate": "Check a build against the SHACL shapes.",
    "serve": "Publish a build: SPARQL, a page for everything in it, search.",
    "render": "Write the explorer page of a build again.",
}
_INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None where no such command exists."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; where there is none of that name, suggest those that read alike."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        import difflib

        alike = difflib.get_close_matches(name, COMMANDS, cutoff=0.7)
        hint = f" Did you mean {' or '.join(alike)}?" if alike else ""
        raise click.UsageError(f"No such command {printable(name)!r}.{hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line with UTF-8 on both outputs, whatever the locale."""
        for stream in (sys.stdout, sys.stderr):
            if stream.encoding.lower() != "utf-8" and hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn an error into one line on standard error and exit code 1, Ctrl-C into 130."""
        try:
            return super().invoke(ctx)
        except LocatedError as error:
            from kg.cli.messages import line

            click.echo(f"kg: {line(error, ctx.obj)}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            message = choose(
                ctx.obj,
                "已中断，原有结果未变；重新运行 kg build 会接着做完",
                "interrupted; what was there before is unchanged, and kg build goes on from here when run again",
            )
            click.echo(f"\nkg: {message}", err=True)
            sys.exit(_INTERRUPTED)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=None,
    help="Language of tables and messages [default: by locale].",
)
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def main(ctx: click.Context, lang: Language | None) -> None:
    """Turn Chinese party and government documents into a knowledge graph of campaigns, organizations and slogans.

    \b
    Examples:
      kg build                          build the bundled sample corpus into ./build
      kg build reports/ -o graph        build a folder of documents
      kg query spread --entity 八八战略
      kg show 三航行动
    """
    ctx.obj = lang or default()
