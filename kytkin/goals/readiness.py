"""What a goal still lacks before it can come into force."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import SharedGoal


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing, as a sentence, and the page on which it is mended."""

    code: str
    text: str | Promise
    page: str


def missing(goal: SharedGoal) -> list[Lack]:
    """Nothing here means that the goal may come into force.

    Of 14 cross-agency priority goals of the United States only three had interim targets (US
    Government Accountability Office): so an owner, an indicator with its data source, a target
    and an interim milestone are asked for before anything is in force.
    """
    lacks = []
    owners = list(goal.ownerships.all())
    if not any(owner.is_lead for owner in owners):
        lacks.append(Lack("lead", _("No owner leads the goal."), "goal_owners"))
    if sum(owner.accepted_at is not None for owner in owners) < 2:
        lacks.append(
            Lack("owners", _("A shared goal needs two owners that have accepted."), "goal_owners")
        )
    if goal.phenomenon_id is None:
        lacks.append(Lack("phenomenon", _("The goal is tied to no phenomenon."), "goal_edit"))
    for language, text in (
        ("fi", _("The title or the text is missing in Finnish.")),
        ("sv", _("The title or the text is missing in Swedish.")),
    ):
        if not (goal.title.get(language) and goal.text.get(language)):
            lacks.append(Lack(f"text_{language}", text, "goal_edit"))
    return lacks + _of_indicators(goal)


def _of_indicators(goal: SharedGoal) -> list[Lack]:
    """One indicator with everything is enough."""
    found = list(goal.indicators.prefetch_related("targets"))
    if not found:
        return [Lack("indicator", _("The goal has no indicator."), "indicator_new")]
    lacks = []
    if not any(one.source for one in found):
        lacks.append(Lack("source", _("No indicator states where its data comes from."), "goal"))
    rows = [list(one.targets.all()) for one in found]
    if not any(rows):
        lacks.append(Lack("target", _("No indicator has a target."), "goal"))
    elif not any(
        target.is_milestone and target.year < max(other.year for other in targets)
        for targets in rows
        for target in targets
    ):
        lacks.append(
            Lack("milestone", _("No indicator has an interim milestone before its last year."),
                 "goal")
        )  # fmt: skip
    return lacks
