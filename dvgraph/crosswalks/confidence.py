"""The word beside a confidence, so that nobody reads more into the number than it says."""

from __future__ import annotations

__all__ = ["UNCONFIRMED", "confidence_text", "confidence_word"]

#: What is said of a mapping until a named practitioner has accepted it.
UNCONFIRMED = "not yet confirmed by a practitioner"

#: The least confidence of each word, the highest first: at 0.9 an expert would not argue, at 0.5 one could well.
_WORDS = ((0.85, "hardly arguable"), (0.65, "likely"), (0.5, "arguable"), (0.0, "doubtful"))


def confidence_word(confidence: float) -> str:
    """Return the word of a confidence.

    >>> confidence_word(0.9), confidence_word(0.5)
    ('hardly arguable', 'arguable')
    """
    return next(word for least, word in _WORDS if confidence >= least or least == 0.0)


def confidence_text(confidence: float) -> str:
    """Return a confidence as people are shown it: the number, and its word beside it.

    >>> confidence_text(0.7), confidence_text(1)
    ('0.7 (likely)', '1 (hardly arguable)')
    """
    return f"{confidence:g} ({confidence_word(confidence)})"
