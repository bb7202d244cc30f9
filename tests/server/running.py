"""The service as real processes, for tests of what only those show."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

COMMAND = [sys.executable, "-c", "from dvgraph_server.serve import serve; serve()"]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Running:
    """A service that runs: its process (the leader of a group), its address, its log."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def ask(
        self,
        method: str = "GET",
        path: str = "/sparql",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())

    def query(self, text: str, accept: str = "text/csv", **parameters: str) -> Reply:
        """Ask a query by POST of a form."""
        body = urlencode({"query": text, **parameters})
        return self.ask("POST", body=body, headers={"Content-Type": FORM, "Accept": accept})

    def members(self) -> list[str]:
        """Return the processes of the service that still run."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == self.process.pid and fields[0] != "Z":
                    found.append(folder.name)
        return found

    def wait_for_members(self, most: int) -> list[str]:
        """Return the processes once there are no more than so many."""
        for _ in range(200):
            found = self.members()
            if len(found) <= most:
                return found
            time.sleep(0.02)
        return self.members()


@contextlib.contextmanager
def running(folder: Path, *arguments: str, **environ: str) -> Iterator[Running]:
    """Run the service on a free port; its log and temporary files stand in the folder."""
    log = folder / "service.log"
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    known = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary), **environ}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*COMMAND, "--port", "0", *arguments],
            env=known,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline().decode()
            address = re.search(r"http://\S+", line)
            assert address, log.read_text()
            yield Running(process, address[0], log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
