"""A preparation's parts as cells, and back: partners, numbers, themes, ways."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from kytkin.accounts.models import User
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import (
    NumberKind,
    OfferedWay,
    OfficialNumber,
    Origin,
    Partnership,
    Preparation,
    PreparationTheme,
    Standing,
)
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept

COLUMNS_OF_NUMBERS = {"case_numbers": NumberKind.CASE, "bill_numbers": NumberKind.BILL}


def parts_of(row: Preparation) -> dict[str, list[str]]:
    """The parts as lists of cell texts, sorted; only confirmed themes."""
    numbers = list(row.numbers.all())
    return {
        "partners": sorted(
            f"{link.organisation.code}:{link.role}" for link in row.partnerships.all()
        ),
        **{
            column: sorted(number.number for number in numbers if number.kind == kind)
            for column, kind in COLUMNS_OF_NUMBERS.items()
        },
        "themes": sorted(
            link.theme.concept.notation
            for link in row.theme_links.all()
            if link.standing == Standing.CONFIRMED
        ),
        "ways": sorted(offer.way for offer in row.offered_ways.all()),
    }


def write_parts(
    row: Preparation, content: dict[str, Any], *, by: User | None, now: dt.datetime
) -> None:
    """Make the parts what the content says; what is the same is left alone."""
    _write_partners(row, content["partners"])
    for column, kind in COLUMNS_OF_NUMBERS.items():
        kept = row.numbers.filter(kind=kind)
        kept.exclude(number__in=content[column]).delete()
        known = set(kept.values_list("number", flat=True))
        OfficialNumber.objects.bulk_create(
            OfficialNumber(preparation=row, kind=kind, number=number)
            for number in content[column]
            if number not in known
        )
    _write_themes(row, content["themes"], by, now)
    row.offered_ways.exclude(way__in=content["ways"]).delete()
    offered = set(row.offered_ways.values_list("way", flat=True))
    OfferedWay.objects.bulk_create(
        OfferedWay(preparation=row, way=way) for way in content["ways"] if way not in offered
    )


def _write_partners(row: Preparation, wanted: list[str]) -> None:
    roles = dict(part.split(":") for part in wanted)
    row.partnerships.exclude(organisation__code__in=roles).delete()
    known = {
        link.organisation.code: link for link in row.partnerships.select_related("organisation")
    }
    organisations = Organisation.objects.in_bulk(list(roles), field_name="code")
    for code, role in roles.items():
        if code not in known:
            Partnership.objects.create(
                preparation=row, organisation=organisations[code], role=role, source="table"
            )
        elif known[code].role != role:
            known[code].role = role
            known[code].save(update_fields=["role"])


def _write_themes(row: Preparation, wanted: list[str], by: User | None, now: dt.datetime) -> None:
    """Confirm the themes of the table; confirmed ones that it leaves out are rejected."""
    known = {
        link.theme.concept.notation: link
        for link in row.theme_links.select_related("theme__concept")
    }
    concepts = Concept.objects.in_bulk(wanted, field_name="notation")
    for notation in wanted:
        link = known.get(notation)
        if link is None:
            PreparationTheme.objects.create(
                preparation=row,
                theme=Theme.objects.get_or_create(concept=concepts[notation])[0],
                origin=Origin.PERSON,
                standing=Standing.CONFIRMED,
                decided_by=by,
                decided_at=now,
            )
        elif link.standing != Standing.CONFIRMED:
            _decide(link, Standing.CONFIRMED, by, now)
    for notation, link in known.items():
        if notation not in wanted and link.standing == Standing.CONFIRMED:
            _decide(link, Standing.REJECTED, by, now)


def _decide(link: PreparationTheme, standing: Standing, by: User | None, now: dt.datetime) -> None:
    link.standing, link.decided_by, link.decided_at = standing, by, now
    if standing == Standing.CONFIRMED:
        link.weight = Decimal(1)
    link.save()
