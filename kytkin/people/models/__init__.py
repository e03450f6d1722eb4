"""Profiles, and what people did with their skills."""

from kytkin.people.models.evidence import EARLIEST_YEAR, LATEST_YEAR, LONGEST_EVIDENCE, Evidence
from kytkin.people.models.profiles import (
    SHARES,
    SPOKEN,
    Agreed,
    Audience,
    Away,
    Level,
    MoveKind,
    Place,
    Profile,
    ProfileSkill,
    Section,
)

__all__ = [
    "EARLIEST_YEAR", "LATEST_YEAR", "LONGEST_EVIDENCE", "SHARES", "SPOKEN", "Agreed", "Audience",
    "Away", "Evidence", "Level", "MoveKind", "Place", "Profile", "ProfileSkill", "Section",
]  # fmt: skip
