from __future__ import annotations

import pytest

from dvgraph.suggest.words import stem, tokens


@pytest.mark.parametrize(
    ("one", "other"), [("assessing", "assesses"), ("referred", "referral"), ("policies", "policy")]
)
def test_stem_lets_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem(one)[:5] == stem(other)[:5]


def test_tokens_are_words_and_pairs_without_stop_words() -> None:
    assert tokens("The risks to a victim") == ["risk", "victim", "risk victim"]
