"""The fictional people of the demo, and who answers for which preparation."""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.preparations.models import Preparation


@transaction.atomic
def seed_people(path: Path) -> int:
    """Make the fictional people that do not exist yet; gives how many were made."""
    known = set(User.objects.values_list("username", flat=True))
    rows = [
        row for row in json.loads(path.read_text(encoding="utf-8")) if row["username"] not in known
    ]
    organisations = Organisation.objects.in_bulk(field_name="code")
    for row in rows:
        user = User.objects.create(
            username=row["username"],
            name=row["name"],
            email=row["email"],
            language=row["language"],
            title=TranslatedText.of(row["title"]),
            is_fictional=True,
            password=make_password(None),
        )
        Membership.objects.bulk_create(
            Membership(user=user, organisation=organisations[m["organisation"]], role=m["role"])
            for m in row["memberships"]
        )
    return len(rows)


@transaction.atomic
def appoint_demo_contacts() -> int:
    """A fictional preparer of the setter answers for each preparation without a contact."""
    preparers = {
        membership.organisation_id: membership.user_id
        for membership in Membership.objects.filter(
            role=Role.PREPARER, user__is_fictional=True
        ).order_by("-pk")
    }
    waiting = list(Preparation.objects.filter(contact__isnull=True, setter_id__in=preparers.keys()))
    for preparation in waiting:
        preparation.contact_id = preparers[preparation.setter_id]
    Preparation.objects.bulk_update(waiting, ["contact"], batch_size=500)
    return len(waiting)
