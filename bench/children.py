"""Running a command as a child and measuring what it takes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Cost", "alternate", "median_cost", "run"]


@dataclass(frozen=True)
class Cost:
    """What a command took.

    :param wall: seconds from start to end.
    :param cpu: seconds of processor time, its own children included.
    :param peak_mib: largest resident memory, in MiB.
    """

    wall: float
    cpu: float
    peak_mib: float


def run(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    :raises RuntimeError: it did not exit with 0; the message holds what it wrote to stderr.
    """
    started = time.perf_counter()
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(environ or {})}
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        message = child.stderr.read().decode() if child.stderr else ""
        raise RuntimeError(f"{' '.join(command)} exited with {child.returncode}: {message}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def alternate(
    commands: Mapping[str, Sequence[str]], rounds: int, environ: Mapping[str, str] | None = None
) -> dict[str, list[Cost]]:
    """Run several commands in turn, round after round, so that a noisy moment falls on all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command, environ))
    return costs


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        statistics.median(c.peak_mib for c in costs),
    )
