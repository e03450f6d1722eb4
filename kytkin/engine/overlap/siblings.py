"""What the siblings of two preparations in their own groups say about the two.

A text says little about what an undertaking is part of; what its group does beside it says more.
The likeness of an asked pair is helped by that of its nearest siblings (score regularisation over
a neighbour graph: Diaz 2007, "Regularizing Query-Based Retrieval Scores"), one step, within groups
only: steps across groups, through the very pairs that are judged, made results worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from kytkin.engine.overlap.likeness import Likeness

NEAREST: Final = 10


def sibling_weights(likeness: Likeness, groups: Sequence[str]) -> Likeness:
    """(n, n): for each row how much each sibling counts, the sum 1, or 0 without siblings.

    The 10 nearest of the same group count by their likeness; those below the ordinary (0) do
    not count, and an empty group has no siblings.
    """
    names = np.array(groups, dtype=str)
    kin = (names[:, None] == names[None, :]) & (names != "")[:, None]
    np.fill_diagonal(kin, val=False)
    near = np.where(kin, np.maximum(likeness, 0.0), 0.0)
    if len(near) > NEAREST:
        least = -np.partition(-near, NEAREST - 1, axis=1)[:, NEAREST - 1]
        near = np.where(near >= least[:, None], near, 0.0)
    sums = near.sum(axis=1, keepdims=True)
    weights: Likeness = near / np.where(sums > 0, sums, 1.0)
    return weights


def sibling_parts(
    asked: Likeness, likeness: Likeness, asked_weights: Likeness, weights: Likeness
) -> tuple[Likeness, Likeness]:
    """(n, n) each: one side's siblings beside the other, and both sides' beside each other.

    `asked`: of the queries (rows) to the preparations; `likeness`: among the preparations.
    """
    own = likeness.copy()
    np.fill_diagonal(own, 0.0)
    mine = asked_weights @ own
    theirs = asked @ weights.T
    return (mine + theirs) / 2, mine @ weights.T
