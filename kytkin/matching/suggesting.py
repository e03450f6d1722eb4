"""Suggests themes for preparations that carry few, and weighs habitual keywords less."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Count, Q

from kytkin.audit.actions import record
from kytkin.common.texts import TranslatedText
from kytkin.engine.keywords import default_blocks, keyword_weights
from kytkin.engine.tagging import SubjectSuggestion, TextField, suggest_subjects
from kytkin.engine.text.labels import LabelMatcher
from kytkin.engine.text.lemmas import label_key
from kytkin.engine.text.stopwords import ADMINISTRATIVE_WORDS
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Origin, Preparation, PreparationTheme, Standing
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import ConceptLabel, Scheme

FEW_THEMES: Final = 3
MOST_SUGGESTIONS: Final = 6
LEAST_SCORE: Final = 0.45
# A preparation that would else have no theme at all takes the best of the weaker ones.
LEAST_SCORE_ALONE: Final = 0.25
SHORTEST_LABEL: Final = 4
NAME_WEIGHT: Final = 1.0
OBJECTIVE_WEIGHT: Final = 0.6
SUBJECT_SCHEMES: Final = (Scheme.YSO, Scheme.JUHO)
LANGUAGES_READ: Final = ("fi", "sv", "en")


def subject_matcher(language: str) -> LabelMatcher:
    """The subjects' labels of one language, by concept id; replaced concepts left out.

    Places and the names of organisations are no subjects: labels with a capital, and labels that
    an organisation has, are left out, and so are words of the administration's own craft.
    """
    rows = ConceptLabel.objects.filter(
        language=language, concept__scheme__in=SUBJECT_SCHEMES, concept__replaced_by__isnull=True
    ).values_list("concept_id", "text", "key")
    names = {
        label_key(TranslatedText(name).get(language, ""), language)
        for name in Organisation.objects.values_list("name", flat=True)
    }
    passed_over = names | ADMINISTRATIVE_WORDS[language]
    return LabelMatcher.from_keys(
        (str(concept_id), key)
        for concept_id, text, key in rows.iterator()
        if len(text) >= SHORTEST_LABEL and not text[0].isupper() and key not in passed_over
    )


def text_fields(preparation: Preparation) -> list[TextField]:
    """What a preparation says of itself, each text in its language."""
    fields = [
        TextField("name", text, language, NAME_WEIGHT)
        for language, text in preparation.name.items()
    ]
    return fields + [
        TextField("objective", text, language, OBJECTIVE_WEIGHT)
        for language, text in preparation.objective.items()
    ]


def no_progress(_done: int) -> None:
    """For callers without a progress bar."""


@transaction.atomic
def suggest_themes(*, now: dt.datetime, progress: Callable[[int], None] = no_progress) -> int:
    """Resolve free words, weigh default keywords, suggest themes; gives how many were suggested.

    What a person has confirmed or rejected is never touched, and a rejected theme never comes
    back. Running it again changes nothing.
    """
    everything = list(Preparation.objects.order_by("pk"))
    resolve_words(everything)
    weigh_default_keywords()
    matchers = {
        language: subject_matcher(language)
        for language in LANGUAGES_READ
        if any(language in p.name or language in p.objective for p in everything)
    }
    background = concept_frequencies(everything, matchers)
    counted = Preparation.objects.annotate(
        carried=Count("theme_links"),
        confirmed=Count("theme_links", filter=Q(theme_links__standing=Standing.CONFIRMED)),
    )
    made = 0
    for preparation in counted.order_by("pk"):
        progress(1)
        if preparation.confirmed >= FEW_THEMES:
            continue
        suggestions = suggest_subjects(
            text_fields(preparation),
            matchers,
            background=background,
            background_size=len(everything),
            limit=MOST_SUGGESTIONS,
            least_score=LEAST_SCORE_ALONE,
        )
        strong = [s for s in suggestions if s.score >= LEAST_SCORE]
        if not strong and not preparation.carried:
            strong = list(suggestions[:1])
        made += _store(preparation, strong)
    if made:
        record(
            "themes_suggested", by=None, now=now, kind="matching", id="themes",
            details={"suggestions": made, "preparations_read": len(everything)},
        )  # fmt: skip
    return made


def concept_frequencies(
    preparations: Sequence[Preparation], matchers: dict[str, LabelMatcher]
) -> dict[str, int]:
    """In how many preparations each concept's label stands: common ones say little."""
    counts: Counter[str] = Counter()
    for preparation in preparations:
        seen: set[str] = set()
        for field in text_fields(preparation):
            for match in matchers[field.language].match(field.text, field.language):
                seen.update(match.concept_ids)
        counts.update(seen)
    return dict(counts)


def _store(preparation: Preparation, suggestions: Sequence[SubjectSuggestion]) -> int:
    known = set(preparation.theme_links.values_list("theme__concept_id", flat=True))
    fresh = [s for s in suggestions if int(s.concept_id) not in known]
    for suggestion in fresh:
        PreparationTheme.objects.create(
            preparation=preparation,
            theme=Theme.objects.get_or_create(concept_id=int(suggestion.concept_id))[0],
            origin=Origin.MATCHING,
            standing=Standing.SUGGESTED,
            weight=Decimal(str(round(max(suggestion.score, 0.001), 3))),
            reasons=[
                {
                    "surface": reason.surface,
                    "field": reason.field,
                    "contribution": round(reason.contribution, 4),
                }
                for reason in suggestion.reasons
            ],
        )
    return len(fresh)


def resolve_words(preparations: Sequence[Preparation]) -> int:
    """Free words that are a vocabulary's label become themes; the others stay words."""
    keys = {
        word: label_key(word, "fi") for preparation in preparations for word in preparation.keywords
    }
    concepts: dict[str, int] = {}
    rows = ConceptLabel.objects.filter(
        key__in=set(keys.values()),
        language="fi",
        concept__scheme__in=SUBJECT_SCHEMES,
        concept__replaced_by__isnull=True,
    ).order_by("-is_preferred", "concept__scheme", "concept_id")
    for row in rows:
        concepts.setdefault(row.key, row.concept_id)
    made = 0
    for preparation in preparations:
        known = set(preparation.theme_links.values_list("theme__concept_id", flat=True))
        wanted = {concepts[keys[word]] for word in preparation.keywords if keys[word] in concepts}
        for concept_id in sorted(wanted - known):
            PreparationTheme.objects.create(
                preparation=preparation,
                theme=Theme.objects.get_or_create(concept_id=concept_id)[0],
                origin=Origin.EDITORIAL,
                standing=Standing.CONFIRMED,
            )
            made += 1
    return made


def weigh_default_keywords() -> int:
    """Themes that always come in the same block from the register share one vote."""
    lists: dict[str, list[str]] = {}
    links = {}
    for link in PreparationTheme.objects.filter(origin=Origin.REGISTER).order_by("pk"):
        lists.setdefault(str(link.preparation_id), []).append(str(link.theme_id))
        links[str(link.preparation_id), str(link.theme_id)] = link
    changed = []
    for document, weights in keyword_weights(lists, default_blocks(lists)).items():
        for theme, weight in weights.items():
            link, rounded = links[document, theme], Decimal(str(round(weight, 3)))
            if link.weight != rounded:
                link.weight = rounded
                changed.append(link)
    PreparationTheme.objects.bulk_update(changed, ["weight"], batch_size=500)
    return len(changed)
