"""Storing InfoBase as contributions: departments give to the horizontal groupings of programmes.

A programme with several tags counts for each in equal parts, split to the cent by largest
remainder in the order of the tags, so that nothing is counted twice. Parts of a department, a tag
and a year are added up. Where recoveries leave less than nothing there, nothing is stored and the
sum left out is told: a contribution is never negative.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from kytkin.common.errors import KytkinError
from kytkin.common.texts import TranslatedText
from kytkin.exchange.infobase.reading import UNTAGGED, YEARS, Programme
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.steering.amounts import decimal_of, hundredths
from kytkin.steering.models import (
    AMOUNTS,
    BudgetItem,
    Contribution,
    ContributionEntry,
    EntryKind,
)

ROOT: Final = "CANADA"
BRANCH: Final = "B-CANADA"
ITEM: Final = "99.99.99"
SOURCE: Final = "GC InfoBase 2026, Open Government Licence – Canada"
Key = tuple[str, str, int]
"""Department, tag, year."""


class SumsDiffer(KytkinError):
    """What was stored does not add up to the file; nothing of it is kept."""

    code = "sums_differ"


@dataclass(slots=True)
class Cells:
    """Planned and spent cents, planned and actual hundredths of people, by cell."""

    cells: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))
    left_out: int = 0
    left_out_cents: int = 0

    def floor(self) -> None:
        """What is below nothing is left out, and told."""
        for amounts in self.cells.values():
            for place, value in enumerate(amounts):
                if value < 0:
                    self.left_out += 1
                    self.left_out_cents += value
                    amounts[place] = 0


def parts(whole: int, tags: Iterable[str]) -> dict[str, int]:
    """Equal parts that add up to the whole; the first tags get the remaining cents."""
    keys = sorted(tags)
    each, rest = divmod(abs(whole), len(keys))
    sign = -1 if whole < 0 else 1
    return {key: sign * (each + (place < rest)) for place, key in enumerate(keys)}


def cells_of(programmes: Iterable[Programme]) -> Cells:
    found = Cells()
    for one in programmes:
        for place, by_year in enumerate(
            (one.planned_cents, one.spent_cents, one.planned_time, one.actual_time)
        ):
            for year, whole in by_year.items():
                for tag, part in parts(whole, one.tags).items():
                    found.cells[one.department, tag, year][place] += part
    found.floor()
    return found


@transaction.atomic
def store_programmes(
    programmes: list[Programme], *, now: dt.datetime, progress: Callable[[int], None]
) -> Cells:
    """Departments, groupings and contributions, checked against the programmes' own sums."""
    found = cells_of(programmes)
    departments = _departments(programmes)
    goals = _goals({tag for one in programmes for tag in one.tags}, now)
    item, _made = BudgetItem.objects.get_or_create(
        code=ITEM,
        defaults={"name": TranslatedText(en=f"Programme spending in Canadian dollars ({SOURCE})")},
    )
    filled = [(key, amounts) for key, amounts in sorted(found.cells.items()) if any(amounts)]
    for begin in range(0, len(filled), 1_000):
        batch = filled[begin : begin + 1_000]
        rows = Contribution.objects.bulk_create(
            [
                Contribution(
                    goal=goals[tag], organisation=departments[department], year=year,
                    budget_item=item, updated_at=now, **_fields(amounts),
                )
                for (department, tag, year), amounts in batch
            ]
        )  # fmt: skip
        ContributionEntry.objects.bulk_create(
            ContributionEntry(
                contribution=row, kind=EntryKind.ACTUAL, note=SOURCE, recorded_at=now,
                **_fields(amounts),
            )
            for row, (_key, amounts) in zip(rows, batch, strict=True)
        )  # fmt: skip
        progress(len(batch))
    check_sums(programmes, found)
    return found


def _fields(amounts: list[int]) -> dict[str, object]:
    planned, spent, planned_time, actual_time = (decimal_of(value) for value in amounts)
    return {
        "pledged_eur": planned, "confirmed_eur": planned, "actual_eur": spent,
        "pledged_person_years": planned_time, "confirmed_person_years": planned_time,
        "actual_person_years": actual_time,
    }  # fmt: skip


def _departments(programmes: list[Programme]) -> dict[str, Organisation]:
    root, _new = Organisation.objects.get_or_create(
        code=ROOT,
        defaults={"kind": OrganisationKind.STATE, "name": TranslatedText(en="Canada")},
    )
    branch, _new = Organisation.objects.get_or_create(
        code=BRANCH,
        defaults={
            "kind": OrganisationKind.BRANCH, "parent": root, "colour_index": 0,
            "name": TranslatedText(en="Government of Canada"),
        },
    )  # fmt: skip
    names = {one.department: one.department_name for one in programmes}
    return {
        code: Organisation.objects.get_or_create(
            code=code,
            defaults={
                "kind": OrganisationKind.AGENCY, "parent": branch, "branch": branch,
                "name": TranslatedText(en=name), "note": SOURCE, "is_verified": True,
            },
        )[0]
        for code, name in sorted(names.items())
    }  # fmt: skip


def _goals(tags: set[str], now: dt.datetime) -> dict[str, SharedGoal]:
    made = {}
    for tag in sorted(tags):
        named = "Programmes without a tag" if tag == UNTAGGED else f"Tag {tag}"
        made[tag] = SharedGoal.objects.create(
            code=tag.lower(), title=TranslatedText(en=named),
            text=TranslatedText(
                en="A horizontal grouping of federal programmes. Amounts are Canadian dollars and "
                f"full-time equivalents. Source: {SOURCE}."
            ),
            first_year=YEARS[0], last_year=YEARS[-1], state=GoalState.ACTIVE, is_public=True,
            created_at=now, updated_at=now, activated_at=now,
        )  # fmt: skip
    return made


def check_sums(programmes: list[Programme], found: Cells) -> None:
    """The database against the file, added up in another way: by programme, not by cell.

    Raises `SumsDiffer`, which undoes the storing. Added up here, since SQLite sums decimals as
    floating-point numbers.
    """
    stored = dict.fromkeys(AMOUNTS, 0)
    for row in Contribution.objects.values_list(*AMOUNTS).iterator(chunk_size=10_000):
        for name, value in zip(AMOUNTS, row, strict=True):
            stored[name] += hundredths(value)
    planned = sum(sum(one.planned_cents.values()) for one in programmes)
    spent = sum(sum(one.spent_cents.values()) for one in programmes)
    of_file = {
        "eur": planned + spent - found.left_out_cents,
        "person_years": sum(
            sum(one.planned_time.values()) + sum(one.actual_time.values()) for one in programmes
        ),
    }
    for unit, whole in of_file.items():
        here = sum(stored[f"{stage}_{unit}"] for stage in ("confirmed", "actual"))
        if here != whole:
            raise SumsDiffer(f"{unit}: the file has {whole}, the database {here} hundredths.")
