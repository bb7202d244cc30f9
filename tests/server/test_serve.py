import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from dvgraph.dataset import Dataset
from dvgraph.settings import Settings
from dvgraph_server.serve import serve

COMMAND = [sys.executable, "-c", "from dvgraph_server.serve import serve; serve()"]


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service on a free port; yield the process and the address that it prints."""
    environ = {**os.environ, "DVGRAPH_DATA_DIR": str(settings.data_dir), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line
            yield process, address[0]
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)


def members(group: int) -> list[str]:
    """Return the processes of a group that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(folder.name)
    return found


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_service_answers_and_ends_without_leaving_a_process(
    settings: Settings, dataset: Dataset, end: signal.Signals
) -> None:
    with running(settings) as (process, address):
        with urllib.request.urlopen(f"{address}functional-map/AA1.ttl", timeout=30) as response:
            assert response.status == 200
        with urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D", timeout=30) as response:
            assert b"true" in response.read()
        process.send_signal(end)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0
        assert members(process.pid) == []
        assert "127.0.0.1" not in log
        assert "ASK" not in log


def test_service_says_that_the_port_is_in_use(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(serve, ["--port", port], env={"DVGRAPH_DATA_DIR": str(settings.data_dir)})
    assert result.exit_code == 1
    assert port in result.output
    assert "in use" in result.output


def test_service_warns_when_others_can_reach_it(settings: Settings, dataset: Dataset) -> None:
    with running(settings, "--host", "0.0.0.0") as (process, _):
        process.terminate()
        _, log = process.communicate(timeout=30)
    assert "Warning" in log
