"""`dvgraph diff`: what distinguishes two versions of the dataset."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dvgraph.cli.output import emit
from dvgraph.dataset import Versions, open_version
from dvgraph.dataset.diff import compare
from dvgraph.dataset.diff_text import DIFF_WRITERS
from dvgraph.dataset.versions import MANIFEST_FILE
from dvgraph.errors import BadParameter, NoDataset, UnknownName
from dvgraph.settings import Settings


@click.command()
@click.argument("old")
@click.argument("new", default="current")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(DIFF_WRITERS)),
    default="text",
    show_default=True,
    help="How to write the difference.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, instead of standard output.",
)
def diff(old: str, new: str, format_: str, output: Path | None) -> None:
    """Say what distinguishes version NEW (the one in service when not given) from version OLD.

    A version is its folder, the beginning of its digest, or `current`. Shown are items, printed links and mappings
    that were added, removed or changed, and which answers of the named questions that changes: each question's
    example, and each value of parameters that have at most 100. Exits 0 where nothing differs, 1 where something
    does, 2 on misuse.
    """
    settings = Settings.from_env()
    versions = Versions(settings.data_dir)
    folders = {name: _folder(versions, name, text) for name, text in (("OLD", old), ("NEW", new))}
    try:
        with (
            open_version(folders["OLD"], settings, in_memory=True) as before,
            open_version(folders["NEW"], settings, in_memory=True) as after,
        ):
            difference = compare(before, after)
    except NoDataset as error:
        raise BadParameter("version", str(error)) from None
    emit(DIFF_WRITERS[format_](difference), output)
    sys.exit(1 if difference else 0)


def _folder(versions: Versions, name: str, text: str) -> Path:
    """Return the folder of a version.

    :raises BadParameter: there is none.
    """
    if text == "current":
        folder = versions.current()
        if folder is None:
            raise BadParameter(name, f"no version is in service in {versions.data_dir}.")
        return folder
    if (Path(text) / MANIFEST_FILE).is_file():
        return Path(text)
    try:
        return versions.find(text)
    except UnknownName as error:
        raise BadParameter(name, f"{text!r} is no folder of a version. {error}") from None
