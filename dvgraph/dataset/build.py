"""Authored files -> a built version: load, infer, validate, write, put in service."""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from dvgraph import __version__
from dvgraph.dataset.versions import DATASET_FILE, STORE_DIR, Manifest, Versions, built_files, file_sha256
from dvgraph.errors import InvalidInput
from dvgraph.inference import Closure, close
from dvgraph.load import Loaded, crosswalk_files, load, ontology_files
from dvgraph.places import PACKAGE, ontology_dir
from dvgraph.settings import Settings
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import Finding, validate_consistency, validate_shapes, validate_structure

__all__ = ["BuildFailed", "BuildResult", "build", "build_inputs", "closed_quads", "closure_of"]

log = logging.getLogger(__name__)

#: The modules whose code decides what a dataset holds; a change in them is a change of the inputs.
_DECIDING_CODE = ("load.py", "namespaces.py", "crosswalks/*.py", "inference/*.py", "dataset/build.py")


class BuildFailed(InvalidInput):
    """The authored files do not make a dataset.

    :param findings: what is wrong, each with its file and line where known.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        lines = [f"The dataset is not built: {len(findings)} finding{'s' if len(findings) != 1 else ''}."]
        super().__init__("\n".join([*lines, *(str(finding) for finding in findings)]))


@dataclass(frozen=True)
class BuildResult:
    """A version that was built.

    :param folder: its folder.
    :param manifest: what it is made of.
    :param warnings: findings that do not stop a build.
    """

    folder: Path
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()


def build_inputs(ontology: Path, base: str) -> dict[str, str]:
    """Return input -> SHA-256 for all that decides what a dataset holds: files, base IRI, code."""
    files = [*ontology_files(ontology), *crosswalk_files(ontology), *sorted(ontology.glob("shapes/*.ttl"))]
    inputs = {file.relative_to(ontology.parent).as_posix(): file_sha256(file) for file in files}
    code = hashlib.sha256()
    for pattern in _DECIDING_CODE:
        for file in sorted(PACKAGE.glob(pattern)):
            code.update(file.read_bytes())
    return {**inputs, "base": base, "code": code.hexdigest()}


def closure_of(loaded: Loaded) -> Closure:
    """Return the closure of what is stated."""
    return close(loaded.triples(), loaded.triples("ontology"))


def closed_quads(loaded: Loaded, closure: Closure | None = None) -> list[Quad]:
    """Return the stated quads and, in graph/inferred, every triple that follows and is not stated.

    :param loaded: what is stated.
    :param closure: its closure, where that is known already.
    """
    closure = closure or closure_of(loaded)
    inferred = NamedNode(loaded.namespaces.graph("inferred"))
    found = (one.triple for one in closure.inferred)
    return [*loaded.quads, *(Quad(t.subject, t.predicate, t.object, inferred) for t in found)]


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """Return the canonical text of a dataset: N-Quads, a line a quad, sorted by code point, without repeats."""
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"\n".join(sorted(set(text.splitlines()))) + b"\n"


def build(settings: Settings, ontology: Path | None = None, *, shapes: bool = True) -> BuildResult:
    """Build a version from the authored files and put it in service.

    :param settings: gives the data folder and the base IRI.
    :param ontology: the folder of the ontology; the project's own when None.
    :param shapes: whether to check the SHACL shapes too (some seconds); structure and consistency are always checked.
    :returns: the version in service.
    :raises BuildFailed: the files do not validate; the last good version stays in service.
    :raises InvalidInput: a file can't be read at all; likewise.
    :raises NoDataset: the data folder can't be written to; likewise.
    :raises StoreUnavailable: the store can't be written (a full disk); likewise.
    """
    ontology = ontology or ontology_dir()
    inputs = build_inputs(ontology, settings.base_iri)
    loaded = load(ontology, settings.base_iri)
    findings = list(validate_structure(loaded))
    _refuse(findings)
    closure = closure_of(loaded)
    findings += validate_consistency(loaded, closure)
    _refuse(findings)
    quads = closed_quads(loaded, closure)
    if shapes:
        findings += validate_shapes(loaded, quads, ontology / "shapes")
        _refuse(findings)
    text = sorted_nquads(quads)
    version = hashlib.sha256(text).hexdigest()
    versions = Versions(settings.data_dir)
    with versions.writing() as folder:
        (folder / DATASET_FILE).write_bytes(gzip.compress(text, compresslevel=6, mtime=0))
        EmbeddedStore.write(quads, folder / STORE_DIR)
        manifest = Manifest(
            version=version,
            base=settings.base_iri,
            frameworks=dict(loaded.namespaces.frameworks),
            counts=dict(sorted(Counter(_short(q, loaded) for q in quads).items())),
            inputs=inputs,
            files=built_files(folder),
            software=__version__,
        )
        final = versions.publish(folder, manifest)
    log.info("Built version %s in %s", version[:16], final)
    return BuildResult(final, manifest, tuple(findings))


def _refuse(findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise BuildFailed(errors)


def _short(quad: Quad, loaded: Loaded) -> str:
    """Return the short name of a quad's graph ("fm")."""
    return str(quad.graph_name)[1:-1].removeprefix(loaded.namespaces.graph(""))
