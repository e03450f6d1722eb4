"""A performance agreement from its start over signatures to a revision."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.steering.actions_agreements import (
    begin_negotiation,
    drop_revision,
    revise,
    set_case_number,
    start_agreement,
    take_signatures_back,
)
from kytkin.steering.actions_targets import keep_target, remove_target
from kytkin.steering.agreement_readiness import blocking, goals_to_take_in, missing
from kytkin.steering.content import content_of
from kytkin.steering.differences import differences
from kytkin.steering.errors import AgreementNotReady, AgreementRefused, VersionClosed
from kytkin.steering.models import PerformanceAgreement, VersionState
from tests.factories import NOW, person
from tests.unit.agreement_cast import (
    a_target,
    make_agreement,
    negotiate,
    sign_all,
    sign_for,
    words,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed():
    return make_agreement()


def start(agreed, **more):
    cast = agreed.cast
    return start_agreement(**{
        "agency": cast.syke, "ministries": [cast.ym], "first_year": 2029, "last_year": 2032,
        "by": cast.kerttu, "now": NOW, **more,
    })  # fmt: skip


def told(user):
    return [one.params["case"] for one in Notification.objects.filter(user=user).order_by("pk")]


def test_a_started_agreement_is_a_draft_that_the_other_parties_hear_of(agreed):
    assert (agreed.version.number, agreed.version.state) == (1, VersionState.DRAFT)
    assert told(agreed.cast.stina) == ["started"]
    assert told(agreed.cast.kerttu) == []
    event = AuditEvent.objects.filter(action="start_agreement").get()
    assert event.details == {"agency": "SYKE", "ministries": ["OM", "YM"]}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_year": 2028}, "first_year"),
        ({"first_year": 1999}, "first_year"),
        ({"last_year": 2028}, "last_year"),
        ({"last_year": 2039}, "last_year"),
        ({"last_year": 2101, "first_year": 2099}, "first_year"),
        ({"ministries": []}, "ministries"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_with_its_field(agreed, fields, field):
    with pytest.raises(AgreementRefused) as refused:
        start(agreed, **fields)
    assert refused.value.field == field
    assert PerformanceAgreement.objects.count() == 1


def test_an_agreement_is_made_by_an_agency_with_ministries_only(agreed):
    cast = agreed.cast
    with pytest.raises(AgreementRefused) as refused:
        start(agreed, agency=cast.ym, by=person("Y", Role.CONTROLLER, cast.ym))
    assert refused.value.field == "agency"
    with pytest.raises(AgreementRefused) as refused:
        start(agreed, ministries=[cast.syke])
    assert refused.value.field == "ministries"


def test_only_the_agency_and_its_branch_start_an_agreement(agreed):
    with pytest.raises(NotAllowed):
        start(agreed, by=agreed.cast.ulla)
    with pytest.raises(NotAllowed):
        start(agreed, by=agreed.osmo)
    assert start(agreed, by=agreed.cast.kerttu).years == range(2029, 2033)


def test_strangers_change_nothing(agreed):
    for act in (
        lambda: begin_negotiation(version=agreed.version, edition=1, by=agreed.cast.ulla, now=NOW),
        lambda: set_case_number(
            agreement=agreed.agreement, case_number="VN/1/2026", by=agreed.cast.ulla, now=NOW
        ),
        lambda: keep_target(
            version=agreed.version, edition=agreed.version.edition, key=None, content=a_target(),
            by=agreed.cast.ulla, now=NOW,
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_a_case_number_is_kept(agreed):
    set_case_number(
        agreement=agreed.agreement, case_number=" VN/1/2026 ", by=agreed.cast.stina, now=NOW
    )
    agreed.agreement.refresh_from_db()
    assert agreed.agreement.case_number == "VN/1/2026"


def test_an_empty_draft_is_not_negotiated(agreed):
    with pytest.raises(AgreementNotReady):
        negotiate(agreed)
    write(agreed)
    assert negotiate(agreed).state == VersionState.NEGOTIATING
    with pytest.raises(VersionClosed):
        negotiate(agreed)
    assert told(agreed.cast.stina)[-1] == "negotiating"


def test_a_stale_page_changes_nothing(agreed):
    write(agreed)
    with pytest.raises(StaleVersion):
        begin_negotiation(version=agreed.version, edition=1, by=agreed.cast.kerttu, now=NOW)


def test_what_is_missing_is_said_by_what_mends_it(agreed):
    assert [one.code for one in blocking(agreed.version)] == [
        "targets", f"goal_{agreed.cast.goal.pk}", "resources",
    ]  # fmt: skip
    assert goals_to_take_in(agreed.version) == [agreed.cast.goal]
    keep_target(
        version=agreed.version, edition=1, key=None,
        content=a_target(dimension="outputs", weight_percent=40, goal="",
                         text={"fi": "Vain suomeksi"}, years={2026: Decimal(1)}),
        by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    found = {one.code: one for one in missing(agreed.version)}
    assert set(found) == {
        "dimension_impact", "dimension_efficiency", "dimension_people", "weights", "years_1",
        "sv_1", f"goal_{agreed.cast.goal.pk}", "resources",
    }  # fmt: skip
    assert not found["sv_1"].blocks
    assert not found["dimension_people"].blocks
    assert found["dimension_impact"].blocks
    assert "2027, 2028" in str(found["years_1"].text)
    assert "40" in str(found["weights"].text)
    assert not blocking(write_over(agreed))


def write_over(agreed):
    remove_target(
        version=agreed.version, edition=agreed.version.edition, key=1, by=agreed.cast.kerttu,
        now=NOW,
    )  # fmt: skip
    return write(agreed)


def test_a_removed_targets_number_is_not_used_again_once_somebody_spoke_of_it(agreed):
    write(agreed)
    sign_all(agreed)
    version = revise(agreement=agreed.agreement, reason="Vuosi", by=agreed.cast.kerttu, now=NOW)
    remove_target(version=version, edition=version.edition, key=1, by=agreed.cast.kerttu, now=NOW)
    made = keep_target(
        version=agreed.version, edition=agreed.version.edition, key=None, content=a_target(),
        by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    assert made.key == 2


def test_the_agreement_is_in_force_when_the_last_party_has_signed(agreed):
    write(agreed)
    with pytest.raises(VersionClosed):
        sign_for(agreed, "SYKE", agreed.cast.kerttu)
    negotiate(agreed)
    assert sign_for(agreed, "SYKE", agreed.cast.kerttu).state == VersionState.NEGOTIATING
    with pytest.raises(AgreementRefused):
        sign_for(agreed, "SYKE", agreed.cast.kerttu)
    sign_for(agreed, "OM", agreed.osmo, signed_on=dt.date(2026, 10, 30))
    version = sign_for(agreed, "YM", agreed.cast.stina)
    assert (version.state, version.signed_on) == (VersionState.SIGNED, dt.date(2026, 11, 2))
    assert told(agreed.cast.kerttu) == ["signed", "in_force"]
    with pytest.raises(VersionClosed):
        keep_target(
            version=version, edition=version.edition, key=1, content=a_target(),
            by=agreed.cast.kerttu, now=NOW,
        )  # fmt: skip


def test_a_signature_is_recorded_by_the_partys_own_people_with_name_way_and_day(agreed):
    write(agreed)
    negotiate(agreed)
    with pytest.raises(NotAllowed):
        sign_for(agreed, "YM", agreed.cast.kerttu)
    with pytest.raises(NotAllowed):
        sign_for(agreed, "SYKE", agreed.cast.stina)
    for field, value in (("name", " "), ("way", ""), ("signed_on", dt.date(2026, 11, 3))):
        with pytest.raises(AgreementRefused) as refused:
            sign_for(agreed, "SYKE", agreed.cast.kerttu, **{field: value})
        assert refused.value.field == field
    assert not agreed.version.signatures.exists()


def test_an_agreement_with_gaps_is_not_signed(agreed):
    keep_target(
        version=agreed.version, edition=1, key=None, content=a_target(weight_percent=90),
        by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    negotiate(agreed)
    with pytest.raises(AgreementNotReady) as refused:
        sign_for(agreed, "SYKE", agreed.cast.kerttu)
    assert "90" in str(refused.value)


def test_a_signed_text_is_opened_only_by_taking_the_signatures_back(agreed):
    write(agreed)
    version = negotiate(agreed)
    with pytest.raises(VersionClosed):
        take_signatures_back(
            version=version, edition=version.edition, by=agreed.cast.stina, now=NOW
        )
    version = sign_for(agreed, "SYKE", agreed.cast.kerttu)
    with pytest.raises(VersionClosed):
        remove_target(
            version=version, edition=version.edition, key=1, by=agreed.cast.stina, now=NOW
        )
    take_signatures_back(version=version, edition=version.edition, by=agreed.cast.stina, now=NOW)
    assert told(agreed.cast.kerttu)[-1] == "reopened"
    remove_target(
        version=agreed.version, edition=agreed.version.edition, key=1, by=agreed.cast.stina,
        now=NOW,
    )  # fmt: skip
    assert not agreed.version.targets.exists()


def test_a_revision_is_a_copy_that_replaces_the_signed_version_when_signed(agreed):
    first = sign_all(agreed)
    with pytest.raises(AgreementRefused):
        revise(agreement=agreed.agreement, reason=" ", by=agreed.cast.stina, now=NOW)
    second = revise(agreement=agreed.agreement, reason="Vuosi 2027", by=agreed.cast.stina, now=NOW)
    assert (second.number, second.state) == (2, VersionState.DRAFT)
    assert differences(content_of(first), content_of(second)) == ()
    with pytest.raises(VersionClosed):
        revise(agreement=agreed.agreement, reason="Toinen", by=agreed.cast.stina, now=NOW)
    keep_target(
        version=second, edition=second.edition, key=1,
        content=a_target(text=words("Cleaner waters")), by=agreed.cast.stina, now=NOW,
    )  # fmt: skip
    negotiate(agreed)
    second = sign_all(agreed)
    first.refresh_from_db()
    assert (first.state, second.state) == (VersionState.REVISED, VersionState.SIGNED)
    assert first.targets.get().text["en"] == "Clean waters"
    found = differences(content_of(first), content_of(second))
    assert [(one.part, one.before) for one in found] == [
        ("target, Suomi", "Clean waters suomeksi"), ("target, Svenska", "Clean waters på svenska"),
        ("target, English", "Clean waters"),
    ]  # fmt: skip


def test_a_revision_can_be_given_up_but_not_the_first_version(agreed):
    with pytest.raises(VersionClosed):
        drop_revision(version=agreed.version, edition=1, by=agreed.cast.kerttu, now=NOW)
    with pytest.raises(VersionClosed):
        revise(agreement=agreed.agreement, reason="Ei vielä", by=agreed.cast.kerttu, now=NOW)
    sign_all(agreed)
    second = revise(agreement=agreed.agreement, reason="Vuosi", by=agreed.cast.kerttu, now=NOW)
    drop_revision(version=second, edition=second.edition, by=agreed.cast.kerttu, now=NOW)
    assert (agreed.version.number, agreed.version.state) == (1, VersionState.SIGNED)
