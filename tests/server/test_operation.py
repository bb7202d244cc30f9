"""What an operator meets: many clients at once, processes killed, folders gone, a full disk, a clock far off."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from dvgraph.dataset import Dataset
from dvgraph.settings import Settings
from dvgraph.store.files import store_file
from dvgraph_server.data_app import ServedData, create_data_app
from dvgraph_server.service import Endpoint
from tests.server.running import Reply, Running, running

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CLIENTS = 50


@pytest.fixture(scope="module")
def whole(settings: Settings, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service over the real data, with patience for a busy machine."""
    patience = {"DVGRAPH_QUERY_WAIT_SECONDS": "60", "DVGRAPH_QUERY_SECONDS": "60"}
    folder = tmp_path_factory.mktemp("whole")
    with running(folder, DVGRAPH_DATA_DIR=str(settings.data_dir), **patience) as one:
        yield one


def numbers(folder: Path, count: int = 300) -> Path:
    data = folder / "numbers.nt"
    data.write_text("".join(f'<x:n{at}> <x:p> "{at}" .\n' for at in range(count)))
    return data


def test_fifty_clients_at_once_all_get_the_right_answer(whole: Running) -> None:
    paths = [
        *(f"/questions/objectives-for-unit.json?unit=fm:{unit}" for unit in ("AA1", "BA3", "CB2")),
        "/functional-map/AA1.ttl",
        f"/sparql?query={quote(COUNT)}",
        f"/sparql?query={quote('ASK { ?s ?p 3 }')}",
    ]
    wanted = {path: whole.ask(path=path) for path in paths}
    assert {reply.status for reply in wanted.values()} == {200}

    def client(number: int) -> None:
        for at in range(3):
            path = paths[(number + at) % len(paths)]
            reply = whole.ask(path=path)
            assert (reply.status, reply.body) == (200, wanted[path].body), path

    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(client, range(CLIENTS)))


def test_the_memory_of_a_service_does_not_grow_with_its_requests(tmp_path: Path) -> None:
    paths = ["/resource/n1", "/resource/n1.ttl", f"/sparql?query={quote('ASK {}')}", "/none", "/sparql?query=x"]
    with running(tmp_path, "--data", str(numbers(tmp_path)), "--base-iri", "x:") as service:

        def ask(times: int) -> int:
            for at in range(times):
                path = paths[at % len(paths)]
                service.ask(path=f"{path}{'&' if '?' in path else '?'}x={at}")
            return sum(resident(member) for member in service.members())

        ask(500)
        before = ask(250)
        assert ask(1250) < before + 32 * 1024


def resident(process: str) -> int:
    """Return the memory of a process in KiB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def workers(service: Running) -> list[int]:
    """Return the processes that run queries: those of the service that have none of their own."""
    found = []
    for member in service.members():
        with contextlib.suppress(OSError):
            folder = Path("/proc") / member
            is_tracker = "resource_tracker" in (folder / "cmdline").read_text()
            if not is_tracker and not (folder / "task" / member / "children").read_text():
                found.append(int(member))
    return found


def test_workers_that_are_killed_take_their_own_query_and_no_other(tmp_path: Path) -> None:
    environ = {"DVGRAPH_QUERY_WAIT_SECONDS": "60", "DVGRAPH_QUERY_WORKERS": "2"}
    with running(tmp_path, "--data", str(numbers(tmp_path)), **environ) as service:
        whole = service.query(COUNT).body
        kills = 0
        with ThreadPoolExecutor(8) as threads:
            replies = [threads.submit(service.query, COUNT) for _ in range(60)]
            while not all(one.done() for one in replies):
                for pid in workers(service)[:1]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        kills += 1
                time.sleep(0.2)
        answers = [one.result() for one in replies]
        assert kills
        assert {one.status for one in answers} <= {200, 503}
        assert {one.body for one in answers if one.status == 200} == {whole}
        assert all("try again" in str(json.loads(one.body)["detail"]) for one in answers if one.status == 503)
        assert len([one for one in answers if one.status == 503]) <= kills
        assert service.query(COUNT).body == whole


def stores(service: Running) -> list[Path]:
    return list((service.log.parent / "temporary").glob("dvgraph-*/store"))


def test_a_store_that_is_taken_away_is_told_of(tmp_path: Path) -> None:
    on_disk = {"DVGRAPH_QUERY_WORKERS": "1", "DVGRAPH_IN_MEMORY_QUADS": "0"}
    with running(tmp_path, "--data", str(numbers(tmp_path)), **on_disk) as service:
        assert service.query(COUNT).status == 200
        (store,) = stores(service)
        shutil.rmtree(store)
        still = service.query(COUNT)
        assert still.status in {200, 503}
        for pid in workers(service):
            os.kill(pid, signal.SIGKILL)
        replies: list[Reply] = [service.query(COUNT) for _ in range(3)]
        assert {one.status for one in replies} == {503}
        assert "can't be read" in json.loads(replies[-1].body)["detail"]
        assert str(tmp_path) not in replies[-1].body.decode()
        assert service.ask(path="/health/live").status == 200
        assert service.ask(path="/").status == 200


def test_a_store_that_can_only_be_read_is_enough(tmp_path: Path) -> None:
    with running(tmp_path, "--data", str(numbers(tmp_path)), DVGRAPH_QUERY_WORKERS="1") as service:
        (store,) = stores(service)
        before = {one.name: one.stat().st_mtime_ns for one in store.iterdir()}
        for one in (*store.iterdir(), store):
            one.chmod(0o555 if one.is_dir() else 0o444)
        try:
            assert service.query(COUNT).body == b"n\r\n300\r\n"
            assert {one.name: one.stat().st_mtime_ns for one in store.iterdir()} == before
        finally:
            store.chmod(0o755)


def test_a_disk_that_is_full_is_told_of_and_nothing_is_served(tmp_path: Path) -> None:
    """No file may grow beyond some KiB, which the system tells as a full disk is told."""
    data = numbers(tmp_path, 20_000)
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536));"
        "from dvgraph.cli.main import main; main()"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script, "serve", "--port", "0", "--data", str(data)],
        env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "can't be written" in done.stderr
    assert not list(tmp_path.glob("dvgraph-*"))


FULL = """
import resource, sys
from pathlib import Path
from dvgraph.dataset import build
from dvgraph.dataset.opening import current_version
from dvgraph.errors import DvgraphError
from tests.server.small import open_small
folder = Path(sys.argv[1])
with open_small(folder) as dataset:
    settings, version = dataset.settings, dataset.version
current = settings.data_dir / "current"
before = current.read_text()
framework = folder / "ontology" / "frameworks" / "invented" / "framework.ttl"
framework.write_text(framework.read_text().replace("An item whose code", "One item whose code"))
resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))
try:
    build(settings, folder / "ontology", shapes=False)
except DvgraphError as error:
    print(type(error).__name__, error)
print(current.read_text() == before)
print(current_version(settings)[1].version == version)
"""


@pytest.mark.slow
def test_a_build_on_a_disk_that_is_full_leaves_the_last_good_version(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        env=environ, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    said, kept, current = done.stdout.splitlines()
    assert "written" in said
    assert (kept, current) == ("True", "True")


@pytest.mark.parametrize("seconds", [0.0, 4e9, 2e11])
def test_a_clock_that_is_far_off_changes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    stored = store_file(numbers(tmp_path), tmp_path / "store", "http://example.org/")
    app = create_data_app(Settings(query_workers=1), ServedData(stored, "numbers.nt", "http://example.org/", False))
    client = app.test_client()
    paths = ["/.well-known/void", f"/sparql?query={quote(COUNT)}", "/health"]
    try:
        before = [client.get(path).data for path in paths]
        monkeypatch.setattr(time, "time", lambda: seconds)
        assert [client.get(path).data for path in paths] == before
    finally:
        Endpoint.of(app).close()
