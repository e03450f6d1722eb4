"""Given equals received: an organisation's account of working time, and forms sent once."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kytkin.mobility.accounts import Year, account_of, may_read_account
from kytkin.mobility.actions_inviting import make_offer
from kytkin.mobility.models import JoinRequest, Move, Posted
from kytkin.mobility.posting import REMEMBERED, forget_posted, once
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, UserFactory, person
from tests.unit.mobility.moving import TODAY, Cast, cast

pytestmark = pytest.mark.django_db
YEAR = Year(2027)
DAYS = st.integers(0, 500).map(lambda n: dt.date(2026, 9, 1) + dt.timedelta(days=n))


def moved(home, receiving, state, share, starts_on, days):
    preparation = PreparationFactory(setter=receiving)
    person_ = UserFactory()
    request = JoinRequest.objects.create(
        preparation=preparation, person=person_, way=Way.WORK_INPUT, share_percent=share,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    return Move.objects.create(
        request=request, kind="joint_preparation", person=person_, preparation=preparation,
        home=home, receiving=receiving, share_percent=share, state=state, starts_on=starts_on,
        ends_before=starts_on + dt.timedelta(days=days), created_at=NOW, updated_at=NOW,
    )  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 2), st.sampled_from(["consents", "agreed"]),
            st.integers(1, 20), DAYS, st.integers(1, 300),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_what_all_give_is_what_all_receive_and_what_the_whole_holds(db, rows):
    Move.objects.all().delete()
    top = OrganisationFactory(kind="state")
    parts = [OrganisationFactory(parent=top) for _ in range(3)]
    for home, receiving, state, share, starts_on, days in rows:
        moved(parts[home], parts[receiving], state, 5 * share, starts_on, days)
    whole = account_of(top, YEAR, TODAY)
    each = [account_of(part, YEAR, TODAY) for part in parts]
    for name in ("reserved", "agreed"):
        given_sum = sum(getattr(one.given, name) for one in each)
        assert given_sum == sum(getattr(one.received, name) for one in each)
        assert given_sum == getattr(whole.given, name) == getattr(whole.received, name)


def test_actual_is_what_was_told_up_to_today():
    home, receiving = OrganisationFactory(), OrganisationFactory()
    move = moved(home, receiving, "agreed", 50, dt.date(2027, 1, 1), 365)
    account = account_of(home, YEAR, dt.date(2027, 7, 2))
    assert (account.given.agreed, account.given.actual) == (Decimal("0.50"), 0)
    move.actual_percent = 20
    move.save()
    account = account_of(receiving, YEAR, dt.date(2027, 7, 2))
    assert account.received.actual == Decimal("0.10")
    assert account_of(receiving, YEAR, dt.date(2026, 7, 2)).received.actual == 0


def test_open_offers_of_people_and_units_count_as_offered():
    people = cast()
    values = {
        "offered": "time", "title": "T", "text": "T", "language": "fi", "share_percent": 20,
        "starts_on": dt.date(2027, 1, 1), "ends_before": dt.date(2028, 1, 1),
    }  # fmt: skip
    make_offer(values={**values, "unit": None}, themes=[], by=people.aino, now=NOW)
    make_offer(values={**values, "unit": people.syke}, themes=[], by=people.tuula, now=NOW)
    assert account_of(people.syke, YEAR, TODAY).offered == Decimal("0.40")
    assert account_of(people.ministry, YEAR, TODAY).offered == 0


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.SUPERVISOR, True), (Role.HR, True), (Role.ADMINISTRATOR, True), (Role.EXPERT, False),
     (Role.PREPARER, False)],
)  # fmt: skip
def test_those_who_answer_for_the_time_read_the_account(role, reads):
    syke = OrganisationFactory(code="SYKE")
    assert may_read_account(person("Joku", role, syke), syke) is reads
    assert not may_read_account(person("Muu", role, OrganisationFactory(code="THL")), syke)


def test_a_form_sent_twice_makes_its_thing_once():
    people: Cast = cast()
    key, made = uuid.uuid4(), []

    def make():
        made.append(1)
        return people.preparation()

    first = once(key=key, by=people.oskari, now=NOW, make=make)
    again = once(key=key, by=people.oskari, now=NOW, make=make)
    assert (first.is_new, again.is_new, again.path, len(made)) == (True, False, first.path, 1)
    assert once(key=key, by=people.aino, now=NOW, make=make).is_new
    assert once(key=None, by=people.oskari, now=NOW, make=make).is_new
    assert forget_posted(now=NOW + REMEMBERED) == 0
    assert forget_posted(now=NOW + REMEMBERED + dt.timedelta(1)) == 2


def test_what_fails_leaves_its_key_free():
    people: Cast = cast()
    key = uuid.uuid4()

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(key=key, by=people.oskari, now=NOW, make=fail)
    assert not Posted.objects.exists()
