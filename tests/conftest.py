"""What every test shares: the clock and the moments are fixed, the network is closed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from tests.factories import NOW


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture(autouse=True)
def in_finnish():
    """Each test starts in Finnish, whatever language the one before asked for last."""
    with translation.override("fi"):
        yield


@pytest.fixture
def in_english(in_finnish):
    """For tests that read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What pages and the search keep in memory belongs to one test's database only."""
    from kytkin.search import vocabulary
    from kytkin.steering.cube_keeping import forget_the_cube
    from kytkin.steering.matrix import forget_the_ledger
    from kytkin.web import remembered

    forget_the_cube()
    forget_the_ledger()
    vocabulary._kept.clear()
    remembered._kept.clear()
