"""`dvgraph ask`: a question, by name or in plain words, answered in any format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

import dvgraph
from dvgraph.cli.output import emit
from dvgraph.cli.questions import help_of, registry
from dvgraph.errors import BadParameter
from dvgraph.formats import WRITERS, Writer
from dvgraph.questions.wording import as_asked, misunderstanding

if TYPE_CHECKING:
    from dvgraph.dataset import Dataset

__all__ = ["ask"]


class _Ask(click.Command):
    """A command whose `--help` after a question's name tells of that question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asked = [arg for arg in args if not arg.startswith("-") and "=" not in arg]
        if asked and " " not in asked[0].strip() and any(arg in ctx.help_option_names for arg in args):
            click.echo(help_of(registry().get(asked[0])), nl=False)
            ctx.exit()
        return super().parse_args(ctx, args)


@click.command(cls=_Ask)
@click.argument("name")
@click.argument("parameters", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(WRITERS)),
    help="How to write the answer; by the suffix of --output, else a table, when not given.",
)
@click.option("--stated-only", is_flag=True, help="Leave out what is inferred.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def ask(name: str, parameters: tuple[str, ...], format_: str | None, stated_only: bool, output: Path | None) -> None:
    """Ask the question NAME, or one in plain words: dvgraph ask "what supports objective 3?".

    `dvgraph questions` lists the questions; `dvgraph ask NAME --help` tells the parameters of one. Items are
    given by curie (fm:AA1), by notation where only one item can be meant (AA1), or by IRI.
    """
    writer = WRITERS[format_] if format_ else _by_suffix(output)
    given = _given(parameters)
    if " " not in name.strip():
        name = registry().get(name).name
    with dvgraph.open_dataset() as dataset:
        if " " in name.strip():
            name, understood = _understood(dataset, name)
            given = {**understood, **given}
        answer = dataset.ask(name, stated_only, **given)
    emit(writer.write(answer), output)


def _understood(dataset: Dataset, text: str) -> tuple[str, Mapping[str, str]]:
    """Return the question and the parameters that plain words mean; the reading goes to standard error.

    :raises BadParameter: they can be read in no way, or in several; the text tells what can be asked.
    """
    found = dataset.understand(text)
    if found.reading is None:
        raise BadParameter("question", misunderstanding(found, dataset.questions))
    click.echo(f"Read as: {found.reading.words}", err=True)
    if found.reading.passed_over:
        click.echo(f"Not taken into account: {', '.join(found.reading.passed_over)}", err=True)
    for other in found.others:
        click.echo(f"It can also mean: {as_asked(other)}", err=True)
    return found.reading.question, found.reading.parameters


def _given(parameters: tuple[str, ...]) -> dict[str, str | None]:
    """Return `name=value` arguments as a mapping."""
    given: dict[str, str | None] = {}
    for one in parameters:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadParameter(one, "write a parameter as NAME=VALUE.")
        if name in given:
            raise BadParameter(name, "it is given twice.")
        given[name] = value
    return given


def _by_suffix(output: Path | None) -> Writer:
    suffix = output.suffix.lower() if output else ""
    return next((one for one in WRITERS.values() if one.suffix == suffix), WRITERS["table"])
