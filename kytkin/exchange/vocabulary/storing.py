"""Storing concepts in bulk: new ones made, changed ones updated, the rest left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from kytkin.common.languages import LANGUAGES
from kytkin.engine.text.lemmas import fold, label_key
from kytkin.exchange.vocabulary.rows import ConceptRow
from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

BATCH = 2000
LONGEST_LABEL = 500
CONTENT = ("scheme", "kind", "labels", "alt_labels", "description")
# The English alternative labels of ESCO are many and long; they are kept, but not looked up by.
ALTERNATIVES_LOOKED_UP = (Scheme.YSO, Scheme.JUHO)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many concepts were made, changed and left alone."""

    created: int
    updated: int
    unchanged: int

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


def no_progress(_done: int) -> None:
    """For callers without a progress bar."""


def in_batches(rows: Sequence[ConceptRow]) -> Iterator[Sequence[ConceptRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


@transaction.atomic
def store_concepts(rows: Sequence[ConceptRow], *, progress: Progress = no_progress) -> Stored:
    """Store rows with unique URIs; the second time nothing changes. All or nothing."""
    stored = Stored(0, 0, 0)
    for batch in in_batches(rows):
        stored += _store_batch(batch)
        progress(len(batch))
    linked = [row for row in rows if row.replaced_by or row.broader]
    for batch in in_batches(linked):
        _link_batch(batch)
    return stored


def _store_batch(rows: Sequence[ConceptRow]) -> Stored:
    known = Concept.objects.in_bulk([row.uri for row in rows], field_name="uri")
    new, changed = [], []
    for row in rows:
        concept = known.get(row.uri)
        if concept is None:
            new.append(_filled(Concept(uri=row.uri, notation=row.notation), row))
        elif any(getattr(concept, name) != getattr(row, name) for name in CONTENT):
            changed.append(_filled(concept, row))
    Concept.objects.bulk_create(new, batch_size=BATCH)
    Concept.objects.bulk_update(changed, CONTENT, batch_size=200)
    ConceptLabel.objects.filter(concept__in=changed).delete()
    ConceptLabel.objects.bulk_create(
        [label for concept in new + changed for label in label_rows(concept)], batch_size=BATCH
    )
    return Stored(len(new), len(changed), len(rows) - len(new) - len(changed))


def _filled(concept: Concept, row: ConceptRow) -> Concept:
    for name in CONTENT:
        setattr(concept, name, getattr(row, name))
    return concept


def label_rows(concept: Concept) -> Iterator[ConceptLabel]:
    """The labels that a concept is looked up by, each once a language, preferred ones first."""
    for language in LANGUAGES:
        preferred = concept.labels.get(language)
        texts = [preferred] if preferred else []
        if concept.scheme in ALTERNATIVES_LOOKED_UP:
            texts += concept.alt_labels.get(language, [])
        for text in dict.fromkeys(text[:LONGEST_LABEL] for text in texts):
            yield ConceptLabel(
                concept=concept,
                language=language,
                text=text,
                key=lookup_key(text, language)[:LONGEST_LABEL],
                is_preferred=text == preferred,
            )


def lookup_key(text: str, language: str) -> str:
    """The key that a label is looked up by.

    Finnish labels are in the nominative, so one word without the plural's t is its own lemma,
    whatever a dictionary says: it takes liikenneala (transport sector) for a form of liikenne.
    """
    word = fold(text)
    if language == "fi" and word.isalpha() and not word.endswith("t"):
        return word
    return label_key(text, language)


def _link_batch(rows: Sequence[ConceptRow]) -> None:
    """Set what replaces a concept and what is broader; unknown URIs are passed over."""
    mentioned = {row.uri for row in rows} | {row.replaced_by for row in rows}
    mentioned |= {uri for row in rows for uri in row.broader}
    known = Concept.objects.in_bulk(list(mentioned - {""}), field_name="uri")
    moved, through = [], Concept.broader.through
    links = []
    for row in rows:
        concept, replacement = known[row.uri], known.get(row.replaced_by)
        if replacement and concept.replaced_by_id != replacement.pk and replacement != concept:
            concept.replaced_by = replacement
            moved.append(concept)
        links += [
            through(from_concept_id=concept.pk, to_concept_id=known[uri].pk)
            for uri in row.broader
            if uri in known and uri != row.uri
        ]
    Concept.objects.bulk_update(moved, ["replaced_by"], batch_size=500)
    through.objects.bulk_create(links, ignore_conflicts=True, batch_size=BATCH)
