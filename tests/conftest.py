"""What every test shares: the clock and the moments are fixed, the network is closed."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import NOW


@pytest.fixture
def now() -> dt.datetime:
    return NOW
