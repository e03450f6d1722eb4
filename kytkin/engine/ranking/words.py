"""Texts by their words: BM25 over lemmas and compound parts, across languages by a lexicon."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kytkin.engine.ranking.lexicon import Lexicon
from kytkin.engine.text.language import LANGUAGES
from kytkin.engine.text.lemmas import content_tokens, fold, tokenise
from kytkin.engine.text.weighting import Field, Scores, TermIndex, plain

LENGTH_NORM: Final = 0.5
AS_WRITTEN: Final = 0.3  # what an untranslated form counts where a translation is known
SATURATED: Final = 2.2  # the most a term counts in BM25 before its rarity


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language (ISO 639-1 code)."""

    id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query: as written, its lemma, and its parts when it is a compound."""

    surface: str
    lemma: str
    parts: tuple[str, ...]


def words_of(text: Text) -> list[Word]:
    """The words that carry content; in a language without a dictionary all, as written."""
    if text.language in LANGUAGES:
        tokens = content_tokens(text.text, text.language)
        return [Word(token.surface, token.lemma, token.parts) for token in tokens]
    return [Word(word, fold(word), ()) for word, _start, _end in tokenise(text.text)]


Asked = Mapping[str, tuple[str, float]]  # term → the query's word as written, and its weight


class WordIndex:
    """The texts of a corpus by their words, kept apart by language."""

    def __init__(self, texts: Sequence[Text], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        documents = []
        for text in texts:
            terms = []
            for word in words_of(text):
                terms += [
                    f"{text.language}:{term}" for term in dict.fromkeys((word.lemma, *word.parts))
                ]
            documents.append(terms)
        self._languages = sorted({text.language for text in texts})
        self._index = TermIndex.bm25(plain(documents), {"text": Field(length_norm=LENGTH_NORM)})
        stands = np.bincount(self._index.documents.indices, minlength=len(self._index.terms))
        self._count = len(texts)
        self._rarity = {
            term: _rarity(self._count, int(stands[number]))
            for term, number in self._index.terms.items()
        }

    def scores(self, asked: Asked) -> Scores:
        """(texts,): BM25 of what `ask` made of a query, 0 or more."""
        total = np.zeros(self._count)
        for term in sorted(asked):
            total += self._index.scores([term]) * asked[term][1]
        return total

    def explain(self, asked: Asked, text: int) -> list[tuple[str, float]]:
        """The query's words as written with what each adds to the score of one text."""
        parts: dict[str, float] = defaultdict(float)
        for term, (surface, weight) in asked.items():
            for one in self._index.explain([term], text):
                parts[surface] += one.value * weight
        return sorted(parts.items(), key=lambda part: (-part[1], part[0]))

    def ask(self, query: Text) -> Asked:
        """The terms of the index that the query's words may stand for, in any language.

        Weights are divided by the root of the most BM25 that the query could reach, so that a
        long query counts for more than a short one, but not as many times as it is longer.
        """
        found: dict[str, tuple[str, float]] = {}
        most = 0.0
        for word in words_of(query):
            known = 0.0
            for language in self._languages:
                for term, part in self._forms(word, query.language, language).items():
                    named = f"{language}:{term}"
                    rarity = self._rarity.get(named, _rarity(self._count, 0))
                    known = max(known, part * rarity)
                    if named in self._rarity:
                        surface, weight = found.get(named, (word.surface, 0.0))
                        found[named] = (surface, weight + part)
            most += SATURATED * known
        scale = 1 / math.sqrt(max(most, 1.0))
        return {term: (surface, part * scale) for term, (surface, part) in found.items()}

    def _forms(self, word: Word, source: str, target: str) -> dict[str, float]:
        """What a word looks like in a language, each form with its weight."""
        if source == target:
            return dict.fromkeys((word.lemma, *word.parts), 1.0)
        translations = self.lexicon.translate(word.lemma, source, target)
        if not translations:
            translations = tuple(
                one for part in word.parts for one in self.lexicon.translate(part, source, target)
            )
        forms = {word.lemma: AS_WRITTEN if translations else 1.0}
        for term, part in translations:
            forms[term] = max(part, forms.get(term, 0.0))
        return forms


def _rarity(count: int, stands: int) -> float:
    return math.log1p((count - stands + 0.5) / (stands + 0.5))
