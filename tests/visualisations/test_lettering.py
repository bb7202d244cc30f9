from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dvgraph_visualisations.lettering import fitted, text_width

TEXTS = st.lists(
    st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=30), max_size=40
).map(" ".join)


@given(TEXTS, st.integers(1, 6))
def test_fitted_lines_fit_and_begin_with_the_code(text: str, most: int) -> None:
    lines = fitted("AA1", text, 200, most)
    assert 1 <= len(lines) <= most
    assert lines[0].startswith("AA1")
    assert all(text_width(line) <= 200 for line in lines)


@given(TEXTS)
def test_fitted_text_is_whole_or_shows_the_cut(text: str) -> None:
    lines = fitted("AA1", text, 200, 3)
    assert lines[-1].endswith("…") or " ".join(lines).split() == ["AA1", *text.split()]


def test_cut_keeps_whole_words() -> None:
    assert fitted("AA1", "Develop implement and review strategies", 120, 1) == ["AA1 Develop…"]
