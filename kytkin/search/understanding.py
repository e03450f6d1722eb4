"""What a query means: identifiers, words, typing mistakes, and subjects in other languages."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final

from kytkin.common.languages import LANGUAGES
from kytkin.engine.text.language import detect_language
from kytkin.engine.text.lemmas import Token, content_tokens, fold, label_key
from kytkin.engine.text.stopwords import ADMINISTRATIVE_WORDS, ASKING_WORDS
from kytkin.search.documents import concept_term
from kytkin.search.vocabulary import IndexVocabulary
from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

LONGEST_QUERY: Final = 300
MOST_WORDS: Final = 24
LONGEST_LABEL: Final = 4
SHORTEST_HEAD: Final = 6
IDENTIFIER: Final = re.compile(
    r"\b(?:[A-ZÅÄÖ]{2,4}\d{3}[:\-]\d{2}[/\-]\d{4}|VN/\d+/\d{4}|VN/\d+|\d{2,6}/\d{4}|(?:HE|RP)\s?\d+/\d{4}"
    r"|[A-ZÅÄÖ]{2,4}\d{3}:\d{2}|[A-ZÅÄÖ]{2,4}\d{3})\b",
    re.IGNORECASE,
)
# How strongly a way of finding counts beside the word itself.
LEMMA = CONCEPT = 1.0
HEAD = 0.9
TRANSLATION = 0.85
WHOLE = 0.8
MENDED = COMPOUND = 0.75
CRAFT = 0.3
BEGINNING = LABEL_PART = 0.6
PART = 0.5


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that stand for a query word; all of them are wanted together. `factor` in (0, 1]."""

    words: tuple[str, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """A subject that links the query's words to another language."""

    asked: str
    found: str
    concept_id: int


@dataclass(slots=True)
class Wish:
    """One word of the query with everything that may stand for it, and how rare it is."""

    surface: str
    lemma: str
    alternatives: dict[tuple[str, ...], float] = field(default_factory=dict)
    rarity: float = 1.0
    is_asking: bool = False
    is_craft: bool = False
    _ranked: list[tuple[tuple[str, ...], float]] | None = None

    def ranked(self) -> list[tuple[tuple[str, ...], float]]:
        """The alternatives, strongest first; sorted once, when all have been accepted."""
        if self._ranked is None:
            self._ranked = sorted(self.alternatives.items(), key=lambda a: (-a[1], a[0]))
        return self._ranked

    def accept(self, words: tuple[str, ...], factor: float) -> None:
        if words and factor > self.alternatives.get(words, 0):
            self.alternatives[words] = factor
            self._ranked = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """A query taken apart. `corrections` are (typed, read as) pairs."""

    text: str
    language: str
    identifiers: tuple[str, ...]
    wishes: tuple[Wish, ...]
    bridges: tuple[Bridge, ...]
    corrections: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every index word that any wish would take."""
        found = {word for wish in self.wishes for words in wish.alternatives for word in words}
        return tuple(sorted(found))


def understand(text: str, page_language: str, vocabulary: IndexVocabulary) -> Understanding:
    """Take a query apart; `page_language` decides when the words speak for no language."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]
    identifiers = tuple(dict.fromkeys(_identifier(m) for m in IDENTIFIER.findall(text)))
    rest = IDENTIFIER.sub(" ", text)
    language = detect_language(rest, default=page_language)
    tokens = content_tokens(rest, language)[:MOST_WORDS]
    wishes = [_wish(token, language) for token in tokens]
    if any(not wish.is_asking for wish in wishes):
        wishes = [wish for wish in wishes if not wish.is_asking]
    kept = [token for token in tokens if any(w.surface == token.surface for w in wishes)]
    bridges = _bridge(kept, wishes, language, vocabulary)
    corrections = _mend(wishes, vocabulary)
    if wishes and text and not text.endswith((" ", "?", ".")):
        _complete(wishes[-1], vocabulary)
    for wish in wishes:
        _accept_compounds(wish, vocabulary)
        wish.rarity = _rarity(wish, vocabulary) * (CRAFT if wish.is_craft else 1)
    return Understanding(
        text, language, identifiers, tuple(wishes), tuple(bridges), tuple(corrections)
    )


def _identifier(written: str) -> str:
    """As the index has it: folded, without spaces; RP is Swedish for HE, a government bill."""
    folded = fold(written).replace(" ", "")
    return f"he{folded[2:]}" if re.match(r"rp\d", folded) else folded


def _wish(token: Token, language: str) -> Wish:
    surface = fold(token.surface)
    wish = Wish(token.surface, token.lemma)
    asking = ASKING_WORDS[language]
    craft = ADMINISTRATIVE_WORDS[language]
    wish.is_asking = token.lemma in asking or surface in asking
    wish.is_craft = token.lemma in craft
    wish.accept((token.lemma,), LEMMA)
    wish.accept((surface,), LEMMA)
    if token.parts:
        wish.accept(token.parts, WHOLE)
        for part, factor in ((token.parts[-1], PART * 0.6), (token.parts[0], PART)):
            if part not in craft:
                wish.accept((part,), factor)
    return wish


def _bridge(
    tokens: list[Token], wishes: list[Wish], language: str, vocabulary: IndexVocabulary
) -> list[Bridge]:
    """Give the wishes the subjects whose labels the query holds, longest labels first."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for length in range(min(LONGEST_LABEL, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            key = " ".join(token.lemma for token in tokens[start : start + length])
            runs.setdefault(key, []).append((start, length))
    rows = _subject_labels(set(runs))
    bridges, seen = [], set()
    part_runs = _part_runs(tokens, language)
    rows = [*rows, *_subject_labels(set(part_runs) - set(runs))]
    ordered = sorted(rows, key=lambda r: (r.language != language, -len(r.key), r.concept_id))
    known = {row.key for row in ordered if row.language == language}
    for row in ordered:
        if row.language != language and row.key in known:
            continue
        concept = row.concept.replaced_by or row.concept
        for start, length in runs.get(row.key, ()):
            _accept_concept(concept, wishes[start : start + length], CONCEPT)
        for place, strength in part_runs.get(row.key, ()):
            _accept_concept(concept, wishes[place : place + 1], strength)
        bridge = _told(row, concept, language)
        if bridge and concept.pk not in seen and concept_term(concept.pk) in vocabulary.counts:
            seen.add(concept.pk)
            bridges.append(bridge)
    for wish in wishes:
        _accept_label_parts(wish, vocabulary)
    return bridges


def _subject_labels(keys: set[str]) -> list[ConceptLabel]:
    """The labels of subjects with these keys, in any language."""
    found = ConceptLabel.objects.filter(
        key__in=sorted(keys), concept__scheme__in=(Scheme.YSO, Scheme.JUHO)
    )
    return list(found.select_related("concept", "concept__replaced_by"))


def _part_runs(tokens: list[Token], language: str) -> dict[str, list[tuple[int, float]]]:
    """The parts of compounds with their places and strengths.

    Before a word of the administration's craft the first part carries the subject:
    kärnenergi in kärnenergilag, alkoholi in alkoholilaki.
    """
    runs: dict[str, list[tuple[int, float]]] = {}
    for place, token in enumerate(tokens):
        if not token.parts:
            continue
        is_craft = token.parts[-1] in ADMINISTRATIVE_WORDS[language]
        for part in token.parts[:-1]:
            runs.setdefault(part, []).append((place, HEAD if is_craft else PART))
        if not is_craft:
            runs.setdefault(token.parts[-1], []).append((place, PART))
    return runs


def _accept_concept(concept: Concept, wishes: list[Wish], strength: float) -> None:
    """The words of a label stand for its concept, and for its labels in the other languages."""
    for wish in wishes:
        wish.accept((concept_term(concept.pk),), strength)
        for language in LANGUAGES:
            label = concept.labels.get(language)
            if label:
                words = tuple(label_key(label, language).split(" "))
                wish.accept(words, TRANSLATION * strength)


def _told(row: ConceptLabel, concept: Concept, language: str) -> Bridge | None:
    """The sentence's two words, when the query's language is not the content's (Finnish)."""
    finnish = concept.labels.get("fi")
    if row.language == "fi" or not finnish or fold(finnish) == fold(row.text):
        return None
    return Bridge(row.text, finnish, concept.pk)


def _accept_label_parts(wish: Wish, vocabulary: IndexVocabulary) -> None:
    """A word inside longer labels of themes: elderly → care of the elderly, weaker the longer."""
    for label in vocabulary.labels_by_word.get(wish.lemma, [])[:60]:
        if len(label.words) > 1:
            wish.accept((concept_term(label.concept_id),), LABEL_PART / len(label.words))


def _mend(wishes: list[Wish], vocabulary: IndexVocabulary) -> list[tuple[str, str]]:
    """Read words that the index does not know as the nearest ones it knows."""
    corrections = []
    for wish in wishes:
        if any(
            factor >= WHOLE and all(word in vocabulary.counts for word in words)
            for words, factor in wish.alternatives.items()
        ):
            continue
        found = vocabulary.speller.correct(wish.lemma) or vocabulary.speller.correct(
            fold(wish.surface)
        )
        if found:
            corrections.append((wish.surface, found[0].word))
        for correction in found:
            wish.accept((correction.word,), MENDED - 0.1 * max(0, correction.distance - 1))
            for label in vocabulary.labels_by_word.get(correction.word, [])[:20]:
                if len(label.words) == 1:
                    wish.accept((concept_term(label.concept_id),), MENDED)
    return corrections


def _complete(wish: Wish, vocabulary: IndexVocabulary) -> None:
    """The last word may be unfinished: words that begin so count a little."""
    beginning = fold(wish.surface)
    if len(beginning) >= 3:
        for word in vocabulary.completions(beginning):
            wish.accept((word,), BEGINNING)


def _accept_compounds(wish: Wish, vocabulary: IndexVocabulary) -> None:
    """Longer words that begin with the word: datakeskus in datakeskusrekisteri."""
    if len(wish.lemma) >= SHORTEST_HEAD and not wish.is_craft:
        for word in vocabulary.completions(wish.lemma):
            wish.accept((word,), COMPOUND)


def _rarity(wish: Wish, vocabulary: IndexVocabulary) -> float:
    """From 0.15 for what stands everywhere up to 1 for what is rare; by the strongest reading."""
    counts = [
        max(vocabulary.counts.get(word, 0) for word in words)
        for words, factor in wish.alternatives.items()
        if factor >= TRANSLATION
    ]
    most = max(counts, default=0)
    if most == 0:
        return 0.6
    scale = math.log(vocabulary.documents + 1)
    return max(0.15, math.log((vocabulary.documents + 1) / (most + 0.5)) / scale)
