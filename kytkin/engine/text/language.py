"""Which of the three languages a text is in; meant for short queries as much as for pages."""

from __future__ import annotations

import re
from typing import Final

from kytkin.engine.text.lemmas import fold, is_known, tokenise
from kytkin.engine.text.stopwords import FUNCTION_WORDS

LANGUAGES: Final = ("fi", "sv", "en")
FUNCTION_WORD_WEIGHT: Final = 3.0
KNOWN_WORD_WEIGHT: Final = 1.5
# Spellings that speak for a language, each with its weight; found anywhere in a word.
SPELLINGS: Final[dict[str, tuple[tuple[re.Pattern[str], float], ...]]] = {
    "fi": (
        (re.compile(r"ää|öö|yy|uu|aa|ii|kk|pp|yö|äy|uo|ie(?=n|t|l)"), 0.6),
        (re.compile(r"(ss[aä]|st[aä]|ll[aä]|lle|ksi|i?nen|isen|uus|yys|minen)$"), 0.9),
        (re.compile(r"[bcdfgqwxzå]"), -0.5),
    ),
    "sv": (
        (re.compile(r"å"), 1.5),
        (re.compile(r"(het|heten|ning|ningen|tion|erna|arna|else|skap|lig|liga|or|ar|er)$"), 0.7),
        (re.compile(r"ck|sk|tj|kt|rn|ö(?!ö)|ä(?!ä)"), 0.3),
        (re.compile(r"ää|öö|yy|uu|w"), -1.5),
    ),
    "en": (
        (re.compile(r"th|wh|ou|ea|ee|gh|w|qu"), 0.6),
        (re.compile(r"(ing|tion|ment|ness|ity|ies|ed|ous|ive|ally|ly|s)$"), 0.6),
        (re.compile(r"[åäö]"), -3.0),
    ),
}  # fmt: skip


def detect_language(text: str, default: str = "fi") -> str:
    """The language of the text: "fi", "sv" or "en"; `default` when nothing speaks for any.

    Function words, dictionaries and spellings each add to a language's score; on equal scores
    the default wins, then the order fi, sv, en.
    """
    scores = language_scores(text)
    best = max(scores.values())
    if best <= 0:
        return default
    winners = [language for language in LANGUAGES if scores[language] == best]
    return default if default in winners else winners[0]


def language_scores(text: str) -> dict[str, float]:
    """How strongly the text speaks for each language; comparable within one text only."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for surface, _start, _end in tokenise(text):
        word = fold(surface)
        if not word.isalpha():
            continue
        for language in LANGUAGES:
            scores[language] += _word_score(word, language)
    return scores


def _word_score(word: str, language: str) -> float:
    if word in FUNCTION_WORDS[language]:
        return FUNCTION_WORD_WEIGHT
    score = sum(weight for pattern, weight in SPELLINGS[language] if pattern.search(word))
    if is_known(word, language):
        score += KNOWN_WORD_WEIGHT
    return score
