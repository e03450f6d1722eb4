"""Keeping the index: whole, or only what has changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from django.db import transaction
from django.db.models import F, Prefetch

from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation, PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS
from kytkin.search import documents
from kytkin.search.models import DocumentKind, IndexVersion, SearchDocument, SearchWord
from kytkin.themes.models import Phenomenon, Theme

BATCH = 500
LONGEST_WORD = 120


def _nothing(_done: int) -> None:
    """For callers without a progress bar."""


@transaction.atomic
def rebuild(*, now: dt.datetime, progress: Callable[[int], None] = _nothing) -> int:
    """Index everything anew; gives the number of documents."""
    SearchDocument.objects.all().delete()
    counts: Counter[str] = Counter()
    waiting: list[SearchDocument] = []
    total = 0
    for document in _everything():
        counts.update(_distinct_words(document))
        waiting.append(document)
        total += 1
        if len(waiting) == BATCH:
            SearchDocument.objects.bulk_create(waiting)
            progress(len(waiting))
            waiting = []
    SearchDocument.objects.bulk_create(waiting)
    progress(len(waiting))
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, documents=count) for word, count in counts.items()],
        batch_size=2000,
    )
    _new_version()
    return total


def _everything() -> Iterator[SearchDocument]:
    phenomena = Phenomenon.objects.filter(superseded_by__isnull=True).prefetch_related(
        "theme_links__theme__concept"
    )
    return chain(
        documents.phenomenon_documents(phenomena),
        documents.theme_documents(Theme.objects.select_related("concept")),
        documents.organisation_documents(Organisation.objects.all()),
        documents.preparation_documents(documents.all_preparations()),
    )


def _distinct_words(document: SearchDocument) -> set[str]:
    text = f"{document.title_words} {document.subject_words} {document.body_words}"
    return {word for word in text.split() if len(word) <= LONGEST_WORD}


@transaction.atomic
def update(kind: DocumentKind, targets: Iterable[str]) -> None:
    """Index these things anew; those that are gone leave the index."""
    wanted = sorted(set(targets))
    SearchDocument.objects.filter(kind=kind, target__in=wanted).delete()
    fresh = list(_documents_of(kind, wanted))
    SearchDocument.objects.bulk_create(fresh)
    words = {word for document in fresh for word in _distinct_words(document)}
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True, batch_size=2000
    )
    _new_version()


def _documents_of(kind: DocumentKind, targets: list[str]) -> Iterator[SearchDocument]:
    if kind == DocumentKind.PREPARATION:
        links = PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS).select_related(
            "theme__concept"
        )
        found = Preparation.objects.filter(key__in=targets).select_related("setter")
        return documents.preparation_documents(
            found.prefetch_related("numbers", Prefetch("theme_links", links))
        )
    if kind == DocumentKind.PHENOMENON:
        current = Phenomenon.objects.filter(code__in=targets, superseded_by__isnull=True)
        return documents.phenomenon_documents(
            current.prefetch_related("theme_links__theme__concept")
        )
    if kind == DocumentKind.THEME:
        themes = Theme.objects.filter(concept__notation__in=targets).select_related("concept")
        return documents.theme_documents(themes)
    return documents.organisation_documents(Organisation.objects.filter(code__in=targets))


def _new_version() -> None:
    IndexVersion.objects.get_or_create(pk=1)
    IndexVersion.objects.filter(pk=1).update(number=F("number") + 1)


def version() -> int:
    """Grows with each change of the index; 0 before the first."""
    return IndexVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
