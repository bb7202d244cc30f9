"""What follows, and in which round, does not hang on how many statements are closed at a time."""

import pytest

from dvgraph.inference import close


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_of_any_size_give_the_same_rounds(loaded, monkeypatch, batch):
    stated, axioms = loaded.triples()[-8000:], loaded.triples("ontology")
    whole = close(stated, axioms)
    monkeypatch.setattr("dvgraph.inference.closure._BATCH", batch)
    assert close(stated, axioms).inferred == whole.inferred


def test_added_in_batches_is_told_once_with_its_last_round(read, monkeypatch):
    monkeypatch.setattr("dvgraph.inference.closure._BATCH", 1)
    axioms = read(":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :s rdfs:subPropertyOf :r .")
    closure = close([], axioms)
    added = closure.add(read(":a :p :b . :a :s :b ."))
    assert [(str(i.triple.predicate)[-2], i.round) for i in added] == [("q", 1), ("r", 1)]
