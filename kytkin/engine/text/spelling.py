"""Mending typing mistakes in a search, from the words that the index really holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST_MENDED = 4
LONG_WORD = 8
MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the index near the mistyped one; `distance` counts edits, not accents."""

    word: str
    distance: int
    count: int


def plain(word: str) -> str:
    """The word without accents: syrjäytyminen → syrjaytyminen, åland → aland."""
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


class Speller:
    """Words with how often they occur; distances are optimal string alignment (swaps count one)."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self._by_length: dict[int, list[tuple[str, str]]] = {}
        for word in sorted(self._counts):
            bare = plain(word)
            self._by_length.setdefault(len(bare), []).append((bare, word))

    def correct(self, word: str, limit: int = 3) -> tuple[Correction, ...]:
        """The nearest words: fewest edits first, then the most frequent, then by the alphabet.

        One edit is allowed, two in words of eight letters or more; shorter than four letters,
        only accents are mended.
        """
        bare = plain(word)
        allowed = 0 if len(bare) < SHORTEST_MENDED else 1 if len(bare) < LONG_WORD else 2
        found = []
        for length in range(len(bare) - allowed, len(bare) + allowed + 1):
            entries = self._by_length.get(length, [])
            near = extract(
                bare,
                [entry[0] for entry in entries],
                scorer=OSA.distance,
                score_cutoff=allowed,
                limit=MOST_CANDIDATES,
            )
            found += [
                Correction(entries[index][1], int(distance), self._counts[entries[index][1]])
                for _bare, distance, index in near
            ]
        found.sort(key=lambda c: (c.distance, -c.count, c.word))
        return tuple(found[:limit])
