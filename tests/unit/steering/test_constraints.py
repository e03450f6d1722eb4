"""The database itself refuses contributions, agreements and follow-up that cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.steering.models import (
    AgreementMinistry,
    AgreementVersion,
    Appropriation,
    BudgetItem,
    Contribution,
    ContributionEntry,
    FrozenReport,
    PerformanceAgreement,
    PoolNeed,
    ReportSignature,
    Resource,
    Statement,
    Target,
    TargetComment,
    TargetYear,
    VersionSignature,
)
from tests.factories import NOW
from tests.unit.steering_cast import make_steering

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


def refused(make) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    return True


@pytest.fixture
def cast():
    return make_steering()


@pytest.fixture
def version(cast):
    agreement = PerformanceAgreement.objects.create(
        agency=cast.syke, first_year=2026, last_year=2029, created_at=NOW
    )
    AgreementMinistry.objects.create(agreement=agreement, ministry=cast.ym)
    return AgreementVersion.objects.create(
        agreement=agreement, number=1, state="draft", created_at=NOW, updated_at=NOW
    )


def test_budget_items_are_numbered_as_in_the_budget(cast):
    for code in ("28", "28.1.1", "2801.01", "28.01.01"):
        assert refused(lambda code=code: BudgetItem.objects.create(code=code))
    assert refused(
        lambda: Appropriation.objects.create(
            item=cast.item, organisation=cast.syke, year=2026, amount_eur=-1, source="x"
        )
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"pledged_eur": -1},
        {"pledged_person_years": "-0.01"},
        {"actual_person_years": "-0.01"},
        {"pledged_eur": 5, "confirmed_eur": 6},
        {"pledged_person_years": 1, "confirmed_person_years": "1.01"},
        {"budget_item": None, "pledged_eur": 5},
        {"budget_item": None, "actual_eur": 5},
    ],
)
def test_contributions_keep_their_constraints(cast, fields):
    made = {
        "goal": cast.goal, "organisation": cast.om, "year": 2026, "budget_item": cast.item,
        "updated_at": NOW,
    } | fields  # fmt: skip
    assert refused(lambda: Contribution.objects.create(**made))


def test_a_contribution_stands_once_an_item_and_once_without(cast):
    for item in (cast.item, None):
        fields = {
            "goal": cast.goal, "organisation": cast.om, "year": 2026, "budget_item": item,
            "updated_at": NOW,
        }  # fmt: skip
        row = Contribution.objects.create(**fields)
        assert refused(lambda fields=fields: Contribution.objects.create(**fields))
    assert refused(
        lambda: ContributionEntry.objects.create(contribution=row, kind="gift", recorded_at=NOW)
    )
    assert refused(lambda: PoolNeed.objects.create(goal=cast.goal, year=2026, amount_eur=-1))


def test_agreements_keep_their_period_parties_and_one_open_version(cast, version):
    agreement = version.agreement
    for years in ((2026, 2027), (2030, 2029), (1999, 2001), (2030, 2101)):
        assert refused(
            lambda years=years: PerformanceAgreement.objects.create(
                agency=cast.syke, first_year=years[0], last_year=years[1], created_at=NOW
            )
        )
    assert refused(lambda: AgreementMinistry.objects.create(agreement=agreement, ministry=cast.ym))
    for number, state in ((1, "revised"), (2, "draft"), (2, "negotiating"), (2, "x")):
        assert refused(
            lambda number=number, state=state: AgreementVersion.objects.create(
                agreement=agreement, number=number, state=state, created_at=NOW, updated_at=NOW,
                signed_on=DAY,
            )
        )  # fmt: skip
    version.state = "signed"
    assert refused(version.save)


def test_there_is_one_signed_version(version):
    AgreementVersion.objects.filter(pk=version.pk).update(state="signed", signed_on=DAY)
    assert refused(
        lambda: AgreementVersion.objects.create(
            agreement=version.agreement, number=2, state="signed", created_at=NOW, updated_at=NOW,
            signed_on=DAY,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [{"key": 1}, {"dimension": "luck"}, {"direction": "flat"}, {"weight_percent": 101}],
)
def test_targets_keep_their_constraints(version, fields):
    made = {"version": version, "key": 1, "dimension": "impact", "direction": "up"}
    target = Target.objects.create(**made)
    assert refused(lambda: Target.objects.create(**{**made, "key": 2, **fields}))
    TargetYear.objects.create(target=target, year=2026, value=1)
    assert refused(lambda: TargetYear.objects.create(target=target, year=2026, value=2))


def test_resources_comments_and_signatures_keep_their_constraints(cast, version):
    row = {"version": version, "year": 2026, "budget_item": cast.item}
    assert refused(lambda: Resource.objects.create(**row, amount_eur=-1))
    assert refused(lambda: Resource.objects.create(**row, person_years="-0.01"))
    Resource.objects.create(**row)
    assert refused(lambda: Resource.objects.create(**row))
    assert refused(
        lambda: TargetComment.objects.create(
            agreement=version.agreement, key=1, version_number=1, organisation=cast.ym, text="",
            written_at=NOW,
        )
    )  # fmt: skip
    signed = {"version": version, "organisation": cast.ym, "signed_on": DAY, "recorded_at": NOW}
    for name, way in (("", "on paper"), ("Stina", "")):
        assert refused(
            lambda name=name, way=way: VersionSignature.objects.create(**signed, name=name, way=way)
        )
    VersionSignature.objects.create(**signed, name="Stina", way="on paper")
    assert refused(lambda: VersionSignature.objects.create(**signed, name="S", way="w"))


def test_reports_are_about_one_agency_or_one_goal_and_numbered(cast):
    made = {"year": 2026, "number": 1, "content": {}, "digest": "0", "frozen_at": NOW}
    for about in (
        {"kind": "vertical", "goal": cast.goal},
        {"kind": "horizontal", "organisation": cast.syke},
        {"kind": "vertical", "goal": cast.goal, "organisation": cast.syke},
        {"kind": "sideways", "organisation": cast.syke},
    ):
        assert refused(lambda about=about: FrozenReport.objects.create(**made, **about))
    for about in (
        {"kind": "vertical", "organisation": cast.syke},
        {"kind": "horizontal", "goal": cast.goal},
    ):
        report = FrozenReport.objects.create(**made, **about)
        assert refused(lambda about=about: FrozenReport.objects.create(**made, **about))
    for name, way in (("", "on paper"), ("Anna", "")):
        assert refused(
            lambda name=name, way=way: ReportSignature.objects.create(
                report=report, organisation=cast.syke, name=name, way=way, signed_on=DAY,
                recorded_at=NOW,
            )
        )  # fmt: skip


@pytest.mark.parametrize("fields", [{"grade": 0}, {"grade": 6}, {"text": ""}])
def test_statements_keep_their_constraints(cast, version, fields):
    made = {
        "agreement": version.agreement, "year": 2026, "ministry": cast.ym, "text": "Hyvä vuosi",
        "grade": 4, "given_at": NOW,
    }  # fmt: skip
    assert refused(lambda: Statement.objects.create(**{**made, **fields}))
    Statement.objects.create(**made)
    assert refused(lambda: Statement.objects.create(**made))


def test_an_appropriation_without_an_item_has_a_title_once_a_year(cast):
    def make(title):
        return Appropriation.objects.create(
            title=title, organisation=cast.syke, year=2024, amount_eur=1, source="Budget"
        )

    assert refused(lambda: make(""))
    make("Virasto SYKE")
    assert refused(lambda: make("Virasto SYKE"))
