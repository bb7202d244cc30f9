"""One killable worker process as its parent sees it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dvgraph.errors import DvgraphError, LimitExceeded, QueryError, QueryTimeout, StoreUnavailable
from dvgraph.settings import Settings
from dvgraph.store.nursery import ForkedProcess, Nursery
from dvgraph.store.worker import Reply, Request

__all__ = ["WorkerProcess"]

#: A start takes some hundredths of a second; a machine that needs longer than this has no use of workers.
START_SECONDS = 60.0

_WORKER = Path(__file__).with_name("worker.py")
_STDERR_BYTES = 4096
#: Each thread of the on-disk store would else reserve address space of its own for memory, out of the process's limit.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
#: A query that takes longer leaves a core to others: however many never end, short ones and pages find one free.
_LONG_SECONDS = 0.05
#: The lengths of a reply's JSON and of its body.
_SIZES = struct.Struct(">II")


class _LateError(Exception):
    """The time is over."""


class _GoneError(Exception):
    """The process has ended."""


class WorkerProcess:
    """A process that runs one query at a time; `QueryPool` lends it to one thread.

    It is a fork of a process with one thread that holds the data, or a program of its own that reads the disk: no fork
    of a process with threads, no import of the parent's main module.

    :param store_path: the folder of the store.
    :param settings: the limits.
    :param nursery: what holds the data in memory; None to read it from disk.
    :raises OSError: it can't be started.
    """

    def __init__(self, store_path: Path, settings: Settings, nursery: Nursery | None = None) -> None:
        self.settings = settings
        self._ready = False
        self._cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        theirs, requests = os.pipe()
        replies, answers = os.pipe()
        self._requests, self._replies = os.fdopen(requests, "wb", buffering=0), os.fdopen(replies, "rb", buffering=0)
        self._process: subprocess.Popen[bytes] | ForkedProcess
        try:
            if nursery:
                self._process = nursery.fork(theirs, answers, self._stderr.fileno())
            else:
                command = [sys.executable, "-P", str(_WORKER), str(store_path), str(settings.query_memory_mib)]
                self._process = subprocess.Popen(  # noqa: S603 (a fixed program; a path and a number)
                    command, stdin=theirs, stdout=answers, stderr=self._stderr, env={**os.environ, **_FEW_ARENAS}
                )
        except OSError:
            self._close_files()
            raise
        finally:
            os.close(theirs)
            os.close(answers)
        os.set_blocking(requests, False)
        self._writable, self._readable = select.poll(), select.poll()
        self._writable.register(requests, select.POLLOUT)
        self._readable.register(replies, select.POLLIN)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the process has opened the store.

        :raises StoreUnavailable: it can't.
        """
        if self._ready:
            return
        try:
            reply, _ = self._read_reply(time.monotonic() + START_SECONDS)
        except (_LateError, _GoneError):
            self.kill()
            raise StoreUnavailable(f"A query process could not be started: {self._last_words()}") from None
        if reply["kind"] != "ok":
            self.kill()
            raise StoreUnavailable(f"The store can't be read: {reply['message']}")
        self._ready = True

    def run(self, request: Request) -> bytes:
        """Run a query and return its serialised result; after an error the process may be gone.

        :raises QueryError: the query is not valid, or too deeply nested for the engine.
        :raises QueryTimeout: it takes longer than its time.
        :raises LimitExceeded: it needs more memory or gives a larger result than allowed.
        :raises StoreUnavailable: the store can't be read, or the process was ended from outside.
        """
        deadline = time.monotonic() + request["seconds"]
        message = json.dumps(request).encode()
        try:
            self._write(struct.pack(">I", len(message)) + message, deadline)
            is_long = not self._readable.poll(min(_LONG_SECONDS, request["seconds"]) * 1000)
            if is_long:
                self._run_on(self._cores[1:])
            reply, body = self._read_reply(deadline)
            if is_long:
                self._run_on(self._cores)
        except _LateError:
            self.kill()
            raise QueryTimeout(
                f"The query was ended at its limit of {self.settings.query_seconds:g} seconds."
            ) from None
        except _GoneError:
            self.kill()
            raise self._crash() from None
        if reply["kind"] == "ok":
            return body
        if reply["kind"] == "memory":
            self.kill()
        raise self._error(reply)

    def _run_on(self, cores: list[int]) -> None:
        """Let the process run on some cores alone, where there are several and the system can do so."""
        if len(self._cores) > 1:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._process.pid, cores)

    def kill(self) -> None:
        """End the process, whatever it does, and wait until it is gone; any thread may do so."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and free what its parent holds of it."""
        self.kill()
        self._close_files()

    def _close_files(self) -> None:
        for one in (self._requests, self._replies, self._stderr):
            one.close()

    def _write(self, data: bytes, deadline: float) -> None:
        """Send all bytes before the deadline."""
        view = memoryview(data)
        while view:
            self._wait(self._writable, deadline)
            try:
                view = view[os.write(self._requests.fileno(), view) :]
            except OSError:
                raise _GoneError from None

    def _read_reply(self, deadline: float) -> tuple[Reply, bytes]:
        """Return the next reply and its body; nothing follows until the next request."""
        data = bytearray()
        head_size, whole = 0, _SIZES.size
        while len(data) < whole:
            self._wait(self._readable, deadline)
            piece = os.read(self._replies.fileno(), 1 << 20)
            if not piece:
                raise _GoneError
            data += piece
            if whole == _SIZES.size <= len(data):
                head_size, body_size = _SIZES.unpack_from(data)
                whole += head_size + body_size
        head_end = _SIZES.size + head_size
        reply: Reply = json.loads(data[_SIZES.size : head_end])
        return reply, bytes(data[head_end:])

    @staticmethod
    def _wait(poll: select.poll, deadline: float) -> None:
        """Wait until a pipe is ready or closed."""
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _LateError

    def _last_words(self) -> str:
        """Return the end of what the process wrote to its standard error."""
        descriptor = self._stderr.fileno()
        size = os.fstat(descriptor).st_size
        return os.pread(descriptor, _STDERR_BYTES, max(0, size - _STDERR_BYTES)).decode(errors="replace").strip()

    def _error(self, reply: Reply) -> DvgraphError:
        """Return the error that a reply tells of."""
        message = " ".join(reply["message"].split())[:500]
        if reply["kind"] == "query":
            return QueryError(f"The query can't be answered: {message}")
        if reply["kind"] == "size":
            return LimitExceeded(
                f"The result is larger than {self.settings.query_result_mib} MiB; ask for less (LIMIT)."
            )
        if reply["kind"] == "memory":
            return self._out_of_memory()
        return StoreUnavailable(f"The store can't be read: {message}")

    def _out_of_memory(self) -> LimitExceeded:
        return LimitExceeded(f"The query needs more memory than it may have ({self.settings.query_memory_mib} MiB).")

    def _crash(self) -> DvgraphError:
        """Return the error that says why the process ended in the middle of a query."""
        words, code = self._last_words(), -self._process.wait()
        if "overflowed its stack" in words or code == signal.SIGSEGV:
            return QueryError("The query is nested too deeply.")
        if "memory" in words or "bad_alloc" in words:
            return self._out_of_memory()
        if code == signal.SIGXCPU:
            return QueryTimeout(f"The query was ended at its limit of {self.settings.query_seconds:g} seconds.")
        return StoreUnavailable("The process that ran the query was ended from outside; try again.")
