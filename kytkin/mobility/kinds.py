"""The kinds of move as data: what each means, on which law it rests, who says yes, its limits."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from kytkin.common.texts import TranslatedText
from kytkin.mobility.models.consents import Party

DATA: Final = Path(__file__).parent / "data" / "move_kinds.json"
JOINT: Final = "joint_preparation"
KNOWLEDGE: Final = "knowledge_only"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Where a rule stands, in which source it was read, and when."""

    text: TranslatedText
    source: TranslatedText
    as_of: dt.date
    is_verified: bool


@dataclass(frozen=True, slots=True)
class MoveKind:
    """A kind of move (liikkumisen muoto).

    `share` and `days` are the least and the most, None for no working time and no limit;
    `days_bind` says that the length is a rule, not a guide. `term`: fixed, permanent, either, open.
    `stages`: the sides that say yes, stage by stage.
    """

    code: str
    name: TranslatedText
    means: TranslatedText
    basis: LegalBasis
    share: tuple[int, int] | None
    days: tuple[int, int] | None
    days_bind: bool
    term: str
    pay: str
    stages: tuple[tuple[Party, ...], ...]
    document: str
    under_act: bool
    needs_other_agency: bool

    @property
    def parties(self) -> tuple[Party, ...]:
        return tuple(party for stage in self.stages for party in stage)

    @property
    def takes_time(self) -> bool:
        """Working time is agreed on and booked."""
        return self.share is not None


@dataclass(frozen=True, slots=True)
class Excluded:
    """Organisations whose officials the Act does not cover, by code; words of judges' titles."""

    organisations: frozenset[str]
    judges: tuple[str, ...]
    basis: LegalBasis


@cache
def move_kinds() -> dict[str, MoveKind]:
    """Every kind by its code, in the order of the file: the lightest first."""
    return {row["code"]: _kind(row) for row in _read()["kinds"]}


def kind_of(code: str) -> MoveKind:
    """Raises KeyError for an unknown code."""
    return move_kinds()[code]


@cache
def excluded() -> Excluded:
    row = _read()["excluded"]
    return Excluded(frozenset(row["organisations"]), tuple(row["judges"]), _basis(row))


def _read() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


def _basis(row: dict[str, Any]) -> LegalBasis:
    return LegalBasis(
        TranslatedText.of(row["legal_basis"]),
        TranslatedText.of(row["source"]),
        dt.date.fromisoformat(row["as_of"]),
        row["is_verified"],
    )


def _pair(value: list[int] | None) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None


def _kind(row: dict[str, Any]) -> MoveKind:
    return MoveKind(
        code=row["code"],
        name=TranslatedText.of(row["name"]),
        means=TranslatedText.of(row["means"]),
        basis=_basis(row),
        share=_pair(row["share"]),
        days=_pair(row["days"]),
        days_bind=row["days_bind"],
        term=row["term"],
        pay=row["pay"],
        stages=tuple(tuple(Party(party) for party in stage) for stage in row["consents"]),
        document=row["document"],
        under_act=row["under_act"],
        needs_other_agency=row["needs_other_agency"],
    )
