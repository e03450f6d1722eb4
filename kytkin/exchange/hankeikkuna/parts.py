"""A preparation's partners, numbers, dates and subjects; only differences are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from kytkin.exchange.hankeikkuna.cleaning import Oddities, note, warn
from kytkin.exchange.hankeikkuna.records import RegisterRecord
from kytkin.exchange.vocabulary.resolving import resolve_subjects
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import (
    OfficialNumber,
    Origin,
    PartnerRole,
    Partnership,
    Preparation,
    PreparationDate,
    PreparationTheme,
    Standing,
)
from kytkin.themes.models import Theme


def store_parts(
    preparation: Preparation,
    record: RegisterRecord,
    organisations: dict[str, Organisation],
    found: Oddities,
) -> bool:
    """Add and mend the parts; True when anything changed. Parts are never taken away silently."""
    changed = [
        _store_partners(preparation, record, organisations, found),
        _store_numbers(preparation, record),
        _store_dates(preparation, record),
        _store_subjects(preparation, record, found),
        _store_sources(preparation, record),
    ]
    return any(changed)


def _store_partners(
    preparation: Preparation,
    record: RegisterRecord,
    organisations: dict[str, Organisation],
    found: Oddities,
) -> bool:
    roles = {preparation.setter_id: PartnerRole.LEAD}
    for code, role in record.partners:
        organisation = organisations.get(code)
        if organisation is None:
            warn(found, "partner_unknown", "partners", partner=code)
        else:
            roles.setdefault(organisation.pk, role)
    known = set(preparation.partnerships.values_list("organisation_id", flat=True))
    source = record.field_sources.get("partners", record.source_name)[:200]
    missing = [
        Partnership(preparation=preparation, organisation_id=pk, role=role, source=source)
        for pk, role in roles.items()
        if pk not in known
    ]
    Partnership.objects.bulk_create(missing)
    return bool(missing)


def _store_numbers(preparation: Preparation, record: RegisterRecord) -> bool:
    known = set(preparation.numbers.values_list("kind", "number"))
    missing = [pair for pair in record.numbers if (pair[0].value, pair[1]) not in known]
    OfficialNumber.objects.bulk_create(
        OfficialNumber(preparation=preparation, kind=kind, number=number)
        for kind, number in missing
    )
    return bool(missing)


def _store_dates(preparation: Preparation, record: RegisterRecord) -> bool:
    changed = False
    for date in record.dates:
        values: dict[str, Any] = {
            "on": date.on,
            "known_on": date.known_on,
            "precision": date.precision.value,
        }
        kept, made = PreparationDate.objects.get_or_create(
            preparation=preparation,
            event=date.event,
            source=date.source[:200],
            defaults=values,
        )
        if not made and _differs(kept, values):
            for name, value in values.items():
                setattr(kept, name, value)
            kept.save()
            made = True
        changed = changed or made
    return changed


def _differs(row: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _store_subjects(preparation: Preparation, record: RegisterRecord, found: Oddities) -> bool:
    """Add the register's subjects as confirmed themes; what a person rejected stays rejected."""
    concepts = resolve_subjects(record.subjects)
    for identifier in record.subjects:
        if identifier not in concepts:
            warn(found, "subject_not_understood", "asiasanat", value=identifier)
    unlabelled = sorted({c.notation for c in concepts.values() if not c.labels})
    for notation in unlabelled:
        note(found, "subject_without_label", "asiasanat", value=notation)
    wanted = {c.pk for c in concepts.values() if c.labels}
    known = {
        link.theme.concept_id: link
        for link in preparation.theme_links.select_related("theme").all()
    }
    for concept_id in sorted(wanted - set(known)):
        PreparationTheme.objects.create(
            preparation=preparation,
            theme=Theme.objects.get_or_create(concept_id=concept_id)[0],
            origin=Origin.REGISTER,
            standing=Standing.CONFIRMED,
            weight=Decimal(1),
        )
    changed = bool(wanted - set(known))
    for concept_id in sorted(wanted & set(known)):
        link = known[concept_id]
        if link.standing == Standing.SUGGESTED:
            link.standing, link.origin = Standing.CONFIRMED, Origin.REGISTER
            link.save()
            changed = True
    if preparation.unresolved_subjects != unlabelled:
        preparation.unresolved_subjects = unlabelled
        preparation.save(update_fields=["unresolved_subjects"])
        changed = True
    return changed


def _store_sources(preparation: Preparation, record: RegisterRecord) -> bool:
    """Keep each field's source and the free words; a person's own marks win."""
    sources = {**preparation.field_sources}
    for name, source in record.field_sources.items():
        if sources.get(name) != "person":
            sources[name] = source
    words = list(dict.fromkeys((*preparation.keywords, *record.words)))
    if sources == preparation.field_sources and words == preparation.keywords:
        return False
    preparation.field_sources, preparation.keywords = sources, words
    preparation.save(update_fields=["field_sources", "keywords"])
    return True
