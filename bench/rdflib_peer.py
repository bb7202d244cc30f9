"""The peer: plain rdflib doing the same things on the same data.

Run as `python -m bench.rdflib_peer` with
`answer DATASET.nq.gz QUESTION.rq` to read the built dataset and run the question as its file stands;
`parse ONTOLOGY` to read the authored Turtle, nothing else;
`close ONTOLOGY` to read the authored Turtle and close it with owlrl.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from rdflib import Dataset, Graph


def answer(dataset: Path, question: Path) -> int:
    """Return how many rows the question has."""
    graph = Dataset(default_union=True)
    graph.parse(data=gzip.decompress(dataset.read_bytes()).decode(), format="nquads")
    return len(list(graph.query(question.read_text(encoding="utf-8"))))


def parse(ontology: Path) -> Graph:
    """Return the authored Turtle as one graph."""
    graph = Graph()
    for file in [*ontology.glob("*.ttl"), *ontology.glob("frameworks/*/*.ttl")]:
        graph.parse(file, format="turtle")
    return graph


def close(ontology: Path) -> int:
    """Return how many triples the authored Turtle has once closed by owlrl."""
    from owlrl import DeductiveClosure, OWLRL_Semantics

    graph = parse(ontology)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return len(graph)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["answer", dataset_file, question_file]:
            sys.stdout.write(f"{answer(Path(dataset_file), Path(question_file))}\n")
        case ["parse", folder]:
            sys.stdout.write(f"{len(parse(Path(folder)))}\n")
        case ["close", folder]:
            sys.stdout.write(f"{close(Path(folder))}\n")
        case _:
            sys.exit(__doc__)
