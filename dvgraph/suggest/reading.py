"""All texts of some material as vectors, and how alike they are: by words, letters, names of topics, meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from dvgraph.suggest.embedding import Meaning
from dvgraph.suggest.material import Material, Matrix, Topic
from dvgraph.suggest.words import stems, tokens

__all__ = ["Reading", "unit"]

#: What a topic's name in a text counts for, beside words and letters that count 1; a context counts half a text.
_NAMES, _CONTEXT = 2.0, 0.5


def unit(vectors: Matrix) -> Matrix:
    """Return vectors at length 1, a row a vector; those of length 0 stay so."""
    found: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return found


class Reading:
    """The texts of some material: items (each once), candidates and topics, in this order.

    :param material: what is read.
    :param meaning: what texts mean, where that is wanted.
    """

    def __init__(self, material: Material, meaning: Meaning | None = None) -> None:
        items = {item.iri: item for item in (*material.subjects, *material.mapped, *material.indexed)}
        targets, topics = material.targets, list(material.topics.values())
        #: IRI of each item -> its row.
        self.at: Mapping[str, int] = {iri: row for row, iri in enumerate(items)}
        ends = np.cumsum([len(items), len(targets), len(topics)])
        #: The rows of the candidates and of the topics.
        self.targets, self.topics = np.arange(*ends[:2]), np.arange(*ends[1:])
        own = [item.text for item in items.values()]
        full = [f"{target.item.text} . {target.parts}" for target in targets]
        texts = [*own, *full, *(" . ".join((*topic.names, topic.definition)) for topic in topics)]
        contexts = [item.context for item in (*items.values(), *(target.item for target in targets))]
        self._words = TfidfVectorizer(analyzer=tokens, sublinear_tf=True)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._words.fit(texts)
        self._letters.fit(texts)
        self._names, self._meaning = _Names(topics), meaning
        #: How alike any two are in all that is read of them, the square of a row's length on the diagonal.
        self.likeness = self._likeness(texts, [*contexts, *("" for _ in topics)])
        #: Items x candidates: how alike their own texts are in words and letters.
        self.words = self._in_words(own, [target.item.text for target in targets])
        #: Items x candidates: how near they are in meaning.
        self.meaning: Matrix | None = None
        if meaning:
            self.meaning = meaning.vectors(own) @ meaning.vectors([target.item.text for target in targets]).T

    def nearness(self, rows: Sequence[int], others: Sequence[int]) -> Matrix:
        """Return the cosine of some rows with others."""
        lengths = np.sqrt(np.maximum(self.likeness.diagonal(), 1e-12))
        found: Matrix = self.likeness[np.ix_(rows, others)] / lengths[rows][:, None] / lengths[others][None, :]
        return found

    def _likeness(self, texts: Sequence[str], contexts: Sequence[str]) -> Matrix:
        found = np.zeros((len(texts), len(texts)))
        for part, share in ((texts, 1.0), (contexts, _CONTEXT)):
            senses = (
                self._words.transform(part),
                self._letters.transform(part),
                np.sqrt(_NAMES) * unit(self._names.of(part)),
            )
            stacked = hstack([csr_matrix(np.sqrt(share) * one) for one in senses]).tocsr()
            found += (stacked @ stacked.T).toarray()
            if self._meaning:
                vectors = self._meaning.vectors(part)
                found += share * (vectors @ vectors.T)
        return found

    def _in_words(self, texts: Sequence[str], others: Sequence[str]) -> Matrix:
        found = np.zeros((len(texts), len(others)))
        if texts and others:
            for sense in (self._words, self._letters):
                found += (sense.transform(texts) @ sense.transform(others).T).toarray() / 2
        return found


class _Names:
    """The names of topics, as they stand in texts."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = [[_flat(name) for name in topic.names if name.strip()] for topic in topics]

    def of(self, texts: Sequence[str]) -> Matrix:
        """Return texts x topics: 1 where a name of the topic stands in the text."""
        flat = [_flat(text) for text in texts]
        found = [[any(name in text for name in names) for names in self._topics] for text in flat]
        return np.array(found, dtype=np.float64).reshape(len(texts), len(self._topics))


def _flat(text: str) -> str:
    """Return the stems of a text between blanks, so that a name is found by its whole words."""
    return f" {' '.join(stems(text))} "
