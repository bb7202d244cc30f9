"""The command `dvgraph`: a table of commands, each imported when it is used, and what errors mean to a shell."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

import click

from dvgraph import __version__
from dvgraph.errors import DvgraphError, nearest, response_to

__all__ = ["COMMANDS", "LazyCommand", "cli", "main"]

_BROKEN_PIPE = 141
_INTERRUPTED = 130


@dataclass(frozen=True)
class LazyCommand:
    """A command that is imported when it is used.

    :param module: its module.
    :param attribute: the command in it.
    :param summary: its help in a line, so that a list of commands imports none.
    """

    module: str
    attribute: str
    summary: str


#: Name -> command, in the order in which they are listed.
COMMANDS: Mapping[str, LazyCommand] = {
    "ask": LazyCommand("dvgraph.cli.ask", "ask", "Ask a question, by name or in plain words."),
    "search": LazyCommand("dvgraph.cli.search", "search", "Search codes, names, definitions and topics."),
    "questions": LazyCommand("dvgraph.cli.questions", "questions", "List the questions that can be asked."),
    "show": LazyCommand("dvgraph.cli.show", "show", "Show an item: its place, its links, its source."),
    "explain": LazyCommand("dvgraph.cli.explain", "explain", "Say why a link holds, down to the printed line."),
    "crosswalk": LazyCommand("dvgraph.cli.crosswalk", "crosswalk", "Compare two frameworks by their crosswalks."),
    "view": LazyCommand("dvgraph_visualisations.view", "view", "Draw a picture of an item and what it is linked with."),
    "serve": LazyCommand("dvgraph_server.serve", "serve", "Serve the dataset over HTTP."),
    "build": LazyCommand("dvgraph.cli.build", "build", "Build the dataset and put it in service."),
    "diff": LazyCommand("dvgraph.cli.diff", "diff", "Say what two versions of the dataset answer differently."),
    "load": LazyCommand("dvgraph.cli.load", "load", "Load the dataset into a triple store of your own."),
    "validate": LazyCommand("dvgraph.cli.validate", "validate", "Check the authored files."),
    "review": LazyCommand("dvgraph.cli.review", "review", "Accept, change or reject the rows of a crosswalk."),
    "suggest": LazyCommand("dvgraph.cli.suggest", "suggest", "Suggest what a framework's items can be filed to."),
    "evaluate": LazyCommand("dvgraph.cli.evaluate", "evaluate", "Measure one crosswalk file against another."),
    "sources": LazyCommand("dvgraph.cli.sources", "sources", "Compare the graph with the texts it was written from."),
}


class _LazyGroup(click.Group):
    """A group of commands that are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        command: click.Command = getattr(import_module(lazy.module), lazy.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = " or ".join(nearest(args[0], COMMANDS, most=2))
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {close}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dvgraph")
def cli() -> None:
    """Ask what UK documents say a worker must be able to do to stop domestic violence."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0 good, 1 findings or failure, 2 misuse.

    :param arguments: the arguments; those of the process when None.
    """
    logging.basicConfig(format="%(levelname)s: %(message)s", stream=sys.stderr, level=logging.WARNING)
    try:
        code = cli.main(None if arguments is None else list(arguments), prog_name="dvgraph", standalone_mode=False)
        sys.stdout.flush()
    except DvgraphError as error:
        click.echo(f"Error: {error}", err=True)
        code = response_to(error).exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = _INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`| head`); what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _BROKEN_PIPE
    sys.exit(code if isinstance(code, int) else 0)
