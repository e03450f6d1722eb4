"""Pledges, confirmations and actual figures, and the time that flows from the ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.goals.actions_team import link_preparation, name_member
from kytkin.goals.models import GoalRole, SharedGoal
from kytkin.mobility.models import Move, MoveState
from kytkin.notifications.models import Notification
from kytkin.organisations.models import OrganisationKind
from kytkin.steering.actions_contributions import (
    change_pledge,
    confirm,
    pledge,
    report_actual,
    set_pool_need,
    withdraw_pledge,
)
from kytkin.steering.errors import AlreadyPledged, ContributionRefused
from kytkin.steering.models import AMOUNTS, BudgetItem, Contribution, ContributionEntry, PoolNeed
from kytkin.steering.work_input import time_by_cell
from tests.factories import NOW, OrganisationFactory, PreparationFactory
from tests.unit.mobility.moving import FIRST_DAY
from tests.unit.mobility.moving import cast as make_cast
from tests.unit.steering_cast import make_goal, make_steering, own

pytestmark = pytest.mark.django_db
EUROS, TIME = Decimal("1250.50"), Decimal("0.75")


@pytest.fixture
def cast():
    return make_steering()


def total(rows, name):
    """Added up here: SQLite sums decimals as floating-point numbers."""
    return sum(rows.values_list(name, flat=True), Decimal(0))


def pledged(cast, **more):
    return pledge(**{
        "goal": cast.goal, "organisation": cast.om, "year": 2027, "budget_item": cast.item,
        "amount_eur": EUROS, "person_years": TIME, "note": "", "by": cast.oskari, "now": NOW,
        **more,
    })  # fmt: skip


def test_entries_are_never_changed_nor_removed_but_who_recorded_them_may_be_forgotten(cast):
    entry = pledged(cast).entries.get()
    for change in (
        lambda: ContributionEntry.objects.filter(pk=entry.pk).update(pledged_eur=1),
        lambda: ContributionEntry.objects.filter(pk=entry.pk).update(note="Toinen"),
        lambda: ContributionEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    cast.oskari.delete()
    entry.refresh_from_db()
    assert (entry.recorded_by, entry.pledged_eur) == (None, EUROS)


def test_a_pledge_is_the_sum_of_its_entries(cast):
    row = pledged(cast)
    row = change_pledge(
        contribution=row, version=row.version, amount_eur=Decimal(1000), person_years=Decimal(1),
        note="Uusi arvio", by=cast.oskari, now=NOW,
    )  # fmt: skip
    entries = list(row.entries.order_by("pk"))
    assert [(one.kind, one.pledged_eur, one.pledged_person_years) for one in entries] == [
        ("pledge", EUROS, TIME), ("change", Decimal("-250.50"), Decimal("0.25")),
    ]  # fmt: skip
    assert entries[1].note == "Uusi arvio"
    sums = {name: total(row.entries.all(), name) for name in AMOUNTS}
    assert {name: getattr(row, name) for name in AMOUNTS} == sums


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"amount_eur": Decimal(-1)}, "amount_eur", "minus sign"),
        ({"person_years": Decimal("-0.01")}, "person_years", "minus sign"),
        ({"amount_eur": Decimal(10) ** 11}, "amount_eur", "too large"),
        ({"person_years": Decimal("0.005")}, "", "hundredth"),
        ({"amount_eur": Decimal(0), "person_years": Decimal(0)}, "person_years", "both"),
        ({"budget_item": None}, "budget_item", "28.01.01"),
        ({"year": 2031}, "year", "2026 to 2030"),
        ({"year": 2025}, "year", "2026 to 2030"),
    ],
)
def test_a_pledge_that_cannot_be_is_refused_with_its_field(cast, fields, field, words):
    with pytest.raises(ContributionRefused, match=words) as error:
        pledged(cast, **fields)
    assert error.value.field == field
    assert (Contribution.objects.count(), ContributionEntry.objects.count()) == (0, 0)


def test_who_pledges_for_whom_and_to_what(cast):
    with pytest.raises(NotAllowed):
        pledged(cast, by=cast.kerttu)
    unit = OrganisationFactory(code="OM-Y", kind=OrganisationKind.UNIT, parent=cast.om)
    with pytest.raises(ContributionRefused, match="not their units"):
        pledged(cast, organisation=unit)
    with pytest.raises(ContributionRefused, match="in force"):
        pledged(cast, goal=make_goal("draft", state="draft"))
    first = pledged(cast)
    with pytest.raises(AlreadyPledged):
        pledged(cast)
    assert pledged(cast, budget_item=None, amount_eur=Decimal(0)).pk != first.pk


def test_confirming_changing_and_withdrawing_follow_each_other(cast):
    row = pledged(cast, organisation=cast.syke, by=cast.kerttu)
    rest = {"contribution": row, "version": row.version, "now": NOW}
    with pytest.raises(NotAllowed):
        confirm(**rest, amount_eur=EUROS, person_years=TIME, by=cast.kerttu)
    with pytest.raises(ContributionRefused, match="More would be confirmed"):
        confirm(**rest, amount_eur=EUROS + 1, person_years=TIME, by=cast.anna)
    row = confirm(**rest, amount_eur=EUROS, person_years=Decimal("0.5"), by=cast.anna)
    with pytest.raises(StaleVersion):
        withdraw_pledge(**rest, note="", by=cast.kerttu)
    rest["version"] = row.version
    with pytest.raises(ContributionRefused, match="less than what is confirmed"):
        change_pledge(**rest, amount_eur=Decimal(1), person_years=TIME, note="", by=cast.kerttu)
    with pytest.raises(ContributionRefused, match="Confirm zero"):
        withdraw_pledge(**rest, note="", by=cast.kerttu)
    with pytest.raises(NotAllowed):
        withdraw_pledge(**rest, note="", by=cast.ulla)
    row = confirm(**rest, amount_eur=Decimal(0), person_years=Decimal(0), by=cast.anna)
    row = withdraw_pledge(
        contribution=row, version=row.version, note="Säästöt", by=cast.kerttu, now=NOW
    )
    assert (row.pledged_eur, row.pledged_person_years) == (0, 0)
    assert pledged(cast, organisation=cast.syke, by=cast.kerttu).pk == row.pk


def test_actual_figures_come_when_the_year_has_begun(cast):
    row = pledged(cast)
    with pytest.raises(ContributionRefused, match="not begun"):
        report_actual(contribution=row, version=row.version, amount_eur=EUROS, person_years=TIME,
                      note="", by=cast.oskari, now=NOW)  # fmt: skip
    now = pledged(cast, year=2026)
    now = report_actual(contribution=now, version=now.version, amount_eur=EUROS * 2,
                        person_years=TIME, note="", by=cast.oskari, now=NOW)  # fmt: skip
    assert (now.actual_eur, now.actual_person_years) == (EUROS * 2, TIME)
    SharedGoal.objects.filter(pk=cast.goal.pk).update(state="draft")
    with pytest.raises(ContributionRefused, match="in force"):
        report_actual(contribution=now, version=now.version, amount_eur=EUROS,
                      person_years=TIME, note="", by=cast.oskari, now=NOW)  # fmt: skip


def test_the_coordinators_hear_of_pledges(cast):
    name_member(goal=cast.goal, person=cast.stina, organisation=cast.ym,
                role=GoalRole.COORDINATOR, by=cast.kerttu, now=NOW)  # fmt: skip
    SharedGoal.objects.filter(pk=cast.goal.pk).update(created_by=cast.kerttu)
    cast.goal.refresh_from_db()
    pledged(cast)
    told = Notification.objects.filter(params__case="pledged")
    assert {one.user_id for one in told} == {cast.stina.pk, cast.kerttu.pk}


def test_what_a_goal_needs_is_stated_by_its_keepers(cast):
    need = {"goal": cast.goal, "amount_eur": EUROS, "person_years": TIME, "now": NOW}
    set_pool_need(**need, year=2027, by=cast.kerttu)
    set_pool_need(**{**need, "amount_eur": Decimal(5)}, year=2027, by=cast.kerttu)
    assert PoolNeed.objects.get().amount_eur == 5
    with pytest.raises(ContributionRefused, match="2026 to 2030"):
        set_pool_need(**need, year=2040, by=cast.kerttu)
    with pytest.raises(NotAllowed):
        set_pool_need(**need, year=2027, by=cast.ulla)


ACTS = st.tuples(
    st.sampled_from(["pledge", "change", "confirm", "report", "withdraw"]),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from([2026, 2027]),
    st.booleans(),
    st.integers(-100, 900_000),
    st.integers(-5, 500),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ACTS, min_size=1, max_size=30))
def test_sums_along_agencies_and_goals_stay_equal_after_any_sequence(cast, acts):
    number = SharedGoal.objects.count()
    goals = (make_goal(f"one-{number}"), make_goal(f"two-{number}"))
    places = ((cast.om, cast.oskari), (cast.syke, cast.anna))
    cast.oskari.memberships.get_or_create(organisation=cast.om, role="administrator")
    done = 0
    for act, goal, place, year, has_item, cents, time in acts:
        organisation, by = places[place]
        amounts = {
            "amount_eur": Decimal(cents) / 100, "person_years": Decimal(time) / 100,
            "note": "", "by": type(by).objects.get(pk=by.pk), "now": NOW,
        }  # fmt: skip
        key = {
            "goal": goals[goal], "organisation": organisation, "year": year,
            "budget_item": cast.item if has_item else None,
        }  # fmt: skip
        row = Contribution.objects.filter(**key).first()
        try:
            if act == "pledge":
                pledge(**key, **amounts)
            elif row is not None:
                rest = {"contribution": row, "version": row.version}
                if act == "withdraw":
                    keep = {name: amounts[name] for name in ("note", "by", "now")}
                    withdraw_pledge(**rest, **keep)
                else:
                    action = {"change": change_pledge, "confirm": confirm,
                              "report": report_actual}[act]  # fmt: skip
                    action(**rest, **amounts)
            done += 1
        except (ContributionRefused, AlreadyPledged):
            continue
    for name in AMOUNTS:
        rows = Contribution.objects.filter(goal__in=goals)
        along_goals = sum((total(rows.filter(goal=one), name) for one in goals), Decimal(0))
        along_agencies = sum(
            (total(rows.filter(organisation=one), name) for one, _by in places),
            Decimal(0),
        )
        entries = ContributionEntry.objects.filter(contribution__goal__in=goals)
        of_entries = total(entries, name)
        assert along_goals == along_agencies == of_entries


def test_the_ledgers_time_flows_to_goals_once_split_by_their_shares():
    people = make_cast()
    move = people.move(share=50, starts=1, ends=None)
    Move.objects.filter(pk=move.pk).update(
        state=MoveState.AGREED, starts_on=dt.date(2026, 1, 1), ends_before=dt.date(2028, 1, 1),
        actual_percent=40,
    )  # fmt: skip
    goals = [make_goal("one"), make_goal("two")]
    for goal, share in zip(goals, (67, 33), strict=True):
        goal.preparation_links.create(
            preparation=move.preparation, share_percent=share, linked_at=NOW
        )
    today = dt.date(2026, 7, 1)
    cells = time_by_cell([2026, 2027], today=today)
    whole = {year: sum(cells[g.pk, people.syke.pk, year].agreed for g in goals)
             for year in (2026, 2027)}  # fmt: skip
    assert whole == {2026: Decimal("0.50"), 2027: Decimal("0.50")}
    assert cells[goals[0].pk, people.syke.pk, 2026].agreed == Decimal("0.34")
    actual = [cells[goal.pk, people.syke.pk, 2026].actual for goal in goals]
    assert sum(actual) == Decimal("0.20")
    assert cells[goals[0].pk, people.syke.pk, 2027].actual == 0
    only = time_by_cell([2026], today=today, goals=[goals[1].pk])
    assert set(only) == {(goals[1].pk, people.syke.pk, 2026)}
    assert time_by_cell([2040], today=today) == {}


def test_the_ledger_is_read_in_a_constant_number_of_queries(django_assert_max_num_queries):
    people = make_cast()
    goal = make_goal("one")
    for _number in range(4):
        move = people.move(share=5)
        Move.objects.filter(pk=move.pk).update(state=MoveState.AGREED)
        goal.preparation_links.create(preparation=move.preparation, linked_at=NOW)
    with django_assert_max_num_queries(3):
        cells = time_by_cell([FIRST_DAY.year - 1, FIRST_DAY.year], today=FIRST_DAY)
    assert cells


def test_linking_asks_for_the_right_to_keep_the_goal(cast):
    other = make_goal("other")
    own(other, cast.om, lead=True)
    with pytest.raises(NotAllowed):
        link_preparation(goal=other, preparation=PreparationFactory(), share_percent=10,
                         by=cast.kerttu, now=NOW)  # fmt: skip
    assert (
        BudgetItem(code="28.01.01", name=TranslatedText(fi="Menot")).__str__() == "28.01.01 Menot"
    )
