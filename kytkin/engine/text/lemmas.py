"""Tokens, lemmas and compound parts.

Lemmas come from simplemma (dictionaries made from Wiktionary and other open sources); its
streamed dictionaries take about 75 MB for the three languages, loaded when first asked for.
Compounds are split by the same dictionaries: every part must be a known word form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from kytkin.engine.text.dictionary import dictionary, factory
from kytkin.engine.text.stopwords import FUNCTION_WORDS

WORD: Final = re.compile(r"[^\W_]+(?:[-'’:][^\W_]+)*", re.UNICODE)
QUALIFIER: Final = re.compile(r"\s*\([^)]*\)\s*$")
SHORTEST_COMPOUND: Final = 8
LONGEST_WORD: Final = 80  # the work of splitting grows with the square; no real word is as long
SHORTEST_PART: Final = {"fi": 3, "sv": 3, "en": 99}
SHORTEST_LAST_PART: Final = {"fi": 4, "sv": 3, "en": 99}
MOST_PARTS: Final = 4
# Word forms for which the dictionary prefers a rare reading.
PREFERRED_LEMMAS: Final[dict[str, dict[str, str]]] = {
    "fi": {"työ": "työ", "maa": "maa", "suomi": "suomi", "tuki": "tuki", "kuntien": "kunta"},
    "sv": {"äldre": "äldre", "äldres": "äldre", "barn": "barn", "vård": "vård"},
    "en": {"elderly": "elderly", "ageing": "ageing", "aging": "ageing", "housing": "housing"},
}
# Ends of compounds that a longer but rarer reading would take: hankin-talain, päästö-kauppalain.
# "laista" is left out: it ends every -lainen too (porilaista).
PREFERRED_ENDS: Final[dict[str, dict[str, str]]] = {
    "fi": dict.fromkeys(("lain", "laissa", "lailla", "laiksi"), "laki"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, where it stands (character offsets), its lemma and compound parts."""

    surface: str
    start: int
    end: int
    lemma: str
    parts: tuple[str, ...] = ()


@cache
def _simple_lemmatizer() -> Any:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory()))


def fold(text: str) -> str:
    """Lower case in one Unicode form (NFC); the apostrophes of typesetting made plain."""
    return unicodedata.normalize("NFC", text).lower().replace("’", "'")


def is_known(word: str, language: str) -> bool:
    """The dictionary has this word form."""
    return dictionary(language).get(word) is not None


@lru_cache(maxsize=100_000)
def lemma_of(word: str, language: str) -> str:
    """The lemma of one folded word; an unknown word is lemmatised through its last part."""
    if preferred := PREFERRED_LEMMAS.get(language, {}).get(word):
        return preferred
    if any(sign in word for sign in ":'"):
        word = re.split(r"[:']", word)[0]
    if not word or word[0].isdigit() or len(word) > LONGEST_WORD:
        return word
    if "-" in word:
        head, _hyphen, last = word.rpartition("-")
        return f"{head}-{lemma_of(last, language)}" if last else head
    if found := dictionary(language).get(word):
        return found.lower()
    if through := _lemma_through_last_part(word, language):
        return through
    lemmatizer = _simple_lemmatizer()
    lemma: str = lemmatizer.lemmatize(word, lang=language)
    return lemma.lower()


def _lemma_through_last_part(word: str, language: str) -> str | None:
    """kyberturvallisuuslainsäädännön → kyberturvallisuuslainsäädäntö, by its longest known end.

    What stands before must be known too, wholly or at its end; None when nothing fits.
    """
    if len(word) < SHORTEST_COMPOUND:
        return None
    for end, lemma in PREFERRED_ENDS.get(language, {}).items():
        stem = word.removesuffix(end)
        if stem != word and _ends_in_known_part(stem, language):
            return stem + lemma
    for cut in range(SHORTEST_PART[language], len(word) - SHORTEST_LAST_PART[language] + 1):
        found = dictionary(language).get(word[cut:])
        if found is not None and _ends_in_known_part(word[:cut], language):
            return word[:cut] + found.lower()
    return None


def _ends_in_known_part(text: str, language: str) -> bool:
    shortest = SHORTEST_PART[language]
    return any(
        _known_left_part(text[cut:], language) is not None
        for cut in range(len(text) - shortest + 1)
    )


@lru_cache(maxsize=100_000)
def compound_parts(word: str, language: str) -> tuple[str, ...]:
    """The lemmas of a compound's parts, in order; () for a word that is no compound.

    nuorisorikollisuus → (nuoriso, rikollisuus); ungdomsbrottslighet → (ungdom, brottslighet).
    Of several ways to split, the one with fewest parts wins, then the one that reads an s as a
    joint, then the one whose shortest part is longest. When only the last part is known, the
    rest stands as it is: kyberturvallisuuslainsäädäntö → (kyberturvallisuus, lainsäädäntö).
    """
    word = fold(word)
    if "-" in word:
        pieces = [piece for piece in word.split("-") if len(piece) > 1]
        if len(pieces) < 2:
            return ()
        lemmas: list[str] = []
        for piece in pieces:
            lemmas += compound_parts(piece, language) or (lemma_of(piece, language),)
        return tuple(lemmas)
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD or language == "en":
        return ()
    best = _best_split(word, language, MOST_PARTS) or _split_at_last_part(word, language)
    return tuple(lemma_of(part, language) for part in best) if len(best) > 1 else ()


def _best_split(word: str, language: str, most: int) -> tuple[str, ...]:
    """The best way to cut the word into known forms; () when there is none."""
    shortest = SHORTEST_PART[language]
    last = SHORTEST_LAST_PART[language]
    whole = (word,) if len(word) >= last and is_known(word, language) else ()
    if most == 1:
        return whole
    candidates: list[tuple[str, ...]] = []
    for cut in range(shortest, len(word) - last + 1):
        left = _known_left_part(word[:cut], language)
        if left is None:
            continue
        rest = word[cut:]
        right = (rest,) if is_known(rest, language) else _best_split(rest, language, most - 1)
        if right:
            candidates.append((left, *right))
    if not candidates:
        return whole
    return min(
        candidates,
        key=lambda parts: (len(parts), sum(map(len, parts)), -min(map(len, parts)), parts),
    )


def _split_at_last_part(word: str, language: str) -> tuple[str, ...]:
    for cut in range(SHORTEST_PART[language], len(word) - SHORTEST_LAST_PART[language] + 1):
        if is_known(word[cut:], language) and _ends_in_known_part(word[:cut], language):
            return (word[:cut], word[cut:])
    return ()


def _known_left_part(part: str, language: str) -> str | None:
    """A form that may stand before another part, else None.

    Finnish joins a nominative or a genitive (nuoriso-, lasten-); Swedish may add an s (ungdom-s-).
    """
    if language == "sv" and part.endswith("s") and is_known(part[:-1], language):
        return part[:-1]
    found = PREFERRED_LEMMAS.get(language, {}).get(part) or dictionary(language).get(part)
    if found is None:
        return None
    if language == "fi" and found.lower() != part and not part.endswith("n"):
        return None
    return part


def tokenise(text: str) -> tuple[tuple[str, int, int], ...]:
    """The words of the text with their start and end, in order."""
    return tuple((match[0], match.start(), match.end()) for match in WORD.finditer(text))


def lemmatise(text: str, language: str) -> tuple[Token, ...]:
    """Every word with its lemma and compound parts; function words included."""
    tokens = []
    for surface, start, end in tokenise(text):
        lemma = lemma_of(fold(surface), language)
        tokens.append(Token(surface, start, end, lemma, compound_parts(lemma, language)))
    return tuple(tokens)


def content_tokens(text: str, language: str) -> tuple[Token, ...]:
    """The tokens that carry content: no function words, no single letters."""
    stop = FUNCTION_WORDS[language]
    return tuple(
        token
        for token in lemmatise(text, language)
        if len(token.lemma) > 1 and fold(token.surface) not in stop and token.lemma not in stop
    )


def index_terms(text: str, language: str) -> tuple[str, ...]:
    """Lemmas and compound parts for a full-text index, in order, function words left out."""
    terms: list[str] = []
    for token in content_tokens(text, language):
        terms.append(token.lemma)
        terms += token.parts
    return tuple(terms)


def label_key(label: str, language: str) -> str:
    """The key that a label and its inflected forms share: lemmas joined by a space.

    A qualifier in parentheses at the end is left out: "lead (metal)" has the key "lead".
    """
    bare = QUALIFIER.sub("", label) or label
    return " ".join(lemma_of(fold(word), language) for word, _start, _end in tokenise(bare))
