from __future__ import annotations

import sqlite3

import pytest
from django.db import connection, connections


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
