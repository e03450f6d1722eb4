"""What must never be in a request is refused by the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.mobility.models import JoinMessage, JoinRequest
from tests.factories import NOW, PreparationFactory, UserFactory

pytestmark = pytest.mark.django_db


def make(**fields):
    row = {
        "preparation": fields.pop("preparation", None) or PreparationFactory(),
        "person": fields.pop("person", None) or UserFactory(),
        "way": "comment",
        "created_at": NOW,
        "updated_at": NOW,
    }
    with transaction.atomic():
        return JoinRequest.objects.create(**{**row, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"way": "work_input", "share_percent": 7},
        {"way": "work_input", "share_percent": 0},
        {"way": "work_input", "share_percent": 105},
        {"way": "comment", "share_percent": 20},
        {"way": "follow"},
        {"way": "unknown"},
        {"state": "lost"},
        {"state": "declined"},
        {"state": "accepted", "decline_reason": "no_capacity"},
        {"starts_on": dt.date(2027, 1, 1), "ends_before": dt.date(2027, 1, 1)},
    ],
)
def test_impossible_request_is_refused(fields):
    with pytest.raises(IntegrityError):
        make(**fields)


def test_second_open_request_in_the_same_way_is_refused():
    first = make()
    same = {"preparation": first.preparation, "person": first.person}
    with pytest.raises(IntegrityError):
        make(state="more_asked", **same)
    assert make(state="accepted", **same).pk
    assert make(way="share_knowledge", **same).pk


def test_empty_message_is_refused():
    request = make()
    with pytest.raises(IntegrityError):
        JoinMessage.objects.create(request=request, author=None, text="", sent_at=NOW)
