"""Whatever happens to a build or to what it wrote: a good version stays in service, or it is said what is wrong."""

from __future__ import annotations

import contextlib
import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dvgraph.dataset import Dataset, Versions, build, open_current, open_version
from dvgraph.dataset.versions import DATASET_FILE, MANIFEST_FILE, STORE_DIR, Manifest
from dvgraph.errors import DvgraphError, NoDataset
from dvgraph.places import ontology_dir
from dvgraph.settings import Settings
from dvgraph.store.pool import QueryPool
from tests.unit.small import ITEMS, small_ontology

QUERY = "SELECT ?label WHERE { ?item <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?label"
BUILD = """
import sys
from pathlib import Path
from dvgraph.dataset import build
from dvgraph.settings import Settings
settings, ontology = Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2])
"""
#: A shape that everything has.
EASY_SHAPE = """
@prefix dv: <https://w3id.org/dvgraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

dv:EasyShape
    a sh:NodeShape ;
    sh:targetClass dv:KeyArea ;
    sh:nodeKind sh:IRI
    .
"""
#: Builds, and kills itself before the nth step that writes below the data folder; prints how many steps there are.
KILLED_AT_A_STEP = (
    BUILD
    + """
import os, signal
last, steps = int(sys.argv[3]), 0
def watch(event, arguments):
    global steps
    writes = event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
    writes = writes or (event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
    if writes and str(arguments[0]).startswith(sys.argv[1]):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
build(settings, ontology, shapes=False)
print(steps)
"""
)
#: Builds with a limit on the size of each file, as a disk that is full gives.
WITHOUT_ROOM = (
    BUILD
    + """
import resource
from dvgraph.errors import DvgraphError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    build(settings, ontology, shapes=False)
except DvgraphError as error:
    print(error)
    sys.exit(3)
"""
)


@dataclass(frozen=True)
class Built:
    """A data folder with a first version in service, and an ontology from which the next is built."""

    settings: Settings
    ontology: Path
    folder: Path

    @property
    def versions(self) -> Versions:
        return Versions(self.settings.data_dir)

    def run(self, code: str, *more: object) -> subprocess.CompletedProcess[str]:
        """Run a build in a process of its own."""
        command = [sys.executable, "-c", code, str(self.settings.data_dir), str(self.ontology), *map(str, more)]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment())

    def check_service(self) -> Manifest:
        """What is in service is whole and answers."""
        folder = self.versions.current()
        assert folder is not None
        for in_memory in (False, True):
            with open_version(folder, self.settings, in_memory=in_memory) as dataset:
                assert dataset.store.select(QUERY).rows
        return Manifest.read_whole(folder)

    def check_nothing_left(self) -> None:
        """Nothing of a broken build is left."""
        assert not list((self.settings.data_dir / "datasets").glob("building-*"))
        assert not list(self.settings.data_dir.glob("current.*"))
        assert not list(self.settings.data_dir.rglob(f"{MANIFEST_FILE}.*"))


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", query_workers=1, query_seconds=60)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an ontology, and a data folder that was built from it; to be copied."""
    top = tmp_path_factory.mktemp("first")
    build(Settings(data_dir=top / "data"), small_ontology(top), shapes=False)
    return top


@pytest.fixture
def built(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, first: Path) -> Built:
    """A first version in service; the next is built from another ontology, which is also what `open_current` takes."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    folder = Versions(settings.data_dir).current()
    assert folder is not None
    ontology = small_ontology(tmp_path / "next", ITEMS.replace("Boil water", "Heat water"))
    (ontology / "shapes").mkdir()
    (ontology / "shapes" / "easy.ttl").write_text(EASY_SHAPE, encoding="utf-8")
    monkeypatch.setattr("dvgraph.dataset.opening.ontology_dir", lambda: ontology)
    return Built(settings, ontology, folder)


@pytest.fixture
def reader(built: Built) -> Iterator[Dataset]:
    """A reader that has the first version open, on disk, all the while."""
    with open_version(built.folder, built.settings) as dataset:
        yield dataset


@pytest.mark.slow
def test_a_build_killed_before_any_step_leaves_a_whole_version_in_service(built: Built, reader: Dataset) -> None:
    before = reader.store.select(QUERY)
    seen = set()
    for step in range(1, 100):
        done = built.run(KILLED_AT_A_STEP, step)
        seen.add(built.check_service().version)
        assert reader.store.select(QUERY) == before
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.returncode == 0, done.stderr
    assert step > 8
    built.check_nothing_left()
    assert seen == {reader.version, built.check_service().version}
    assert len(seen) == 2


@pytest.mark.slow
def test_a_real_build_killed_ten_times_at_random_leaves_the_service_answering(
    tmp_path: Path, settings: Settings
) -> None:
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), ontology)
    first = build(settings, ontology, shapes=False)
    terms = ontology / "dv.ttl"
    terms.write_text(terms.read_text(encoding="utf-8").replace('."@en', ' now."@en', 1), encoding="utf-8")
    built = Built(settings, ontology, first.folder)
    command = [sys.executable, "-c", BUILD + "build(settings, ontology, shapes=False)"]
    command += [str(settings.data_dir), str(ontology)]
    delays = random.Random(20261122)
    whole = _seconds(
        lambda: subprocess.run([*command[:3], str(tmp_path / "measured"), *command[4:]], check=True, env=environment())
    )
    with open_version(first.folder, settings) as reader, QueryPool(reader.store_path, settings) as pool:
        before = reader.ask("counts")
        killed = 0
        for _ in range(10):
            with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(delays.uniform(0, whole))
                process.kill()
            killed += process.returncode == -signal.SIGKILL
            built.check_service()
            assert reader.ask("counts") == before
            assert pool.run(QUERY, "text/csv").body
    assert killed
    second = build(settings, ontology, shapes=False)
    assert built.check_service().version == second.manifest.version != first.manifest.version
    built.check_nothing_left()


def _seconds(run: Callable[[], object]) -> float:
    """How long something takes here, so that the kills fall into it."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


@pytest.mark.slow
def test_a_disk_without_room_leaves_the_last_good_version_and_says_so(built: Built, reader: Dataset) -> None:
    for most in (0, 100, 5_000, 20_000, 50_000):
        done = built.run(WITHOUT_ROOM, most)
        assert done.returncode == 3, (most, done.stdout, done.stderr)
        assert "written" in done.stdout
        assert built.check_service().version == reader.version
    assert built.run(WITHOUT_ROOM, 1 << 30).returncode == 0
    assert built.check_service().version != reader.version
    built.check_nothing_left()


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)


def _largest(folder: Path) -> Path:
    return max((folder / STORE_DIR).glob("*.sst"), key=lambda file: file.stat().st_size)


def _other_manifest(folder: Path) -> None:
    file = folder / MANIFEST_FILE
    digest = Manifest.read(folder).files[DATASET_FILE]
    file.write_text(file.read_text(encoding="utf-8").replace(digest, "0" * 64), encoding="utf-8")


def _wrong_types(folder: Path) -> None:
    file = folder / MANIFEST_FILE
    file.write_text(
        '{"version": 1, "base": 2, "frameworks": 3, "counts": 4, "inputs": 5, "files": 6, "software": 7, "layout": 2}'
    )


DAMAGES: dict[str, Callable[[Path], object]] = {
    "dataset cut short": lambda folder: _truncate(folder / DATASET_FILE),
    "dataset with a wrong byte": lambda folder: _flip(folder / DATASET_FILE),
    "another dataset": lambda folder: (folder / DATASET_FILE).write_bytes(gzip.compress(b"")),
    "no dataset": lambda folder: (folder / DATASET_FILE).unlink(),
    "no store": lambda folder: shutil.rmtree(folder / STORE_DIR),
    "an empty store": lambda folder: [file.unlink() for file in (folder / STORE_DIR).iterdir()],
    "store without a table": lambda folder: _largest(folder).unlink(),
    "table cut short": lambda folder: _truncate(_largest(folder)),
    "table with a wrong byte": lambda folder: _flip(_largest(folder)),
    "store without its pointer": lambda folder: (folder / STORE_DIR / "CURRENT").unlink(),
    "no manifest": lambda folder: (folder / MANIFEST_FILE).unlink(),
    "manifest cut short": lambda folder: _truncate(folder / MANIFEST_FILE),
    "manifest of another version": _other_manifest,
    "a list for a manifest": lambda folder: (folder / MANIFEST_FILE).write_text("[]"),
    "a manifest with wrong types": _wrong_types,
}


@pytest.mark.parametrize("in_memory", [False, True])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_version_is_refused_with_its_place(
    built: Built, damage: Callable[[Path], object], in_memory: bool
) -> None:
    damage(built.folder)
    with pytest.raises(NoDataset) as caught:
        open_version(built.folder, built.settings, in_memory=in_memory)
    assert str(built.folder) in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_version_in_service_is_built_anew(
    built: Built, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    good = build(built.settings, built.ontology, shapes=False)
    damage(good.folder)
    with open_current(settings=built.settings) as dataset:
        assert dataset.version == good.manifest.version
        assert dataset.store.select(QUERY).rows
    built.check_service()
    built.check_nothing_left()


@pytest.mark.parametrize("text", ["", "\n", "nonsense\n", "../../etc\n", "\udcff"])
def test_a_damaged_pointer_is_no_version(built: Built, text: str) -> None:
    (built.settings.data_dir / "current").write_bytes(text.encode(errors="surrogateescape"))
    assert built.versions.current() is None
    with open_current(settings=built.settings) as dataset:
        assert dataset.store.select(QUERY).rows


def test_the_last_good_version_serves_where_the_newest_is_damaged_and_none_can_be_built(
    built: Built, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = build(built.settings, built.ontology, shapes=False).folder
    _truncate(damaged / DATASET_FILE)
    (built.ontology / "dv.ttl").write_text("nonsense", encoding="utf-8")
    with open_current(settings=built.settings) as dataset:
        assert dataset.path == built.folder
    assert "The last good version stays in service" in caplog.text
    _truncate(built.folder / DATASET_FILE)
    with pytest.raises(DvgraphError, match="not Turtle"):
        open_current(settings=built.settings)


def test_an_open_version_stays_readable_however_many_are_published(
    built: Built, reader: Dataset, tmp_path: Path
) -> None:
    before = reader.store.select(QUERY)
    for number in range(5):
        items = ITEMS.replace("Boil water", f"Boil water {number}")
        build(built.settings, small_ontology(tmp_path / str(number), items), shapes=False)
    assert reader.store.select(QUERY) == before
    with QueryPool(reader.store_path, built.settings) as pool:
        assert b"Boil water" in pool.run(QUERY, "text/csv").body
    reader.close()
    build(built.settings, built.ontology, shapes=False)
    assert not built.folder.exists()


def test_a_rebuild_of_the_same_version_leaves_its_readers_alone(built: Built, reader: Dataset, tmp_path: Path) -> None:
    files = {file: file.stat().st_ino for file in (built.folder / STORE_DIR).iterdir()}
    again = build(built.settings, tmp_path / "ontology", shapes=False)
    assert again.folder == built.folder
    assert {file: file.stat().st_ino for file in (built.folder / STORE_DIR).iterdir()} == files
    assert reader.store.select(QUERY).rows
    built.check_service()


def test_a_damaged_version_is_replaced_beside_its_readers(built: Built, reader: Dataset, tmp_path: Path) -> None:
    (built.folder / DATASET_FILE).write_bytes(b"")
    again = build(built.settings, tmp_path / "ontology", shapes=False)
    assert again.folder != built.folder
    assert again.manifest.version == reader.version
    assert reader.store.select(QUERY).rows
    assert built.versions.find(reader.version) == again.folder


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[list[str]]:
    """Take away the right to write below a folder; gives the beginning of a command that this stops.

    Root is stopped by no rights of files, unless it gives up the capability to pass them over.
    """
    start: list[str] = []
    if os.geteuid() == 0:
        powers = "-dac_override,-dac_read_search"
        start = ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"]
        if shutil.which("setpriv") is None or subprocess.run([*start, "true"], check=False).returncode:
            pytest.skip("root can write everywhere here, and setpriv can't stop it")
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield start
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


READ = """
import sys
from pathlib import Path
from dvgraph.dataset import Versions, build, open_version
from dvgraph.errors import NoDataset
from dvgraph.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
for in_memory in (False, True):
    with open_version(Versions(settings.data_dir).current(), settings, in_memory=in_memory) as dataset:
        assert dataset.ask("counts").rows
try:
    build(settings, Path(sys.argv[2]), shapes=False)
except NoDataset as error:
    print(error)
"""


def test_a_data_folder_that_can_only_be_read_is_read_and_can_not_be_built_into(built: Built) -> None:
    with read_only(built.settings.data_dir) as start:
        command = [*start, sys.executable, "-c", READ, str(built.settings.data_dir), str(built.ontology)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    assert "No dataset can be written" in done.stdout
    assert "Permission denied" in done.stdout


@pytest.mark.slow
def test_the_real_data_gives_the_same_version_whatever_the_hash_seed_and_the_place(tmp_path: Path) -> None:
    versions = set()
    for seed in ("0", "1"):
        place = tmp_path / (seed * 3)
        shutil.copytree(ontology_dir(), place / "ontology")
        command = [sys.executable, "-c", BUILD + "print(build(settings, ontology, shapes=False).manifest.version)"]
        command += [str(place / "data"), str(place / "ontology")]
        place_of_its_own = {
            **environment(),
            "PYTHONHASHSEED": seed,
            "TZ": f"UTC{seed}",
            "LC_ALL": "C",
            "HOME": str(place),
        }
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=place_of_its_own, cwd=place)
        versions.add(done.stdout)
    assert len(versions) == 1
