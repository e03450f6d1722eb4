"""Words across languages: which words of another language a word is likely to stand for.

Learned from labels of the same concept in two languages by IBM Model 1 (Brown et al. 1993, "The
Mathematics of Statistical Machine Translation"). The shipped lexicon comes from ESCO and YSO.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from kytkin.engine.text.lemmas import index_terms

SHIPPED: Final = Path(__file__).with_name("data") / "lexicon.tsv.gz"
ROUNDS: Final = 6
DOUBT: Final = 0.3  # as if each word had stood this often with nothing in the other language
LEAST: Final = 0.1
MOST: Final = 4
Translations = tuple[tuple[str, float], ...]  # words of the other language, the likeliest first


class Lexicon:
    """Translations of lemmas, by pair of languages."""

    def __init__(self, words: Mapping[tuple[str, str], Mapping[str, Translations]]) -> None:
        self.words = words

    def translate(self, word: str, source: str, target: str) -> Translations:
        """Words that the lemma may stand for, each with its probability; () when unknown."""
        return self.words.get((source, target), {}).get(word, ())

    def lines(self) -> list[str]:
        """The lexicon as text, a line for each word, sorted; `read_lexicon` reads it back."""
        lines = []
        for (source, target), words in sorted(self.words.items()):
            for word, translations in sorted(words.items()):
                cells = [f"{term} {round(100 * part)}" for term, part in translations]
                lines.append("\t".join((source, target, word, *cells)))
        return lines


def read_lexicon(lines: Iterable[str]) -> Lexicon:
    """A lexicon from its lines."""
    words: dict[tuple[str, str], dict[str, Translations]] = defaultdict(dict)
    for line in lines:
        source, target, word, *cells = line.rstrip("\n").split("\t")
        parts = [cell.rpartition(" ") for cell in cells]
        words[source, target][word] = tuple((term, int(part) / 100) for term, _, part in parts)
    return Lexicon(words)


@cache
def shipped_lexicon() -> Lexicon:
    """Finnish, Swedish and English, each to each; read once, when first asked for."""
    with gzip.open(SHIPPED, "rt", encoding="utf-8") as lines:
        return read_lexicon(lines)


def learn_lexicon(labels: Sequence[Mapping[str, str]], languages: Sequence[str]) -> Lexicon:
    """From labels of concepts, language → label; concepts without one of two are passed over."""
    terms = {
        language: [
            tuple(dict.fromkeys(index_terms(label.get(language, ""), language))) for label in labels
        ]
        for language in languages
    }
    return Lexicon(
        {
            (source, target): _model_one(terms[source], terms[target])
            for source in languages
            for target in languages
            if source != target
        }
    )


def _model_one(
    sources: Sequence[tuple[str, ...]], targets: Sequence[tuple[str, ...]]
) -> dict[str, Translations]:
    """Expectation maximisation over all pairs of words that stand in labels of one concept."""
    words: dict[str, int] = {}
    terms: dict[str, int] = {}
    pairs = [
        (words.setdefault(word, len(words)), terms.setdefault(term, len(terms)), label)
        for label, (source, target) in enumerate(zip(sources, targets, strict=True))
        for word in source
        for term in target
    ]
    word_of, term_of, label_of = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    kinds, kind = np.unique(word_of * len(terms) + term_of, return_inverse=True)
    _spots, spot = np.unique(label_of * len(terms) + term_of, return_inverse=True)
    word_of_kind, term_of_kind = np.divmod(kinds, max(1, len(terms)))
    chance = np.ones(len(kinds))
    for _round in range(ROUNDS):
        likely = chance[kind]
        likely /= np.bincount(spot, likely)[spot]
        counts = np.bincount(kind, likely)
        chance = counts / (np.bincount(word_of_kind, counts) + DOUBT)[word_of_kind]
    names, found = list(terms), defaultdict(list)
    for word, term, part in zip(word_of_kind, term_of_kind, chance, strict=True):
        if part >= LEAST:
            found[int(word)].append((names[term], float(part)))
    return {
        word: tuple(sorted(found[number], key=lambda one: (-one[1], one[0]))[:MOST])
        for word, number in words.items()
        if number in found
    }
