"""Starting a goal, owning it together, bringing it into force."""

from __future__ import annotations

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.goals.actions import (
    accept_ownership,
    activate_goal,
    ask_owner,
    change_goal,
    change_lead,
    close_goal,
    keep_check,
    leave_ownership,
    start_goal,
    state_status,
)
from kytkin.goals.collaboration import signs
from kytkin.goals.errors import GoalClosed, GoalNotReady, GoalUnclear, OwnerRefused
from kytkin.goals.models import GoalState, IndicatorTarget, SharedGoal, Sharing
from kytkin.goals.permissions import may_keep_goal, may_see_goal
from kytkin.goals.readiness import missing
from kytkin.goals.sharing import models_of_sharing
from kytkin.notifications.models import Notification
from kytkin.organisations.models import OrganisationKind, Role
from tests.factories import NOW, OrganisationFactory, person
from tests.unit.steering_cast import make_steering

pytestmark = pytest.mark.django_db
VALUES = {
    "title": {"fi": "Puhtaat vedet", "sv": "Rena vatten"},
    "text": {"fi": "Vesien tila paranee.", "sv": "Vattnens tillstånd förbättras."},
    "first_year": 2026,
    "last_year": 2030,
}


@pytest.fixture
def cast():
    return make_steering()


@pytest.fixture
def draft(cast):
    return start_goal(
        values={**VALUES, "phenomenon": cast.goal.phenomenon}, lead=cast.syke, by=cast.kerttu,
        now=NOW,
    )  # fmt: skip


def test_a_goal_starts_as_a_draft_led_by_ones_own_organisation(cast, draft):
    assert (draft.code, draft.state, draft.version) == ("puhtaat-vedet", GoalState.DRAFT, 1)
    (owner,) = draft.ownerships.all()
    assert (owner.organisation, owner.is_lead, owner.accepted_by) == (cast.syke, True, cast.kerttu)
    event = AuditEvent.objects.order_by("-sequence")[0]
    assert (event.action, event.object_id) == ("start_goal", "puhtaat-vedet")
    second = start_goal(values=VALUES, lead=cast.syke, by=cast.kerttu, now=NOW)
    assert second.code == "puhtaat-vedet-2"


def test_the_model_of_sharing_fills_what_is_not_written(draft):
    model = models_of_sharing()[Sharing.RESPONSIBILITY]
    assert draft.governance == model.governance
    assert set(models_of_sharing()) == set(Sharing.values)
    for one in models_of_sharing().values():
        for text in (one.meaning, one.governance, one.reporting, one.incentives):
            assert set(text) == {"fi", "sv", "en"}


def test_who_may_not_start_a_goal(cast):
    aino = person("Aino", Role.EXPERT, cast.syke)
    with pytest.raises(NotAllowed):
        start_goal(values=VALUES, lead=cast.syke, by=aino, now=NOW)
    with pytest.raises(OwnerRefused, match="your own"):
        start_goal(values=VALUES, lead=cast.om, by=cast.kerttu, now=NOW)
    unit = OrganisationFactory(code="SYKE-V", kind=OrganisationKind.UNIT, parent=cast.syke)
    with pytest.raises(OwnerRefused, match="not by their units"):
        start_goal(values=VALUES, lead=unit, by=cast.kerttu, now=NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": {}}, "title"),
        ({"first_year": 2031}, "horizon"),
        ({"last_year": 2056}, "horizon"),
    ],
)
def test_an_unclear_goal_is_refused(cast, values, words):
    with pytest.raises(GoalUnclear, match=words):
        start_goal(values={**VALUES, **values}, lead=cast.syke, by=cast.kerttu, now=NOW)
    assert SharedGoal.objects.count() == 1


def test_unknown_fields_are_a_mistake_of_the_programmer(cast):
    with pytest.raises(ValueError, match="colour"):
        start_goal(values={**VALUES, "colour": 1}, lead=cast.syke, by=cast.kerttu, now=NOW)


def test_a_stale_change_is_refused_and_a_stranger_too(cast, draft):
    change_goal(goal=draft, version=1, values={"last_year": 2031}, by=cast.kerttu, now=NOW)
    with pytest.raises(StaleVersion):
        change_goal(goal=draft, version=1, values={"last_year": 2032}, by=cast.kerttu, now=NOW)
    with pytest.raises(NotAllowed):
        change_goal(goal=draft, version=2, values={"last_year": 2032}, by=cast.ulla, now=NOW)
    draft.refresh_from_db()
    assert (draft.last_year, draft.version) == (2031, 2)


def test_another_agency_owns_the_goal_once_its_own_people_accept(cast, draft):
    ask_owner(goal=draft, organisation=cast.om, by=cast.kerttu, now=NOW)
    assert Notification.objects.get(user=cast.oskari).params["case"] == "asked"
    assert may_see_goal(cast.oskari, draft)
    assert not may_keep_goal(cast.oskari, draft)
    with pytest.raises(OwnerRefused, match="already"):
        ask_owner(goal=draft, organisation=cast.om, by=cast.kerttu, now=NOW)
    with pytest.raises(NotAllowed):
        accept_ownership(goal=draft, organisation=cast.om, by=cast.ulla, now=NOW)
    accept_ownership(goal=draft, organisation=cast.om, by=cast.oskari, now=NOW)
    again = accept_ownership(goal=draft, organisation=cast.om, by=cast.oskari, now=NOW)
    assert again.accepted_by == cast.oskari
    assert may_keep_goal(cast.oskari, draft)
    assert Notification.objects.get(user=cast.kerttu).params["case"] == "accepted"
    with pytest.raises(OwnerRefused, match="not been asked"):
        accept_ownership(goal=draft, organisation=cast.ym, by=cast.stina, now=NOW)


def test_who_keeps_the_figures_of_both_accepts_at_once(cast, draft):
    both = person("Bo", Role.CONTROLLER, cast.syke)
    both.memberships.create(organisation=cast.om, role=Role.CONTROLLER)
    owner = ask_owner(goal=draft, organisation=cast.om, by=both, now=NOW)
    assert owner.accepted_by == both


def test_the_lead_moves_and_there_are_never_two(cast, draft):
    ask_owner(goal=draft, organisation=cast.om, by=cast.kerttu, now=NOW)
    with pytest.raises(OwnerRefused, match="has accepted"):
        change_lead(goal=draft, version=2, organisation=cast.om, by=cast.kerttu, now=NOW)
    with pytest.raises(OwnerRefused, match="has accepted"):
        change_lead(goal=draft, version=2, organisation=cast.ym, by=cast.kerttu, now=NOW)
    accept_ownership(goal=draft, organisation=cast.om, by=cast.oskari, now=NOW)
    change_lead(goal=draft, version=3, organisation=cast.om, by=cast.kerttu, now=NOW)
    assert [one.organisation for one in draft.ownerships.filter(is_lead=True)] == [cast.om]
    with pytest.raises(OwnerRefused, match="lead cannot leave"):
        leave_ownership(goal=draft, organisation=cast.om, by=cast.oskari, now=NOW)
    leave_ownership(goal=draft, organisation=cast.syke, by=cast.oskari, now=NOW)
    with pytest.raises(OwnerRefused, match="does not own"):
        leave_ownership(goal=draft, organisation=cast.syke, by=cast.oskari, now=NOW)


def test_a_goal_comes_into_force_only_when_nothing_is_missing(cast, draft):
    draft.text = TranslatedText(fi="Vain suomeksi")
    draft.phenomenon = None
    draft.save()
    codes = [one.code for one in missing(draft)]
    assert codes == ["owners", "phenomenon", "text_sv", "indicator"]
    with pytest.raises(GoalNotReady, match="two owners"):
        activate_goal(goal=draft, version=1, by=cast.kerttu, now=NOW)

    change_goal(
        goal=draft, version=1, by=cast.kerttu, now=NOW,
        values={"text": VALUES["text"], "phenomenon": cast.goal.phenomenon},
    )  # fmt: skip
    ask_owner(goal=draft, organisation=cast.om, by=cast.kerttu, now=NOW)
    accept_ownership(goal=draft, organisation=cast.om, by=cast.oskari, now=NOW)
    draft.refresh_from_db()
    indicator = draft.indicators.create(direction="up", name={"fi": "Tila"}, unit={"fi": "%"})
    assert [one.code for one in missing(draft)] == ["source", "target"]
    indicator.source = {"fi": "SYKE"}
    indicator.save()
    IndicatorTarget.objects.create(indicator=indicator, year=2030, value=9)
    assert [one.code for one in missing(draft)] == ["milestone"]
    IndicatorTarget.objects.create(indicator=indicator, year=2028, value=5, is_milestone=True)
    active = activate_goal(goal=draft, version=draft.version, by=cast.kerttu, now=NOW)
    assert (active.state, active.activated_at) == (GoalState.ACTIVE, NOW)
    with pytest.raises(GoalClosed, match="Only a draft"):
        activate_goal(goal=draft, version=active.version, by=cast.kerttu, now=NOW)


def test_without_a_lead_a_goal_is_not_ready(draft):
    draft.ownerships.update(is_lead=False)
    assert "lead" in [one.code for one in missing(draft)]


def test_a_closed_goal_changes_no_more(cast, draft):
    with pytest.raises(GoalClosed, match="in force"):
        close_goal(goal=draft, version=1, by=cast.kerttu, now=NOW)
    closed = close_goal(goal=cast.goal, version=1, by=cast.kerttu, now=NOW)
    with pytest.raises(GoalClosed, match="no longer"):
        change_goal(goal=closed, version=2, values={"last_year": 2031}, by=cast.kerttu, now=NOW)
    with pytest.raises(GoalClosed, match="no longer"):
        ask_owner(goal=closed, organisation=cast.ym, by=cast.kerttu, now=NOW)


def test_a_status_stated_over_the_indicators_has_a_reason_and_is_taken_back(cast):
    with pytest.raises(GoalUnclear, match="why"):
        state_status(
            goal=cast.goal, version=1, status="at_risk", reason=" ", by=cast.kerttu, now=NOW
        )
    with pytest.raises(ValueError, match="fine"):
        state_status(goal=cast.goal, version=1, status="fine", reason="x", by=cast.kerttu, now=NOW)
    stated = state_status(
        goal=cast.goal, version=1, status="at_risk", reason="Tulva", by=cast.kerttu, now=NOW
    )
    assert (stated.stated_status, stated.stated_reason) == ("at_risk", "Tulva")
    back = state_status(goal=stated, version=2, status="", reason="x", by=cast.kerttu, now=NOW)
    assert (back.stated_status, back.stated_reason, back.stated_on) == ("", "", None)


def test_signs_of_collaboration_are_stated_and_restated(cast):
    item = next(iter(signs()))
    keep_check(goal=cast.goal, item=item, is_met=False, note="Ei vielä", by=cast.kerttu, now=NOW)
    check = keep_check(goal=cast.goal, item=item, is_met=True, note="", by=cast.kerttu, now=NOW)
    assert (check.is_met, check.note, cast.goal.checks.count()) == (True, "", 1)
    with pytest.raises(GoalUnclear, match="checklist"):
        keep_check(goal=cast.goal, item="x", is_met=True, note="", by=cast.kerttu, now=NOW)
    for text in signs().values():
        assert set(text) == {"fi", "sv", "en"}


def test_who_sees_goals(cast, draft):
    aino = person("Aino", Role.EXPERT, cast.om)
    assert may_see_goal(aino, cast.goal)
    assert not may_see_goal(aino, draft)
    assert not may_see_goal(cast.ulla, draft)
    assert may_see_goal(cast.kerttu, draft)
    SharedGoal.objects.filter(pk=cast.goal.pk).update(is_public=False)
    from django.contrib.auth.models import AnonymousUser

    assert not may_see_goal(AnonymousUser(), cast.goal)
    assert may_see_goal(aino, cast.goal)
    aino.memberships.all().delete()
    fresh = type(aino).objects.get(pk=aino.pk)
    assert not may_see_goal(fresh, cast.goal)
    assert not may_keep_goal(AnonymousUser(), cast.goal)
