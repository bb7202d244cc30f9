"""The peer of a kept answer: a Flask view that returns the same headers and bytes as a constant."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from flask import Flask, Response

from bench.serving import serve_peer


def create_app() -> Flask:
    """Return the application; BENCH_ANSWERS names a file of JSON: path -> headers and body."""
    answers = {
        path: (one["body"], [tuple(pair) for pair in one["headers"]])
        for path, one in json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text(encoding="utf-8")).items()
    }
    app = Flask("constant", static_folder=None)

    @app.get("/<path:path>")
    def constant(path: str) -> Response:
        """Return the answer."""
        body, headers = answers[f"/{path}"]
        return Response(body, headers=headers)

    return app


if __name__ == "__main__":
    serve_peer("bench.constant_peer", int(sys.argv[1]))
