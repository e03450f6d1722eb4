"""Arrangements of the demo's cast, made by the same actions as everybody's."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.actions_moves import answer_consent
from kytkin.mobility.models import Answer, Consent, JoinRequest, Move
from kytkin.mobility.permissions import people_who_answer
from kytkin.preparations.models import Preparation, Way


def seed_moves(path: Path, *, now: dt.datetime) -> int:
    """Those of the file that are not there yet; how many were made."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    people = {one.username: one for one in User.objects.filter(is_fictional=True)}
    return sum(_seed(row, people, now) for row in rows)


def _seed(row: dict[str, Any], people: dict[str, User], now: dt.datetime) -> bool:
    person = people.get(row["person"])
    preparation = (
        Preparation.objects.select_related("contact", "setter")
        .filter(key=row["preparation"], offered_ways__way=Way.WORK_INPUT)
        .first()
    )
    if person is None or preparation is None:
        return False
    contact = next(iter(people_who_answer(preparation)), None)
    asked_before = JoinRequest.objects.filter(preparation=preparation, person=person)
    if contact is None or contact.pk == person.pk or asked_before.exists():
        return False
    today = timezone.localdate(now)
    starts_on = today + dt.timedelta(days=row["starts_in_days"])
    asked = ask_to_join(
        preparation=preparation,
        way=Way.WORK_INPUT,
        message=row["message"],
        share_percent=row["share_percent"],
        starts_on=starts_on,
        ends_before=starts_on + dt.timedelta(days=row["lasts_days"]),
        by=person,
        now=now,
    ).request
    accept_request(request=asked, version=1, message=row["answer"], by=contact, now=now)
    consented = people.get(row.get("consented_by", ""))
    if consented is not None:
        move = Move.objects.get(request=asked)
        for consent in Consent.objects.filter(terms__move=move, is_turn=True):
            move = answer_consent(
                consent=consent, version=move.version, answer=Answer.YES, by=consented, now=now
            )
    return True
