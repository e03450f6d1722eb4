"""How alike two preparations are, one matrix for each kind of likeness.

Words: TF-IDF with cosine. Topics: latent semantic analysis (Deerwester et al. 1990, "Indexing by
Latent Semantic Analysis"). Meaning: vectors, centred on their corpus (Mu and Viswanath 2018,
"All-but-the-Top"). Sentences: the mean over sentences of the nearest in the other text (late
interaction: Khattab and Zaharia 2020, "ColBERT").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from kytkin.engine.overlap.records import Wording
from kytkin.engine.overlap.terms import sentences_of
from kytkin.engine.text.encoders import TextEncoder
from kytkin.engine.text.weighting import Field, TermIndex

Likeness = NDArray[np.float64]
Vectors = NDArray[np.float64]
# A name says what a text is about; a compound must not count twice and more through its parts.
FIELDS: Final = {
    "name": Field(weight=4.0),
    "name_parts": Field(weight=2.0),
    "body": Field(),
    "body_parts": Field(weight=0.5),
}
MOST_TOPICS: Final = 100
RECORDS_FOR_A_TOPIC: Final = 4


def unit_rows(rows: Vectors) -> Vectors:
    """Rows of length 1; rows of nothing stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = rows / np.where(lengths > 1e-9, lengths, 1.0)
    return scaled


def symmetric(matrix: Likeness) -> Likeness:
    """Equal both ways to the last bit, whatever order the products were summed in."""
    even: Likeness = (matrix + matrix.T) / 2
    return even


def word_likeness(index: TermIndex) -> Likeness:
    """(n, n): the cosine of weighted terms, 0–1."""
    rows = index.documents.astype(np.float64)
    return symmetric((rows @ rows.T).toarray())


def topic_likeness(words: Likeness) -> Likeness:
    """(n, n): the cosine in the space of the greatest topics, from the cosines of words."""
    count = len(words)
    topics = min(MOST_TOPICS, count // RECORDS_FOR_A_TOPIC)
    if topics == 0:
        return np.zeros_like(words)
    values, vectors = eigh(words, subset_by_index=(count - topics, count - 1))
    places = unit_rows(vectors * np.sqrt(np.maximum(values, 0)))
    return symmetric(places @ places.T)


def whole_vectors(wordings: Sequence[Wording], encoder: TextEncoder) -> Vectors:
    """(n, d) of length 1, centred on the texts that are there; empty texts are rows of nothing."""
    there = np.array([bool(wording.whole) for wording in wordings], dtype=bool)
    rows = np.zeros((len(wordings), encoder.dimensions))
    texts = [wording.whole for wording in wordings if wording.whole]
    if texts:
        vectors = encoder.encode(texts, kind="passage").astype(np.float64)
        rows[there] = unit_rows(vectors - vectors.mean(axis=0))
    return rows


class Sentences:
    """The sentences of all wordings, with their vectors, centred."""

    def __init__(self, wordings: Sequence[Wording], encoder: TextEncoder) -> None:
        self.texts = [sentences_of(wording) for wording in wordings]
        flat = [text for texts in self.texts for text in texts]
        vectors = encoder.encode(flat, kind="passage").astype(np.float64)
        self.vectors = unit_rows(vectors - vectors.mean(axis=0)) if flat else vectors
        self.starts = np.concatenate([[0], np.cumsum([len(texts) for texts in self.texts])])

    def of(self, number: int) -> Vectors:
        """(sentences, d) of one wording."""
        return self.vectors[self.starts[number] : self.starts[number + 1]]

    def reach(self, others: Sentences) -> Likeness:
        """(n, m): the mean, over the sentences of the row, of the nearest one in the column."""
        result = np.zeros((len(self.texts), len(others.texts)))
        there = np.flatnonzero(np.diff(others.starts))
        for number, texts in enumerate(self.texts):
            if texts and len(there):
                cosines = self.of(number) @ others.vectors.T
                nearest = np.maximum.reduceat(cosines, others.starts[there], axis=1)
                result[number, there] = nearest.mean(axis=0)
        return result


def sentence_likeness(ones: Sentences, others: Sentences) -> Likeness:
    """(n, m): how far each text's sentences are said in the other, the mean of both ways."""
    likeness: Likeness = (ones.reach(others) + others.reach(ones).T) / 2
    return likeness


def subject_likeness(subjects: Sequence[frozenset[str]]) -> Likeness:
    """(n, n): the cosine of subjects, rare ones counting more, 0–1."""
    documents = [{"subjects": sorted(one)} for one in subjects]
    return word_likeness(TermIndex.tfidf(documents, {"subjects": Field()}))


def bridge_likeness(asked: Likeness, words: Likeness, reach: int) -> Likeness:
    """(n, n): likeness of a text in one language (rows) to one in another (columns).

    Both are described by how alike they are to the `reach` nearest of all preparations, each in
    its own language, and the descriptions are compared (cross-lingual explicit semantic
    analysis: Potthast, Stein and Anderka 2008, "A Wikipedia-Based Multilingual Retrieval
    Model"). Neither of the two helps to describe: likeness to oneself is left out of both, so no
    preparation is found through a translation of its own text.
    """
    left, right = (unit_rows(_nearest_only(matrix, reach)) for matrix in (asked, words))
    result: Likeness = left @ right.T
    return result


def _nearest_only(likeness: Likeness, reach: int) -> Likeness:
    """Each row's `reach` greatest values (and those equal to the last); no diagonal."""
    others = likeness.copy()
    np.fill_diagonal(others, 0.0)
    if reach < len(others):
        least = -np.partition(-others, reach - 1, axis=1)[:, reach - 1]
        others = np.where(others >= least[:, None], others, 0.0)
    return np.maximum(others, 0.0)
