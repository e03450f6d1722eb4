"""What library titles tell of subjects: counts that ship with Kytkin, read when first asked for.

Made by scripts/make_tagging_statistics.py, which says of what; docs/tagging.md says how well
they serve. One file for each language, about 2 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

ARTEFACTS: Final = Path(__file__).resolve().parents[1] / "artefacts"
LANGUAGES: Final = ("fi", "sv", "en")
TITLE: Final = 2  # what a term counts in a title where it stands as a word of its own
PART: Final = 1  # and where it stands inside a compound only
LABEL_BOOST: Final = 20.0  # a word of the label counts as if it stood in this many more titles

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SubjectStatistics:
    """One language's view of S subjects through T terms (lemmas and parts of compounds).

    `likeness` and `company` are (S, T) with rows of unit length, by column: how much a term
    speaks for a subject with its label's words, and by the company of its titles alone.
    """

    language: str
    subjects: tuple[str, ...]  # URIs, ascending within a vocabulary
    terms: dict[str, int]
    rarity: Floats  # (T,) ln(titles / titles with the term)
    likeness: csc_array
    company: csc_array
    keys: tuple[tuple[str, int], ...]  # label key, number of its subject
    label_titles: Floats  # (S,) titles of anything in which a label of the subject stands
    presence: Floats  # (3, S) titles that carry the subject, fi, sv, en; at most about 40


@cache
def subject_statistics(language: str) -> SubjectStatistics:
    """The statistics of "fi", "sv" or "en"; takes 0.3 s and 30 MB for each."""
    with np.load(ARTEFACTS / f"tagging_yso_{language}.npz", allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return from_arrays(language, arrays)


def from_arrays(language: str, arrays: dict[str, NDArray[np.generic]]) -> SubjectStatistics:
    """From the arrays of an artefact; the script that makes them says what each is."""
    subjects = _lines(arrays["subjects"])
    terms = _lines(arrays["terms"])
    shape = (len(subjects), len(terms))
    titles = float(arrays["titles"])
    rarity = np.log((titles + 1) / (arrays["term_titles"].astype(np.float32) + 1))
    joint = _matrix(arrays, "joint", "counts", shape)
    named = _matrix(arrays, "label", "weights", shape)
    keys = tuple(
        (key, int(number))
        for key, number in zip(_lines(arrays["keys"]), arrays["key_subjects"], strict=True)
    )
    label_titles = np.zeros(len(subjects), dtype=np.float32)
    np.maximum.at(
        label_titles,
        arrays["key_subjects"].astype(np.int64),
        arrays["key_titles"].astype(np.float32),
    )
    return SubjectStatistics(
        language,
        tuple(subjects),
        {term: number for number, term in enumerate(terms)},
        rarity.astype(np.float32),
        _weighted(joint + LABEL_BOOST * named, rarity),
        _weighted(joint, rarity),
        keys,
        label_titles,
        arrays["presence"].astype(np.float32),
    )


def _lines(stored: NDArray[np.generic]) -> list[str]:
    return stored.tobytes().decode().split("\n")


def _matrix(
    arrays: dict[str, NDArray[np.generic]], name: str, values: str, shape: tuple[int, int]
) -> csr_array:
    """Stored counts are in units of TITLE."""
    return csr_array(
        (
            arrays[f"{name}_{values}"].astype(np.float32) / TITLE,
            arrays[f"{name}_indices"].astype(np.int32),
            arrays[f"{name}_indptr"].astype(np.int32),
        ),
        shape=shape,
    )


def _weighted(counts: csr_array, rarity: NDArray[np.floating]) -> csc_array:
    """Counts times the square root of rarity, each row of unit length."""
    weights = counts.tocsr()
    weights.data = (weights.data * np.sqrt(rarity)[weights.indices]).astype(np.float32)
    squares = np.bincount(
        np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr)),
        weights=weights.data**2,
        minlength=weights.shape[0],
    )
    lengths = np.where(squares > 0, np.sqrt(squares), 1)
    weights.data /= np.repeat(lengths, np.diff(weights.indptr)).astype(np.float32)
    return weights.tocsc()
