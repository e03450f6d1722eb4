"""Starting, changing, activating and closing a shared goal; its owners, status and checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed
from kytkin.common.texts import TranslatedText
from kytkin.goals.collaboration import signs
from kytkin.goals.errors import GoalClosed, GoalNotReady, GoalUnclear, OwnerRefused
from kytkin.goals.models import (
    CollaborationCheck,
    GoalOwner,
    GoalState,
    GoalStatus,
    SharedGoal,
)
from kytkin.goals.permissions import KEEPERS, keeps_for, may_start_goals
from kytkin.goals.readiness import missing
from kytkin.goals.sharing import models_of_sharing
from kytkin.goals.steps import held_goal, moved_on
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.organisations.models import Membership, Organisation, OrganisationKind

FIELDS: Final = frozenset(
    {
        "title", "text", "phenomenon", "first_year", "last_year", "is_public", "is_fictional",
        "sharing", "governance", "reporting", "incentives",
    }
)  # fmt: skip
OWNER_KINDS: Final = (OrganisationKind.MINISTRY, OrganisationKind.AGENCY)
LONGEST_HORIZON: Final = 30


def start_goal(
    *, values: Mapping[str, Any], lead: Organisation, by: User, now: dt.datetime, code: str = ""
) -> SharedGoal:
    """A draft, led by an organisation that the person belongs to."""
    if not may_start_goals(by):
        raise NotAllowed(_("Only preparers, connectors, controllers and administrators can."))
    _refuse_owner(lead)
    if not _belongs_to(by, lead):
        raise OwnerRefused(
            _("You can start a goal for an organisation of your own. Ask others to own it then.")
        )
    with transaction.atomic():
        goal = SharedGoal(created_by=by, created_at=now, updated_at=now)
        _set_values(goal, values)
        goal.code = _free_code(code or str(TranslatedText.of(values.get("title"))))
        goal.save()
        GoalOwner.objects.create(
            goal=goal, organisation=lead, is_lead=True, accepted_by=by, accepted_at=now
        )
        record("start_goal", by=by, now=now, kind="goal", id=goal.code,
               details={"lead": lead.code})  # fmt: skip
    return goal


def change_goal(
    *, goal: SharedGoal, version: int, values: Mapping[str, Any], by: User, now: dt.datetime
) -> SharedGoal:
    with transaction.atomic():
        held = held_goal(goal, by, version)
        _refuse_closed(held)
        _set_values(held, values)
        return moved_on(held, "change_goal", by=by, now=now, fields=sorted(values))


def ask_owner(
    *, goal: SharedGoal, organisation: Organisation, by: User, now: dt.datetime
) -> GoalOwner:
    """Ask an agency to own the goal too; it owns it once its own people have accepted.

    Whoever keeps that agency's figures accepts for it at once.
    """
    _refuse_owner(organisation)
    with transaction.atomic():
        held = held_goal(goal, by)
        _refuse_closed(held)
        owner, is_new = GoalOwner.objects.get_or_create(goal=held, organisation=organisation)
        if not is_new:
            raise OwnerRefused(
                _("%(owner)s has been asked already.") % {"owner": organisation.name}
            )
        if keeps_for(by, organisation):
            owner.accepted_by, owner.accepted_at = by, now
            owner.save()
        else:
            for reader in keepers_of(organisation):
                tell_goal(held, reader, "asked", now=now, owner=str(organisation.name))
        moved_on(held, "ask_owner", by=by, now=now, owner=organisation.code)
    return owner


def accept_ownership(
    *, goal: SharedGoal, organisation: Organisation, by: User, now: dt.datetime
) -> GoalOwner:
    """A controller, steering official or administrator accepts for the organisation."""
    if not keeps_for(by, organisation):
        raise NotAllowed(_("Only the organisation's own controller or administrator accepts."))
    with transaction.atomic():
        held = SharedGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
        owner = held.ownerships.filter(organisation=organisation).first()
        if owner is None:
            raise OwnerRefused(_("This organisation has not been asked to own the goal."))
        if owner.accepted_at is None:
            owner.accepted_by, owner.accepted_at = by, now
            owner.save()
            moved_on(held, "accept_ownership", by=by, now=now, owner=organisation.code)
            if held.created_by is not None and held.created_by_id != by.pk:
                tell_goal(held, held.created_by, "accepted", now=now,
                          owner=str(organisation.name))  # fmt: skip
    return owner


def leave_ownership(
    *, goal: SharedGoal, organisation: Organisation, by: User, now: dt.datetime
) -> None:
    """The organisation's own people decline or leave; those who keep the goal may take back."""
    with transaction.atomic():
        held = SharedGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
        if not keeps_for(by, organisation):
            held = held_goal(goal, by)
        owner = held.ownerships.filter(organisation=organisation).first()
        if owner is None:
            raise OwnerRefused(_("This organisation does not own the goal."))
        if owner.is_lead:
            raise OwnerRefused(_("The lead cannot leave: give the lead to another owner first."))
        owner.delete()
        moved_on(held, "leave_ownership", by=by, now=now, owner=organisation.code)


def change_lead(
    *, goal: SharedGoal, version: int, organisation: Organisation, by: User, now: dt.datetime
) -> SharedGoal:
    """One owner leads: the lead moves, there are never two."""
    with transaction.atomic():
        held = held_goal(goal, by, version)
        _refuse_closed(held)
        owner = held.ownerships.filter(organisation=organisation).first()
        if owner is None or owner.accepted_at is None:
            raise OwnerRefused(
                _("Only an owner that has accepted can lead. Ask it to own the goal first.")
            )
        held.ownerships.filter(is_lead=True).update(is_lead=False)
        held.ownerships.filter(pk=owner.pk).update(is_lead=True)
        return moved_on(held, "change_lead", by=by, now=now, lead=organisation.code)


def activate_goal(*, goal: SharedGoal, version: int, by: User, now: dt.datetime) -> SharedGoal:
    """A draft with nothing missing comes into force. Raises `GoalNotReady` with what is missing."""
    with transaction.atomic():
        held = held_goal(goal, by, version)
        if held.state != GoalState.DRAFT:
            raise GoalClosed(_("Only a draft can be brought into force."))
        lacks = missing(held)
        if lacks:
            raise GoalNotReady(
                _("The goal cannot come into force yet: %(missing)s")
                % {"missing": " ".join(str(one.text) for one in lacks)}
            )
        held.state, held.activated_at = GoalState.ACTIVE, now
        return moved_on(held, "activate_goal", by=by, now=now)


def close_goal(*, goal: SharedGoal, version: int, by: User, now: dt.datetime) -> SharedGoal:
    with transaction.atomic():
        held = held_goal(goal, by, version)
        if held.state != GoalState.ACTIVE:
            raise GoalClosed(_("Only a goal in force can be closed."))
        held.state = GoalState.CLOSED
        return moved_on(held, "close_goal", by=by, now=now)


def state_status(
    *, goal: SharedGoal, version: int, status: str, reason: str, by: User, now: dt.datetime
) -> SharedGoal:
    """State how the goal stands over what the indicators say, with a reason; "" takes it back."""
    if status and status not in GoalStatus.values:
        raise ValueError(status)
    if status and not reason.strip():
        raise GoalUnclear(_("Write why the goal stands otherwise than its indicators say."))
    with transaction.atomic():
        held = held_goal(goal, by, version)
        _refuse_closed(held)
        held.stated_status = status
        held.stated_reason = reason.strip() if status else ""
        held.stated_by = by if status else None
        held.stated_on = timezone.localdate(now) if status else None
        return moved_on(held, "state_status", by=by, now=now, status=status)


def keep_check(
    *, goal: SharedGoal, item: str, is_met: bool, note: str, by: User, now: dt.datetime
) -> CollaborationCheck:
    """State a sign of good collaboration as met or not."""
    if item not in signs():
        raise GoalUnclear(_("This sign is not on the checklist."))
    with transaction.atomic():
        held = held_goal(goal, by)
        check, _new = CollaborationCheck.objects.update_or_create(
            goal=held,
            item=item,
            defaults={
                "is_met": is_met, "note": note.strip(), "stated_by": by,
                "stated_on": timezone.localdate(now),
            },
        )  # fmt: skip
        moved_on(held, "keep_check", by=by, now=now, item=item, is_met=is_met)
    return check


def tell_goal(goal: SharedGoal, user: User, case: str, *, now: dt.datetime, **words: str) -> None:
    notify(
        user=user,
        kind=NoticeKind.GOAL,
        params={"case": case, "goal": goal.title, **words},
        path=goal.get_absolute_url(),
        now=now,
    )


def _set_values(goal: SharedGoal, values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not of a goal: {', '.join(sorted(unknown))}")
    for field, value in values.items():
        setattr(goal, field, value)
    for name in ("title", "text", "governance", "reporting", "incentives"):
        setattr(goal, name, TranslatedText.of(getattr(goal, name)))
    if not goal.title:
        raise GoalUnclear(_("Write the goal's title in Finnish or in Swedish."))
    length = goal.last_year - goal.first_year
    if not 0 <= length < LONGEST_HORIZON:
        raise GoalUnclear(
            _("The horizon ends before it begins or lasts over 30 years: correct the years.")
        )
    used = (
        goal.pk
        and goal.contributions.exclude(year__range=(goal.first_year, goal.last_year)).exists()
    )
    if used:
        raise GoalUnclear(
            _("Agencies have pledged for years outside this horizon. Keep those years in it.")
        )
    defaults = models_of_sharing()[goal.sharing]
    for name in ("governance", "reporting", "incentives"):
        if not getattr(goal, name):
            setattr(goal, name, getattr(defaults, name))


def _refuse_owner(organisation: Organisation) -> None:
    if organisation.kind not in OWNER_KINDS:
        raise OwnerRefused(_("A goal is owned by ministries and agencies, not by their units."))


def _refuse_closed(goal: SharedGoal) -> None:
    if goal.state == GoalState.CLOSED:
        raise GoalClosed(_("The goal is closed: it can no longer be changed."))


def _belongs_to(user: User, organisation: Organisation) -> bool:
    """The person works in the organisation, in a part of it, or above it."""
    held = user.memberships.select_related("organisation")
    return any(
        one.organisation.path.startswith(organisation.path)
        or organisation.path.startswith(one.organisation.path)
        for one in held
    )


def keepers_of(organisation: Organisation) -> list[User]:
    """Those who keep figures nearest to the organisation, at most twenty."""
    above = [
        place for place in Membership.objects.filter(
            role__in=KEEPERS, user__is_active=True
        ).select_related("user", "organisation").order_by("pk")
        if organisation.path.startswith(place.organisation.path)
    ]  # fmt: skip
    nearest = max((len(place.organisation.path) for place in above), default=0)
    found = {place.user_id: place.user for place in above
             if len(place.organisation.path) == nearest}  # fmt: skip
    return list(found.values())[:20]


def _free_code(wanted: str) -> str:
    code = slugify(wanted)[:50].strip("-") or "goal"
    taken = set(SharedGoal.objects.filter(code__startswith=code).values_list("code", flat=True))
    free, number = code, 2
    while free in taken:
        free, number = f"{code}-{number}", number + 1
    return free
