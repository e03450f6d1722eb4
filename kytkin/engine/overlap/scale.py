"""Likeness counted in spreads of its own corpus, so that kinds add up and corpora compare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.overlap.likeness import Likeness


def standardised(likeness: Likeness, compared: NDArray[np.bool_]) -> Likeness:
    """z-scores over the pairs that are compared; all 0 where those are all alike, or none."""
    values = likeness[compared]
    spread = float(values.std()) if len(values) else 0.0
    if spread < 1e-9:
        return np.zeros_like(likeness)
    scaled: Likeness = (likeness - values.mean()) / spread
    return scaled
