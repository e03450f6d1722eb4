"""The register as captured in autumn 2026, and the cross-ministry preparations beside it."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.exchange.hankeikkuna import cleaning
from kytkin.exchange.hankeikkuna.cleaning import Oddities, clean_date
from kytkin.exchange.hankeikkuna.records import DatedEvent, Oddity, RegisterRecord, key_of
from kytkin.exchange.hankeikkuna.storing import store_records
from kytkin.exchange.models import ImportRun, Severity, Source
from kytkin.exchange.vocabulary.storing import no_progress
from kytkin.preparations.models import DateEvent, Kind, NumberKind, PartnerRole

REGISTER: Final = "Hankeikkuna, open data, captured in September–October 2026, CC BY 4.0"
EDITORIAL: Final = "written for Kytkin from public sources"
REGISTER_PAGE: Final = "https://valtioneuvosto.fi/hanke?tunnus="


def import_captured(
    register_file: Path,
    cross_file: Path,
    titles_file: Path,
    *,
    now: dt.datetime,
    by: User | None = None,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Store both files; the same register id in both is one preparation, richer fields kept."""
    records = {record.key: record for record in read_register(register_file)}
    titles = json.loads(titles_file.read_text(encoding="utf-8"))
    for record in read_cross_ministry(cross_file, titles):
        known = records.get(record.key)
        records[record.key] = merged(known, record) if known else record
    return store_records(
        list(records.values()),
        source=Source.HANKEIKKUNA_FILE,
        origin=f"{register_file.name}, {cross_file.name}",
        by=by,
        now=now,
        progress=progress,
    )


def read_register(path: Path) -> Iterator[RegisterRecord]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield register_record(row)


def register_record(row: dict[str, str]) -> RegisterRecord:
    """One row of the captured register."""
    found: Oddities = []
    state = cleaning.clean_state(row["tila"], found)
    dates: tuple[DatedEvent, ...] = ()
    if not row["occurred_on"]:
        cleaning.note(found, "date_missing", "occurred_on")
    elif event := clean_date(
        DateEvent(row["occurred_source"]), row["occurred_on"], REGISTER, found, row["known_on"]
    ):
        dates = (event,)
    if not row["asiasanat"]:
        cleaning.note(found, "keywords_missing", "asiasanat")
    task = row["tehtavaluokka"]
    cases = cleaning.clean_case_numbers(row["asianumerot"].split(";"), found)
    return RegisterRecord(
        key=key_of(row["tunnus"]),
        register_id=row["tunnus"],
        setter=cleaning.setter_of(row["tunnus"]) or "",
        name=TranslatedText.of({"fi": row["nimi_fi"]}),
        kind=cleaning.KINDS_BY_TASK.get(task)
        or cleaning.clean_kind("", found, column="tehtavaluokka"),
        state=state,
        stage=cleaning.clean_stage(row["valmisteluvaihe"], state, found),
        numbers=(
            *((NumberKind.CASE, number) for number in cases),
            *((NumberKind.BILL, bill) for bill in row["he_numerot"].split(";") if bill),
        ),
        dates=dates,
        subjects=tuple(filter(None, row["asiasanat"].split(";"))),
        source_name=REGISTER,
        source_url=REGISTER_PAGE + row["tunnus"],
        field_sources=dict.fromkeys(
            ("name", "kind", "state", "stage", "numbers", "dates", "subjects"), REGISTER
        ),
        oddities=tuple(found),
    )


def read_cross_ministry(path: Path, titles: dict[str, dict[str, str]]) -> Iterator[RegisterRecord]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield cross_record(row, titles.get(row["id"], {}))


def cross_record(row: dict[str, Any], title: dict[str, str]) -> RegisterRecord:
    """One of the cross-ministry preparations; `title` has official translations of its name."""
    found: Oddities = []
    register_id = row["tunnus"]
    source = row["source_url"] if "//" in row["source_url"] else EDITORIAL
    state = cleaning.clean_state(row["tila"] or "", found)
    dated = (
        clean_date(DateEvent.STARTED, row["period_start"], source, found),
        clean_date(DateEvent.ENDED, row["period_end"], source, found),
    )
    partners = [(code, PartnerRole.PARTNER) for code in row["co_ministries"]]
    partners += [(code, PartnerRole.CONTRIBUTOR) for code in row["actors"]]
    return RegisterRecord(
        key=key_of(register_id) if register_id else row["id"],
        register_id=register_id,
        setter=row["ministry"],
        name=TranslatedText.of({"fi": row["name_fi"], **title}),
        kind=Kind(row["type"]),
        state=state,
        objective=TranslatedText.of({"fi": row["objective_fi"]}),
        partners=tuple(partners),
        numbers=tuple(
            (NumberKind.CASE, number)
            for number in cleaning.clean_case_numbers([row["asianumero"] or ""], found)
        ),
        dates=tuple(filter(None, dated)),
        subjects=tuple(row["asiasanat_uri"]),
        words=tuple(row["themes_fi"]),
        source_name=EDITORIAL,
        source_url=row["source_url"] if "//" in row["source_url"] else "",
        field_sources=dict.fromkeys(
            ("name", "objective", "partners", "words", "kind", "state", "dates"), source
        ),
        oddities=tuple(found),
    )


def merged(register: RegisterRecord, richer: RegisterRecord) -> RegisterRecord:
    """One preparation from both: the register's facts, and what it does not hold from the other."""
    events = {(date.event, date.source): date for date in (*register.dates, *richer.dates)}
    sources = {**richer.field_sources, **register.field_sources}
    disagree = tuple(
        Oddity(
            Severity.NOTE,
            "sources_disagree",
            column,
            {"register": str(mine), "other": str(theirs)},
        )
        for column, mine, theirs in (
            ("tila", register.state, richer.state),
            ("tyyppi", register.kind, richer.kind),
        )
        if mine and theirs and mine != theirs
    )
    return replace(
        register,
        name=TranslatedText({**richer.name, **register.name}),
        objective=richer.objective,
        partners=richer.partners,
        numbers=tuple(dict.fromkeys((*register.numbers, *richer.numbers))),
        dates=_sorted_dates(list(events.values())),
        subjects=tuple(dict.fromkeys((*register.subjects, *richer.subjects))),
        words=richer.words,
        field_sources=sources,
        oddities=(*register.oddities, *disagree),
    )


def _sorted_dates(dates: list[DatedEvent]) -> tuple[DatedEvent, ...]:
    return tuple(sorted(dates, key=lambda date: (date.on, date.event, date.source)))
