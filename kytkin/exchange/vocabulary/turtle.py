"""A newer YSO or JUHO, as SKOS Turtle (also N-Triples), read triple by triple."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError
from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import ImportRun, RunState, Source
from kytkin.exchange.vocabulary.rows import ConceptRow, notation_of, scheme_of
from kytkin.exchange.vocabulary.storing import LONGEST_LABEL, no_progress, store_concepts
from kytkin.search import index

SKOS = "http://www.w3.org/2004/02/skos/core#"
REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
LARGEST_FILE = 600_000_000
MOST_TRIPLES = 10_000_000
MOST_CONCEPTS = 200_000
MOST_ALTERNATIVES = 100
FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}


class VocabularyRefused(KytkinError):
    """The file cannot be a vocabulary; nothing was changed."""

    code = "vocabulary_refused"


@dataclass(slots=True)
class Gathered:
    """What the triples have said of one concept so far."""

    labels: dict[str, str] = field(default_factory=dict)
    alternatives: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    replaced_by: str = ""
    broader: set[str] = field(default_factory=set)


def read_concepts(path: Path) -> list[ConceptRow]:
    """The concepts of YSO and JUHO in the file, by URI; raises VocabularyRefused."""
    gathered = _gather(path)
    rows = [
        ConceptRow(
            uri,
            scheme_of(uri),
            TranslatedText.of(found.labels),
            alt_labels={
                language: sorted(texts) for language, texts in sorted(found.alternatives.items())
            },
            replaced_by=found.replaced_by,
            broader=tuple(sorted(found.broader)),
        )
        for uri, found in sorted(gathered.items())
        if found.labels
    ]
    if not rows:
        raise VocabularyRefused(
            _("No labelled concept of YSO or JUHO was found. Give a SKOS file with prefLabel.")
        )
    return rows


def _gather(path: Path) -> dict[str, Gathered]:
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise VocabularyRefused(
            _("%(name)s is not a .ttl or .nt file. Download the vocabulary as Turtle from Finto.")
            % {"name": path.name}
        )
    if not path.is_file():
        raise VocabularyRefused(_("There is no file %(name)s.") % {"name": path.name})
    if path.stat().st_size > LARGEST_FILE:
        raise VocabularyRefused(
            _("%(name)s is larger than 600 MB; a whole YSO is about a tenth of that.")
            % {"name": path.name}
        )
    gathered: dict[str, Gathered] = defaultdict(Gathered)
    try:
        for count, triple in enumerate(parse(path=str(path), format=form)):
            if count >= MOST_TRIPLES:
                raise VocabularyRefused(
                    _("The file has more than %(count)d statements; it is no vocabulary.")
                    % {"count": MOST_TRIPLES}
                )
            if isinstance(triple.subject, NamedNode) and _is_ours(triple.subject.value):
                _take(gathered[triple.subject.value], triple.predicate.value, triple.object)
                if len(gathered) > MOST_CONCEPTS:
                    raise VocabularyRefused(
                        _("The file has more than %(count)d concepts; YSO and JUHO have fewer.")
                        % {"count": MOST_CONCEPTS}
                    )
    except (SyntaxError, ValueError, OSError) as error:
        raise VocabularyRefused(
            _("The file breaks the rules of Turtle: %(error)s. Mend that place, or download again.")
            % {"error": error}
        ) from error
    return gathered


def _is_ours(uri: str) -> bool:
    try:
        return notation_of(uri).startswith(("yso:", "juho:"))
    except ValueError:
        return False


def _take(found: Gathered, predicate: str, value: object) -> None:
    if isinstance(value, Literal):
        language = (value.language or "").split("-")[0]
        text = _clean(value.value)
        if language not in LANGUAGES or not text:
            return
        if predicate == f"{SKOS}prefLabel":
            found.labels[language] = text
        elif (
            predicate == f"{SKOS}altLabel" and len(found.alternatives[language]) < MOST_ALTERNATIVES
        ):
            found.alternatives[language].add(text)
    elif isinstance(value, NamedNode):
        if predicate == REPLACED_BY:
            found.replaced_by = value.value
        elif predicate == f"{SKOS}broader":
            found.broader.add(value.value)


def _clean(text: str) -> str:
    """One line of printable text, no longer than a label may be."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_LABEL])
    return " ".join(printable.split())


def import_turtle(
    path: Path,
    *,
    by: User | None,
    now: dt.datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Load a newer YSO or JUHO; all or nothing. A dry run says what would change."""
    rows = read_concepts(path)
    run = ImportRun(
        source=Source.VOCABULARY,
        origin=path.name,
        state=RunState.COMPLETED,
        is_dry_run=dry_run,
        by=by,
        started_at=now,
        finished_at=now,
        read_count=len(rows),
    )
    with transaction.atomic():
        stored = store_concepts(rows, progress=progress)
        if dry_run:
            transaction.set_rollback(True)
        elif stored.created or stored.updated:
            index.rebuild(now=now)
    run.created_count = stored.created
    run.updated_count = stored.updated
    run.unchanged_count = stored.unchanged
    with transaction.atomic():
        run.save()
        record(
            "import_vocabulary",
            by=by,
            now=now,
            kind="import",
            id=str(run.pk),
            details={"file": path.name, "created": stored.created, "updated": stored.updated},
        )
    return run
