"""ESCO skills of a text, by the words of their labels in any form and order.

A label is found by how much of it stands in one phrase, clause or sentence: its words weigh by
their rarity among labels, a compound counts by its parts, and a word counts in part when only its
beginning is the same (johtaa, johtaminen; plan, planning). docs/tagging.md has the measurements.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csc_array

from kytkin.engine.tagging.lexical import Reason, SubjectSuggestion
from kytkin.engine.tagging.vocabulary import Entry
from kytkin.engine.text.lemmas import QUALIFIER, Token, content_tokens

SENTENCE_END: Final = re.compile(r"[.!?;:\n•]+(?=\s|$)")
CLAUSE_END: Final = re.compile(r"[.!?;:,\n•()]+(?=\s|$)")
AND: Final = r"ja|sekä|och|samt|and"  # no word of another of the three languages that matters
PHRASE_END: Final = re.compile(rf"{CLAUSE_END.pattern}|\s(?:{AND})(?=\s)", re.IGNORECASE)
# What words count that stand in one phrase, in one clause only, in one sentence only.
SEGMENTS: Final = ((PHRASE_END, 1.0), (CLAUSE_END, 0.95), (SENTENCE_END, 0.85))
STEM: Final = 5  # letters at the beginning that two forms of a word family share
STEM_SHARE: Final = 0.4  # of a word's weight, when only its beginning is the same
LEAST_COVERAGE: Final = 0.5
CANDIDATES: Final = 200
POWER: Final = 4  # how much a label that stands there in part only is held back
TAKEN: Final = 0.5  # what a word still counts once a better label has taken it
MASS: Final = 8.0  # of rarity that makes a label telling
FIELD: Final = "text"


@dataclass(frozen=True, slots=True)
class _Segment:
    """A phrase, a clause or a sentence: its features with the first word that gave each."""

    surfaces: dict[int, str]
    weight: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A skill (its number), its score, and what each word gives to its best label."""

    owner: int
    score: float
    given: dict[str, float]


class SkillTagger:
    """Suggests skills for texts of one language; the same text always gets the same answer."""

    def __init__(self, skills: Sequence[Entry], language: str) -> None:
        self.language = language
        labelled = [
            (number, units)
            for number, skill in enumerate(skills)
            for label in _labels(skill, language)
            if (units := _units(content_tokens(label, language)))
        ]
        self._uris = [skill.uri for skill in skills]
        self._owners = np.array([number for number, _units in labelled], dtype=np.intp)
        frequency = Counter(unit for _number, units in labelled for unit in units)
        rarity = {unit: math.log((len(labelled) + 1) / n) for unit, n in frequency.items()}
        self._features: dict[str, int] = {}
        self._mass = np.array([sum(rarity[u] for u in units) for _n, units in labelled])
        rows, columns, values = [], [], []
        for row, (_number, units) in enumerate(labelled):
            for unit in units:
                for feature, share in _features(unit):
                    rows.append(row)
                    columns.append(self._features.setdefault(feature, len(self._features)))
                    values.append(share * rarity[unit] / self._mass[row])
        shape = (len(labelled), len(self._features))
        self._labels = csc_array((values, (rows, columns)), shape=shape)
        self._labels.sum_duplicates()
        self._rows = self._labels.tocsr()

    def suggest(
        self, text: str, *, limit: int = 5, least_score: float = 0.0
    ) -> tuple[SubjectSuggestion, ...]:
        """The likeliest skills, highest score first, ties by URI; reasons sum to the score.

        The best label takes its words; one that needs the same words counts for less.
        """
        waiting = self._candidates(text)
        used: set[str] = set()
        found: list[SubjectSuggestion] = []
        while waiting and len(found) < limit:
            rated = [(one.score * _freshness(one.given, used), one) for one in waiting]
            score, best = min(rated, key=lambda pair: (-pair[0], self._uris[pair[1].owner]))
            if score < least_score:
                break
            waiting.remove(best)
            used |= set(best.given)
            share = score / sum(best.given.values())
            given = sorted(best.given.items(), key=lambda item: (-item[1], item[0]))
            reasons = tuple(Reason(words, FIELD, value * share) for words, value in given)
            found.append(SubjectSuggestion(self._uris[best.owner], score, reasons))
        return tuple(found)

    def _candidates(self, text: str) -> list[_Candidate]:
        """The best place of the best label of each skill, the strongest skills first."""
        best: dict[int, tuple[float, int, _Segment]] = {}
        segments = _segments(text, self.language, self._features)
        for segment in segments:
            columns = np.array(sorted(segment.surfaces), dtype=np.intp)
            coverage = self._labels[:, columns].sum(axis=1) * segment.weight
            for row in np.flatnonzero(coverage >= LEAST_COVERAGE):
                score = _strength(float(coverage[row]), float(self._mass[row]))
                owner = int(self._owners[row])
                if owner not in best or score > best[owner][0]:
                    best[owner] = (score, int(row), segment)
        ordered = sorted(best, key=lambda owner: (-best[owner][0], self._uris[owner]))
        return [
            _Candidate(owner, best[owner][0], self._given(best[owner][1], best[owner][2]))
            for owner in ordered[:CANDIDATES]
        ]

    def _given(self, row: int, segment: _Segment) -> dict[str, float]:
        """What each word of the segment gives to the label."""
        span = slice(*self._rows.indptr[row : row + 2])
        given: dict[str, float] = defaultdict(float)
        for feature, value in zip(self._rows.indices[span], self._rows.data[span], strict=True):
            if int(feature) in segment.surfaces:
                given[segment.surfaces[int(feature)]] += float(value)
        return dict(given)


def _labels(skill: Entry, language: str) -> tuple[str, ...]:
    """The different labels in the language; a qualifier in parentheses is left out."""
    names = (skill.labels.get(language, ""), *skill.others.get(language, ()))
    return tuple(dict.fromkeys(QUALIFIER.sub("", name) or name for name in names if name))


def _units(tokens: Iterable[Token]) -> frozenset[str]:
    """The lemmas of a label's words, of a compound those of its parts."""
    return frozenset(unit for token in tokens for unit in (token.parts or (token.lemma,)))


def _features(unit: str) -> tuple[tuple[str, float], ...]:
    """The word itself and its beginning, with the share of its weight that each carries."""
    if len(unit) <= STEM:
        return ((unit, 1.0),)
    return ((unit, 1 - STEM_SHARE), (f"{unit[:STEM]}…", STEM_SHARE))


def _segments(text: str, language: str, known: dict[str, int]) -> list[_Segment]:
    """Phrases, then clauses, then sentences, with the features that some label has."""
    found = []
    for end, weight in SEGMENTS:
        for piece in end.split(text):
            surfaces: dict[int, str] = {}
            for token in content_tokens(piece, language):
                for unit in (token.lemma, *token.parts):
                    for feature, _share in _features(unit):
                        if feature in known:
                            surfaces.setdefault(known[feature], token.surface)
            if surfaces:
                found.append(_Segment(surfaces, weight))
    return found


def _strength(coverage: float, mass: float) -> float:
    """In (0, 1]: a label that stands there wholly and is telling comes near 1."""
    return coverage**POWER * (1 - math.exp(-mass / MASS))


def _freshness(given: dict[str, float], used: set[str]) -> float:
    """1 while no better label has taken a word, TAKEN when all are taken."""
    total = sum(given.values())
    taken = sum(value for words, value in given.items() if words in used)
    return 1 - (1 - TAKEN) * taken / total
