"""What the register writes in many ways, made one; every repair is told as an oddity."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from kytkin.exchange.hankeikkuna.records import DatedEvent, Oddity
from kytkin.exchange.models import Severity
from kytkin.preparations.models import DateEvent, Kind, Precision, Stage, State

REGISTER_ID: Final = re.compile(r"^(?P<setter>[A-ZÄÖ]{2,4})\d{3}:\d{2}/\d{4}$")
CASE_NUMBER: Final = re.compile(r"[A-ZÅÄÖ]{2,5}[ /]?\d+(?:/\d+)+")
LATE_DAYS: Final = 180
DONE_STAGES: Final = {Stage.COMPLETED, Stage.SUSPENDED}
KINDS_BY_TASK: Final = {
    "HALLITUKSEN_ESITYKSEN_VALMISTELU": Kind.LEGISLATION,
    "ASETUKSEN_ANTAMINEN": Kind.LEGISLATION,
}

Oddities = list[Oddity]


def warn(found: Oddities, code: str, column: str = "", **params: object) -> None:
    found.append(Oddity(Severity.WARNING, code, column, params))


def note(found: Oddities, code: str, column: str = "", **params: object) -> None:
    found.append(Oddity(Severity.NOTE, code, column, params))


def setter_of(register_id: str) -> str | None:
    """The setter's letters of a well-formed register id, else None."""
    match = REGISTER_ID.match(register_id)
    return match["setter"] if match else None


def clean_kind(value: str, found: Oddities, *, column: str = "tyyppi") -> Kind:
    if value in Kind.values:
        return Kind(value)
    if value:
        warn(found, "unknown_value", column, value=value)
    else:
        note(found, "kind_not_stated", column)
    return Kind.PROJECT


def clean_state(value: str, found: Oddities) -> State:
    if value in State.values:
        if not value:
            note(found, "state_not_stated", "tila")
        return State(value)
    warn(found, "unknown_value", "tila", value=value)
    return State.UNKNOWN


def clean_stage(value: str, state: State, found: Oddities) -> Stage:
    """The stage as stated; a stage that disagrees with the state is kept and told."""
    if value not in Stage.values:
        warn(found, "unknown_value", "valmisteluvaihe", value=value)
        return Stage.UNKNOWN
    stage = Stage(value)
    if stage in DONE_STAGES and state in (State.PLANNED, State.RUNNING):
        warn(found, "stage_ahead_of_state", "valmisteluvaihe", stage=value, state=state.value)
    if state == State.ENDED and stage in (Stage.PRELIMINARY, Stage.BASIC, Stage.CONSULTATION):
        warn(found, "state_ahead_of_stage", "tila", stage=value, state=state.value)
    return stage


def clean_case_numbers(values: list[str], found: Oddities) -> list[str]:
    """Each number once: strings may hold two, or the letters of a ministry behind a number."""
    numbers: list[str] = []
    for value in values:
        inside = CASE_NUMBER.findall(value)
        if len(inside) > 1:
            note(found, "several_numbers_in_one", "asianumerot", value=value)
        if not inside and value.strip():
            warn(found, "number_not_understood", "asianumerot", value=value.strip())
        numbers += inside
    return list(dict.fromkeys(numbers))


def parse_day(text: str) -> tuple[dt.date, Precision]:
    """2024, 2024-05 or 2024-05-17 (a time behind is left out); raises ValueError."""
    day = text.strip()[:10]
    if re.fullmatch(r"\d{4}", day):
        return dt.date(int(day), 1, 1), Precision.YEAR
    if re.fullmatch(r"\d{4}-\d{2}", day):
        return dt.date(int(day[:4]), int(day[5:]), 1), Precision.MONTH
    return dt.date.fromisoformat(day), Precision.DAY


def clean_date(
    event: DateEvent, text: str | None, source: str, found: Oddities, known: str | None = None
) -> DatedEvent | None:
    """The event's date, or None; late and reversed reports are told, never repaired."""
    if not text:
        return None
    try:
        day, precision = parse_day(text)
        known_on = parse_day(known)[0] if known else None
    except ValueError:
        warn(found, "date_not_understood", event.value, value=text)
        return None
    if precision != Precision.DAY:
        note(found, "date_imprecise", event.value, value=text)
    if known_on and (known_on - day).days > LATE_DAYS:
        note(found, "date_reported_late", event.value, on=str(day), known_on=str(known_on))
    if known_on and known_on < day:
        note(found, "date_reported_ahead", event.value, on=str(day), known_on=str(known_on))
    return DatedEvent(event, day, source, precision, known_on)


def first_day_after(event: DatedEvent) -> dt.date:
    """The day after the event's day, month or year: the exclusive end of a period."""
    if event.precision == Precision.YEAR:
        return dt.date(event.on.year + 1, 1, 1)
    if event.precision == Precision.MONTH:
        return (event.on.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return event.on + dt.timedelta(days=1)


def period_of(
    dates: tuple[DatedEvent, ...], found: Oddities
) -> tuple[dt.date | None, dt.date | None]:
    """Start (included) and end (excluded); an end before the start is told and left open."""
    starts = [d.on for d in dates if d.event in (DateEvent.STARTED, DateEvent.SET)]
    ends = [first_day_after(d) for d in dates if d.event == DateEvent.ENDED]
    start, end = min(starts, default=None), max(ends, default=None)
    if start and end and end <= start:
        warn(found, "period_reversed", "valmistumisPaiva", start=str(start), end=str(end))
        end = None
    return start, end
