import pytest
from werkzeug.exceptions import NotAcceptable

from dvgraph_server.negotiation import Offer, choose, quality, split_suffix

HTML = Offer("text/html", ".html", "HTML")
TURTLE = Offer("text/turtle", ".ttl", "Turtle", ("application/x-turtle",))
JSON = Offer("application/ld+json", ".jsonld", "JSON-LD", ("application/json",))
OFFERS = (HTML, TURTLE, JSON)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        (BROWSER, HTML),
        ("text/turtle", TURTLE),
        ("TEXT/TURTLE", TURTLE),
        ("text/turtle;q=0.2, application/ld+json;q=0.9", JSON),
        ("text/*;q=0.3, application/json;q=0.2", HTML),
        ("text/html;q=0, text/*", TURTLE),
        ("text/html;q=0.5, */*;q=0.6", TURTLE),
        ("application/x-turtle", TURTLE),
        ("application/json; charset=utf-8", JSON),
        ("image/png, */*;q=0.1", HTML),
        ("text/turtle;q=bad, application/json;q=0.1", JSON),
        ("text/turtle;q=2, application/json", JSON),
        (",,;;, text/turtle", TURTLE),
    ],
)
def test_choose_follows_q_values(accept: str | None, chosen: Offer) -> None:
    assert choose(OFFERS, accept) is chosen


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, application/pdf", "*/*;q=0", "nonsense"])
def test_choose_refuses_what_is_not_offered(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="text/turtle"):
        choose(OFFERS, accept)


def test_quality_of_the_most_specific_range_wins() -> None:
    accept = "*/*;q=0.1, text/*;q=0.5, text/turtle;q=0.0"
    assert [quality(t, accept) for t in ("text/turtle", "text/html", "image/png")] == [0.0, 0.5, 0.1]


def test_split_suffix_takes_offered_suffixes_only() -> None:
    assert split_suffix("/x/A1.ttl", OFFERS) == ("/x/A1", TURTLE)
    assert split_suffix("/x/A1.1", OFFERS) == ("/x/A1.1", None)
