"""Adding to the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from kytkin.accounts.models import User
from kytkin.audit.models import GENESIS, AuditEvent

CHAIN_LOCK = 0x4B59544B  # any number, the same for every writer: "KYTK"


def record(
    action: str,
    *,
    by: User | None,
    now: dt.datetime,
    kind: str,
    id: str,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event, sealed with the hash of the one before, in the action's transaction.

    Writers wait for each other: SQLite by its one write lock, PostgreSQL by an advisory lock.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = AuditEvent.objects.order_by("-sequence").first()
        event = AuditEvent(
            sequence=last.sequence + 1 if last else 1,
            occurred_at=now.astimezone(dt.UTC),
            actor=by,
            action=action,
            object_kind=kind,
            object_id=id,
            details=details or {},
            previous_hash=last.hash if last else GENESIS,
        )
        event.hash = event.seal()
        event.save(force_insert=True)
    return event
