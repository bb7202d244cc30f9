"""The parent's side of `dvgraph.store.forker`: processes that run queries are forked from one that holds the data."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from dvgraph.store.forker import MESSAGE_BYTES, Report

__all__ = ["ForkedProcess", "Nursery"]

logger = logging.getLogger(__name__)

#: To read a dataset takes some seconds a million quads; what needs longer than this is read from disk.
_LOAD_SECONDS = 60.0
#: For a fork, or the status of a process that has ended; more than this, and something is broken.
_REPLY_SECONDS = 30.0
_END_SECONDS = 5.0
_FORKER = Path(__file__).with_name("forker.py")
_ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """A process that holds a dataset in memory and forks others from itself; thread-safe.

    :param process: the process.
    :param control: the socket to it.
    """

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._lock = threading.Lock()

    @classmethod
    def open(cls, store_path: Path, most_quads: int, memory_mib: int) -> Nursery | None:
        """Return a nursery that holds the dataset of a store; None where it is to be read from disk.

        That is so where the system can't hand processes over, and where the dataset is too large or can't be read.

        :param store_path: the folder of the store.
        :param most_quads: how many quads may be held in memory.
        :param memory_mib: the address space of a process; the dataset may take half of it.
        """
        if most_quads == 0 or sys.platform != "linux" or not hasattr(os, "pidfd_open"):
            return None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        limits = [str(store_path), str(most_quads), str(memory_mib)]
        try:
            process = subprocess.Popen(  # noqa: S603 (a fixed program; a path and numbers)
                [sys.executable, "-P", str(_FORKER), str(_ROOT), str(theirs.fileno()), *limits],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        except OSError as error:
            logger.warning("Queries read from disk: no process can be started: %s", error)
            ours.close()
            return None
        finally:
            theirs.close()
        made = cls(process, ours)
        report = made._started()
        if report is None:
            made.close()
        elif report["kind"] == "ok":
            return made
        else:
            made.close()
            if report["kind"] == "large":
                logger.info("Queries read from disk: %s quads are too many to be held in memory.", report["number"])
        return None

    def fork(self, requests: int, replies: int, errors: int) -> ForkedProcess:
        """Return a new process that runs queries.

        :param requests: the descriptor that it is to read from.
        :param replies: the descriptor that it is to write to.
        :param errors: the descriptor of its standard error.
        :raises OSError: there can be none.
        """
        pid = self._asked(b"fork", [requests, replies, errors])
        return ForkedProcess(self, pid)

    def status_of(self, pid: int) -> int:
        """Return what a process ended with; asked once, when it has ended.

        :raises OSError: nobody knows any more.
        """
        return self._asked(str(pid).encode(), [])

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def close(self) -> None:
        """End the process; what it forked must have been ended before."""
        with self._lock:
            self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _started(self) -> Report | None:
        """Return what the process says of its start; None where it says nothing."""
        self._control.settimeout(_LOAD_SECONDS)
        try:
            message = self._control.recv(MESSAGE_BYTES)
        except OSError:
            message = b""
        self._control.settimeout(_REPLY_SECONDS)
        if message:
            report: Report = json.loads(message)
            return report
        self._process.kill()
        logger.warning("Queries read from disk: the process that holds the data did not start.")
        return None

    def _asked(self, message: bytes, descriptors: list[int]) -> int:
        """Send a message and return the number that answers it.

        :raises OSError: the process has ended, or can't do it.
        """
        with self._lock:
            try:
                socket.send_fds(self._control, [message], descriptors)
                reply = self._control.recv(MESSAGE_BYTES)
            except TimeoutError:
                # a late reply would be taken for that to the next message
                self._process.kill()
                raise
        if not reply:
            raise BrokenPipeError("The process that holds the data has ended.")
        report: Report = json.loads(reply)
        if report["kind"] != "ok":
            raise OSError(report["message"])
        return report["number"]


class ForkedProcess:
    """A process that a nursery forked, with what this needs of `subprocess.Popen`'s interface; thread-safe.

    It is told by a descriptor, not by its id alone, which may be given to another once nobody waits for it.

    :param nursery: what forked it, and waits for it.
    :param pid: its id.
    """

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._lock = threading.Lock()
        self._status: int | None = None
        self._descriptor = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return what it ended with, None while it runs."""
        if self._status is None and not self._has_ended(0):
            return None
        return self.wait()

    def kill(self) -> None:
        """End it, whatever it does."""
        with self._lock:
            if self._status is None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended, and return what with: its exit code, or the negative number of a signal."""
        with self._lock:
            if self._status is None:
                self._has_ended(None)
                try:
                    self._status = self._nursery.status_of(self.pid)
                except OSError:
                    self._status = -signal.SIGKILL
                os.close(self._descriptor)
            return self._status

    def _has_ended(self, milliseconds: int | None) -> bool:
        """Return whether it has ended, at once or after a while; None waits for it."""
        ended = select.poll()
        ended.register(self._descriptor, select.POLLIN)
        return bool(ended.poll(milliseconds))
