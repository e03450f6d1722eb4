"""The matrix against sums worked out row by row, and its cube against a changing database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from kytkin.goals.models import SharedGoal
from kytkin.mobility.models import Move, MoveState
from kytkin.steering import cube_keeping
from kytkin.steering.actions_contributions import change_pledge, pledge, withdraw_pledge
from kytkin.steering.cube_keeping import forget_the_cube, slice_of_contributions
from kytkin.steering.matrix import Stage, matrix_of, years_of_contributions
from kytkin.steering.models import Contribution, ContributionEntry
from kytkin.steering.work_input import time_by_cell
from tests.factories import NOW
from tests.unit.mobility.moving import cast as make_cast
from tests.unit.steering_cast import make_goal, make_steering, own

TODAY = dt.date(2026, 11, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    made = make_steering()
    hidden = make_goal("hidden", is_public=False)
    own(hidden, made.om, lead=True)
    SharedGoal.objects.filter(code="clean-water").update(is_public=True)
    return made


def bring(cast, goal="clean-water", who="om", year=2027, eur="10.25", time="0.75"):
    organisation = getattr(cast, who)
    by = cast.oskari if who == "om" else cast.kerttu
    return pledge(
        goal=SharedGoal.objects.get(code=goal), organisation=organisation, year=year,
        budget_item=cast.item, amount_eur=Decimal(eur), person_years=Decimal(time), note="",
        by=by, now=NOW,
    )  # fmt: skip


def seen(visitor, stage=Stage.PLEDGED, year=2027, **more):
    matrix = matrix_of(visitor, stage=stage, year=year, today=TODAY, **more)
    return {
        (agency.code, goal.code): (int(matrix.cents[r, c]), int(matrix.time[r, c]))
        for r, agency in enumerate(matrix.agencies)
        for c, goal in enumerate(matrix.goals)
    }


def test_cells_follow_every_step_of_a_contribution(cast):
    row = bring(cast)
    assert seen(cast.oskari) == {("OM", "clean-water"): (1025, 75)}
    row = change_pledge(
        contribution=row, version=row.version, amount_eur=Decimal(20), person_years=Decimal(1),
        note="", by=cast.oskari, now=NOW,
    )  # fmt: skip
    assert seen(cast.oskari) == {("OM", "clean-water"): (2000, 100)}
    assert seen(cast.oskari, Stage.CONFIRMED) == {}
    withdraw_pledge(contribution=row, version=row.version, note="", by=cast.oskari, now=NOW)
    assert seen(cast.oskari) == {}


def test_margins_are_the_database_sums_and_years_add_up(cast):
    for goal in ("clean-water", "hidden"):
        for who in ("om", "syke"):
            for year in (2026, 2027):
                bring(cast, goal, who, year)
    matrix = matrix_of(cast.oskari, stage=Stage.PLEDGED, year=0, today=TODAY)
    rows = Contribution.objects.values_list("pledged_eur", "pledged_person_years")
    eur, time = (sum(column) for column in zip(*rows, strict=True))
    assert matrix.total == (int(eur * 100), int(time * 100))
    assert matrix.cents.sum(axis=0).sum() == matrix.cents.sum(axis=1).sum()
    one_by_one = [
        matrix_of(cast.oskari, stage=Stage.PLEDGED, year=year, today=TODAY).total
        for year in (2026, 2027)
    ]
    assert tuple(map(sum, zip(*one_by_one, strict=True))) == matrix.total
    assert list(years_of_contributions()) == [2026, 2027]


def test_the_public_sees_public_goals_only(cast):
    bring(cast)
    bring(cast, "hidden")
    assert set(seen(AnonymousUser())) == {("OM", "clean-water")}
    assert set(seen(cast.oskari)) == {("OM", "clean-water"), ("OM", "hidden")}


def test_the_matrix_is_narrowed_by_branch_and_phenomenon(cast):
    bring(cast)
    bring(cast, "hidden", "syke")
    assert set(seen(cast.oskari, branch="B-YM")) == {("SYKE", "hidden")}
    assert set(seen(cast.oskari, phenomenon="water")) == {("OM", "clean-water")}
    assert seen(cast.oskari, branch="B-XX") == {}


def test_the_kept_cube_takes_in_new_entries_and_starts_anew_when_the_database_was_set_back(cast):
    bring(cast)
    before = slice_of_contributions(rows=[cast.om.pk], columns=[cast.goal.pk], layers=None)
    assert before.total[0] == 1025
    bring(cast, year=2028)
    after = slice_of_contributions(rows=[cast.om.pk], columns=[cast.goal.pk], layers=None)
    assert after.total[0] == 2050
    forget_the_cube()
    again = slice_of_contributions(rows=[cast.om.pk], columns=[cast.goal.pk], layers=None)
    assert again.cells.tolist() == after.cells.tolist()


def test_a_database_without_the_newest_entry_is_read_anew(cast, monkeypatch):
    bring(cast)
    slice_of_contributions(rows=[cast.om.pk], columns=[cast.goal.pk], layers=None)
    entry = ContributionEntry.objects.get()
    monkeypatch.setattr(cube_keeping, "_marks", lambda number: ("another", number, entry.pk))
    again = slice_of_contributions(rows=[cast.om.pk], columns=[cast.goal.pk], layers=None)
    assert again.total[0] == 1025


def test_a_constant_number_of_queries(cast, django_assert_max_num_queries):
    for year in (2026, 2027):
        bring(cast, year=year)
        bring(cast, "hidden", "syke", year)
    with django_assert_max_num_queries(6):
        seen(cast.oskari)
    with django_assert_max_num_queries(16):
        seen(cast.oskari, Stage.USED, 2026)


def test_the_ledgers_time_is_used_time_also_where_nothing_was_pledged():
    people = make_cast()
    move = people.move(share=50, starts=1, ends=None)
    Move.objects.filter(pk=move.pk).update(
        state=MoveState.AGREED, starts_on=dt.date(2026, 1, 1), ends_before=dt.date(2027, 1, 1),
        actual_percent=40, updated_at=NOW,
    )  # fmt: skip
    goal = make_goal("one")
    goal.preparation_links.create(preparation=move.preparation, share_percent=100, linked_at=NOW)
    today = dt.date(2027, 1, 1)
    for year in (2026, 0):
        matrix = matrix_of(people.aino, stage=Stage.USED, year=year, today=today)
        wanted = time_by_cell([2026], today=today)
        assert [int(one.actual * 100) for one in wanted.values()] == matrix.time.flatten().tolist()
        assert matrix.total == (0, 40)
    assert matrix_of(people.aino, stage=Stage.USED, year=2025, today=today).total == (0, 0)
