"""One killable worker process as its parent sees it."""

from __future__ import annotations

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
from dvgraph.store.worker import Reply, Request

__all__ = ["WorkerProcess"]

#: A start takes some hundredths of a second; a machine that needs longer than this has no use of workers.
START_SECONDS = 60.0

_WORKER = Path(__file__).with_name("worker.py")
_STDERR_BYTES = 4096


class _LateError(Exception):
    """The time is over."""


class _GoneError(Exception):
    """The process has ended."""


class WorkerProcess:
    """A process that runs one query at a time on a store on disk; `QueryPool` lends it to one thread.

    It is started as a program of its own (no fork of a process with threads, no import of the parent's main
    module).

    :param store_path: the folder of the store.
    :param settings: the limits.
    """

    def __init__(self, store_path: Path, settings: Settings) -> None:
        self.settings = settings
        self._ready = False
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        command = [sys.executable, "-P", str(_WORKER), str(store_path), str(settings.query_memory_mib)]
        self._process = subprocess.Popen(  # noqa: S603 (a fixed program; a path and a number)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, bufsize=0
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise StoreUnavailable("A query process can't be reached.")
        self._requests, self._replies = self._process.stdin, self._process.stdout
        os.set_blocking(self._requests.fileno(), False)

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
            reply, body = self._read_reply(deadline)
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

    def kill(self) -> None:
        """End the process, whatever it does, and wait until it is gone; any thread may do so."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and free what its parent holds of it."""
        self.kill()
        self._requests.close()
        self._replies.close()
        self._stderr.close()

    def _write(self, data: bytes, deadline: float) -> None:
        """Send all bytes before the deadline."""
        view = memoryview(data)
        while view:
            self._wait(self._requests.fileno(), select.POLLOUT, deadline)
            try:
                view = view[os.write(self._requests.fileno(), view) :]
            except OSError:
                raise _GoneError from None

    def _read_reply(self, deadline: float) -> tuple[Reply, bytes]:
        """Return the next reply and its body."""
        head_size, body_size = struct.unpack(">II", self._read(8, deadline))
        reply: Reply = json.loads(self._read(head_size, deadline))
        return reply, self._read(body_size, deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        """Return exactly so many bytes."""
        pieces = []
        while size:
            self._wait(self._replies.fileno(), select.POLLIN, deadline)
            piece = os.read(self._replies.fileno(), min(size, 1 << 20))
            if not piece:
                raise _GoneError
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        """Wait until a pipe is ready or closed."""
        poll = select.poll()
        poll.register(descriptor, event)
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
