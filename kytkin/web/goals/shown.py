"""What pages show of goals: cards, pills, owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from kytkin.common.texts import LocalText
from kytkin.goals.models import GoalOwner, GoalState, GoalStatus, SharedGoal
from kytkin.goals.permissions import may_keep_goal, visible_goals
from kytkin.goals.status import GoalStanding, statuses_of
from kytkin.organisations.models import Organisation

PILLS: Final = {
    GoalStatus.UNKNOWN: "info",
    GoalStatus.ON_TRACK: "accepted",
    GoalStatus.AT_RISK: "waiting",
    GoalStatus.OFF_TRACK: "declined",
    GoalStatus.REACHED: "accepted",
}
STATE_PILLS: Final = {
    GoalState.DRAFT: "waiting",
    GoalState.ACTIVE: "accepted",
    GoalState.CLOSED: "info",
}


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal in a list: the lead first among its owners."""

    goal: SharedGoal
    title: LocalText
    text: LocalText
    owners: tuple[GoalOwner, ...]
    branches: tuple[Organisation, ...]
    standing: GoalStanding
    pill: str
    state_pill: str

    @property
    def is_draft(self) -> bool:
        return self.goal.state == GoalState.DRAFT


def goals_for_cards(request: HttpRequest) -> list[SharedGoal]:
    """The goals that the visitor may see, with what cards need."""
    found = SharedGoal.objects.filter(visible_goals(request.user)).distinct()
    return list(
        found.select_related("phenomenon").prefetch_related("ownerships__organisation__branch")
    )


def goal_cards(goals: Iterable[SharedGoal]) -> list[GoalCard]:
    """Cards in three further queries; goals come from `goals_for_cards`."""
    rows = list(goals)
    standings = statuses_of(rows)
    return [_card(goal, standings[goal.pk]) for goal in rows]


def _card(goal: SharedGoal, standing: GoalStanding) -> GoalCard:
    owners = owners_of(goal)
    branches: dict[int, Organisation] = {}
    for owner in owners:
        branch = owner.organisation.own_branch
        if branch is not None:
            branches.setdefault(branch.pk, branch)
    return GoalCard(
        goal, goal.title.local, goal.text.local, owners, tuple(branches.values()), standing,
        PILLS[standing.shown], STATE_PILLS[GoalState(goal.state)],
    )  # fmt: skip


def owners_of(goal: SharedGoal) -> tuple[GoalOwner, ...]:
    """The lead first, then by name."""
    rows = goal.ownerships.all()
    return tuple(sorted(rows, key=lambda one: (not one.is_lead, str(one.organisation.name))))


def goals_shown(request: HttpRequest, **about: Any) -> list[tuple[SharedGoal, str, str]]:
    """Goals in force on something, each with how it stands and its pill, for other pages."""
    found = list(
        SharedGoal.objects.filter(visible_goals(request.user), state=GoalState.ACTIVE, **about)
        .distinct()
        .order_by("code")
    )
    standings = statuses_of(found)
    return [
        (one, str(standings[one.pk].shown.label), PILLS[standings[one.pk].shown]) for one in found
    ]


def seen_goal(request: HttpRequest, code: str) -> SharedGoal:
    """The goal, or 404 for who may not see it."""
    found = SharedGoal.objects.filter(visible_goals(request.user)).distinct()
    return get_object_or_404(
        found.select_related("phenomenon", "stated_by").prefetch_related(
            "ownerships__organisation__branch"
        ),
        code=code,
    )


def kept_goal(request: HttpRequest, code: str) -> SharedGoal:
    """The goal for who keeps it; 404 for everybody else."""
    goal = seen_goal(request, code)
    if not may_keep_goal(request.user, goal):
        raise Http404
    return goal
