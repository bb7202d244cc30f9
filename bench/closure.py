"""The closure beside owlrl and `reasonable` on our data, and its growth on synthetic ones: `python -m bench.closure`.

All figures are seconds of processor time of the closing alone, in a process of its own that has read the triples
before: one closing a process, so that no size finds caches warm that another does not. In the growth the compiling of
the rules, which costs the same at any size, is left out. `python -m bench.closure ours FILE`, `owlrl FILE`,
`reasonable FILE` and `grow SIZE` are the single measurements; each prints one line of JSON.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import click
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from bench.shape import added_statement, synthetic
from dvgraph.inference import Closure, close
from dvgraph.load import load
from dvgraph.places import ontology_dir

Figures = Mapping[str, float]

SIZES = (20_000, 200_000, 2_000_000)
_ADDED = 25


def _axioms() -> list[Triple]:
    return load(ontology_dir()).triples("ontology")


def _read(file: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(file), format=RdfFormat.N_TRIPLES)]


@click.group(invoke_without_command=True)
@click.option("--rounds", default=5, show_default=True, help="How often each measurement runs; owlrl runs once.")
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True, help="Sizes of the synthetic graphs.")
@click.option("--owlrl/--no-owlrl", default=True, show_default=True, help="Measure owlrl too (a minute or more).")
@click.pass_context
def main(context: click.Context, rounds: int, sizes: str, owlrl: bool) -> None:
    """Measure the closure beside its peers on our data, and its growth on synthetic graphs."""
    if context.invoked_subcommand is None:
        with tempfile.TemporaryDirectory() as folder:
            _compare(Path(folder), rounds, owlrl=owlrl)
        _growth([int(size) for size in sizes.split(",")], rounds)


def _child(*arguments: str) -> Figures:
    """Return the figures of one measurement, made in a process of its own."""
    command = [sys.executable, "-m", "bench.closure", *arguments]
    found: Figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def _medians(measured: Sequence[Figures]) -> Figures:
    return {key: statistics.median(one[key] for one in measured) for key in measured[0]}


def _compare(folder: Path, rounds: int, *, owlrl: bool) -> None:
    """Measure ours and the peers in turn on all that our files state."""
    file = folder / "stated.nt"
    file.write_bytes(serialize(load(ontology_dir()).triples(), format=RdfFormat.N_TRIPLES) or b"")
    peers = ["reasonable"] if importlib.util.find_spec("reasonable") else []
    if not peers:
        click.echo("reasonable is not installed, so it is not measured (pip install reasonable).", err=True)
    found: dict[str, list[Figures]] = {name: [] for name in ("ours", *peers)}
    for _ in range(rounds):
        for name, figures in found.items():
            figures.append(_child(name, str(file)))
    if owlrl:
        found["owlrl"] = [_child("owlrl", str(file))]
    ours = _medians(found["ours"])
    click.echo(f"Closing our data, {ours['triples']:.0f} stated triples (CPU, median of {rounds}; owlrl once)")
    click.echo(f"{'':<14}{'CPU':>10}{'to ours':>10}{'missed':>9}")
    for name, figures in found.items():
        median = _medians(figures)
        click.echo(f"{name:<14}{median['cpu']:>8.3f} s{median['cpu'] / ours['cpu']:>8.1f} x{median['missed']:>9.0f}")
    click.echo(f"'missed': of the {ours['inferred']:.0f} triples that ours infers, those that the peer does not.\n")


def _growth(sizes: Sequence[int], rounds: int) -> None:
    """Measure ours on synthetic graphs, size by size in turn."""
    found: dict[int, list[Figures]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size, figures in found.items():
            figures.append(_child("grow", str(size)))
    medians = {size: _medians(figures) for size, figures in found.items()}
    first = medians[sizes[0]]
    click.echo(f"Closing synthetic graphs (CPU, median of {rounds} processes)")
    click.echo(
        f"{'triples':>10}{'inferred':>10}{'CPU':>10}{'each':>10}{'growth':>8}{'added one':>11}{'gives':>7}{'peak':>11}"
    )
    for size, one in medians.items():
        each = one["cpu"] / one["inferred"]
        growth = each / (first["cpu"] / first["inferred"])
        click.echo(
            f"{size:>10}{one['inferred']:>10.0f}{one['cpu']:>8.3f} s{each * 1e6:>7.2f} us{growth:>6.2f} x"
            f"{one['added'] * 1e3:>8.3f} ms{one['consequences']:>7.0f}{one['peak_mib']:>7.0f} MiB"
        )
    click.echo(
        "'added one' is the slowest of many single statements, each with as many consequences as 'gives' at most."
    )


def _report(**figures: float) -> None:
    click.echo(json.dumps(figures))


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def ours(file: Path) -> None:
    """Close a file by our rules, rounds kept."""
    triples, axioms = _read(file), _axioms()
    gc.collect()
    started = time.process_time()
    closure = close(triples, axioms)
    cpu = time.process_time() - started
    _report(cpu=cpu, triples=len(triples), inferred=len(closure), missed=0)


def _missed(file: Path, found: set[tuple[str, str, str]]) -> int:
    """Return how many of the triples that ours infers are not found."""
    inferred = (one.triple for one in close(_read(file), _axioms()).inferred)
    return sum((_name(t.subject), _name(t.predicate), _name(t.object)) not in found for t in inferred)


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(getattr(term, "value", term))


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def owlrl(file: Path) -> None:
    """Close a file by owlrl."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph

    graph = Graph().parse(file, format="nt")
    gc.collect()
    started = time.process_time()
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    cpu = time.process_time() - started
    _report(cpu=cpu, missed=_missed(file, {(str(s), str(p), str(o)) for s, p, o in graph}))


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def reasonable(file: Path) -> None:
    """Close a file by reasonable, its reading left out."""
    from reasonable import PyReasoner

    turtle = file.with_suffix(".reasonable.ttl")  # it goes by the suffix; N-Triples is Turtle
    turtle.write_bytes(file.read_bytes())
    reasoner = PyReasoner()
    reasoner.load_file(str(turtle))
    started = time.process_time()
    found = reasoner.reason()
    cpu = time.process_time() - started
    _report(cpu=cpu, missed=_missed(file, {(str(s), str(p), str(o)) for s, p, o in found}))


@main.command()
@click.argument("size", type=int)
def grow(size: int) -> None:
    """Close a synthetic graph of a size, then add single statements."""
    import resource

    triples, closure = list(synthetic(size)), Closure(_axioms())
    gc.collect()
    started = time.process_time()
    closure.include(triples)
    cpu = time.process_time() - started
    added = [_added(closure, number) for number in islice(range(_ADDED), max(1, size // 20_000))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    _report(
        cpu=cpu,
        inferred=len(closure),
        added=max(one[0] for one in added),
        consequences=max(one[1] for one in added),
        peak_mib=peak,
    )


def _added(closure: Closure, number: int) -> tuple[float, int]:
    """Return what it takes to close a graph after one added statement, and how many triples that gives."""
    statement = added_statement(number)
    started = time.process_time()
    found = closure.add([statement])
    return time.process_time() - started, len(found)


if __name__ == "__main__":
    main()
