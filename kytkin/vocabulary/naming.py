"""Finding concepts by what people write of them: a URI, an id or a name, many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db.models import Q

from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme
from kytkin.vocabulary.queries import follow_replacements

AT_ONCE: Final = 300


class Named:
    """What was asked for, found: `of` gives the concepts that a text may mean."""

    def __init__(self, texts: Iterable[str], schemes: Collection[Scheme]) -> None:
        asked = {text.strip() for text in texts}
        self._found: dict[str, dict[int, Concept]] = {}
        self._by_other_names: dict[str, dict[int, Concept]] = {}
        ordered = sorted(asked)
        for start in range(0, len(ordered), AT_ONCE):
            self._find(ordered[start : start + AT_ONCE], schemes)

    def of(self, text: str) -> Sequence[Concept]:
        """One concept, several that share the name, or none; preferred names go first."""
        key = text.strip().casefold()
        found = self._found.get(key) or self._by_other_names.get(key) or {}
        return [found[pk] for pk in sorted(found)]

    def _find(self, texts: Sequence[str], schemes: Collection[Scheme]) -> None:
        known = Concept.objects.filter(Q(uri__in=texts) | Q(notation__in=texts), scheme__in=schemes)
        # Databases fold letters differently, so each spelling is asked for as it may stand.
        spellings = {form for text in texts for form in (text, text.lower(), text.capitalize())}
        labels = list(
            ConceptLabel.objects.filter(
                text__in=spellings, concept__scheme__in=schemes
            ).select_related("concept")
        )
        concepts = [*known, *(label.concept for label in labels)]
        current = follow_replacements(concepts)
        for concept in known:
            for name in (concept.uri, concept.notation):
                self._keep(self._found, name, current[concept.pk])
        for label in labels:
            names = self._found if label.is_preferred else self._by_other_names
            self._keep(names, label.text, current[label.concept_id])

    def _keep(self, names: dict[str, dict[int, Concept]], name: str, concept: Concept) -> None:
        names.setdefault(name.casefold(), {})[concept.pk] = concept
