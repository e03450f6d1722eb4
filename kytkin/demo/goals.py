"""Shared goals of the demo: fictional, over real organisations and preparations."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.goals.actions import activate_goal, ask_owner, keep_check, start_goal
from kytkin.goals.actions_chain import keep_step, link_steps
from kytkin.goals.actions_indicators import keep_indicator, record_actual
from kytkin.goals.actions_team import link_preparation, name_member
from kytkin.goals.models import GoalMember, GoalRole, Indicator, Level, SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation
from kytkin.themes.models import Phenomenon

KEEPER: Final = "anna"
SAME: Final = ("name", "unit", "direction", "source", "source_url", "quality", "baseline_year",
               "decimals")  # fmt: skip


def seed_goals(path: Path, *, now: dt.datetime) -> int:
    """Goals of the file that are not there yet; how many were made."""
    keeper = User.objects.filter(username=KEEPER, is_fictional=True).first()
    if keeper is None:
        return 0
    rows = json.loads(path.read_text(encoding="utf-8"))
    there = set(SharedGoal.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in there]
    for row in missing:
        _seed(row, keeper, now)
    return len(missing)


def _seed(row: dict[str, Any], by: User, now: dt.datetime) -> None:
    organisations = Organisation.objects.in_bulk(field_name="code")
    rest: dict[str, Any] = {"by": by, "now": now}
    goal = start_goal(
        values={
            "title": row["title"], "text": row["text"], "is_fictional": True,
            "phenomenon": Phenomenon.objects.filter(code=row["phenomenon"]).first(),
            "first_year": row["years"][0], "last_year": row["years"][1],
            "sharing": row["sharing"],
        },
        lead=organisations[row["lead"]], code=row["code"], **rest,
    )  # fmt: skip
    for code in row["owners"]:
        ask_owner(goal=goal, organisation=organisations[code], **rest)
    indicators = [_seed_indicator(goal, one, organisations, rest) for one in row["indicators"]]
    steps = [
        keep_step(goal=goal, step=None, level=Level(level), text=text, place=place, **rest)
        for place, (level, text) in enumerate(row["chain"])
    ]
    for cause, effect, assumption, tested in row["links"]:
        link_steps(
            cause=steps[cause], effect=steps[effect], assumption=assumption,
            indicator=None if tested is None else indicators[tested], **rest,
        )  # fmt: skip
    for key, share in row["preparations"]:
        preparation = Preparation.objects.filter(key=key).first()
        if preparation is not None:
            link_preparation(goal=goal, preparation=preparation, share_percent=share, **rest)
    coordinator: GoalMember | None = None
    for username, code, role in row["members"]:
        person = User.objects.filter(username=username, is_fictional=True).first()
        if person is not None:
            made = name_member(
                goal=goal, person=person, organisation=organisations[code], role=GoalRole(role),
                reports_to=coordinator, **rest,
            )  # fmt: skip
            if made.role == GoalRole.COORDINATOR:
                coordinator = made
    for item in row["met"]:
        keep_check(goal=goal, item=item, is_met=True, note="", **rest)
    for item, note in row["unmet"]:
        keep_check(goal=goal, item=item, is_met=False, note=note, **rest)
    if row["active"]:
        goal.refresh_from_db()
        activate_goal(goal=goal, version=goal.version, **rest)


def _seed_indicator(
    goal: SharedGoal, row: dict[str, Any], organisations: dict[str, Organisation],
    rest: dict[str, Any],
) -> Indicator:  # fmt: skip
    made = keep_indicator(
        goal=goal,
        indicator=None,
        version=0,
        values={name: row[name] for name in SAME}
        | {
            "baseline_value": Decimal(row["baseline_value"]),
            "reported_by": organisations[row["reported_by"]],
        },
        targets={
            int(year): (Decimal(value), int(year) == row["milestone"])
            for year, value in row["targets"].items()
        },
        **rest,
    )
    for year, value in row["actuals"].items():
        record_actual(indicator=made, year=int(year), value=Decimal(value), note="", **rest)
    if row["revised"]:
        year, value, note = row["revised"]
        record_actual(indicator=made, year=year, value=Decimal(value), note=note, **rest)
    return made
