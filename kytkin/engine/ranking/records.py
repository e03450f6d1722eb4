"""What is ranked. Nothing here describes a person but ability, will and opportunity.

Subjects, skills, languages and places are known by ids (URIs, codes), so a record means the same
in whichever language it was written. There is no name, age, gender, photo or year to enter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

NONE: Final[frozenset[str]] = frozenset()
FULL_TIME: Final = 100.0


@dataclass(frozen=True, slots=True)
class WorkTime:
    """A share of full working time (percent) from one day to before another."""

    share_percent: float
    starts_on: date
    ends_before: date

    def __post_init__(self) -> None:
        if not 0 < self.share_percent <= FULL_TIME:
            raise ValueError(f"a share lies over 0 and up to 100 %, not at {self.share_percent}")
        if self.ends_before <= self.starts_on:
            raise ValueError(f"a period ends after it starts, not on {self.ends_before}")


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as matching may see them: what they know, want to learn, and can give."""

    id: str
    subjects: frozenset[str] = NONE
    skills: frozenset[str] = NONE
    wishes: frozenset[str] = NONE  # skills that the person wants to learn or use more
    time: WorkTime | None = None
    languages: frozenset[str] = NONE
    places: frozenset[str] = NONE


@dataclass(frozen=True, slots=True)
class Need:
    """A need for work input: any of its subjects and skills speaks for a person."""

    id: str
    subjects: frozenset[str] = NONE
    skills: frozenset[str] = NONE
    time: WorkTime | None = None
    languages: frozenset[str] = NONE
    places: frozenset[str] = NONE


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by its subjects."""

    id: str
    subjects: frozenset[str] = NONE


@dataclass(frozen=True, slots=True)
class Preparation:
    """A preparation by its subjects and when it goes on; near another when they share these."""

    id: str
    subjects: frozenset[str] = NONE
    time: WorkTime | None = None


Record = Profile | Need | Theme | Preparation
Key = tuple[str, str]  # kind ("subject", "skill", "wish") and id


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a record enters a score, on either side."""

    id: str
    keys: frozenset[Key] = frozenset()
    time: WorkTime | None = None
    languages: frozenset[str] = field(default=NONE)
    places: frozenset[str] = field(default=NONE)


def facts(record: Record) -> Facts:
    """A record's facts; a skill that a need wants meets both a skill had and a wish."""
    keys = {("subject", subject) for subject in record.subjects}
    match record:
        case Theme():
            return Facts(record.id, frozenset(keys))
        case Preparation():
            return Facts(record.id, frozenset(keys), record.time)
        case Profile():
            keys |= {("skill", skill) for skill in record.skills}
            keys |= {("wish", skill) for skill in record.wishes}
        case _:
            keys |= {(kind, skill) for kind in ("skill", "wish") for skill in record.skills}
    return Facts(record.id, frozenset(keys), record.time, record.languages, record.places)
