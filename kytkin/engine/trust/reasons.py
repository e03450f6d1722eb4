"""Whether explanations are true: terms sum to the score, a reason taken away lowers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kytkin.engine.ranking.board import Fit, Term
from kytkin.engine.ranking.records import Need, Profile

SUM_TOLERANCE: Final = 1e-9
FIELDS: Final = {
    "subject": "subjects",
    "skill": "skills",
    "wish": "wishes",
    "language": "languages",
    "place": "places",
}


def largest_sum_error(fits: Iterable[Fit]) -> float:
    """The largest distance between a score and the sum of its terms; 0 without any fits."""
    return max(
        (abs(fit.score - sum(term.contribution for term in fit.terms)) for fit in fits),
        default=0.0,
    )


def without(profile: Profile, term: Term) -> Profile | None:
    """The profile as if the named reason were not true of it; None for a reason of its text.

    A place term may name several places: all of them go.
    """
    if term.kind == "text":
        return None
    if term.kind == "time":
        return replace(profile, time=None)
    field = FIELDS[term.kind]
    gone = set(term.about.split(", ")) if term.kind == "place" else {term.about}
    return replace(profile, **{field: getattr(profile, field) - gone})


def has_place_for(kind: type[Profile] | type[Need], names: Iterable[str]) -> tuple[str, ...]:
    """Which of the names are fields of what the engine takes: for personal attributes, none."""
    fields = kind.__dataclass_fields__
    return tuple(name for name in names if name in fields)
