"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["FOLDER", "ontology_option", "text_or_json"]

Command = TypeVar("Command", bound=Callable[..., Any])

#: A folder that is there.
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def ontology_option(use: str) -> Callable[[Command], Command]:
    """Return the option `--ontology`, which gives None where it is left out.

    :param use: what the folder is for, in the help ("to check").
    """
    return click.option("--ontology", type=FOLDER, help=f"Folder of the ontology {use} (default: the project's own).")


def text_or_json(what: str) -> Callable[[Command], Command]:
    """Return the option `--format` of a command that prints text or JSON.

    :param what: what is printed, in the help ("the report").
    """
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=f"How to print {what}.",
    )
