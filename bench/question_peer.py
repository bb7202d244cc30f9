"""The peer of an uncached answer: Flask and pyoxigraph, nothing else, with the bound query as it runs."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

from flask import Flask, Response
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from bench.serving import serve_peer


def create_app() -> Flask:
    """Return the application; BENCH_DATASET names the N-Quads, BENCH_QUERIES the queries, by name, as JSON."""
    store = Store()
    content = gzip.decompress(Path(os.environ["BENCH_DATASET"]).read_bytes())
    store.bulk_load(input=content, format=RdfFormat.N_QUADS)
    queries = json.loads(Path(os.environ["BENCH_QUERIES"]).read_text(encoding="utf-8"))
    app = Flask("question", static_folder=None)

    @app.get("/<name>")
    def answer(name: str) -> Response:
        """Answer a query in SPARQL's JSON."""
        found = store.query(queries[name], use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions), "the questions are SELECT queries"
        return Response(found.serialize(format=QueryResultsFormat.JSON), content_type="application/sparql-results+json")

    return app


if __name__ == "__main__":
    serve_peer("bench.question_peer", int(sys.argv[1]))
