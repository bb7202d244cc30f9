"""The examples of docs/deployment: the unit verifies, the files are what they name, the differences are all told."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from dvgraph.settings import Settings
from tests.server.cases import FOLDER, read_cases

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "deployment"
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(not ANALYZE, reason="needs systemd-analyze")
def test_the_unit_verifies_and_is_hardened(tmp_path: Path) -> None:
    text = (EXAMPLES / "dvgraph.service").read_text()
    unit = tmp_path / "dvgraph-example.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=.*$", "ExecStart=/bin/true", text))
    command = [ANALYZE or "", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    command = [ANALYZE or "", "security", "--offline=true", "--threshold=20", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_every_setting_that_the_examples_name_exists() -> None:
    known = {f"DVGRAPH_{name.upper()}" for name in Settings.__dataclass_fields__}
    for file in (DOCS / "deployment.md", DOCS / "sparql.md", *EXAMPLES.iterdir()):
        assert set(re.findall(r"DVGRAPH_[A-Z_]+", file.read_text())) <= known, file.name


def test_the_compose_file_names_what_is_there() -> None:
    content = yaml.safe_load((EXAMPLES / "compose.yaml").read_text())
    service, proxy = content["services"]["dvgraph"], content["services"]["proxy"]
    assert (EXAMPLES / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert all((EXAMPLES / one.split(":")[0]).is_file() for one in proxy["volumes"] if ".conf:" in one)
    assert "ports" not in service
    assert set(service["networks"]) | set(proxy["networks"]) == set(content["networks"])
    assert {one.split(":")[0] for one in service["volumes"]} == set(content["volumes"])


def test_both_proxies_say_the_same() -> None:
    alone, composed = ((EXAMPLES / name).read_text().splitlines()[1:] for name in ("nginx.conf", "nginx.compose.conf"))
    assert [line.replace("127.0.0.1:8000", "dvgraph:8000") for line in alone] == composed
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"):
        assert f"proxy_set_header {header} " in "\n".join(alone)


def test_every_file_is_in_the_table() -> None:
    text = (DOCS / "deployment.md").read_text()
    assert all(f"(deployment/{file.name})" in text for file in EXAMPLES.iterdir())


def test_every_known_difference_of_the_endpoint_is_told() -> None:
    text = " ".join((DOCS / "sparql.md").read_text().split())
    known = {case.known for file in FOLDER.glob("*.txt") for case in read_cases(file)[1] if case.known}
    assert known
    assert [one for one in known if one not in text] == []
