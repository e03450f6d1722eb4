"""Profiles, what people did with their skills, and what others propose for a profile."""

from kytkin.people.models.evidence import EARLIEST_YEAR, LATEST_YEAR, LONGEST_EVIDENCE, Evidence
from kytkin.people.models.invitations import KEPT_FOR, InvitationState, ProfileInvitation
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
    "EARLIEST_YEAR", "KEPT_FOR", "LATEST_YEAR", "LONGEST_EVIDENCE", "SHARES", "SPOKEN", "Agreed",
    "Audience", "Away", "Evidence", "InvitationState", "Level", "MoveKind", "Place", "Profile",
    "ProfileInvitation", "ProfileSkill", "Section",
]  # fmt: skip
