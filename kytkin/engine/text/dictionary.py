"""Dictionaries of word forms: simplemma's, with a quick no for what is no word.

Splitting a compound asks of every piece whether it is a word, and nearly none is. Once enough has
been asked, a Bloom filter with one hash (Bloom 1970) answers most of that without the stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Protocol

import numpy as np

BITS: Final = 1 << 25  # 4 MB: one in 20 is let through in vain at 1.6 million forms
ASKED_BEFORE_FILTER: Final = 20_000  # making the filter takes as long as this many questions

MOST_REMEMBERED: Final = 50_000  # forms, at some 150 bytes each


class Forms(Protocol):
    """Word form → lemma; all forms when iterated."""

    def get(self, key: str) -> str | None: ...

    def __iter__(self) -> Iterator[str]: ...


class Dictionary:
    """Word form → lemma; None when the form is unknown."""

    def __init__(self, forms: Forms, asked_before_filter: int = ASKED_BEFORE_FILTER) -> None:
        self._forms = forms
        self._left = asked_before_filter
        self._filter: bytes | None = None
        self._known: dict[str, str | None] = {}

    def get(self, key: str) -> str | None:
        """The lemma as the dictionary writes it."""
        if self._filter is not None:
            place = hash(key) % BITS
            if not self._filter[place >> 3] >> (place & 7) & 1:
                return None
            if key not in self._known:
                if len(self._known) >= MOST_REMEMBERED:
                    self._known.clear()
                self._known[key] = self._forms.get(key)
            return self._known[key]
        self._left -= 1
        if self._left < 0:
            self._filter = _filter(self._forms)
        return self._forms.get(key)


def _filter(forms: Forms) -> bytes:
    marks = np.zeros(BITS, dtype=np.bool_)
    marks[np.fromiter(map(hash, forms), dtype=np.int64) % BITS] = True
    return np.packbits(marks, bitorder="little").tobytes()


@cache
def factory() -> Any:
    """The one keeper of dictionaries: each language is read once, by whoever asks first."""
    from simplemma.strategies.dictionaries import StreamDictionaryFactory

    return StreamDictionaryFactory()


@cache
def dictionary(language: str) -> Dictionary:
    """That of "fi", "sv" or "en"."""
    return Dictionary(factory().get_dictionary(language))
