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


def concepts_called(names: Iterable[str], schemes: Collection[Scheme]) -> dict[str, Concept]:
    """The current concepts that have each name as a label, in any language; the rest is left out.

    Of several the one whose own label it is, in the order of the schemes.
    """
    wanted = {name: {name, name.lower(), name.capitalize()} for name in names}
    forms = {form for every in wanted.values() for form in every}
    labels = ConceptLabel.objects.filter(
        text__in=forms, concept__scheme__in=schemes, concept__replaced_by__isnull=True
    ).select_related("concept")
    order = {scheme: place for place, scheme in enumerate(schemes)}
    by_text: dict[str, list[ConceptLabel]] = {}
    for label in labels:
        by_text.setdefault(label.text, []).append(label)
    found = {}
    for name, every in wanted.items():
        rows = [label for form in every for label in by_text.get(form, [])]
        if rows:
            best = min(
                rows,
                key=lambda row: (
                    row.text not in row.concept.labels.values(),
                    order[Scheme(row.concept.scheme)],
                    row.concept_id,
                ),
            )
            found[name] = best.concept
    return found
