"""Followers are told of changes, each once, and only of what they may see."""

from __future__ import annotations

import pytest

from kytkin.notifications.models import Follow, Notification
from kytkin.organisations.models import Role
from kytkin.preparations.changes import announce_change, announce_new
from kytkin.preparations.models import Publicity, Stage, Standing, State
from tests.factories import (
    NOW,
    OrganisationFactory,
    PhenomenonFactory,
    PreparationFactory,
    ThemeFactory,
    UserFactory,
    branch,
    carry,
    partner,
    person,
    within,
)

pytestmark = pytest.mark.django_db


def follow(user, kind, target):
    Follow.objects.create(user=user, kind=kind, target=target, created_at=NOW)


def announce(preparation, *, stage_before=Stage.PRELIMINARY, by=None):
    return announce_change(
        preparation=preparation,
        state_before=preparation.state,
        stage_before=stage_before,
        by=by,
        now=NOW,
    )


def test_followers_hear_of_a_new_stage_in_their_language():
    aino, preparation = UserFactory(), PreparationFactory()
    follow(aino, "preparation", preparation.key)
    assert announce(preparation) == 1
    params = Notification.objects.get().params
    assert params["case"] == "changed"
    assert set(params["stage"]) == set(params["state"]) == {"fi", "sv", "en"}
    assert params["stage"]["en"] == "basic preparation"


def test_unchanged_state_and_stage_tell_nobody():
    aino, preparation = UserFactory(), PreparationFactory()
    follow(aino, "preparation", preparation.key)
    assert announce(preparation, stage_before=preparation.stage) == 0


def test_changed_state_alone_is_told():
    aino, preparation = UserFactory(), PreparationFactory(state=State.ENDED)
    follow(aino, "preparation", preparation.key)
    told = announce_change(
        preparation=preparation,
        state_before=State.RUNNING,
        stage_before=preparation.stage,
        by=None,
        now=NOW,
    )
    assert told == 1


def test_person_who_made_the_change_is_not_told():
    aino, preparation = UserFactory(), PreparationFactory()
    follow(aino, "preparation", preparation.key)
    assert announce(preparation, by=aino) == 0
    assert announce_new(preparation=preparation, by=aino, now=NOW) == 0


def test_followers_of_subjects_hear_once_each():
    preparation, theme, phenomenon = PreparationFactory(), ThemeFactory(), PhenomenonFactory()
    carry(preparation, theme)
    within(phenomenon, theme)
    aino, elin = UserFactory(), UserFactory()
    for user in (aino, elin):
        follow(user, "theme", theme.concept.notation)
        follow(user, "phenomenon", phenomenon.code)
    follow(aino, "preparation", preparation.key)
    assert announce(preparation) == 2
    cases = dict(Notification.objects.values_list("user", "params__case"))
    assert cases == {aino.pk: "changed", elin.pk: "changed_subject"}
    assert announce_new(preparation=preparation, by=None, now=NOW) == 2


def test_suggested_subjects_tell_nobody():
    preparation, theme = PreparationFactory(), ThemeFactory()
    carry(preparation, theme, Standing.SUGGESTED)
    follow(UserFactory(), "theme", theme.concept.notation)
    assert announce_new(preparation=preparation, by=None, now=NOW) == 0


def test_not_yet_public_changes_are_told_inside_only():
    ministry, agency = branch("OM"), OrganisationFactory(code="SYKE")
    preparation = PreparationFactory(setter=ministry, publicity=Publicity.NOT_YET_PUBLIC)
    partner(preparation, agency)
    outsider = UserFactory()
    oskari = person("Oskari", Role.PREPARER, ministry.parent)
    aino = person("Aino", Role.EXPERT, agency)
    for user in (outsider, oskari, aino):
        follow(user, "preparation", preparation.key)
    assert announce(preparation) == 2
    assert set(Notification.objects.values_list("user", flat=True)) == {oskari.pk, aino.pk}
