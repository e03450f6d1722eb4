"""ESCO's labels as pairs that mean the same: what alignments are learned from and measured on."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

BESIDE: Final = 0.5  # what an occupation or an alternative label counts beside a skill's own
ALTERNATIVES: Final = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A concept with its label in each language and English labels beside it."""

    uri: str
    labels: dict[str, str]
    alternatives: tuple[str, ...]


def read_labels(path: Path) -> list[Labelled]:
    """Concepts with a label in all three languages, in the order of a file as ESCO's ship."""
    return list(_read(path))


def _read(path: Path) -> Iterator[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            labels = {language: row[language] for language in ("fi", "sv", "en")}
            if all(labels.values()):
                others = (one for one in row["alt_en"].split("|") if one not in ("", labels["en"]))
                yield Labelled(row["uri"], labels, tuple(dict.fromkeys(others)))


def training_pairs(
    skills: Sequence[Labelled], occupations: Sequence[Labelled], first: str, second: str
) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Labels side by side and what each pair counts: the skills first, in their order.

    Then occupations, and for English the alternative labels of the same skills, each by half.
    """
    pairs = [(one.labels[first], one.labels[second], 1.0) for one in skills]
    pairs += [(one.labels[first], one.labels[second], BESIDE) for one in occupations]
    if second == "en":
        pairs += [
            (one.labels[first], other, BESIDE)
            for one in skills
            for other in one.alternatives[:ALTERNATIVES]
        ]
    ours, theirs, weights = zip(*pairs, strict=True)
    return list(ours), list(theirs), np.array(weights)
