"""Needs and offers of the demo, made by the same actions as everybody's."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.mobility.actions_inviting import make_offer
from kytkin.mobility.actions_needs import publish_need, write_need
from kytkin.mobility.models import Importance, Need, Offer
from kytkin.mobility.permissions import people_who_answer
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Scheme
from kytkin.vocabulary.queries import concepts_called

SAME: Final = ("title", "text", "language", "kind", "share_percent", "people_wanted")


def seed_needs(path: Path, *, now: dt.datetime) -> int:
    """Needs and offers of the file that are not there yet; how many were made."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return sum(_seed_need(row, now) for row in rows["needs"]) + sum(
        _seed_offer(row, now) for row in rows["offers"]
    )


def _seed_need(row: dict[str, Any], now: dt.datetime) -> bool:
    preparation = (
        Preparation.objects.select_related("contact", "setter")
        .filter(key=row["preparation"])
        .first()
    )
    if preparation is None or Need.objects.filter(preparation=preparation).exists():
        return False
    contact = next(iter(people_who_answer(preparation)), None)
    if contact is None:
        return False
    starts_on = timezone.localdate(now) + dt.timedelta(days=row["starts_in_days"])
    skills: dict[int, Importance] = {}
    for importance in reversed(Importance):
        named = concepts_called(row.get(importance.value, []), (Scheme.ESCO_SKILL,))
        skills |= {concept.pk: importance for concept in named.values()}
    need = write_need(
        preparation=preparation,
        values={name: row[name] for name in SAME}
        | {
            "starts_on": starts_on,
            "ends_before": starts_on + dt.timedelta(days=row["lasts_days"]),
            "deadline": starts_on - dt.timedelta(days=7),
            "place": "both",
            "town": "",
            "languages": [row["language"]],
        },
        skills=skills,
        by=contact,
        now=now,
    )
    publish_need(need=need, version=need.version, by=contact, now=now)
    return True


def _seed_offer(row: dict[str, Any], now: dt.datetime) -> bool:
    author = User.objects.filter(username=row["author"], is_fictional=True).first()
    if author is None or Offer.objects.filter(author=author, title=row["title"]).exists():
        return False
    starts_on = timezone.localdate(now) + dt.timedelta(days=30)
    make_offer(
        values={name: row[name] for name in ("offered", "title", "text", "language")}
        | {
            "share_percent": row.get("share_percent"),
            "unit": Organisation.objects.filter(code=row.get("unit", "")).first(),
            "starts_on": starts_on,
            "ends_before": starts_on + dt.timedelta(days=120),
        },
        themes=Theme.objects.filter(concept__notation__in=row["themes"]),
        by=author,
        now=now,
    )
    return True
