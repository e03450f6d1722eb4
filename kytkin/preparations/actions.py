"""What people decide about a preparation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed
from kytkin.preparations.models import Preparation, PreparationTheme, Standing
from kytkin.preparations.permissions import can_edit


@transaction.atomic
def decide_theme(
    *, preparation: Preparation, notation: str, standing: Standing, by: User, now: dt.datetime
) -> PreparationTheme:
    """Confirm or reject a theme of a preparation; the last word is a person's.

    A confirmed theme counts fully; a rejected one is kept as rejected, so that it is not
    suggested again. Raises NotAllowed, and PreparationTheme.DoesNotExist for another theme.
    """
    if not can_edit(by, preparation):
        raise NotAllowed(_("Only those who answer for the preparation decide on its themes."))
    preparation = Preparation.objects.select_for_update().get(pk=preparation.pk)
    link = preparation.theme_links.get(theme__concept__notation=notation)
    if link.standing == standing:
        return link
    before = link.standing
    link.standing, link.decided_by, link.decided_at = standing, by, now
    if standing == Standing.CONFIRMED:
        link.weight = Decimal(1)
    link.save()
    preparation.version += 1
    preparation.updated_at = now
    preparation.save(update_fields=["version", "updated_at"])
    record(
        "theme_decided",
        by=by,
        now=now,
        kind="preparation",
        id=preparation.key,
        details={"theme": notation, "before": before, "after": standing.value},
    )
    return link
