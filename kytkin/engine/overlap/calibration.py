"""From a score to the probability that two preparations share a documented undertaking.

Platt scaling (Platt 1999, "Probabilistic Outputs for Support Vector Machines") of the score's
logarithm: monotone, so the order stays, and slow at the far end, where few pairs tell. Fitted on
GC InfoBase 2019 (Open Government Licence – Canada): programmes of different departments that
share a mandate commitment, a horizontal initiative or a budget measure; one pair in 670 does.
`kytkin bench overlap` fits them anew and shows their reliability. A score is counted in spreads
of its own corpus, so the curve carries over to others; where sharing is much rarer or more common
than there, the probability is off by as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 50
ABOVE: Final = 3.0  # added before the logarithm: a pair at −3 is as far from sharing as any
LEAST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Curve:
    """probability = 1 / (1 + exp(−(slope · ln(score + 3) + start)))."""

    slope: float
    start: float

    def probability(self, score: float) -> float:
        """Between 0 and 1, growing with the score; below −2.9 it stays the same."""
        height = math.log(max(LEAST, score + ABOVE))
        return 1 / (1 + math.exp(-(self.slope * height + self.start)))


WITH_MEANING: Final = Curve(slope=3.72, start=-11.84)
BY_WORDS: Final = Curve(slope=3.15, start=-11.01)


def fitted(scores: NDArray[np.float64], shared: Sequence[bool] | NDArray[np.bool_]) -> Curve:
    """The curve of greatest likelihood, by Newton's method; (pairs,) each.

    Raises ValueError unless there are pairs of both sorts. Platt's smoothed targets keep the
    slope finite when the two sorts are apart.
    """
    truth = np.asarray(shared, dtype=bool)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        raise ValueError("a curve is fitted to pairs that share and pairs that do not")
    targets = np.where(truth, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    heights = np.log(np.maximum(LEAST, scores + ABOVE))
    design = np.stack([heights, np.ones_like(heights)], axis=1)
    weights = np.array([0.0, math.log((positives + 1) / (negatives + 1))])
    for _ in range(STEPS):
        guess = 1 / (1 + np.exp(-np.clip(design @ weights, -700, 700)))
        slope = design.T @ (guess - targets)
        bend = (design * (guess * (1 - guess))[:, None]).T @ design + 1e-9 * np.eye(2)
        weights = weights - np.linalg.solve(bend, slope)
    return Curve(float(weights[0]), float(weights[1]))
