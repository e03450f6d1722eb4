"""Texts as vectors by their words alone: thousands a second, without the dense encoder.

Each lemma of Finnish, Swedish and English has a vector learned by cross-lingual latent semantic
indexing over library titles (`scripts/make_static_words.py`); a text is the sum of its words by
their rarity, of the parts of its compounds, and of the pieces of its words, so that a word never
seen before still lies near those that it looks like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.text.encoders import Kind, Matrix, unit
from kytkin.engine.text.language import detect_language
from kytkin.engine.text.lemmas import compound_parts, fold, lemma_of, tokenise
from kytkin.engine.text.stopwords import FUNCTION_WORDS

SHIPPED: Final = Path(__file__).parents[1] / "artefacts" / "static_words.npz"
DIMENSIONS: Final = 256
GRAM_LENGTHS: Final = (4, 5)
PART_WEIGHT: Final = 0.6
GRAM_WEIGHT: Final = 0.6
UNKNOWN_RARITY: Final = 6.0
LEAST_LENGTH: Final = 5.0
MOST_REMEMBERED: Final = 50_000  # words, at 1.3 KB each
Row = NDArray[np.float32]


def grams(word: str) -> list[str]:
    """The pieces of a word with its borders: talo → <tal, talo, alo>, <talo, talo>."""
    marked = f"<{word}>"
    return [
        marked[start : start + length]
        for length in GRAM_LENGTHS
        for start in range(len(marked) - length + 1)
    ]


def is_held_out(uri: str) -> bool:
    """A tenth of the subjects, by a hash: nothing is learned from them, so they may be asked."""
    return hashlib.blake2b(uri.encode("utf-8"), digest_size=1).digest()[0] < 26


@dataclass(frozen=True, slots=True)
class StaticWords:
    """Vectors of words and of pieces, by (language, key).

    Rows (n, 256) are kept as bytes; times its scale, (n,), each has unit length.
    """

    version: str
    words: Mapping[tuple[str, str], int]
    word_rows: NDArray[np.int8]
    word_scales: Row
    rarity: NDArray[np.float16]
    grams: Mapping[tuple[str, str], int]
    gram_rows: NDArray[np.int8]
    gram_scales: Row

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """From the file that the script makes; raises FileNotFoundError where there is none."""
        version = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
        with np.load(path) as held:
            return cls(
                version,
                _places(held["word_keys"]),
                word_rows := held["word_rows"],
                _scales(word_rows),
                held["word_rarity"],
                _places(held["gram_keys"]),
                gram_rows := held["gram_rows"],
                _scales(gram_rows),
            )


def _places(keys: NDArray[np.uint8]) -> dict[tuple[str, str], int]:
    lines = keys.tobytes().decode("utf-8").split("\n")
    return {(line[:2], line[3:]): place for place, line in enumerate(lines)}


def _scales(rows: NDArray[np.int8]) -> Row:
    """(n,): one over the length of each row."""
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.int32, casting="unsafe")
    scales: Row = (1 / np.sqrt(np.maximum(squares, 1))).astype(np.float32)
    return scales


class StaticEncoder:
    """Texts to unit rows of 256 numbers; a text without a known piece gives a row of zeros.

    `language` is that of every text; without it each text's language is found out.
    """

    def __init__(self, words: StaticWords, language: str | None = None) -> None:
        self._words = words
        self._language = language
        self._memory: dict[tuple[str, str], Row] = {}
        self.dimensions = DIMENSIONS
        self.name = f"static-{words.version}" + (f"-{language}" if language else "")

    def of(self, language: str) -> StaticEncoder:
        """The same encoder for texts of one language."""
        return StaticEncoder(self._words, language)

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        """(len(texts), 256); what is searched with and searched in are encoded alike."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            language = self._language or detect_language(text)
            for surface, _start, _end in tokenise(text):
                rows[place] += self._row(fold(surface), language)
        return unit(rows)

    def _row(self, word: str, language: str) -> Row:
        key = (language, word)
        if (row := self._memory.get(key)) is None:
            if len(self._memory) >= MOST_REMEMBERED:
                self._memory.clear()
            row = self._memory[key] = self._made(word, language)
        return row

    def _made(self, word: str, language: str) -> Row:
        """The word's own vector and those of its parts and pieces; zeros for a function word."""
        row: Row = np.zeros(DIMENSIONS, dtype=np.float32)
        if word in FUNCTION_WORDS.get(language, ()) or language not in FUNCTION_WORDS:
            return row
        held, lemma = self._words, lemma_of(word, language)
        weighed = [(lemma, 1.0), *((part, PART_WEIGHT) for part in compound_parts(lemma, language))]
        for part, weight in weighed:
            if (place := held.words.get((language, part))) is not None:
                share = weight * float(held.rarity[place]) * float(held.word_scales[place])
                row += np.float32(share) * held.word_rows[place]
        places = [held.grams.get((language, gram)) for gram in grams(word)]
        found = [place for place in places if place is not None]
        if found:
            pieces = held.gram_scales[found] @ held.gram_rows[found].astype(np.float32)
            known = float(np.sqrt(row @ row))
            weight = GRAM_WEIGHT * max(known, LEAST_LENGTH) if known else UNKNOWN_RARITY
            row += np.float32(weight / max(float(np.sqrt(pieces @ pieces)), 1e-9)) * pieces
        return row


@cache
def static_encoder() -> StaticEncoder:
    """The encoder over the vectors that ship with Kytkin; they are read when first asked for."""
    return StaticEncoder(StaticWords.load())
