"""Frozen reports: sealed, the same bytes each time, and true to the contributions."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from kytkin.common.errors import NotAllowed
from kytkin.exchange.reports import report_json, report_pdf, report_sheet
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.notifications.models import Notification
from kytkin.steering.actions_contributions import pledge, report_actual
from kytkin.steering.actions_followup import record_figures, send_review
from kytkin.steering.actions_reports import (
    Signatory,
    digest_of,
    freeze_agency_report,
    freeze_goal_report,
)
from kytkin.steering.errors import FollowUpRefused
from kytkin.steering.models import FrozenReport
from kytkin.web.reports.comparing import report_differences
from tests.factories import NOW
from tests.unit.agreement_cast import make_agreement, sign_all
from tests.unit.steering_cast import make_goal, own

SIGNATORY = Signatory("SYKE", "Aino Esimerkki", "pääjohtaja", "Paperilla", dt.date(2026, 11, 2))
pytestmark = pytest.mark.django_db


def bring(agreed, goal, organisation, by, eur, time):
    row = pledge(
        goal=goal, organisation=organisation, year=2026, budget_item=agreed.cast.item,
        amount_eur=Decimal(eur), person_years=Decimal(time), note="", by=by, now=NOW,
    )  # fmt: skip
    row.confirmed_eur, row.confirmed_person_years = row.pledged_eur, row.pledged_person_years
    row.save()
    return row


@pytest.fixture
def agreed():
    """SYKE brings to two goals, one of them not public; OM brings to the public one."""
    made = make_agreement()
    hidden = make_goal("hidden", is_public=False)
    own(hidden, made.cast.om, lead=True)
    SharedGoal.objects.filter(code="clean-water").update(is_public=True)
    made.cast.goal.refresh_from_db()
    sign_all(made)
    cast = made.cast
    bring(made, cast.goal, cast.syke, cast.kerttu, "1000.50", "1.25")
    bring(made, hidden, cast.syke, cast.kerttu, "200", "0.50")
    bring(made, cast.goal, cast.om, cast.oskari, "300.25", "2")
    record_figures(
        agreement=made.agreement, year=2026, half=False, figures={1: (Decimal(90), "=1+1")},
        by=cast.kerttu, now=NOW,
    )  # fmt: skip
    send_review(agreement=made.agreement, year=2026, text="Osapuolille", by=cast.kerttu, now=NOW)
    return made


def vertical(agreed, **more):
    return freeze_agency_report(**{
        "agreement": agreed.agreement, "year": 2026, "signatories": [SIGNATORY],
        "is_public": True, "by": agreed.cast.kerttu, "now": NOW, **more,
    })  # fmt: skip


def horizontal(agreed, **more):
    return freeze_goal_report(**{
        "goal": agreed.cast.goal, "year": 2026, "signatories": [SIGNATORY], "is_public": True,
        "by": agreed.cast.kerttu, "now": NOW, **more,
    })  # fmt: skip


def test_the_vertical_report_says_what_was_reached_given_and_got(agreed):
    facts = vertical(agreed, is_public=False).content["facts"]
    assert [(one["standing"], one["actual"]) for one in facts["targets"]] == [("reached", "90")]
    assert facts["reached_weight"] == 100
    assert [(one["code"], one["confirmed_eur"]) for one in facts["given"]] == [
        ("clean-water", "1000.50"), ("hidden", "200.00"),
    ]  # fmt: skip
    assert [(one["code"], one["confirmed_person_years"]) for one in facts["got"]] == [
        ("clean-water", "2.00")
    ]
    assert facts["review"]["text"] == "Osapuolille"
    assert facts["resources"][0]["eur"] == "1000000.50"


def test_a_public_report_names_no_hidden_goal_but_keeps_its_sums(agreed):
    report = vertical(agreed)
    given = report.content["facts"]["given"]
    assert [(one["code"], one["title"]) for one in given][1:] == [("", {})]
    assert sum(Decimal(one["confirmed_eur"]) for one in given) == Decimal("1200.50")
    assert report.content["facts"]["review"] is None
    assert b"hidden" not in report_json(report.content)


def test_what_the_agency_gave_is_what_the_goal_got(agreed):
    own_side = {one["code"]: one for one in vertical(agreed).content["facts"]["given"]}
    goals_side = {one["code"]: one for one in horizontal(agreed).content["facts"]["brought"]}
    for key in ("confirmed_eur", "confirmed_person_years", "used_eur", "used_person_years"):
        assert own_side["clean-water"][key] == goals_side["SYKE"][key]
    together = horizontal(agreed).content["facts"]["together"]
    assert together["confirmed_eur"] == "1300.75"


def test_files_have_the_same_bytes_each_time_in_any_language_of_the_moment(agreed):
    report = vertical(agreed)
    for make in (
        lambda content: report_json(content),
        lambda content: report_sheet(content, "fi"),
        lambda content: report_pdf(content, "sv"),
    ):
        with translation.override("fi"):
            first = make(report.content)
        with translation.override("sv"):
            again = make(FrozenReport.objects.get(pk=report.pk).content)
        assert first == again
    assert report_pdf(report.content, "fi").startswith(b"%PDF")
    assert digest_of(json.loads(report_json(report.content))) == report.digest


def test_the_sheet_holds_every_table_and_no_formula(agreed):
    report = vertical(agreed)
    book = openpyxl.load_workbook(io.BytesIO(report_sheet(report.content, "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert report.digest in {cell.value for cell in cells}
    assert "Reached. =1+1" in {cell.value for cell in cells}
    assert len(book.sheetnames) == 5


def test_what_changes_afterwards_does_not_change_a_frozen_report(agreed):
    report = horizontal(agreed)
    before = report_json(report.content)
    row = agreed.cast.goal.contributions.get(organisation=agreed.cast.om)
    report_actual(
        contribution=row, version=row.version, amount_eur=Decimal(111), person_years=Decimal(1),
        note="", by=agreed.cast.oskari, now=NOW,
    )  # fmt: skip
    later = horizontal(agreed)
    assert report_json(FrozenReport.objects.get(pk=report.pk).content) == before
    assert (report.number, later.number) == (1, 2)
    found = report_differences(report.content, later.content, "en")
    assert ("OM", "Used, euros", "0.00", "111.00") in {
        (one.row.split()[-1], one.column, one.before, one.after) for one in found
    }
    assert report_differences(report.content, report.content, "fi") == []


def test_who_started_a_goal_is_told_of_its_report(agreed):
    SharedGoal.objects.filter(pk=agreed.cast.goal.pk).update(created_by=agreed.cast.oskari)
    horizontal(agreed)
    told = Notification.objects.filter(user=agreed.cast.oskari, params__case="reported")
    assert told.filter(kind="goal").count() == 1


def test_the_database_refuses_changed_or_deleted_reports_but_forgets_people(agreed):
    report = vertical(agreed)
    for change in (
        lambda: FrozenReport.objects.filter(pk=report.pk).update(digest="0" * 64),
        lambda: FrozenReport.objects.filter(pk=report.pk).update(is_public=False),
        lambda: FrozenReport.objects.filter(pk=report.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    FrozenReport.objects.filter(pk=report.pk).update(frozen_by=None)
    report.refresh_from_db()
    assert (report.frozen_by, digest_of(report.content)) == (None, report.digest)


@pytest.mark.parametrize(
    "fields",
    [
        {"signatories": []},
        {"signatories": [SIGNATORY] * 6},
        {"signatories": [Signatory("SYKE", " ", "", "Paperilla", dt.date(2026, 11, 2))]},
        {"signatories": [Signatory("SYKE", "Aino", "", "", dt.date(2026, 11, 2))]},
        {"signatories": [Signatory("SYKE", "Aino", "", "Näin", dt.date(2026, 11, 3))]},
        {"year": 2027},
        {"year": 2025},
    ],
)
def test_reports_that_cannot_be_are_refused(agreed, fields):
    for make in (vertical, horizontal):
        with pytest.raises(FollowUpRefused):
            make(agreed, **fields)
    assert not FrozenReport.objects.exists()


def test_only_keepers_freeze_and_only_public_goals_publicly(agreed):
    with pytest.raises(NotAllowed):
        horizontal(agreed, by=agreed.cast.ulla)
    goal = agreed.cast.goal
    SharedGoal.objects.filter(pk=goal.pk).update(is_public=False)
    with pytest.raises(FollowUpRefused):
        horizontal(agreed)
    assert horizontal(agreed, is_public=False).is_public is False
    SharedGoal.objects.filter(pk=goal.pk).update(state=GoalState.DRAFT, activated_at=None)
    with pytest.raises(FollowUpRefused):
        horizontal(agreed, is_public=False)
