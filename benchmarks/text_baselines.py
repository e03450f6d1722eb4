"""What labels across languages are compared with: characters, and the teacher with simpler maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.text_cases import Scores
from kytkin.engine.text.alignment import hubness, learn_sides
from kytkin.engine.text.encoders import Matrix, TextEncoder, unit
from kytkin.engine.text.lemmas import fold, tokenise
from kytkin.engine.text.weighting import Field, TermIndex, character_ngrams, plain

RIDGE: Final = 0.2
DIRECTIONS: Final = 384
Pair = tuple[Sequence[str], Sequence[str]]


def by_characters(asked: Sequence[str], labels: Sequence[str]) -> Scores:
    """TF-IDF of character 3–5-grams, cosine."""
    index = TermIndex.tfidf(plain([_characters(one) for one in labels]), {"text": Field()})
    return np.array([index.scores(_characters(one)) for one in asked], dtype=np.float32)


def _characters(label: str) -> list[str]:
    return character_ngrams(fold(word) for word, _start, _end in tokenise(label))


def by_teacher(
    dense: TextEncoder, learned: Pair, asked: Sequence[str], labels: Sequence[str]
) -> Iterator[tuple[str, Scores]]:
    """Raw, centred, rotated (Schönemann 1966) and by regularised correlation, with CSLS or not.

    All from the same pairs of labels as ours.
    """
    first, second = (dense.encode(said) for said in learned)
    query, rows = dense.encode(asked), dense.encode(labels)
    yield "e5 raw", query @ rows.T
    ours, theirs = unit(first - first.mean(axis=0)), unit(second - second.mean(axis=0))
    query_centred = unit(query - first.mean(axis=0))
    rows_centred = unit(rows - second.mean(axis=0))
    yield "e5 centred", query_centred @ rows_centred.T
    turn = _rotation(ours, theirs)
    turned = query_centred @ turn
    yield "e5 + Procrustes", turned @ rows_centred.T
    yield "e5 + Procrustes + CSLS", _csls(turned, rows_centred, ours @ turn)
    one, other = learn_sides(first, second, ridge=RIDGE, directions=DIRECTIONS)
    projected, found = one.project(query), other.project(rows)
    yield "e5 + CCA", projected @ found.T
    yield "e5 + CCA + CSLS", _csls(projected, found, one.project(first))


def _csls(asked: Matrix, rows: Matrix, references: Matrix) -> Scores:
    scores: NDArray[Any] = 2 * asked @ rows.T - hubness(rows, references)
    return scores


def _rotation(first: Matrix, second: Matrix) -> Matrix:
    left, _values, right = np.linalg.svd(first.T @ second)
    turn: Matrix = left @ right
    return turn
