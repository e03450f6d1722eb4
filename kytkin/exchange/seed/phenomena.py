"""The curated phenomena to begin with. What connectors have edited since is left alone."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary.resolving import resolve_subjects
from kytkin.themes.models import Phenomenon, PhenomenonTheme, Theme


@transaction.atomic
def seed_phenomena(path: Path, *, now: dt.datetime) -> int:
    """Make the phenomena of the file that do not exist yet; gives how many were made."""
    known = set(Phenomenon.objects.values_list("code", flat=True))
    rows = [row for row in json.loads(path.read_text(encoding="utf-8")) if row["code"] not in known]
    for row in rows:
        phenomenon = Phenomenon.objects.create(
            code=row["code"],
            title=TranslatedText.of(row["title"]),
            description=TranslatedText.of(row["description"]),
            search_words=row["search_words"],
            updated_at=now,
        )
        concepts = resolve_subjects(theme["uri"] for theme in row["themes"])
        weights: dict[int, Decimal] = {}
        for theme in row["themes"]:
            concept, weight = concepts[theme["uri"]], Decimal(str(theme["weight"]))
            weights[concept.pk] = max(weights.get(concept.pk, Decimal(0)), weight)
        PhenomenonTheme.objects.bulk_create(
            PhenomenonTheme(
                phenomenon=phenomenon,
                theme=Theme.objects.get_or_create(concept_id=concept_id)[0],
                weight=weight,
            )
            for concept_id, weight in weights.items()
        )
    return len(rows)
