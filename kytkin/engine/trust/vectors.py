"""What of a text is compared by vectors: the text itself, or the skills read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.text.encoders import Matrix, TextEncoder

Centres = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Written:
    """A text in its language, and the skills that were read from it."""

    text: str
    language: str
    skills: frozenset[str]


class Vectors(Protocol):
    """How what is written becomes rows that the ranking compares."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def rows(self, written: Sequence[Written]) -> Matrix:
        """(written, dimensions) unit rows, zeros where there is nothing to compare."""


class TextVectors:
    """The texts' own vectors, each less the centre of its language (dimensions,)."""

    def __init__(self, encoder: TextEncoder, centres: Centres) -> None:
        self._encoder, self._centres = encoder, centres
        self.name = f"of the texts ({encoder.name})"

    def rows(self, written: Sequence[Written]) -> Matrix:
        rows = self._encoder.encode([one.text for one in written])
        for row, one in enumerate(written):
            rows[row] -= self._centres.get(one.language, np.float32(0))
        return unit(rows)


class SkillVectors:
    """The mean of the vectors of the skills read, each by its label in one language.

    What is read is the same in any language, so its vector is too. `labels` names every skill;
    rows are less the mean of all labels.
    """

    def __init__(self, encoder: TextEncoder, labels: Mapping[str, str]) -> None:
        ids = sorted(labels)
        rows = encoder.encode([labels[id] for id in ids])
        self._rows = unit(rows - rows.mean(axis=0))
        self._number = {id: number for number, id in enumerate(ids)}
        self.name = f"of the skills read ({encoder.name})"

    def rows(self, written: Sequence[Written]) -> Matrix:
        found = np.zeros((len(written), self._rows.shape[1]), dtype=np.float32)
        for row, one in enumerate(written):
            for id in sorted(one.skills):
                found[row] += self._rows[self._number[id]]
        return unit(found)


def unit(rows: Matrix) -> Matrix:
    """The rows at length 1; rows of zeros stay as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found
