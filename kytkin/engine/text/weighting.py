"""How well a query's terms fit documents: TF-IDF with cosine, and BM25F over fields.

TF-IDF: sublinear term frequency, smoothed inverse document frequency, rows of unit length
(Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", chapter 6).
BM25F: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
section 3.6, with the inverse document frequency that is never negative (Lucene).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Terms = Sequence[str]
Document = Mapping[str, Terms]  # field → its terms, repeated as often as they stand there
Scores = NDArray[np.float64]

SATURATION: Final = 1.2  # k1: how soon more of the same term stops to count
LENGTH_NORM: Final = 0.75  # b: how much long fields are held against a document
WORD_ENDS: Final = "^", "$"


@dataclass(frozen=True, slots=True)
class Field:
    """How much a field counts, and how much its length is held against it (0–1, BM25F only)."""

    weight: float = 1.0
    length_norm: float = LENGTH_NORM


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term of the query adds to a document's score."""

    term: str
    value: float


def word_ngrams(words: Terms, longest: int = 2) -> list[str]:
    """Runs of 1 to `longest` words, joined by a space: first single words, then pairs, …"""
    return [
        " ".join(words[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(words) - length + 1)
    ]


def character_ngrams(words: Iterable[str], shortest: int = 3, longest: int = 5) -> list[str]:
    """Runs of letters within each word, whose ends are marked ^ and $: ^ta, tal, alo, lo$ …

    A word that is shorter than a run with its marks is one run.
    """
    grams = []
    for word in words:
        marked = f"{WORD_ENDS[0]}{word}{WORD_ENDS[1]}"
        if len(marked) <= shortest:
            grams.append(marked)
            continue
        for length in range(shortest, min(longest, len(marked)) + 1):
            grams += [marked[start : start + length] for start in range(len(marked) - length + 1)]
    return grams


class TermIndex:
    """Documents by their terms; the scores of a query never depend on other queries.

    `documents` is the CSR matrix of weights, (documents, terms) float32; a score is the sum over
    the query's terms of its weight in the query times its weight in the document.
    """

    def __init__(
        self, terms: Mapping[str, int], documents: csr_array, query_weights: Scores, unit: bool
    ) -> None:
        self.terms = terms
        self.documents = documents
        self._query_weights = query_weights  # (terms,): the query's part of a term's weight
        self._unit = unit  # queries are sublinear and of unit length; else plain counts
        self._postings = documents.T.tocsr()

    def __len__(self) -> int:
        return int(self.documents.shape[0])

    @classmethod
    def tfidf(cls, documents: Sequence[Document], fields: Mapping[str, Field]) -> Self:
        """Cosine of weighted terms, 0–1. A field's weight multiplies its counts."""
        terms, counts = _counted(documents, fields, lengths=False)
        idf = np.log((1 + len(documents)) / (1 + _frequencies(counts))) + 1
        counts.data = _sublinear(counts.data) * idf[counts.indices]
        return cls(terms, _unit_rows(counts).astype(np.float32), idf, unit=True)

    @classmethod
    def bm25(
        cls,
        documents: Sequence[Document],
        fields: Mapping[str, Field],
        saturation: float = SATURATION,
    ) -> Self:
        """BM25F, 0 or more without an upper bound; a term twice in a query counts twice."""
        terms, counts = _counted(documents, fields, lengths=True)
        frequencies = _frequencies(counts)
        idf = np.log1p((len(documents) - frequencies + 0.5) / (frequencies + 0.5))
        saturated = counts.data * (saturation + 1) / (counts.data + saturation)
        counts.data = saturated * idf[counts.indices]
        return cls(terms, counts.astype(np.float32), np.ones(len(terms)), unit=False)

    def vector(self, query: Terms) -> tuple[NDArray[np.intp], Scores]:
        """The query's known terms (numbers, ascending) and their weights; others are left out."""
        counts = Counter(self.terms[term] for term in query if term in self.terms)
        known = np.array(sorted(counts), dtype=np.intp)
        times = np.array([counts[number] for number in known], dtype=np.float64)
        weights = (_sublinear(times) if self._unit else times) * self._query_weights[known]
        if self._unit and len(known):
            weights /= math.sqrt(float(weights @ weights))
        return known, weights

    def scores(self, query: Terms) -> Scores:
        """(documents,) float64: how well each document fits the query."""
        known, weights = self.vector(query)
        starts, ends = self._postings.indptr[known], self._postings.indptr[known + 1]
        spans = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
        if not spans:
            return np.zeros(len(self))
        where = np.concatenate([self._postings.indices[span] for span in spans])
        values = np.concatenate(
            [
                self._postings.data[span] * weight
                for span, weight in zip(spans, weights, strict=True)
            ]
        )
        sums = np.bincount(where, weights=values, minlength=len(self))
        return sums.astype(np.float64, copy=False)

    def explain(self, query: Terms, document: int) -> tuple[Contribution, ...]:
        """What each term adds to the score of one document; greatest first, then by term.

        The values sum to the document's score, but for rounding (1e-9 of it).
        """
        known, weights = self.vector(query)
        row = slice(*self.documents.indptr[document : document + 2])
        held = dict(zip(self.documents.indices[row], self.documents.data[row], strict=True))
        names = {self.terms[term]: term for term in query if term in self.terms}
        found = [
            Contribution(names[int(number)], float(held[number]) * float(weight))
            for number, weight in zip(known, weights, strict=True)
            if number in held
        ]
        return tuple(sorted(found, key=lambda one: (-one.value, one.term)))


def _counted(
    documents: Sequence[Document], fields: Mapping[str, Field], *, lengths: bool
) -> tuple[dict[str, int], csr_array]:
    """Term numbers in the order they are met, and weighted counts, (documents, terms) float64.

    With `lengths` a count is divided by 1 − b + b · length / mean length of its field.
    """
    terms: dict[str, int] = {}
    rows, columns, values = array("q"), array("q"), array("d")
    for name, field in fields.items():
        norms = _norms([len(document.get(name, ())) for document in documents], field, lengths)
        for row, document in enumerate(documents):
            for term, count in Counter(document.get(name, ())).items():
                rows.append(row)
                columns.append(terms.setdefault(term, len(terms)))
                values.append(field.weight * count / norms[row])
    shape = (len(documents), len(terms))
    counts = csr_array((np.array(values), (np.array(rows), np.array(columns))), shape=shape)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    return terms, counts


def _norms(lengths: list[int], field: Field, used: bool) -> Sequence[float]:
    mean = sum(lengths) / max(1, len(lengths))
    if not used or mean == 0:
        return [1.0] * len(lengths)
    return [1 - field.length_norm + field.length_norm * length / mean for length in lengths]


def _frequencies(counts: csr_array) -> Scores:
    """(terms,): in how many documents each term stands."""
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)


def _sublinear(counts: Scores) -> Scores:
    """1 + ln for counts of one and more; smaller (weighted) ones stay as they are."""
    return np.where(counts > 1, 1 + np.log(np.maximum(counts, 1)), counts)


def _unit_rows(matrix: csr_array) -> csr_array:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(matrix.indptr))
    return matrix


def plain(documents: Iterable[Terms], field: str = "text") -> list[dict[str, Terms]]:
    """Documents that have one field only."""
    return [{field: terms} for terms in documents]
