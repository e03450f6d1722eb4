"""Organisations of the State from a table: the tree, the periods, who followed whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from kytkin.common.errors import KytkinError
from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary.shipped import read_table
from kytkin.organisations.models import Organisation, Succession


class TreeBroken(KytkinError):
    """A row names a parent or successor that is not in the file."""

    code = "tree_broken"


@transaction.atomic
def seed_organisations(path: Path) -> int:
    """Make or update the organisations of the file; gives how many were made or changed."""
    rows = {row["code"]: row for row in read_table(path, ",")}
    kept: dict[str, Organisation] = Organisation.objects.in_bulk(field_name="code")
    changed = sum(_store(code, rows, kept, set()) for code in rows)
    for code, row in rows.items():
        for successor in filter(None, row["successor_codes"].split(";")):
            if successor not in kept:
                raise TreeBroken(f"{code}: no organisation has the code {successor}.")
            _link, made = Succession.objects.get_or_create(
                predecessor=kept[code],
                successor=kept[successor],
                defaults={"on": kept[code].ends_before},
            )
            changed += made
    return changed


def _store(
    code: str,
    rows: Mapping[str, dict[str, str]],
    kept: dict[str, Organisation],
    above: set[str],
) -> int:
    """Store a row after its parent; gives how many of them were made or changed."""
    row = rows[code]
    parent_code = row["parent_code"]
    if parent_code and parent_code not in rows:
        raise TreeBroken(f"{code}: no organisation has the code {parent_code}.")
    if parent_code in above:
        raise TreeBroken(f"{code}: the organisations above it form a ring.")
    changed = 0
    if parent_code and parent_code not in kept:
        changed = _store(parent_code, rows, kept, above | {code})
    organisation = kept.get(code) or Organisation(code=code)
    before = None if organisation.pk is None else _content(organisation)
    organisation.parent = kept[parent_code] if parent_code else None
    organisation.kind = row["kind"]
    organisation.name = TranslatedText.of(
        {lang: row[f"name_{lang}"] for lang in ("fi", "sv", "en")}
    )
    organisation.home_page = row["home_page"]
    organisation.colour_index = int(row["colour_index"]) if row["colour_index"] else None
    organisation.starts_on = _day(row["valid_from"])
    organisation.ends_before = _day(row["valid_until"])
    organisation.is_verified = row["verified"] == "yes"
    organisation.note = row["note"]
    kept[code] = organisation
    if before == _content(organisation):
        return changed
    organisation.save()
    return changed + 1


def _content(organisation: Organisation) -> tuple[object, ...]:
    return tuple(
        getattr(organisation, name)
        for name in (
            "parent_id", "kind", "name", "home_page", "colour_index",
            "starts_on", "ends_before", "is_verified", "note",
        )
    )  # fmt: skip


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
