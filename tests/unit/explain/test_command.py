"""`dvgraph explain`: what it prints, and its exit codes."""

import json

import pytest

from dvgraph.cli.main import main


@pytest.fixture
def run(dataset, settings, capsys, monkeypatch):
    monkeypatch.setenv("DVGRAPH_DATA_DIR", str(settings.data_dir))

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["explain", *arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


def test_entailed_triple_exits_0_and_is_told_down_to_the_line(run):
    code, out, err = run("fm:BA3", "dv:supports", "ndp:1")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert words.startswith("BA3 supports objective 1, because BA3 is a function within BA (line 342 of")
    assert "and BA contributes to objective 1 (line 831 of" in words
    assert 'printed "BA")' in words


def test_what_is_not_entailed_exits_1_and_names_the_nearest(run):
    code, out, _ = run("BA3", "supports", "ndp:7", "--format", "json")
    found = json.loads(out)
    assert (code, found["entailed"]) == (1, False)
    assert found["near"][0]["triple"]["predicate"]["curie"] == "dv:supports"
    assert len(found["near"]) <= 5


@pytest.mark.parametrize(
    "arguments",
    [("fm:ZZ", "dv:supports", "ndp:1"), ("fm:BA3", "dv:nothing", "ndp:1"), ("CA2", "partOf", "fm:CA"), ("fm:BA3",)],
)
def test_misuse_exits_2_with_a_message(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("name", ["text", "json", "md", "ttl"])
def test_every_format_can_be_asked_for(run, name):
    code, out, _ = run("fm:BA", "within", "fm:KP", "--format", name)
    assert code == 0
    assert "BA is within KP" in out
