from __future__ import annotations

from pathlib import Path

import pytest

from dvgraph.errors import InvalidInput, UnknownName
from dvgraph.questions.registry import Registry

TEXT = """#+ summary: All
#+ description: All of it
#+ tags: [{tag}]
#+ sentence: "{{n}} found"
#+ empty: "Nothing"
#+ columns:
#+   x: a thing

SELECT ?x WHERE {{ ?x ?p ?o . }} ORDER BY ?x
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, tag in (("one/all-things", "a"), ("two/some-things", "b")):
        file = tmp_path / "queries" / f"{name}.rq"
        file.parent.mkdir(parents=True)
        file.write_text(TEXT.format(tag=tag))
    return tmp_path / "queries"


def test_registry_names_questions_by_stem(folder: Path) -> None:
    registry = Registry.open(folder)
    assert registry.names() == ["all-things", "some-things"]
    assert len(registry) == 2
    assert "all-things" in registry
    assert [question.subject for question in registry] == ["one", "two"]
    assert registry.get("all-things").file == "queries/one/all-things.rq"
    assert registry.tags() == ["a", "b"]


def test_registry_offers_the_nearest_names_for_an_unknown_one(folder: Path) -> None:
    with pytest.raises(UnknownName) as caught:
        Registry.open(folder).get("al-things")
    assert caught.value.suggestions[0] == "all-things"


def test_registry_refuses_two_files_of_one_stem(folder: Path) -> None:
    (folder / "two" / "all-things.rq").write_text(TEXT.format(tag="c"))
    with pytest.raises(InvalidInput, match="all-things"):
        Registry.open(folder)


def test_registry_reads_a_file_when_it_is_asked_for(folder: Path) -> None:
    (folder / "two" / "broken.rq").write_text("SELECT")
    (folder / "two" / "bytes.rq").write_bytes(b"\xff")
    registry = Registry.open(folder)
    assert registry.get("all-things").summary == "All"
    with pytest.raises(InvalidInput, match=r"two/broken\.rq:1"):
        registry.get("broken")
    with pytest.raises(InvalidInput, match="UTF-8"):
        registry.get("bytes")


def test_registry_refuses_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        Registry.open(tmp_path / "none")
