"""Queries from outside: gated, then run in killable processes with limits on time, memory and result."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from dvgraph.errors import BadParameter, LimitExceeded, QueryError, StoreUnavailable
from dvgraph.settings import Settings
from dvgraph.store import gate, worker
from dvgraph.store.computed import kept_terms
from dvgraph.store.gate import Form
from dvgraph.store.nursery import Nursery
from dvgraph.store.process import WorkerProcess
from dvgraph.store.worker import Merge, Request

logger = logging.getLogger(__name__)

__all__ = ["MEDIA_TYPES", "PoolState", "QueryPool", "QueryResult", "View"]

#: The media types that each form of query can be answered in, the default first.
MEDIA_TYPES: Mapping[Form, tuple[str, ...]] = {
    "select": tuple(worker.RESULTS),
    "ask": tuple(worker.RESULTS),
    "construct": tuple(worker.TRIPLES),
    "describe": tuple(worker.TRIPLES),
}


@dataclass(frozen=True)
class QueryResult:
    """The serialised, complete answer of a query.

    :param form: the form of the query.
    :param media_type: the media type of the body.
    :param body: the answer.
    """

    form: Form
    media_type: str
    body: bytes


@dataclass(frozen=True)
class View:
    """How a pool reads the store where neither request nor query names graphs.

    :param union: whether the default graph is the union of all named graphs; else it is the store's own.
    :param base: the base of relative IRIs in queries; empty for none.
    :param overlapping: whether a triple may stand in several graphs, so that a union of graphs has to be merged
        before a query that names several sees it.
    :param as_written: whether an answer writes literals as the data do, where the engine keeps their values alone.
    """

    union: bool = True
    base: str = ""
    overlapping: bool = False
    as_written: bool = False


@dataclass(frozen=True)
class PoolState:
    """What the processes of a pool do.

    :param processes: how many there are.
    :param busy: how many run a query.
    :param ended: how many have ended since the pool was made: over a limit, crashed or killed.
    """

    processes: int
    busy: int
    ended: int


class QueryPool:
    """Processes that run queries from outside, side by side; thread-safe, and a context manager.

    A process that is over its time, crashes, or is killed from outside is replaced, and takes no other query
    with it. None outlives the pool or its parent. Another dataset is another pool.

    :param store_path: the folder of a store that `EmbeddedStore.write` wrote.
    :param settings: `query_workers` and the limits.
    :param graphs: the graphs whose union is the default graph where neither request nor query names any; all
        when None.
    :param view: how the store is read.
    """

    def __init__(
        self,
        store_path: Path | str,
        settings: Settings,
        graphs: Sequence[str] | None = None,
        view: View | None = None,
    ) -> None:
        self.settings = settings
        self._path = Path(store_path).resolve()
        self._graphs = None if graphs is None else list(graphs)
        self._view = view or View()
        self._busy = self._ended = 0
        self._lock = threading.Lock()
        self._closed = False
        self._nursery = self._opened_nursery()
        #: Held by who puts a new nursery in the place of one that has ended.
        self._nursing = threading.Lock()
        self._workers: set[WorkerProcess] = set()
        #: One entry a place that no thread uses; None where a process is still to be started.
        self._idle: queue.Queue[WorkerProcess | None] = queue.Queue()
        for _ in range(settings.query_workers):
            self._idle.put(self._started())

    def run(
        self,
        query_text: str,
        media_type: str | Callable[[Form], str],
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> QueryResult:
        """Run a query and return its whole answer.

        :param query_text: a SPARQL 1.1 query as it was sent; it passes the gate here.
        :param media_type: one of `MEDIA_TYPES`, or what chooses it once the query's form is known (what it
            raises is passed on).
        :param default_graphs: IRIs of the default graph that the request names; with `named_graphs`, they
            replace the query's own.
        :param named_graphs: IRIs of the named graphs that the request names.
        :raises QueryError: the query is not valid.
        :raises QueryRefused: the query asks for what is not allowed.
        :raises QueryTimeout: it takes longer than `query_seconds`.
        :raises LimitExceeded: the query, its memory or its result is over a limit.
        :raises StoreUnavailable: the store can't be read, or all processes stay busy for
            `query_wait_seconds`.
        """
        query_text = self._admit(query_text)
        form = gate.form_of(query_text)
        chosen = media_type if isinstance(media_type, str) else media_type(form)
        if chosen not in MEDIA_TYPES[form]:
            allowed = ", ".join(MEDIA_TYPES[form])
            raise BadParameter("media_type", f"{chosen!r} given; {allowed} are allowed for {form.upper()}.")
        request = self._request(query_text, form, chosen, default_graphs, named_graphs)
        lent = self._take()
        with self._lock:
            self._busy += 1
        try:
            lent.wait_until_ready()
            body = lent.run(request)
        finally:
            self._give_back(lent)
        return QueryResult(form, chosen, body)

    def close(self) -> None:
        """End all processes; queries that still run, and calls after it, raise StoreUnavailable."""
        with self._lock:
            self._closed = True
            for one in self._workers:
                one.kill()
        with contextlib.suppress(queue.Empty):
            while True:
                self._discard(self._idle.get_nowait())
        self._idle.put(None)
        with self._nursing:
            if self._nursery is not None:
                self._nursery.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def pids(self) -> list[int]:
        """Return the ids of the pool's processes, sorted."""
        with self._lock:
            return sorted(one.pid for one in self._workers)

    def state(self) -> PoolState:
        """Return what the processes do now."""
        with self._lock:
            return PoolState(len(self._workers), self._busy, self._ended)

    def _admit(self, query_text: str) -> str:
        """Return a query that may be run, as the engine is to read it."""
        try:
            size = len(query_text.encode())
        except UnicodeEncodeError:
            raise QueryError("The query holds half a surrogate pair, which is no character.") from None
        if size > self.settings.query_bytes:
            raise LimitExceeded(f"The query has {size} bytes; {self.settings.query_bytes} are allowed.")
        plain = gate.without_escapes(query_text)
        gate.check(plain)
        return plain

    def _request(
        self,
        query_text: str,
        form: Form,
        media_type: str,
        default_graphs: Sequence[str] | None,
        named_graphs: Sequence[str] | None,
    ) -> Request:
        """Return the request to a worker; its dataset is the client's, else the query's, else the pool's."""
        default, named = self._graphs, self._graphs
        own = gate.has_dataset_clause(query_text)
        if default_graphs or named_graphs:
            default, named = list(default_graphs or ()), list(named_graphs or ())
        elif own:
            default = named = None
        return {
            "query": query_text,
            "form": form,
            "media_type": media_type,
            "default_graphs": default,
            "named_graphs": named,
            "union": self._view.union and default is None and not own,
            "base": self._view.base,
            "merge": self._merged(query_text, default, named),
            "restored": kept_terms(query_text, self._path) if self._view.as_written else None,
            "most_bytes": self.settings.query_result_mib * worker.MIB,
            "seconds": self.settings.query_seconds,
        }

    def _merged(self, query_text: str, default: list[str] | None, named: list[str] | None) -> Merge | None:
        """Return the graphs that have to be merged before the query sees them; None where none have to be."""
        if not self._view.overlapping:
            return None
        if default is not None:
            return {"prologue": None, "default": default, "named": named or []} if len(default) > 1 else None
        prologue, terms, others = gate.dataset_clauses(query_text)
        return {"prologue": prologue, "default": terms, "named": others} if len(terms) > 1 else None

    def _take(self) -> WorkerProcess:
        """Return a worker that runs, waiting a little for an idle one."""
        try:
            one = self._idle.get(timeout=min(self.settings.query_wait_seconds, self.settings.query_seconds))
        except queue.Empty:
            raise StoreUnavailable("All query processes are busy; try again later.") from None
        if one is not None and not self._closed and one.is_alive():
            return one
        self._discard(one)
        fresh = self._started()
        if fresh is not None:
            return fresh
        self._idle.put(None)
        if self._closed:
            raise StoreUnavailable("The query service is closed.")
        raise StoreUnavailable("A query process can't be started; try again later.")

    def _give_back(self, one: WorkerProcess) -> None:
        """Make a worker idle again, or put a new one in its place where it has ended."""
        with self._lock:
            self._busy -= 1
            self._ended += not one.is_alive()
        if one.is_alive() and not self._closed:
            self._idle.put(one)
            return
        self._discard(one)
        self._idle.put(self._started())

    def _started(self) -> WorkerProcess | None:
        """Return a new process, which opens the store while it is idle; None where there can be none."""
        if self._closed:
            return None
        try:
            one = WorkerProcess(self._path, self.settings, self._living_nursery())
        except OSError as error:
            logger.warning("A query process can't be started: %s", error)
            return None
        with self._lock:
            if not self._closed:
                self._workers.add(one)
                return one
        one.close()
        return None

    def _opened_nursery(self) -> Nursery | None:
        """Return what holds the data in memory; None where queries are to read the disk."""
        return Nursery.open(self._path, self.settings.in_memory_quads, self.settings.query_memory_mib)

    def _living_nursery(self) -> Nursery | None:
        """Return what holds the data in memory, started anew where it has ended."""
        with self._nursing:
            if self._nursery is not None and not self._closed and not self._nursery.is_alive():
                self._nursery.close()
                self._nursery = self._opened_nursery()
            return self._nursery

    def _discard(self, one: WorkerProcess | None) -> None:
        """End a process and forget it."""
        if one is None:
            return
        one.close()
        with self._lock:
            self._workers.discard(one)
