"""A preparation as the register tells it, cleaned, before it is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import Severity
from kytkin.preparations.models import (
    DateEvent,
    Kind,
    NumberKind,
    PartnerRole,
    Precision,
    Stage,
    State,
)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that was not as it should be; `code` is explained in `exchange.findings`."""

    severity: Severity
    code: str
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """When something happened, how precisely that is known, and since when."""

    event: DateEvent
    on: dt.date
    source: str
    precision: Precision = Precision.DAY
    known_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """One preparation, whatever file or answer it came from.

    `subjects` are identifiers (yso:p716, juho:p2438 or URIs), `words` free subjects without one.
    `field_sources` says for each field where it came from.
    """

    key: str
    setter: str
    name: TranslatedText
    kind: Kind
    state: State
    stage: Stage = Stage.UNKNOWN
    register_id: str | None = None
    objective: TranslatedText = field(default_factory=TranslatedText)
    partners: tuple[tuple[str, PartnerRole], ...] = ()
    numbers: tuple[tuple[NumberKind, str], ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    subjects: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    source_name: str = ""
    source_url: str = ""
    field_sources: dict[str, str] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()


def key_of(register_id: str) -> str:
    """The public id made from a register id: OM083:00/2023 → OM083-00-2023."""
    return register_id.replace(":", "-").replace("/", "-")
