"""Many pledge and confirm at the same moment: one row, one winner, no lost update."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kytkin.common.errors import KytkinError
from kytkin.goals.models import SharedGoal
from kytkin.steering.actions_contributions import confirm, pledge
from kytkin.steering.models import Contribution, ContributionEntry
from tests.factories import NOW
from tests.parallel import in_threads
from tests.unit.steering_cast import Steering, make_steering

MANY = 20


@pytest.mark.usefixtures("shared_database")
def test_of_many_parallel_pledges_and_confirmations_one_of_each_is_kept():
    (cast,) = in_threads(make_steering)
    assert isinstance(cast, Steering)

    def try_to_pledge() -> str:
        try:
            pledge(
                goal=SharedGoal.objects.get(pk=cast.goal.pk), organisation=cast.syke, year=2027,
                budget_item=None, amount_eur=Decimal(0), person_years=Decimal("1.50"), note="",
                by=cast.anna, now=NOW,
            )  # fmt: skip
        except KytkinError as error:
            return error.code
        return "done"

    answers = in_threads(try_to_pledge, MANY)
    assert sorted(answers) == sorted(["done", *["already_pledged"] * (MANY - 1)])

    def try_to_confirm() -> str:
        row = Contribution.objects.get()
        try:
            confirm(
                contribution=row, version=2, amount_eur=Decimal(0), person_years=Decimal(1),
                by=cast.anna, now=NOW,
            )  # fmt: skip
        except KytkinError as error:
            return error.code
        return "done"

    answers = in_threads(try_to_confirm, MANY)
    assert sorted(answers) == sorted(["done", *["stale_version"] * (MANY - 1)])

    def kept() -> tuple[Decimal, int]:
        return Contribution.objects.get().confirmed_person_years, ContributionEntry.objects.count()

    assert in_threads(kept) == [(Decimal("1.00"), 2)]
