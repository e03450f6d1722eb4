"""A profile that has grown old is asked about once a year."""

from __future__ import annotations

import datetime as dt

import pytest

from kytkin.notifications.models import NoticeKind, Notification, NotificationPreference
from kytkin.people.actions import confirm_profile
from kytkin.people.reminding import ask_to_confirm
from tests.factories import NOW, ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def test_an_old_profile_is_asked_about_once_a_year():
    profile = ProfileFactory()
    assert [ask_to_confirm(now=later(n)) for n in (365, 366, 367, 700, 732)] == [0, 1, 0, 0, 1]
    told = Notification.objects.filter(kind=NoticeKind.PROFILE_STALE, user=profile.person)
    assert [one.path for one in told] == ["/me/profile/"] * 2


def test_confirming_gives_peace_for_a_year():
    profile = ProfileFactory()
    assert ask_to_confirm(now=later(366)) == 1
    confirm_profile(by=profile.person, now=later(367))
    assert ask_to_confirm(now=later(731)) == 0


def test_those_who_left_or_want_no_such_notice_are_not_asked():
    ProfileFactory(person=UserFactory(is_active=False))
    quiet = ProfileFactory()
    NotificationPreference.objects.create(
        user=quiet.person, kind="profile_stale", on_site=False, by_email=False
    )
    assert ask_to_confirm(now=later(400)) == 0
