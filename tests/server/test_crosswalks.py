"""`/crosswalks`: the comparison of two frameworks as table, list, gaps and SSSOM."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from dvgraph.crosswalks.sssom import COLUMNS, read, write
from dvgraph.load import crosswalk_files
from dvgraph.places import ontology_dir
from dvgraph_server.negotiation import Offer
from dvgraph_server.questions import ANSWER_OFFERS

HTML = {"Accept": "text/html"}


def test_list_names_every_crosswalk_file_with_its_rows(client: FlaskClient) -> None:
    listed = {one["name"]: one for one in client.get("/crosswalks.json").json}
    assert sorted(listed) == [file.name.removesuffix(".sssom.tsv") for file in crosswalk_files(ontology_dir())]
    for file in crosswalk_files(ontology_dir()):
        rows = read(file).rows
        one = listed[file.name.removesuffix(".sssom.tsv")]
        assert (one["mapped"], one["gaps"]) == (sum(not r.is_gap for r in rows), sum(r.is_gap for r in rows))


@pytest.mark.parametrize("order", ["set/fm", "fm/set"])
def test_sssom_is_the_file_whichever_end_is_named_first(client: FlaskClient, order: str) -> None:
    response = client.get(f"/crosswalks/{order}.sssom.tsv")
    text = response.get_data(as_text=True)
    own = write(read(ontology_dir() / "crosswalks" / "set-fm.sssom.tsv"))
    assert response.mimetype == "text/tab-separated-values"
    assert 'filename="set-fm.sssom.tsv"' in response.headers["Content-Disposition"]
    assert [line for line in text.splitlines() if line[0] != "#"] == [
        line for line in own.splitlines() if line[0] != "#"
    ]


def test_sssom_comes_by_accept_and_as_json_too(client: FlaskClient) -> None:
    text = client.get("/crosswalks/nos/fm", headers={"Accept": "text/tab-separated-values"}).get_data(as_text=True)
    rows = list(csv.DictReader((one for one in io.StringIO(text) if one[0] != "#"), delimiter="\t"))
    assert tuple(rows[0]) == COLUMNS
    assert len(client.get("/crosswalks/nos/fm.sssom.json").json["mappings"]) == len(rows)


def test_crosswalk_to_what_is_no_framework_can_be_downloaded_alone(client: FlaskClient) -> None:
    assert client.get("/crosswalks/fm/esco.sssom.tsv").status_code == 200
    assert client.get("/crosswalks/fm/esco", headers=HTML).status_code == 404
    assert 'href="/crosswalks/fm/esco"' not in client.get("/crosswalks", headers=HTML).get_data(as_text=True)


@pytest.mark.parametrize("offer", ANSWER_OFFERS, ids=lambda offer: offer.suffix)
def test_comparison_comes_in_every_format(client: FlaskClient, offer: Offer) -> None:
    by_suffix = client.get(f"/crosswalks/nos/fm{offer.suffix}")
    by_accept = client.get("/crosswalks/nos/fm", headers={"Accept": offer.media_type})
    assert by_suffix.mimetype == by_accept.mimetype == offer.media_type
    assert by_suffix.status_code == by_accept.status_code == 200


def test_matrix_is_a_table_whose_cells_lead_to_their_mappings(client: FlaskClient) -> None:
    text = client.get("/crosswalks/set/fm", headers=HTML).get_data(as_text=True)
    matrix = client.get("/crosswalks/set/fm.json").json["rows"]
    for end, scope in (("row", "row"), ("column", "col")):
        codes = {line[end]["notation"] for line in matrix}
        assert len(codes) > 5
        assert all(re.search(rf'<th scope="{scope}">.*?>{code}<', text) for code in codes)
    one = next(line for line in matrix if line["relation"] == "serves" and line["n"] > 2)
    address = f"/crosswalks/set/fm?show=list&row={one['row']['curie']}&column={one['column']['curie']}"
    assert address.replace("&", "&amp;") in text
    listed = client.get(address.replace("fm?", "fm.json?")).json
    assert len({line["subject"]["curie"] for line in listed["rows"]}) >= one["n"]
    assert all(line["object"]["curie"].startswith(one["column"]["curie"]) for line in listed["rows"])


def test_list_is_paged_for_people_and_whole_for_programs(client: FlaskClient) -> None:
    whole = client.get("/crosswalks/set/fm.json?show=list").json
    first = client.get("/crosswalks/set/fm?show=list", headers=HTML).get_data(as_text=True)
    second = client.get("/crosswalks/set/fm?show=list&page=2", headers=HTML).get_data(as_text=True)
    assert whole["total"] == len(whole["rows"]) > 500
    assert f"Rows 1 to 100 of {whole['total']}" in first
    assert "Rows 101 to 200" in second
    assert 'href="/crosswalks/set/fm?show=list&amp;page=2" rel="next"' in first
    assert 'href="/crosswalks/set/fm?show=list" rel="prev"' in second


def test_gaps_are_counted_by_kind_and_never_added_up(client: FlaskClient) -> None:
    text = client.get("/crosswalks/set/fm?show=gaps", headers=HTML).get_data(as_text=True)
    rows = client.get("/crosswalks/set/fm.json?show=gaps").json["rows"]
    kinds = {(row["from"].removeprefix("framework:"), row["gap"]) for row in rows}
    counts = re.findall(r"<li>([\w-]+), ([\w-]+): (\d+) items?</li>", text)
    assert {(framework, gap) for framework, gap, _ in counts} == kinds
    assert sum(int(number) for *_, number in counts) == len(rows)
    assert "not to be added up" in text


def test_other_names_of_a_framework_lead_to_the_short_one(client: FlaskClient) -> None:
    response = client.get("/crosswalks/functional-map/set.csv?show=list")
    assert (response.status_code, response.headers["Location"]) == (308, "/crosswalks/fm/set.csv?show=list")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/crosswalks/set/nothing.json", 404),
        ("/crosswalks/set/nothing.sssom.tsv", 404),
        ("/crosswalks/set/set.json", 400),
        ("/crosswalks/set/fm.json?show=all", 400),
        ("/crosswalks/set/fm.json?level=nothing", 400),
        ("/crosswalks/set/fm.json?page=0", 400),
        ("/crosswalks/set/fm.json?page=1&page=2", 400),
        ("/crosswalks/set/fm.json?row=set:C5&show=list", 400),
        ("/crosswalks/set/fm.json?row=set:C5&column=fm:CB", 400),
        ("/crosswalks/set/fm.json?row=set:nothing&column=fm:CB&show=list", 400),
        ("/crosswalks/set/fm.json?rows=1", 400),
    ],
)
def test_what_can_not_be_compared_is_refused_in_kind(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_levels_choose_how_parts_are_summed_up(client: FlaskClient) -> None:
    rows = client.get("/crosswalks/set/fm.json?level=staff-group&level=area").json["rows"]
    assert {row["row"]["kind"] for row in rows} == {"StaffGroup"}
    assert {row["column"]["kind"] for row in rows} == {"AreaOfCompetence"}
    text = client.get("/crosswalks/set/fm?level=staff-group&level=unit", headers=HTML).get_data(as_text=True)
    assert '<option value="staff-group" selected>' in text
    assert '<option value="unit" selected>' in text


def test_cells_of_objectives_lead_to_the_mappings_behind_them(client: FlaskClient) -> None:
    text = client.get("/crosswalks/set/ndp", headers=HTML).get_data(as_text=True)
    one = next(line for line in client.get("/crosswalks/set/ndp.json").json["rows"] if line["n"] > 2)
    address = f"/crosswalks/set/ndp?show=list&row={one['row']['curie']}&column={one['column']['curie']}"
    assert address.replace("&", "&amp;") in text
    listed = client.get(address.replace("ndp?", "ndp.json?")).json["rows"]
    assert len({line["subject"]["curie"] for line in listed}) == one["n"]
    assert {line["object"]["kind"] for line in listed} <= {"Unit", "AreaOfCompetence"}
