"""Twenty clicks at the same moment make one request, on a real database file or server."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from kytkin.audit.models import AuditEvent
from kytkin.mobility.models import JoinMessage, JoinRequest
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import OrganisationFactory, PreparationFactory, branch, open_to, person

CLICKS = 20


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that many threads can write to: SQLite in memory cannot, a file can."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    path = tmp_path / "parallel.sqlite3"
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    settings = connections.settings["default"]
    before, settings["NAME"] = settings["NAME"], str(path)
    yield
    settings["NAME"] = before


def in_threads(work: Callable[[], Any], count: int = 1) -> list[Any]:
    """Each run in a thread of its own, all starting together, each with its own connection."""
    together, results = threading.Barrier(count), []

    def run() -> None:
        try:
            together.wait(timeout=60)
            results.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.usefixtures("shared_database")
def test_twenty_parallel_clicks_make_one_request():
    def cast() -> tuple[str, str]:
        ministry = branch("OM")
        preparation = PreparationFactory(
            setter=ministry, contact=person("Oskari", Role.PREPARER, ministry)
        )
        open_to(preparation, Way.COMMENT)
        aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
        client = Client()
        client.force_login(aino)
        return reverse("join", args=[preparation.key]), client.cookies["sessionid"].value

    ((address, session),) = in_threads(cast)

    def click() -> tuple[int, str]:
        client = Client()
        client.cookies["sessionid"] = session
        response = client.post(address, {"way": "comment", "message": "Hei"})
        return response.status_code, response.url

    answers = in_threads(click, CLICKS)

    def counts() -> list[int]:
        return [
            model.objects.count() for model in (JoinRequest, JoinMessage, Notification, AuditEvent)
        ]

    assert len(answers) == CLICKS
    assert len(set(answers)) == 1
    assert answers[0][0] == 302
    assert in_threads(counts) == [[1, 1, 1, 1]]
