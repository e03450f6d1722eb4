"""Storing records of the register: idempotent, item by item, never over what people decided.

What a person has edited in Kytkin carries the source "person" in `field_sources` and is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import DatabaseError, transaction

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.engine.keywords import default_blocks
from kytkin.exchange.hankeikkuna.cleaning import Oddities, period_of
from kytkin.exchange.hankeikkuna.opening import opened_ways
from kytkin.exchange.hankeikkuna.parts import store_parts
from kytkin.exchange.hankeikkuna.records import RegisterRecord
from kytkin.exchange.models import Finding, ImportRun, RunState, Severity, Source
from kytkin.exchange.runs import add_findings, begin_run, count, end_run, finding
from kytkin.exchange.vocabulary.storing import no_progress
from kytkin.organisations.models import Organisation
from kytkin.preparations.changes import announce_change, announce_new
from kytkin.preparations.models import OfferedWay, Preparation

PERSON: Final = "person"
CONTACT_ROLE: Final = {
    "fi": "Valmistelusta vastaava, {name}",
    "sv": "Ansvarig för beredningen, {name}",
    "en": "Responsible preparer, {name}",
}


def store_records(
    records: Sequence[RegisterRecord],
    *,
    source: Source,
    origin: str,
    by: User | None,
    now: dt.datetime,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Store all records in one run of its own; bad ones become findings, the rest goes on."""
    run = begin_run(source, origin=origin, by=by, now=now)
    with transaction.atomic():
        store_page(run, records, now=now, progress=progress)
        return end_run(run, state=RunState.COMPLETED, now=now)


def store_page(
    run: ImportRun,
    records: Sequence[RegisterRecord],
    *,
    now: dt.datetime,
    progress: Callable[[int], None] = no_progress,
) -> None:
    """Store some records within a run; call it in a transaction."""
    organisations = Organisation.objects.in_bulk(field_name="code")
    known = Preparation.objects.in_bulk([record.key for record in records], field_name="key")
    findings: list[Finding] = []
    for record in records:
        found: Oddities = list(record.oddities)
        setter = organisations.get(record.setter)
        item = record.register_id or record.key
        if setter is None:
            outcome = "rejected"
            findings.append(
                finding(
                    run, Severity.ERROR, "setter_unknown", item=item, column="tunnus",
                    params={"setter": record.setter},
                )
            )  # fmt: skip
        else:
            try:
                with transaction.atomic():
                    outcome = _store(record, setter, organisations, known, found, now)
            except (DatabaseError, ValueError) as error:
                outcome = "rejected"
                findings.append(
                    finding(run, Severity.ERROR, "not_storable", item=item, params={"error": error})
                )
        count(run, outcome)
        findings += [
            finding(run, o.severity, o.code, item=item, column=o.column, params=o.params)
            for o in found
        ]
        progress(1)
    findings += _blocks(run, records)
    add_findings(findings)
    run.save()


def _store(
    record: RegisterRecord,
    setter: Organisation,
    organisations: dict[str, Organisation],
    known: dict[str, Preparation],
    found: Oddities,
    now: dt.datetime,
) -> str:
    """Make or update one preparation: "created", "updated" or "unchanged"."""
    preparation = known.get(record.key)
    is_new = preparation is None
    if preparation is None:
        preparation = Preparation(key=record.key, created_at=now)
    state_before, stage_before = preparation.state, preparation.stage
    content = _content(record, setter, found)
    content_changed = _fill(preparation, content, is_new=is_new)
    if is_new or content_changed:
        preparation.updated_at = now
        preparation.version = 1 if is_new else preparation.version + 1
        preparation.save()
    parts_changed = store_parts(preparation, record, organisations, found)
    if is_new:
        known[record.key] = preparation
        OfferedWay.objects.bulk_create(
            OfferedWay(preparation=preparation, way=way)
            for way in opened_ways(record.state, record.stage)
        )
        announce_new(preparation=preparation, by=None, now=now)
        return "created"
    if parts_changed and not content_changed:
        preparation.updated_at = now
        preparation.version += 1
        preparation.save(update_fields=["updated_at", "version"])
    announce_change(
        preparation=preparation,
        state_before=state_before,
        stage_before=stage_before,
        by=None,
        now=now,
    )
    return "updated" if content_changed or parts_changed else "unchanged"


def _content(record: RegisterRecord, setter: Organisation, found: Oddities) -> dict[str, Any]:
    start, end = period_of(record.dates, found)
    if not record.name:
        raise ValueError("The preparation has no name in any language.")
    return {
        "register_id": record.register_id,
        "kind": record.kind.value,
        "state": record.state.value,
        "stage": record.stage.value,
        "name": record.name,
        "objective": record.objective,
        "setter_id": setter.pk,
        "contact_role": TranslatedText(
            {
                language: sentence.format(name=setter.name.in_language(language).text)
                for language, sentence in CONTACT_ROLE.items()
            }
        ),
        "starts_on": start,
        "ends_before": end,
        "source_name": record.source_name,
        "source_url": record.source_url,
    }


def _fill(preparation: Preparation, content: dict[str, Any], *, is_new: bool) -> bool:
    """Set what differs, except what a person has set; True when anything differed.

    Only a new preparation takes an empty text or the state "not stated": a source that is silent
    now does not erase what it, or a richer one, said before.
    """
    edited = {name for name, source in preparation.field_sources.items() if source == PERSON}
    changed = False
    for name, value in content.items():
        if name in edited or name.removesuffix("_id") in edited:
            continue
        if not is_new and value in ("", None, {}):
            continue
        if getattr(preparation, name) != value:
            setattr(preparation, name, value)
            changed = True
    return changed


def _blocks(run: ImportRun, records: Sequence[RegisterRecord]) -> list[Finding]:
    """Tell of the groups of default keywords in what was read."""
    lists = {record.key: record.subjects for record in records}
    return [
        finding(
            run,
            Severity.NOTE,
            "default_keywords",
            column="asiasanat",
            params={"keywords": ", ".join(block.keywords), "count": len(block.documents)},
        )
        for block in default_blocks(lists)
    ]
