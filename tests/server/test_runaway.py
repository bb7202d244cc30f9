"""Queries that never end, and services that are killed: nothing stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dvgraph.dataset import Dataset
from dvgraph.errors import StoreUnavailable
from dvgraph.settings import Settings
from dvgraph_server.service import Service
from tests.server.running import Running, running

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = -1) }"


@pytest.fixture(params=["500000", "0"], ids=["memory", "disk"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """The service with its data in memory, and on disk."""
    data = tmp_path / "numbers.nt"
    data.write_text("".join(f'<x:n{at}> <x:p> "{at}" .\n' for at in range(800)))
    limits = {"DVGRAPH_QUERY_SECONDS": "0.3", "DVGRAPH_QUERY_WORKERS": "2"}
    with running(tmp_path, "--data", str(data), DVGRAPH_IN_MEMORY_QUADS=request.param, **limits) as one:
        yield one


def command_of(pid: str) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def query_processes(service: Running) -> list[str]:
    """Return the processes that hold the data or run queries."""
    return [pid for pid in service.members() if "/dvgraph/store/" in command_of(pid)]


def wait_for_zombies(service: Running) -> list[str]:
    """Return the ended processes of the service that nobody has waited for, once there are none."""
    pause = threading.Event()
    found: list[str] = []
    for _ in range(200):
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == service.process.pid and fields[0] == "Z":
                    found.append(folder.name)
        if not found:
            break
        pause.wait(0.02)
    return found


def test_runaways_are_ended_and_leave_no_process(service: Running) -> None:
    assert service.query(COUNT).status == 200
    before = len(service.members())
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(service.query, [RUNAWAY] * 20))
    assert {reply.status for reply in replies} == {504}
    assert len(service.wait_for_members(before)) == before
    assert wait_for_zombies(service) == []
    assert service.query(COUNT).body.split()[1] == b"800"


def test_nothing_outlives_a_service_that_is_killed(service: Running) -> None:
    assert service.query(COUNT).status == 200
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(service.query, RUNAWAY) for _ in range(2)]
        served = query_processes(service)
        assert len(served) >= 2
        for pid in set(service.members()) - set(served):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        service.process.wait(30)
        for one in asked:
            with contextlib.suppress(OSError):
                one.result()
    assert service.wait_for_members(0) == []


def test_a_closed_service_starts_no_process(settings: Settings, dataset: Dataset) -> None:
    service = Service(settings, dataset, owns=False)
    service.close()
    with pytest.raises(StoreUnavailable):
        _ = service.pool
    assert service.started_pool is None
