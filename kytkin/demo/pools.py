"""Fictional pledges of the demo, and the real operating appropriations beside them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.demo.goals import KEEPER
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_contributions import confirm, pledge, report_actual, set_pool_need
from kytkin.steering.models import Appropriation, BudgetItem, Contribution

SOURCE: Final = "State budget 2024, open data of the State's finances"


class NoSuchBranch(KytkinError):
    """A row names a branch that is not among the organisations."""

    code = "no_such_branch"


def seed_pools(goals: Path, items: Path, *, now: dt.datetime) -> int:
    """Pledges of the files to goals that have none yet; how many were made."""
    for row in json.loads(items.read_text(encoding="utf-8")):
        BudgetItem.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})
    keeper = User.objects.filter(username=KEEPER, is_fictional=True).first()
    if keeper is None:
        return 0
    made = 0
    for row in json.loads(goals.read_text(encoding="utf-8")):
        goal = SharedGoal.objects.filter(code=row["code"], state=GoalState.ACTIVE).first()
        if goal is None or Contribution.objects.filter(goal=goal).exists():
            continue
        made += _seed(goal, row["pool"], {"by": keeper, "now": now})
    return made


def seed_appropriations(path: Path) -> int:
    """The State's operating appropriations of 2024; what is no agency of ours: to its branch."""
    places = Organisation.objects.in_bulk(field_name="code")
    named = {
        str(one.name.get("fi")): one
        for one in places.values()
        if one.kind in ("branch", "ministry")
    }
    made = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            owner = places.get(row["organisation"]) or named.get(row["branch"])
            if owner is None:
                raise NoSuchBranch(f"{row['name_fi']}: no branch is called {row['branch']}.")
            made += Appropriation.objects.get_or_create(
                item=None, title=row["name_fi"], organisation=owner, year=2024,
                defaults={"amount_eur": Decimal(row["eur"]), "source": SOURCE},
            )[1]  # fmt: skip
    return made


def _seed(goal: SharedGoal, pool: dict[str, Any], rest: dict[str, Any]) -> int:
    organisations = Organisation.objects.in_bulk(field_name="code")
    budget = BudgetItem.objects.in_bulk(field_name="code")
    for year, (euros, time) in pool["needs"].items():
        set_pool_need(
            goal=goal, year=int(year), amount_eur=Decimal(euros), person_years=Decimal(time),
            **rest,
        )  # fmt: skip
    for code, year, item, euros, time, is_confirmed, actual in pool["pledges"]:
        amounts: dict[str, Any] = {
            "amount_eur": Decimal(euros),
            "person_years": Decimal(time),
        }
        row = pledge(
            goal=goal, organisation=organisations[code], year=year,
            budget_item=budget[item] if item else None, note="", **amounts, **rest,
        )  # fmt: skip
        if is_confirmed:
            row = confirm(contribution=row, version=row.version, **amounts, **rest)
        if actual:
            report_actual(
                contribution=row, version=row.version, amount_eur=Decimal(actual[0]),
                person_years=Decimal(actual[1]), note="", **rest,
            )  # fmt: skip
    return len(pool["pledges"])
