"""Working time is never agreed twice: bookings add up to at most the whole week."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed
from kytkin.mobility.actions import RequestClosed, accept_request, ask_to_join, end_work_input
from kytkin.mobility.ledger import Booking, TimeTaken, most_taken, runs_still
from kytkin.mobility.models import JoinRequest, RequestState
from kytkin.notifications.models import Notification
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


def accepted(cast, *more: int | None) -> JoinRequest:
    request = asked(cast, *more)
    return accept_request(request=request, version=1, message="", by=cast[1], now=NOW)


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


@pytest.mark.django_db
def test_time_beyond_the_whole_is_refused_with_what_is_left_and_nothing_changes(cast):
    accepted(cast, 80, 0, 30)
    more = asked(cast, 30, 10, 40)
    with pytest.raises(TimeTaken, match=r"Aino .* vapaana 20 %"):
        accept_request(request=more, version=1, message="Welcome", by=cast[1], now=NOW)
    more.refresh_from_db()
    assert (more.state, more.version, more.messages.count()) == (RequestState.SENT, 1, 1)


@pytest.mark.django_db
def test_time_that_just_fits_or_does_not_meet_is_accepted(cast):
    accepted(cast, 80, 0, 30)
    assert accepted(cast, 20, 10, 40).state == RequestState.ACCEPTED
    assert accepted(cast, 80, 40, None).state == RequestState.ACCEPTED
    with pytest.raises(TimeTaken, match="vapaana 0 %"):
        accepted(cast, 5, 29, 30)


@pytest.mark.django_db
def test_an_open_end_holds_the_time_until_it_is_ended(cast):
    aino, oskari, _ministry = cast
    held = accepted(cast, 100)
    with pytest.raises(TimeTaken):
        accepted(cast, 5, 400, 500)
    later = NOW + dt.timedelta(days=3)
    Notification.objects.all().delete()
    ended = end_work_input(request=held, version=2, by=oskari, now=later)
    assert (ended.state, ended.ends_before) == (RequestState.ACCEPTED, day(3))
    assert not runs_still(ended, day(3))
    assert [(n.user, n.params["case"]) for n in Notification.objects.all()] == [(aino, "ended")]
    assert AuditEvent.objects.last().action == "end_work_input"
    assert accepted(cast, 100, 3, None).state == RequestState.ACCEPTED


@pytest.mark.django_db
def test_what_has_not_begun_is_withdrawn_whole(cast):
    held = accepted(cast, 60, 10, 20)
    ended = end_work_input(request=held, version=2, by=cast[0], now=NOW)
    assert ended.state == RequestState.WITHDRAWN
    assert accepted(cast, 100, 10, 20).state == RequestState.ACCEPTED


@pytest.mark.django_db
def test_only_the_two_sides_end_and_only_what_runs(cast):
    held = accepted(cast, 60, 0, 20)
    with pytest.raises(NotAllowed):
        end_work_input(
            request=held,
            version=2,
            by=person("Elin", Role.EXPERT, OrganisationFactory(code="THL")),
            now=NOW,
        )
    with pytest.raises(RequestClosed):
        end_work_input(request=asked(cast, 5), version=1, by=cast[0], now=NOW)
    with pytest.raises(RequestClosed):
        end_work_input(request=held, version=2, by=cast[0], now=NOW + dt.timedelta(days=20))
