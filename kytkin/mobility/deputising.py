"""Naming somebody to answer in one's place."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError
from kytkin.mobility.models import Deputy


class NoSuchDeputy(KytkinError):
    """The address is nobody's who could stand in."""

    code = "no_such_deputy"


def name_deputy(
    *,
    email: str,
    starts_on: dt.date,
    ends_before: dt.date | None,
    by: User,
    now: dt.datetime,
) -> Deputy:
    """The person with the address answers for `by` in the period; naming again moves the period."""
    found = User.objects.filter(
        email__iexact=email, is_active=True, memberships__isnull=False
    ).first()
    if found is None:
        raise NoSuchDeputy(_("Nobody in Kytkin has this address. Check how it is spelled."))
    if found.pk == by.pk:
        raise NoSuchDeputy(_("This is your own address. Name somebody else."))
    with transaction.atomic():
        deputy, _is_new = Deputy.objects.update_or_create(
            principal=by,
            deputy=found,
            defaults={"starts_on": starts_on, "ends_before": ends_before},
        )
        record("name_deputy", by=by, now=now, kind="deputy", id=str(deputy.pk))
    return deputy


def end_deputy(*, number: int, by: User, now: dt.datetime) -> None:
    """Take back one's own deputy. Raises Deputy.DoesNotExist for another's."""
    with transaction.atomic():
        deputy = Deputy.objects.get(pk=number, principal=by)
        deputy.delete()
        record("end_deputy", by=by, now=now, kind="deputy", id=str(number))
