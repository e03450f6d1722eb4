"""Subjects of a text, suggested from the labels found in it, each with the words that caused it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kytkin.engine.text.labels import LabelMatch, LabelMatcher
from kytkin.engine.text.stopwords import FUNCTION_WORDS

PART_WEIGHT = 0.35
SECOND_MENTION = 0.3


@dataclass(frozen=True, slots=True)
class TextField:
    """A named text with its weight: a name says more than a paragraph."""

    name: str
    text: str
    language: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """The words that speak for a subject, where they stand, and how much of the score they give."""

    surface: str
    field: str
    contribution: float


@dataclass(frozen=True, slots=True)
class SubjectSuggestion:
    """A concept with its score in (0, 1]; the reasons' contributions sum to the score."""

    concept_id: str
    score: float
    reasons: tuple[Reason, ...]


def suggest_subjects(
    fields: Sequence[TextField],
    matchers: Mapping[str, LabelMatcher],
    *,
    background: Mapping[str, int],
    background_size: int,
    limit: int = 8,
    least_score: float = 0.2,
) -> tuple[SubjectSuggestion, ...]:
    """The best subjects, highest score first, ties by id.

    `background` counts in how many of `background_size` texts of the kind each concept is found:
    what stands everywhere (act, project, amendment) says little. A concept found only as a part
    of a compound weighs less than one found whole, an ambiguous label is shared by its concepts,
    and each further mention adds less.
    """
    gathered: dict[str, list[Reason]] = defaultdict(list)
    for field in fields:
        matcher = matchers.get(field.language)
        if matcher is None or not field.text:
            continue
        for match in matcher.match(field.text, field.language):
            if match.key in FUNCTION_WORDS[field.language] or len(match.key) < 3:
                continue
            weight = _strength(match) * field.weight
            for concept_id in match.concept_ids:
                rarity = _rarity(background.get(concept_id, 0), background_size)
                strength = weight * rarity / len(match.concept_ids)
                gathered[concept_id].append(Reason(match.surface, field.name, strength))
    suggestions = [_summed(concept_id, reasons) for concept_id, reasons in gathered.items()]
    kept = [suggestion for suggestion in suggestions if suggestion.score >= least_score]
    kept.sort(key=lambda suggestion: (-suggestion.score, suggestion.concept_id))
    return tuple(kept[:limit])


def _strength(match: LabelMatch) -> float:
    """Whole words count fully; longer labels a little more, parts of compounds much less."""
    if match.via_part:
        return PART_WEIGHT
    words = match.key.count(" ") + 1
    length = min(1.0, 0.6 + 0.02 * len(match.key))
    return min(1.0, length + 0.15 * (words - 1))


def _rarity(count: int, size: int) -> float:
    """1 for a concept found nowhere else, falling to 0 for one found everywhere."""
    if size <= 1:
        return 1.0
    return math.log((size + 1) / (count + 1)) / math.log(size + 1)


def _summed(concept_id: str, reasons: list[Reason]) -> SubjectSuggestion:
    """The strongest reason counts fully, the others a little; the sum is capped at 1."""
    ordered = sorted(reasons, key=lambda r: (-r.contribution, r.field, r.surface))
    scaled = [
        Reason(reason.surface, reason.field, reason.contribution * SECOND_MENTION ** (place > 0))
        for place, reason in enumerate(ordered)
    ]
    total = sum(reason.contribution for reason in scaled)
    if total > 1:
        scaled = [Reason(r.surface, r.field, r.contribution / total) for r in scaled]
    return SubjectSuggestion(
        concept_id, sum(reason.contribution for reason in scaled), tuple(scaled)
    )
