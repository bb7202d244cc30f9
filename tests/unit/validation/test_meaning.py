"""What a text loses when it is said in other words, and what is as good as the source's own word."""

import pytest

from dvgraph.validation.meaning import KINDS, Ours, losses


def lost(source: str, *ours: str, **facts: object) -> list[tuple[str, str]]:
    found = losses(source, Ours(ours, **facts))  # type: ignore[arg-type]
    assert all(loss.kind in KINDS for loss in found)
    return [(loss.kind, loss.word) for loss in found]


@pytest.mark.parametrize(
    ("source", "ours", "expected"),
    [
        ("Reply within 24 hours", "Reply within a day", [("number", "24")]),
        ("Keep it for three years", "Keep it for years", [("number", "three")]),
        ("It is not offered", "It is offered", [("negation", "not")]),
        ("Do not ask and never tell", "Do not ask; tell", [("negation", "never")]),
        ("They don't ask", "They ask", [("negation", "n't")]),
        ("Staff must ask", "Staff ask", [("modal", "must")]),
        ("Staff need to ask", "Staff can ask", [("modal", "need to")]),
        ("Staff should ask", "Staff must ask", [("modal", "should")]),
        ("Staff may ask", "Staff ask", [("modal", "may")]),
        ("Ask, unless told", "Ask when told", [("exception", "unless")]),
        ("Only a court asks", "A court asks", [("exception", "only")]),
        ("Reviewed annually", "Reviewed", [("time", "annually")]),
        ("Ask before the session", "Ask about the session", [("time", "before")]),
        ("Tell them immediately", "Tell them", [("time", "immediately")]),
        ("Use the DASH tool", "Use the tool", [("name", "DASH")]),
        ("As B3.1 says", "As another says", [("name", "B3.1")]),
    ],
)
def test_loss_is_found_with_its_kind_and_word(source: str, ours: str, expected: list[tuple[str, str]]) -> None:
    assert lost(source, ours) == expected


@pytest.mark.parametrize(
    ("source", "ours"),
    [
        ("Reply within 24 hours", "Reply within twenty-four hours"),
        ("Reply within one week", "Reply within 7 days"),
        ("Keep it for 12 months", "Keep it for a whole year: one year"),
        ("On 10/12/15", "On 10 December 2015"),
        ("Two sides", "Both sides"),
        ("It is not suitable", "It is unsuitable"),
        ("No man is asked", "Nobody asks a man"),
        ("whether or not they come", "if they come"),
        ("Not only staff", "Staff"),
        ("Staff must ask", "Staff are required to ask"),
        ("Staff should ask", "Staff are expected to ask"),
        ("Staff can ask", "Staff are able to ask"),
        ("In May 2012 they met", "They met in 2012"),
        ("Ask, unless told", "Ask except when told"),
        ("Reviewed annually", "Reviewed every year"),
        ("Victims of DV", "Victims of domestic violence"),
        ("An IDVA", "An Independent Domestic Violence Advisor"),
        ("Two IDVAs", "Two workers, each an idva"),
        ("THE STANDARD", "The standard"),
        ("See www.example.org/3/4 now", "See their pages"),
    ],
)
def test_synonym_of_the_same_force_is_no_loss(source: str, ours: str) -> None:
    assert lost(source, ours) == []


def test_texts_answer_together_but_negations_are_counted_in_one() -> None:
    assert lost("Staff must reply in 3 days", "Staff must reply", "Within 3 days") == []
    assert lost("Do not ask, do not tell", "Not asked", "Not told") == [("negation", "not")]


def test_controlled_force_answers_for_a_command() -> None:
    assert lost("Staff must lock the door", "Lock the door", force=frozenset({"must"})) == []
    assert lost("Staff must lock the door", "Lock the door", force=frozenset({"should"})) == [("modal", "must")]
    assert lost("Staff must lock the door", "The door is locked", force=frozenset({"must"})) == [("modal", "must")]
    assert lost("Staff must not ask", "Require an answer", force=frozenset({"mustNot"})) == []


def test_stated_time_limit_and_exception_answer_for_the_words() -> None:
    assert lost("Reply within one week", "Reply", durations=("P7D",)) == []
    assert lost("Ask, unless told not to", "Ask when told to", has_exception=True) == []


def test_names_answer_from_what_is_cited_and_are_asked_for_where_listed() -> None:
    assert lost("See FH Houses for victims of DV", "See FH", cited=("Houses for victims of DV",)) == []
    assert losses("The Home Office said", Ours(("The ministry said",)), {"Home Office", "Treasury"}) == losses(
        "The Home Office said", Ours(("A ministry said",)), {"Home Office"}
    )
    assert [loss.word for loss in losses("The Home Office said", Ours(("It said",)), {"Home Office"})] == [
        "Home Office"
    ]
    assert losses("The Home Office said", Ours(("The home office said",)), {"Home Office"}) == []
