"""The facts of a report as plain data: the vertical one of an agency, the horizontal of a goal.

Both rest on the same contributions, so that what an agency says it gave is what the goal says it
got. Amounts are what was confirmed and used; a pledge is no result. A public report names public
goals only, sums up the others in one line so that its sums stay true, and leaves out the
half-year review, which is between the parties.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from kytkin.goals.models import GoalState, Level, SharedGoal
from kytkin.goals.status import statuses_of
from kytkin.organisations.models import Organisation
from kytkin.steering.achievement import Standing, standing
from kytkin.steering.content import plain
from kytkin.steering.models import AgreementVersion, PoolNeed, Target
from kytkin.steering.queries_pools import Line, Sums, lines_of_goals

OTHERS: Final = ""
"""The code of the line that sums up goals which the report does not name."""


def vertical_facts(
    version: AgreementVersion, year: int, *, today: dt.date, is_public: bool
) -> dict[str, Any]:
    """An agency's year: targets, resources, and contributions given and got."""
    agreement = version.agreement
    goals = list(
        SharedGoal.objects.filter(
            first_year__lte=year, last_year__gte=year
        ).exclude(state=GoalState.DRAFT)
    )  # fmt: skip
    lines = lines_of_goals(goals, year, today)
    agency = agreement.agency
    owned = set(
        agency.goal_ownerships.filter(accepted_at__isnull=False).values_list("goal", flat=True)
    )
    given = [line for line in lines if line.organisation.pk == agency.pk]
    got = [line for line in lines if line.organisation.pk != agency.pk and line.goal.pk in owned]
    targets = [_target(one, version, year) for one in _targets(version)]
    review = None if is_public else agreement.reviews.filter(year=year).first()
    return {
        "agency": _place(agency),
        "ministries": [_place(one) for one in agreement.ministries.order_by("code")],
        "period": [agreement.first_year, agreement.last_year],
        "version": version.number,
        "case_number": agreement.case_number,
        "targets": targets,
        "reached_weight": sum(
            one["weight_percent"] for one in targets if one["standing"] == Standing.REACHED
        ),
        "resources": [
            {
                "item": row.budget_item.code,
                "name": dict(row.budget_item.name),
                "eur": written(row.amount_eur),
                "person_years": written(row.person_years),
            }
            for row in version.resources.filter(year=year)
            .select_related("budget_item")
            .order_by("budget_item__code")
        ],
        "given": _by_goal(given, is_public),
        "got": _by_goal(got, is_public),
        "review": {"text": review.text, "answer": review.answer} if review else None,
    }


def horizontal_facts(
    goal: SharedGoal, year: int, *, today: dt.date, is_public: bool
) -> dict[str, Any]:
    """A goal's year: who brought how much, what it needed, and what its indicators show."""
    lines = lines_of_goals([goal], year, today)
    need = PoolNeed.objects.filter(goal=goal, year=year).first()
    total = sum((line.sums for line in lines), Sums())
    standing_now = statuses_of([goal])[goal.pk]
    members = Counter(
        goal.members.values_list("organisation__code", flat=True).order_by("organisation__code")
    )
    owners = goal.ownerships.filter(accepted_at__isnull=False).select_related("organisation")
    return {
        "goal": {"code": goal.code, "title": dict(goal.title), "text": dict(goal.text)},
        "horizon": [goal.first_year, goal.last_year],
        "owners": [
            {**_place(one.organisation), "is_lead": one.is_lead}
            for one in sorted(owners, key=lambda one: (not one.is_lead, one.organisation.code))
        ],
        "status": str(standing_now.shown.value),
        "stated_reason": goal.stated_reason if standing_now.stated else "",
        "indicators": [_indicator(one, year) for one in standing_now.indicators],
        "chain": [
            {"level": step.level, "text": dict(step.text)}
            for step in sorted(
                goal.chain.all(),
                key=lambda one: (list(Level.values).index(one.level), one.place, one.pk),
            )
        ],
        "need": None if need is None else
        {"eur": written(need.amount_eur), "person_years": written(need.person_years)},
        "brought": [
            {**_place(line.organisation), **_amounts(line.sums)}
            for line in sorted(lines, key=lambda one: one.organisation.code)
            if _counts(line.sums)
        ],
        "together": _amounts(total),
        "people": [{"code": code, "count": count} for code, count in sorted(members.items())],
        "preparations": goal.preparation_links.count()
        if is_public
        else [
            {"id": link.preparation.register_id or link.preparation.key,
             "name": dict(link.preparation.name), "share_percent": link.share_percent}
            for link in goal.preparation_links.select_related("preparation").order_by("pk")
        ],
    }  # fmt: skip


def written(value: Decimal) -> str:
    """A number as text, so that no program rounds it."""
    return format(value, "f")


def _targets(version: AgreementVersion) -> Iterable[Target]:
    found = version.targets.select_related("shared_goal").prefetch_related("years")
    return found.order_by("key")


def _target(target: Target, version: AgreementVersion, year: int) -> dict[str, Any]:
    wanted = next((one.value for one in target.years.all() if one.year == year), None)
    actuals = {
        one.half: one
        for one in version.agreement.actuals.filter(key=target.key, year=year)
    }  # fmt: skip
    whole = actuals.get(False)
    return {
        "key": target.key,
        "dimension": target.dimension,
        "text": dict(target.text),
        "indicator": dict(target.indicator),
        "unit": dict(target.unit),
        "weight_percent": target.weight_percent,
        "goal": dict(target.shared_goal.title) if target.shared_goal else None,
        "target": _figure(wanted),
        "half": _figure(actuals[True].value if True in actuals else None),
        "actual": _figure(whole.value if whole else None),
        "words": whole.text if whole else "",
        "standing": str(
            standing(target.direction, target.baseline, wanted, whole.value if whole else None)
        ),
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else format(plain(value), "f")


def _indicator(shown: Any, year: int) -> dict[str, Any]:
    indicator = shown.indicator
    target = next((one.value for one in indicator.targets.all() if one.year == year), None)
    actual = shown.actuals.get(year)
    return {
        "name": dict(indicator.name),
        "unit": dict(indicator.unit),
        "source": dict(indicator.source),
        "target": _figure(target),
        "actual": _figure(actual.value if actual else None),
        "status": str(shown.status.value),
    }


def _place(organisation: Organisation) -> dict[str, Any]:
    return {"code": organisation.code, "name": dict(organisation.name)}


def _amounts(sums: Sums) -> dict[str, str]:
    return {
        "confirmed_eur": written(sums.confirmed_eur),
        "confirmed_person_years": written(sums.confirmed_person_years),
        "used_eur": written(sums.used_eur),
        "used_person_years": written(sums.used_person_years),
        "ledger_person_years": written(sums.ledger_person_years),
    }


def _counts(sums: Sums) -> bool:
    return any(Decimal(value) for value in _amounts(sums).values())


def _by_goal(lines: Iterable[Line], is_public: bool) -> list[dict[str, Any]]:
    """A line a goal, in the order of their codes; those not named last, in one."""
    sums: dict[str, Sums] = defaultdict(Sums)
    titles: dict[str, dict[str, str]] = {}
    for line in lines:
        named = line.goal.is_public or not is_public
        code = line.goal.code if named else OTHERS
        sums[code] += line.sums
        titles[code] = dict(line.goal.title) if named else {}
    order = sorted(sums, key=lambda code: (code == OTHERS, code))
    return [
        {"code": code, "title": titles[code], **_amounts(sums[code])}
        for code in order
        if _counts(sums[code])
    ]
