"""The peer of a cached answer: a Flask view that returns the same headers and bytes as a constant."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def create_app() -> Flask:
    """Return the application; the answer stands in the file that BENCH_ANSWER names, as JSON of headers and body."""
    answer = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text(encoding="utf-8"))
    app = Flask("constant", static_folder=None)

    @app.get("/<path:path>")
    def constant(path: str) -> Response:  # noqa: ARG001
        """Return the answer."""
        return Response(answer["body"], headers=[tuple(pair) for pair in answer["headers"]])

    return app


if __name__ == "__main__":
    Granian(
        "bench.constant_peer:create_app",
        factory=True,
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        blocking_threads=8,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()
