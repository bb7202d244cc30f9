"""Writing results: to standard output, or to a file that is replaced in one step."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dvgraph.errors import BadParameter

__all__ = ["emit"]


def emit(content: str | bytes, output: Path | None) -> None:
    """Write a result.

    :param content: text, written as UTF-8, or bytes.
    :param output: the file; standard output when None.
    :raises BadParameter: the file can't be written, or bytes would go to a terminal.
    """
    if output is None:
        if isinstance(content, bytes) and sys.stdout.isatty():
            raise BadParameter("output", "this format is for files; name one with --output.")
        click.echo(content, nl=False)
        return
    data = content if isinstance(content, bytes) else content.encode()
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadParameter("output", f"{output} can't be written: {error.strerror}.") from None
