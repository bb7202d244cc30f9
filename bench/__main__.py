"""Start, memory and build time of dvgraph, beside plain rdflib (and owlrl) on the same data: `python -m bench`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from bench.children import Cost, alternate, median_cost, run
from dvgraph.dataset.versions import DATASET_FILE, Versions
from dvgraph.places import ontology_dir, queries_dir

QUESTION = "units-for-objective"


def _row(name: str, cost: Cost, peer: Cost) -> str:
    return (
        f"{name:<34}{cost.wall:>9.2f} s{cost.cpu:>9.2f} s{cost.peak_mib:>9.0f} MiB"
        f"{peer.wall / cost.wall:>9.1f} x{peer.peak_mib / cost.peak_mib:>9.1f} x"
    )


def _table(title: str, costs: dict[str, list[Cost]], peer: str) -> None:
    click.echo(f"\n{title} (median of {len(costs[peer])})")
    click.echo(f"{'':<34}{'wall':>11}{'CPU':>11}{'peak':>13}{'faster':>11}{'smaller':>11}")
    for name, found in costs.items():
        click.echo(_row(name, median_cost(found), median_cost(costs[peer])))


@click.command()
@click.option("--rounds", default=7, show_default=True, help="How often each command runs.")
@click.option("--owlrl/--no-owlrl", default=False, help="Measure a closure by owlrl too (a minute or so a round).")
def main(rounds: int, owlrl: bool) -> None:
    """Measure a warm start to the first answer and a build; peers run in turn with dvgraph."""
    python = sys.executable
    question = next(queries_dir().glob(f"*/{QUESTION}.rq"))
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DVGRAPH_DATA_DIR": folder}
        # in a child: a child's peak memory is never below that of the process that starts it
        run([python, "-m", "dvgraph", "build", "--no-shapes"], environ)
        built = Versions(Path(folder)).current()
        assert built is not None, "the build has put a version in service"
        answer = alternate(
            {
                "dvgraph ask (warm start)": [
                    python,
                    "-m",
                    "dvgraph",
                    "ask",
                    QUESTION,
                    "objective=1",
                    "--format",
                    "json",
                ],
                "rdflib, dataset and question": [
                    python,
                    "-m",
                    "bench.rdflib_peer",
                    "answer",
                    str(built / DATASET_FILE),
                    str(question),
                ],
            },
            rounds,
            environ,
        )
        _table("Warm start to the first answer", answer, "rdflib, dataset and question")
        ontology = str(ontology_dir())
        building = {
            "dvgraph build, all checks": [python, "-m", "dvgraph", "build"],
            "dvgraph build, shapes left out": [python, "-m", "dvgraph", "build", "--no-shapes"],
            "rdflib, parsing alone": [python, "-m", "bench.rdflib_peer", "parse", ontology],
        }
        if owlrl:
            building["rdflib and owlrl, closing alone"] = [python, "-m", "bench.rdflib_peer", "close", ontology]
        _table("Build", alternate(building, max(1, rounds // 2), environ), "rdflib, parsing alone")


if __name__ == "__main__":
    main()
