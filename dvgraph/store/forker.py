"""The process that holds a dataset in memory and forks those that run queries on it; Linux alone.

It is run as a file, has one thread, and starts none, so that a fork of it is whole. Its parent,
`dvgraph.store.nursery`, holds the other end of a socket: a message with three descriptors asks for a process that reads
requests from the first, replies to the second and writes its errors to the third; one with a number waits for the
process of that id. It ends when the socket does, after all processes that it forked; these end with their pipes.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, TypedDict

from pyoxigraph import NamedNode, RdfFormat, Store, parse

__all__ = ["DESCRIPTORS", "MESSAGE_BYTES", "Report", "load", "main"]

DESCRIPTORS = 3
MESSAGE_BYTES = 4096
_PIPE_BYTES = 1 << 20


class Report(TypedDict):
    """What became of a start or a message: `ok` with a number, or `large`, `store`, `system` with a message."""

    kind: str
    message: str
    number: int


def load(store_path: str, most_quads: int) -> Store | Report:
    """Return the dataset of a store on disk, in memory; a report where it is too large or can't be read.

    Another process reads the disk: the on-disk store starts threads, and this process must not have any.
    """
    source, sink = os.pipe()
    reader = os.fork()
    if reader == 0:
        os.close(source)
        _dump(store_path, most_quads, sink)
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb", buffering=_PIPE_BYTES) as quads:
        found = _filled(quads)
    status = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
    if status:
        return {"kind": "store", "message": f"The process that reads the store ended with {status}.", "number": 0}
    return found


def _dump(store_path: str, most_quads: int, sink: int) -> None:
    """Write a report with the names of the graphs, and where the dataset is not too large, its quads."""
    with os.fdopen(sink, "wb", buffering=_PIPE_BYTES) as target:
        try:
            store = Store.read_only(store_path)
            size = len(store)
        except (OSError, RuntimeError) as error:
            target.write(json.dumps([{"kind": "store", "message": str(error), "number": 0}, []]).encode() + b"\n")
            return
        report = {"kind": "ok" if size <= most_quads else "large", "message": "", "number": size}
        graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
        target.write(json.dumps([report, graphs]).encode() + b"\n")
        if size <= most_quads:
            store.dump(target, RdfFormat.N_QUADS)


def _filled(quads: BinaryIO) -> Store | Report:
    """Return the store that a dump describes; its blank nodes keep their names."""
    line = quads.readline()
    if not line:
        return {"kind": "store", "message": "The process that reads the store ended.", "number": 0}
    report: Report
    report, graphs = json.loads(line)
    if report["kind"] != "ok":
        return report
    store = Store()
    store.bulk_extend(parse(input=quads, format=RdfFormat.N_QUADS))
    for graph in graphs:
        store.add_graph(NamedNode(graph))
    return store


def main(root: str, descriptor: str, store_path: str, most_quads: str, memory_mib: str) -> None:
    """Load the dataset, tell so, and fork as often as is asked for.

    :param root: the folder that holds the package.
    :param descriptor: the descriptor of the socket.
    :param store_path: the folder of the store.
    :param most_quads: how many quads the dataset may have.
    :param memory_mib: the address space that a forked process may take; the dataset may fill half of it.
    """
    sys.path.append(root)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(descriptor))
    found = load(store_path, int(most_quads))
    if isinstance(found, Store) and _address_space() > int(memory_mib) << 19:
        found = {"kind": "large", "message": "", "number": len(found)}
    if not isinstance(found, Store):
        control.send(json.dumps(found).encode())
        return
    control.send(json.dumps({"kind": "ok", "message": "", "number": len(found)}).encode())
    import_module("dvgraph.store.worker")  # once, rather than by each process
    gc.freeze()
    _serve(control, found, int(memory_mib))
    _wait_for_all()


def _address_space() -> int:
    """Return the bytes of this process's address space."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGESIZE")


def _serve(control: socket.socket, store: Store, memory_mib: int) -> None:
    """Do what the messages ask for until there are no more."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, DESCRIPTORS)
        if not message:
            return
        try:
            number = _forked(control, store, descriptors, memory_mib) if descriptors else _waited(int(message))
            report: Report = {"kind": "ok", "message": "", "number": number}
        except OSError as error:
            report = {"kind": "system", "message": str(error), "number": 0}
        finally:
            for one in descriptors:
                os.close(one)
        control.send(json.dumps(report).encode())


def _forked(control: socket.socket, store: Store, descriptors: list[int], memory_mib: int) -> int:
    """Return the id of a new process that runs queries; in that process, never return."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        control.close()
        _run_queries(store, descriptors, memory_mib)
        status = 0
    finally:
        if status:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(status)


def _run_queries(store: Store, descriptors: list[int], memory_mib: int) -> None:
    """Be a process that runs queries until it is no longer needed."""
    from dvgraph.store import worker

    requests, replies, errors = descriptors
    nothing = os.open(os.devnull, os.O_RDONLY)
    for one, other in ((nothing, 0), (errors, 1), (errors, 2)):
        os.dup2(one, other)
    for one in (nothing, errors):
        os.close(one)
    worker.limit_process(memory_mib)
    with os.fdopen(requests, "rb") as source, os.fdopen(replies, "wb") as target:
        worker.serve(store, source, target)


def _waited(pid: int) -> int:
    """Return what a process ended with, once it has: its exit code, or the negative number of a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _wait_for_all() -> None:
    """Wait until every forked process has ended."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
