from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from kytkin.audit.actions import record
from kytkin.audit.models import AuditEvent
from kytkin.audit.queries import check_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_events(now):
    for number in range(3):
        record("saw", by=None, now=now, kind="preparation", id=str(number))


def test_untouched_record_is_whole(three_events):
    check = check_chain()
    assert (check.events, check.broken_at) == (3, None)
    assert check.head == AuditEvent.objects.get(sequence=3).hash


def test_event_cannot_be_changed_in_the_database(three_events):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(sequence=2).update(action="did not see")


def test_event_cannot_be_deleted_from_the_database(three_events):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(sequence=2).delete()


def test_event_slipped_in_breaks_the_chain(three_events):
    last = AuditEvent.objects.get(sequence=3)
    AuditEvent.objects.create(
        sequence=4,
        occurred_at=last.occurred_at,
        action="forged",
        object_kind="preparation",
        object_id="1",
        previous_hash=last.hash,
        hash="f" * 64,
    )
    assert check_chain().broken_at == 4
