"""Working time is never agreed twice: bookings add up to at most the whole week."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.calendar import months_held, person_years, share_days
from kytkin.mobility.ledger import (
    Booking,
    TimeTaken,
    beyond,
    held_of,
    holding_moves,
    most_taken,
    sum_on,
)
from kytkin.mobility.models import JoinRequest, Move, RequestState
from kytkin.mobility.rules import TermsAsked
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person

TODAY = timezone.localdate(NOW)
DAYS = st.integers(0, 60).map(lambda n: TODAY + dt.timedelta(days=n))


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    starts = draw(DAYS)
    ends = draw(st.none() | st.integers(1, 30).map(lambda n: starts + dt.timedelta(days=n)))
    return Booking(5 * draw(st.integers(1, 20)), starts, ends)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


@pytest.fixture
def cast():
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    return aino, oskari, ministry


def asked(cast, share: int, starts: int | None = None, ends: int | None = None) -> JoinRequest:
    aino, oskari, ministry = cast
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.WORK_INPUT)
    return ask_to_join(
        preparation=preparation, way=Way.WORK_INPUT, message="Hi", by=aino, now=NOW,
        share_percent=share, starts_on=None if starts is None else day(starts),
        ends_before=None if ends is None else day(ends),
    ).request  # fmt: skip


def accepted(cast, *more: int | None) -> Move:
    request = asked(cast, *more)
    accept_request(request=request, version=1, message="", by=cast[1], now=NOW)
    return Move.objects.get(request=request)


@pytest.mark.one_database
@given(st.lists(bookings(), max_size=6), bookings())
def test_the_most_taken_is_the_greatest_sum_on_any_day(held: list[Booking], within: Booking):
    last = within.ends_before or day(120)
    days = [within.starts_on + dt.timedelta(days=n) for n in range((last - within.starts_on).days)]
    sums = [
        sum(b.share for b in held if b.starts_on <= d and (not b.ends_before or d < b.ends_before))
        for d in days
    ]
    assert most_taken(held, within) == max(sums)


@pytest.mark.one_database
@given(bookings(), bookings(), DAYS)
def test_agreed_and_what_is_beyond_it_add_up_to_the_greater_on_every_day(new, old, on):
    proposed = TermsAsked(new.share, new.starts_on, new.ends_before)
    agreed = TermsAsked(old.share, old.starts_on, old.ends_before)
    more = list(beyond(proposed, agreed))
    assert sum_on(on, [old, *more]) == max(sum_on(on, [old]), sum_on(on, [new]))


@pytest.mark.one_database
@given(st.lists(bookings(), max_size=5))
def test_months_keep_every_percent_and_day(held: list[Booking]):
    move = Move(share_percent=5, starts_on=TODAY, ends_before=None)
    months = months_held((_held(move, one) for one in held), TODAY, count=3)
    ends = (TODAY.replace(day=1), day(0).replace(year=2027, month=2, day=1))
    assert [month.first.month for month in months] == [11, 12, 1]
    for month, days in zip(months, (30, 31, 31), strict=True):
        end = month.first + dt.timedelta(days=days)
        assert round(month.agreed * days) == pytest.approx(
            share_days(held, month.first, end), abs=2
        )
    total = sum(share_days([one], *ends) for one in held)
    assert total == share_days(held, *ends)


def _held(move, booking):
    from kytkin.mobility.ledger import Held

    return Held(move, booking, is_agreed=True)


@pytest.mark.one_database
def test_a_whole_year_of_whole_time_is_one_person_year():
    first = dt.date(2026, 1, 1)
    assert person_years([Booking(100, first)], first, dt.date(2030, 1, 1)) == 4
    assert str(person_years([Booking(20, first)], first, dt.date(2026, 4, 1))) == "0.05"


@pytest.mark.django_db
def test_time_beyond_the_whole_is_refused_and_nothing_changes(cast):
    accepted(cast, 80, 0, 30)
    more = asked(cast, 30, 10, 40)
    with pytest.raises(TimeTaken, match=r"Henkilöllä Aino ei ole") as refused:
        accept_request(request=more, version=1, message="Welcome", by=cast[1], now=NOW)
    assert "20" not in str(refused.value)
    more.refresh_from_db()
    assert (more.state, more.version, more.messages.count()) == (RequestState.SENT, 1, 1)


@pytest.mark.django_db
def test_time_that_just_fits_or_does_not_meet_is_reserved(cast):
    accepted(cast, 80, 0, 30)
    assert accepted(cast, 20, 10, 40).share_percent == 20
    assert accepted(cast, 80, 40, None).share_percent == 80
    with pytest.raises(TimeTaken):
        accepted(cast, 5, 29, 30)
    held = list(held_of(holding_moves()))
    assert not any(one.is_agreed for one in held)
    assert sum_on(day(12), [one.booking for one in held]) == 100


@pytest.mark.django_db
def test_an_open_end_holds_the_time_for_good(cast):
    accepted(cast, 100)
    with pytest.raises(TimeTaken):
        accepted(cast, 5, 400, 500)
