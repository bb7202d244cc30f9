"""Built datasets: one folder a version, and a pointer to the version in service."""

from dvgraph.dataset.build import BuildFailed, BuildResult, build
from dvgraph.dataset.dataset import Dataset
from dvgraph.dataset.opening import open_current, open_version
from dvgraph.dataset.versions import Manifest, Versions

__all__ = ["BuildFailed", "BuildResult", "Dataset", "Manifest", "Versions", "build", "open_current", "open_version"]
