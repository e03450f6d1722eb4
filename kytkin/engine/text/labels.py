"""Finding the labels of a vocabulary in a text: by lemmas, longest first, inside compounds too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from kytkin.engine.text.lemmas import Token, label_key, lemmatise


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a concept in one language."""

    concept_id: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """Where a label stands in a text. Several concepts may share a key: ambiguity is kept.

    `start` and `end` are character offsets; `via_part` says that only a part of a compound
    matched (rikollisuus in nuorisorikollisuus).
    """

    concept_ids: tuple[str, ...]
    start: int
    end: int
    surface: str
    key: str
    via_part: bool


class LabelMatcher:
    """Labels of one language by their lemma keys; matching takes time linear in the text."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._concepts: dict[str, tuple[str, ...]] = {}
        self._longest: dict[str, int] = {}
        self._take((label.concept_id, label_key(label.text, label.language)) for label in labels)

    @classmethod
    def from_keys(cls, keys: Iterable[tuple[str, str]]) -> Self:
        """From (concept id, key) pairs whose keys `label_key` has made."""
        matcher = cls()
        matcher._take(keys)
        return matcher

    def _take(self, keys: Iterable[tuple[str, str]]) -> None:
        gathered: dict[str, set[str]] = defaultdict(set)
        for concept_id, key in keys:
            if key:
                gathered[key].add(concept_id)
        for key, concept_ids in gathered.items():
            known = set(self._concepts.get(key, ()))
            self._concepts[key] = tuple(sorted(known | concept_ids))
            words = key.split(" ")
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def __len__(self) -> int:
        return len(self._concepts)

    def match(self, text: str, language: str) -> tuple[LabelMatch, ...]:
        """The labels in the text, in order: longest matches first take their words.

        Words that no label takes are looked into: the parts of a compound, and runs of its parts.
        """
        tokens = lemmatise(text, language)
        found: list[LabelMatch] = []
        position = 0
        while position < len(tokens):
            length = self._longest_at(tokens, position)
            if length:
                taken = tokens[position : position + length]
                key = " ".join(token.lemma for token in taken)
                found.append(self._matched(text, key, taken[0].start, taken[-1].end, False))
            else:
                found += self._inside(text, tokens[position])
            position += max(1, length)
        return tuple(found)

    def _longest_at(self, tokens: tuple[Token, ...], position: int) -> int:
        longest = self._longest.get(tokens[position].lemma, 0)
        for length in range(min(longest, len(tokens) - position), 0, -1):
            key = " ".join(token.lemma for token in tokens[position : position + length])
            if key in self._concepts:
                return length
        return 0

    def _inside(self, text: str, token: Token) -> list[LabelMatch]:
        """Labels that a compound's parts make, alone; the last part carries the meaning."""
        keys = dict.fromkeys(part for part in reversed(token.parts) if part in self._concepts)
        return [self._matched(text, key, token.start, token.end, True) for key in keys]

    def _matched(self, text: str, key: str, start: int, end: int, via_part: bool) -> LabelMatch:
        return LabelMatch(self._concepts[key], start, end, text[start:end], key, via_part)
