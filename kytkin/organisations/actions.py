"""How the organisation of the State changes: units move, agencies follow one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, NotAllowed
from kytkin.organisations.models import Organisation, Succession
from kytkin.organisations.permissions import can_administer
from kytkin.organisations.queries import organisations


class MoveRefused(KytkinError):
    """An organisation cannot stand below itself."""

    code = "move_refused"


class SuccessionRefused(KytkinError):
    """The successors or the day cannot be right."""

    code = "succession_refused"


@transaction.atomic
def move_organisation(
    *, organisation: Organisation, parent: Organisation, by: User, now: dt.datetime
) -> Organisation:
    """Put an organisation, with all that is below it, under another.

    Whoever moves it administers both; roles held above the new place hold in it from now on.
    """
    if not (can_administer(by, organisation) and can_administer(by, parent)):
        raise NotAllowed(_("Only an administrator of both organisations can move one."))
    moved = Organisation.objects.select_for_update().get(pk=organisation.pk)
    parent = Organisation.objects.select_for_update().get(pk=parent.pk)
    if parent.path.startswith(moved.path):
        raise MoveRefused(_("An organisation cannot be moved below itself. Choose another place."))
    if moved.parent_id == parent.pk:
        return moved
    before = moved.path
    below = list(organisations().below(moved).order_by(Length("path"), "pk"))
    moved.parent = parent
    moved.save()
    kept = {moved.pk: moved}
    for row in below:
        row.parent = kept[row.parent_id] if row.parent_id else None
        row.save()
        kept[row.pk] = row
    record(
        "move_organisation",
        by=by,
        now=now,
        kind="organisation",
        id=moved.code,
        details={"before": before, "after": moved.path, "with_it": len(below)},
    )
    return moved


@transaction.atomic
def succeed_organisation(
    *,
    predecessor: Organisation,
    successors: Sequence[Organisation],
    on: dt.date,
    by: User,
    now: dt.datetime,
) -> Organisation:
    """End an organisation on a day and say which ones its tasks go to."""
    if not all(can_administer(by, place) for place in (predecessor, *successors)):
        raise NotAllowed(_("Only an administrator of all these organisations can do this."))
    ending = Organisation.objects.select_for_update().get(pk=predecessor.pk)
    _check_succession(ending, successors, on)
    ending.ends_before = on
    ending.save()
    for successor in successors:
        Succession.objects.update_or_create(
            predecessor=ending, successor=successor, defaults={"on": on}
        )
    record(
        "succeed_organisation",
        by=by,
        now=now,
        kind="organisation",
        id=ending.code,
        details={"successors": sorted(s.code for s in successors), "on": on.isoformat()},
    )
    return ending


def _check_succession(
    ending: Organisation, successors: Sequence[Organisation], on: dt.date
) -> None:
    if not successors:
        raise SuccessionRefused(_("Name at least one organisation that goes on with the tasks."))
    if any(successor.pk == ending.pk for successor in successors):
        raise SuccessionRefused(_("An organisation cannot follow itself."))
    if ending.starts_on and on <= ending.starts_on:
        raise SuccessionRefused(_("The last day comes after the first. Give a later day."))
    if any(successor.ends_before and successor.ends_before <= on for successor in successors):
        raise SuccessionRefused(_("A successor has ended by that day. Choose its own successor."))
