"""Skills that a text tells of: proposals with the words that caused them, for its writer alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from kytkin.common.languages import LANGUAGES
from kytkin.engine.tagging import Entry, SkillTagger
from kytkin.engine.text.language import detect_language
from kytkin.vocabulary.models import Concept, Scheme

MOST: Final = 15
LEAST_SCORE: Final = 0.08


@dataclass(frozen=True, slots=True)
class SuggestedSkill:
    """A skill with the words of the text that it was found by."""

    concept: Concept
    words: tuple[str, ...]


def suggest_skills(text: str) -> list[SuggestedSkill]:
    """The likeliest skills first, at most 15. Nothing of the text is kept."""
    found = _tagger(detect_language(text)).suggest(text, limit=MOST, least_score=LEAST_SCORE)
    concepts = Concept.objects.in_bulk([one.concept_id for one in found], field_name="uri")
    return [
        SuggestedSkill(concepts[one.concept_id], tuple(reason.surface for reason in one.reasons))
        for one in found
        if one.concept_id in concepts
    ]


@cache
def _tagger(language: str) -> SkillTagger:
    """Over the skills of the database; takes some seconds, once for each language."""
    rows = Concept.objects.filter(scheme=Scheme.ESCO_SKILL, replaced_by__isnull=True)
    return SkillTagger(
        [
            Entry(uri, labels, {one: tuple(others.get(one, ())) for one in LANGUAGES})
            for uri, labels, others in rows.order_by("pk").values_list(
                "uri", "labels", "alt_labels"
            )
        ],
        language,
    )
