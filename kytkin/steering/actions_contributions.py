"""Pledging, confirming and reporting what an agency brings to a shared goal.

Each action writes one entry with the differences; a contribution is the sum of its entries. It
moves reporting, never an appropriation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.engine.steering import pooling
from kytkin.engine.steering.pooling import Amounts, Refusal, Refused
from kytkin.goals.actions import tell_goal
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import may_keep_goal
from kytkin.goals.steps import held_goal
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.steering.amounts import amounts_of, hundredths, set_amounts
from kytkin.steering.errors import AlreadyPledged, ContributionRefused
from kytkin.steering.models import (
    BudgetItem,
    Contribution,
    ContributionEntry,
    EntryKind,
    PoolNeed,
)
from kytkin.steering.permissions import may_confirm, may_pledge

MOST_EUR: Final = Decimal("9999999999.99")
MOST_PERSON_YEARS: Final = Decimal("99999.99")
GIVERS: Final = (OrganisationKind.MINISTRY, OrganisationKind.AGENCY)
WHY: Final[dict[Refusal, tuple[str, Promise]]] = {
    Refusal.NEGATIVE: (
        "amount_eur",
        gettext_lazy("An amount is zero or more: leave out the minus sign."),
    ),
    Refusal.NOTHING: (
        "person_years",
        gettext_lazy("Pledge money, person-years or both. To take a pledge back, withdraw it."),
    ),
    Refusal.NO_ITEM: (
        "budget_item",
        gettext_lazy("Money stands on a budget item: choose the item, for example 28.01.01."),
    ),
    Refusal.BELOW_CONFIRMED: (
        "",
        gettext_lazy("The pledge would be less than what is confirmed. Confirm less first."),
    ),
    Refusal.ABOVE_PLEDGED: (
        "",
        gettext_lazy("More would be confirmed than is pledged. Change the pledge first."),
    ),
    Refusal.CONFIRMED: (
        "",
        gettext_lazy("The pledge is confirmed. Confirm zero first, then withdraw it."),
    ),
}  # fmt: skip


def pledge(
    *,
    goal: SharedGoal,
    organisation: Organisation,
    year: int,
    budget_item: BudgetItem | None,
    amount_eur: Decimal,
    person_years: Decimal,
    note: str,
    by: User,
    now: dt.datetime,
) -> Contribution:
    """An organisation pledges money, person-years or both to a goal for a year.

    Raises `AlreadyPledged` when a pledge stands for the same goal, year and budget item.
    """
    if not may_pledge(by, organisation):
        raise NotAllowed(_("Only the organisation's controllers and administrators pledge for it."))
    if organisation.kind not in GIVERS:
        raise refused("organisation", _("Ministries and agencies pledge, not their units."))
    if goal.state != GoalState.ACTIVE:
        raise refused("", _("Pledges are made to goals in force."))
    if year not in goal.years:
        raise refused(
            "year",
            _("The goal lasts from %(first)d to %(last)d: choose one of those years.")
            % {"first": goal.first_year, "last": goal.last_year},
        )
    money, time = checked(amount_eur, person_years)
    key = {
        "goal": goal, "organisation": organisation, "year": year, "budget_item": budget_item,
    }  # fmt: skip
    with transaction.atomic():
        row, is_new = Contribution.objects.get_or_create(**key, defaults={"updated_at": now})
        held = _held(row, None)
        if not is_new and (held.pledged_eur or held.pledged_person_years):
            raise AlreadyPledged(
                _(
                    "A pledge of the organisation stands already for this year and budget "
                    "item. Change that one instead."
                )
            )
        _change(
            held, EntryKind.PLEDGE, note, by, now,
            lambda was: pooling.pledged(was, money, time, has_item=budget_item is not None),
        )  # fmt: skip
        _tell_others(held, "pledged", by, now)
    return held


def change_pledge(
    *,
    contribution: Contribution,
    version: int,
    amount_eur: Decimal,
    person_years: Decimal,
    note: str,
    by: User,
    now: dt.datetime,
) -> Contribution:
    """Another amount, not below what is confirmed."""
    money, time = checked(amount_eur, person_years)
    with transaction.atomic():
        held = _held_for(contribution, version, by)
        has_item = held.budget_item_id is not None
        _change(
            held, EntryKind.CHANGE, note, by, now,
            lambda was: pooling.pledged(was, money, time, has_item=has_item),
        )  # fmt: skip
    return held


def withdraw_pledge(
    *, contribution: Contribution, version: int, note: str, by: User, now: dt.datetime
) -> Contribution:
    with transaction.atomic():
        held = _held_for(contribution, version, by)
        _change(held, EntryKind.WITHDRAW, note, by, now, pooling.withdrawn)
        _tell_others(held, "withdrawn", by, now)
    return held


def confirm(
    *,
    contribution: Contribution,
    version: int,
    amount_eur: Decimal,
    person_years: Decimal,
    by: User,
    now: dt.datetime,
    note: str = "",
) -> Contribution:
    """An administrator of the organisation confirms a pledge, wholly or in part."""
    money, time = checked(amount_eur, person_years)
    with transaction.atomic():
        held = _held(contribution, version)
        if not may_confirm(by, held.organisation):
            raise NotAllowed(_("Only an administrator of the organisation confirms its pledges."))
        has_item = held.budget_item_id is not None
        _change(
            held, EntryKind.CONFIRM, note, by, now,
            lambda was: pooling.confirmed(was, money, time, has_item=has_item),
        )  # fmt: skip
        _tell_others(held, "confirmed", by, now)
    return held


def report_actual(
    *,
    contribution: Contribution,
    version: int,
    amount_eur: Decimal,
    person_years: Decimal,
    note: str,
    by: User,
    now: dt.datetime,
) -> Contribution:
    """The money used, and the time beside the ledger of work input, whose time flows in itself."""
    money, time = checked(amount_eur, person_years)
    with transaction.atomic():
        held = _held_for(contribution, version, by)
        if held.year > now.year:
            raise refused("", _("The year has not begun yet: report what was used when it has."))
        has_item = held.budget_item_id is not None
        _change(
            held, EntryKind.ACTUAL, note, by, now,
            lambda was: pooling.reported(was, money, time, has_item=has_item),
        )  # fmt: skip
    return held


def set_pool_need(
    *,
    goal: SharedGoal,
    year: int,
    amount_eur: Decimal,
    person_years: Decimal,
    by: User,
    now: dt.datetime,
) -> PoolNeed:
    """What the goal needs in a year, stated by those who keep it."""
    checked(amount_eur, person_years)
    with transaction.atomic():
        held = held_goal(goal, by)
        if year not in held.years:
            raise refused(
                "year",
                _("The goal lasts from %(first)d to %(last)d: choose one of those years.")
                % {"first": held.first_year, "last": held.last_year},
            )
        need, _new = PoolNeed.objects.update_or_create(
            goal=held,
            year=year,
            defaults={"amount_eur": amount_eur, "person_years": person_years},
        )
        record("set_pool_need", by=by, now=now, kind="goal", id=held.code,
               details={"year": year, "amount_eur": str(amount_eur),
                        "person_years": str(person_years)})  # fmt: skip
    return need


def refused(field: str, words: str) -> ContributionRefused:
    error = ContributionRefused(words)
    error.field = field
    return error


def checked(amount_eur: Decimal, person_years: Decimal) -> tuple[int, int]:
    """Cents and hundredths, neither negative nor too large nor finer than a hundredth."""
    for field, value, most in (
        ("amount_eur", amount_eur, MOST_EUR), ("person_years", person_years, MOST_PERSON_YEARS),
    ):  # fmt: skip
        if value < 0:
            raise refused(field, str(WHY[Refusal.NEGATIVE][1]))
        if value > most:
            raise refused(field, _("The amount is too large: check the number of digits."))
    try:
        return hundredths(amount_eur), hundredths(person_years)
    except ValueError as error:
        raise refused("", _("Give euros to the cent and person-years to the hundredth.")) from error


def _held(contribution: Contribution, version: int | None) -> Contribution:
    """The contribution as it is now, locked until the transaction ends."""
    held = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("goal", "organisation", "budget_item")
        .get(pk=contribution.pk)
    )
    if version is not None and held.version != version:
        raise StaleVersion(_("Somebody changed this contribution while you were reading it."))
    return held


def _held_for(contribution: Contribution, version: int, by: User) -> Contribution:
    held = _held(contribution, version)
    if not may_pledge(by, held.organisation):
        raise NotAllowed(_("Only the organisation's controllers and administrators can do this."))
    if held.goal.state == GoalState.DRAFT:
        raise refused("", _("Pledges are made to goals in force."))
    return held


def _change(
    held: Contribution,
    kind: EntryKind,
    note: str,
    by: User,
    now: dt.datetime,
    change: Callable[[Amounts], Amounts],
) -> None:
    """Work out the new amounts, write the entry of the differences and keep the sums."""
    was = amounts_of(held)
    try:
        new = change(was)
    except Refused as error:
        field, words = WHY[error.why]
        raise refused(field, str(words)) from error
    entry = ContributionEntry(
        contribution=held, kind=kind, note=note.strip(), recorded_by=by, recorded_at=now
    )
    set_amounts(entry, new - was)
    entry.save(force_insert=True)
    set_amounts(held, new)
    held.version += 1
    held.updated_at = now
    held.save()
    record(
        f"contribution_{kind}", by=by, now=now, kind="contribution", id=str(held.pk),
        details={
            "goal": held.goal.code, "organisation": held.organisation.code, "year": held.year,
            "item": held.budget_item.code if held.budget_item else "",
        },
    )  # fmt: skip


def _tell_others(held: Contribution, case: str, by: User, now: dt.datetime) -> None:
    """The goal's coordinators and whoever started it hear of it."""
    goal = held.goal
    readers = {member.person_id: member.person for member in
               goal.members.filter(role="coordinator").select_related("person")}  # fmt: skip
    if goal.created_by is not None and may_keep_goal(goal.created_by, goal):
        readers[goal.created_by.pk] = goal.created_by
    readers.pop(by.pk, None)
    for reader in readers.values():
        tell_goal(goal, reader, case, now=now, owner=str(held.organisation.name),
                  year=str(held.year))  # fmt: skip
