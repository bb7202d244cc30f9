"""`/metrics` for Prometheus, and a log of requests: by route and status, never by address, person or query."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from dvgraph.store.pool import PoolState
from dvgraph_server.service import Endpoint

__all__ = ["Requests", "install"]

log = logging.getLogger("dvgraph.access")

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class _State(Collector):
    """What is read when it is asked for: the query processes and the cache of answers.

    :param service: whose.
    """

    def __init__(self, service: Endpoint) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield the present figures."""
        pool = self._service.started_pool
        state = pool.state() if pool else PoolState(0, 0, 0)
        cache = self._service.cache.state()
        for name, meaning, value in (
            ("dvgraph_query_processes", "Processes for queries from outside.", state.processes),
            ("dvgraph_query_processes_busy", "Those of them that run a query.", state.busy),
            ("dvgraph_answer_cache_bytes", "Size of the answers that are kept.", cache.size),
        ):
            yield GaugeMetricFamily(name, meaning, value)
        for name, meaning, value in (
            ("dvgraph_query_processes_ended", "Query processes over a limit, crashed or killed.", state.ended),
            ("dvgraph_answer_cache_hits", "Answers that were kept.", cache.hits),
            ("dvgraph_answer_cache_misses", "Answers that had to be made.", cache.misses),
        ):
            yield CounterMetricFamily(name, meaning, value)


class Requests:
    """Counts and times requests, by their route: a path could tell what a person looked for.

    :param registry: where the figures are kept.
    :param logged: whether each request is logged.
    """

    def __init__(self, registry: CollectorRegistry, *, logged: bool) -> None:
        self._logged = logged
        self._count = Counter(
            "dvgraph_requests", "Requests that were answered.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "dvgraph_request_seconds", "Time to an answer.", ("route",), registry=registry, buckets=_SECONDS
        )

    def begin(self) -> None:
        """Note when a request began."""
        g.began = time.perf_counter()

    def end(self, response: Response) -> Response:
        """Count the present request."""
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        self.count(request.method, route, response.status_code, seconds, response.content_length)
        return response

    def count(self, method: str, route: str, status: int, seconds: float, length: int | None) -> None:
        """Count a request.

        :param method: its method.
        :param route: the route that it came by, "none" for none.
        :param status: the status of its answer.
        :param seconds: the time to its answer.
        :param length: the bytes of its answer, where they are known.
        """
        method = method if method in _METHODS else "other"
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if self._logged:
            entry = {
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 2),
                "bytes": length,
            }
            log.info("%s", json.dumps(entry))


def install(app: Flask, service: Endpoint) -> Requests:
    """Count the requests of an application, and tell the figures at `/metrics`; returns what counts them."""
    registry = CollectorRegistry()
    registry.register(_State(service))
    requests = Requests(registry, logged=service.settings.access_log)
    app.before_request(requests.begin)
    app.after_request(requests.end)
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Tell the figures in Prometheus' text format."""
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    app.register_blueprint(blueprint)
    return requests
