"""What must never be among follows and preferences is refused by the database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from kytkin.notifications.models import Follow, Notification, NotificationPreference
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


def test_following_twice_is_refused():
    row = {"user": UserFactory(), "kind": "theme", "target": "yso:p1", "created_at": NOW}
    Follow.objects.create(**row)
    with pytest.raises(IntegrityError):
        Follow.objects.create(**row)


def test_following_something_unknown_is_refused():
    with pytest.raises(IntegrityError):
        Follow.objects.create(user=UserFactory(), kind="person", target="x", created_at=NOW)


def test_two_preferences_for_one_kind_are_refused():
    row = {"user": UserFactory(), "kind": "join_answered"}
    NotificationPreference.objects.create(**row)
    with pytest.raises(IntegrityError):
        NotificationPreference.objects.create(**row)


def test_notification_of_an_unknown_kind_is_refused():
    with pytest.raises(IntegrityError):
        Notification.objects.create(user=UserFactory(), kind="rumour", path="/", created_at=NOW)
