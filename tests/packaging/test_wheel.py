"""The wheel holds all that the project needs, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dvgraph.places import checkout, ontology_dir, queries_dir


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(checkout())], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_packages_ontology_and_questions(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"dvgraph/__init__.py", "dvgraph_server/__init__.py", "dvgraph_visualisations/__init__.py"} <= names
    for folder, kept in ((ontology_dir(), "*.ttl"), (queries_dir(), "*.rq")):
        for file in folder.rglob(kept):
            assert f"dvgraph/_data/{file.relative_to(folder.parent).as_posix()}" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "dvgraph",
        "dvgraph_server",
        "dvgraph_visualisations",
    }


def test_wheel_answers_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import dvgraph\n"
        "with dvgraph.open_dataset() as d: print(dvgraph.__file__, d.ask('units-for-objective', objective='1').total)"
    )
    environ = {**os.environ, "PYTHONPATH": str(site), "DVGRAPH_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True, env=environ, cwd=tmp_path
    )
    assert done.stdout.split() == [str(site / "dvgraph" / "__init__.py"), "23"]
