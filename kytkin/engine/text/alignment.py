"""Short labels across languages: maps learned from pairs of labels that mean the same.

For each pair of languages a regularised canonical correlation analysis (Hotelling 1936; Vinod
1976) of what the encoders say, each direction weighed by its correlation. A label that lies near
everything (a hub) is held back by its likeness to labels it does not mean, CSLS (Conneau et al.
2018) taken from the corpus's side alone: an answer never depends on other queries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.text.encoders import Matrix, TextEncoder, unit
from kytkin.engine.text.labelled_pairs import Labelled, training_pairs
from kytkin.engine.text.static import StaticEncoder

LANGUAGES: Final = ("fi", "sv", "en")
PAIRS: Final = (("fi", "sv"), ("fi", "en"), ("sv", "en"))
RIDGE: Final = 0.3
DIRECTIONS: Final = 300
STATIC_WEIGHT: Final = 0.3
NEIGHBOURS: Final = 10
DECIMALS: Final = 6
BLOCK: Final = 2048
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """From what the encoders say of a label to the space that a pair of languages shares."""

    centre: NDArray[np.float32]  # (features,)
    directions: Matrix  # (features, shared)

    def project(self, features: Matrix) -> Matrix:
        """(labels, shared), rows of unit length."""
        return unit(np.asarray((features - self.centre) @ self.directions, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class PairMap:
    """The two sides of a pair of languages, and labels of either as references for hubs."""

    sides: Mapping[str, Side]
    references: Mapping[str, Matrix]  # language → (references, shared)


class LabelFeatures:
    """What is known of a label: the dense encoder, if any, and the static one side by side."""

    def __init__(self, dense: TextEncoder | None, static: StaticEncoder) -> None:
        self.dense = dense
        self.variant = "words" if dense is None else dense.name
        self._by_language = {language: static.of(language) for language in LANGUAGES}

    def of(self, labels: Sequence[str], language: str) -> Matrix:
        """(labels, features)."""
        words = self._by_language[language].encode(labels)
        if self.dense is None:
            return words
        dense = self.dense.encode(labels, kind="query")
        return np.hstack([dense, np.float32(STATIC_WEIGHT) * words])


def learn_sides(
    first: Matrix,
    second: Matrix,
    weights: NDArray[np.float64] | None = None,
    *,
    ridge: float = RIDGE,
    directions: int = DIRECTIONS,
) -> tuple[Side, Side]:
    """The two sides learned from paired rows: (pairs, features) of either language."""
    counted = np.ones(len(first)) if weights is None else weights
    whitened, centres = [], []
    for rows in (first, second):
        centre = (rows * counted[:, None]).sum(axis=0) / counted.sum()
        scaled = (rows - centre) * np.sqrt(counted / counted.sum())[:, None]
        centres.append(centre.astype(np.float32))
        whitened.append((scaled, _whitening(scaled.T @ scaled, ridge)))
    (one, white_one), (other, white_other) = whitened
    left, correlations, right = np.linalg.svd(white_one @ (one.T @ other) @ white_other)
    kept = min(directions, len(correlations))
    ours = white_one @ (left[:, :kept] * correlations[:kept])
    theirs = white_other @ (right[:kept].T * correlations[:kept])
    return (
        Side(centres[0], ours.astype(np.float32)),
        Side(centres[1], theirs.astype(np.float32)),
    )


def _whitening(covariance: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    """The inverse square root, the ridge a share of the mean variance."""
    raised = covariance + ridge * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    values, vectors = np.linalg.eigh(raised)
    found: NDArray[np.float64] = (vectors * values**-0.5) @ vectors.T
    return found


def learn_pair(
    features: LabelFeatures,
    skills: Sequence[Labelled],
    beside: Sequence[Labelled],
    first: str,
    second: str,
    every: int = 1,
) -> PairMap:
    """The map of a pair of languages; its references are every so many of the skills.

    More references tell hubs better: with all of ESCO's, P@1 is 2 to 3 points better than with a
    tenth of them.
    """
    ours, theirs, weights = training_pairs(skills, beside, first, second)
    rows = features.of(ours, first), features.of(theirs, second)
    sides = learn_sides(*rows, weights)
    references = [
        side.project(own[: len(skills) : every]) for side, own in zip(sides, rows, strict=True)
    ]
    languages = first, second
    return PairMap(
        dict(zip(languages, sides, strict=True)), dict(zip(languages, references, strict=True))
    )


def hubness(rows: Matrix, references: Matrix) -> NDArray[np.float32]:
    """(labels,): mean likeness to the nearest ten references but the very nearest.

    The nearest is left out, for it may mean the same: what is meant must not be held back.
    """
    found = np.empty(len(rows), dtype=np.float32)
    kept = min(NEIGHBOURS + 1, len(references))
    for start in range(0, len(rows), BLOCK):
        likeness = rows[start : start + BLOCK] @ references.T
        nearest = -np.partition(-likeness, kept - 1, axis=1)[:, :kept]
        found[start : start + BLOCK] = np.sort(nearest, axis=1)[:, :-1].mean(axis=1)
    return found


class AlignedLabels:
    """Labels of one language ready to be asked in any of the three."""

    def __init__(
        self,
        labels: Sequence[str],
        language: str,
        features: LabelFeatures,
        map_of: Callable[[Pair], PairMap],
    ) -> None:
        self._language, self._features, self._map_of = language, features, map_of
        self._rows = features.of(labels, language)
        self._ready: dict[str, tuple[Matrix, NDArray[np.float32]]] = {}

    def scores(self, query: str, language: str) -> NDArray[np.float32]:
        """(labels,), from 0 to 1: how near each label is to the query, hubs held back."""
        found: NDArray[np.float32] = self.score_all([query], language)[0]
        return found

    def score_all(self, queries: Sequence[str], language: str) -> Matrix:
        """(queries, labels); each row as if its query were asked alone."""
        rows, hubs = self._for(language)
        asked = self._features.of(queries, language)
        side = self._side(language, language)
        found = np.empty((len(queries), len(rows)), dtype=np.float32)
        for place in range(len(queries)):
            likeness = rows @ side.project(asked[place : place + 1])[0]
            found[place] = np.round((2 * likeness - hubs + 3) / 6, DECIMALS)
        return found

    def _for(self, language: str) -> tuple[Matrix, NDArray[np.float32]]:
        if language not in self._ready:
            rows = self._side(language, self._language).project(self._rows)
            references = self._map_of(_pair(language, self._language)).references[language]
            self._ready[language] = (rows, hubness(rows, references))
        return self._ready[language]

    def _side(self, asked: str, side: str) -> Side:
        return self._map_of(_pair(asked, self._language)).sides[side]


def _pair(one: str, other: str) -> Pair:
    """Within a language, the map it shares with its first partner."""
    if one == other:
        other = next(language for language in LANGUAGES if language != one)
    first, second = sorted((one, other), key=LANGUAGES.index)
    return first, second
