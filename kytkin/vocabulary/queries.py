"""Finding concepts: by their ids, replacements followed, and by their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q
from django.db.models.functions import Length

from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

LONGEST_CHAIN: Final = 5
SUBJECT_SCHEMES: Final = (Scheme.YSO, Scheme.JUHO)


def follow_replacements(concepts: Collection[Concept]) -> dict[int, Concept]:
    """Each concept's id with the concept that stands in its place today; itself when none does."""
    current = {concept.pk: concept for concept in concepts}
    for _step in range(LONGEST_CHAIN):
        ahead = {c.replaced_by_id for c in current.values() if c.replaced_by_id}
        if not ahead:
            break
        found = Concept.objects.in_bulk(ahead)
        current = {
            pk: found[concept.replaced_by_id] if concept.replaced_by_id else concept
            for pk, concept in current.items()
        }
    return current


def resolve_subject(uri: str) -> Concept:
    """The concept of a URI, replacements followed. Raises Concept.DoesNotExist."""
    concept = Concept.objects.get(uri=uri)
    return follow_replacements([concept])[concept.pk]


def concepts_of_notations(notations: Iterable[str]) -> dict[str, Concept]:
    """The known ones of yso:p716, juho:p2438 … with their concepts, replacements followed."""
    concepts = Concept.objects.filter(notation__in=list(notations))
    current = follow_replacements(concepts)
    return {concept.notation: current[concept.pk] for concept in concepts}


def subjects_labelled(text: str, language: str, *, limit: int = 10) -> list[ConceptLabel]:
    """Labels of current subjects that begin with the text, the exact and the shortest first."""
    wanted = text.strip()
    if not wanted:
        return []
    # SQLite folds the case of a–z only, so ä and ö are asked for as they stand in labels too.
    labels = ConceptLabel.objects.filter(
        Q(text__istartswith=wanted) | Q(text__istartswith=wanted.lower()),
        language=language,
        concept__scheme__in=SUBJECT_SCHEMES,
        concept__replaced_by__isnull=True,
    )
    shortest = (Length("text"), "text", "concept_id")
    return list(labels.select_related("concept").order_by(*shortest)[:limit])
