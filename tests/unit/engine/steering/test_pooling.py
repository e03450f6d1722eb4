"""Accounts of pooled money and time keep their rules and their sums."""

from __future__ import annotations

import random
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.steering.pooling import (
    Amounts,
    Refusal,
    Refused,
    confirmed,
    pledged,
    reported,
    split,
    withdrawn,
)

pytestmark = pytest.mark.one_database


def why(change) -> Refusal:
    with pytest.raises(Refused) as refused:
        change()
    return refused.value.why


def test_each_rule_is_refused_by_name():
    empty = Amounts()
    stands = confirmed(pledged(empty, 500, 50, has_item=True), 200, 20, has_item=True)
    assert why(lambda: pledged(empty, -1, 0, has_item=True)) == Refusal.NEGATIVE
    assert why(lambda: reported(empty, 0, -1, has_item=True)) == Refusal.NEGATIVE
    assert why(lambda: pledged(empty, 0, 0, has_item=True)) == Refusal.NOTHING
    assert why(lambda: pledged(empty, 1, 0, has_item=False)) == Refusal.NO_ITEM
    assert why(lambda: pledged(stands, 199, 50, has_item=True)) == Refusal.BELOW_CONFIRMED
    assert why(lambda: pledged(stands, 500, 19, has_item=True)) == Refusal.BELOW_CONFIRMED
    assert why(lambda: confirmed(stands, 501, 0, has_item=True)) == Refusal.ABOVE_PLEDGED
    assert why(lambda: confirmed(stands, 0, 51, has_item=True)) == Refusal.ABOVE_PLEDGED
    assert why(lambda: withdrawn(stands)) == Refusal.CONFIRMED
    assert withdrawn(pledged(empty, 5, 5, has_item=True)) == empty


def test_a_hundred_thousand_operations_keep_every_sum_along_both_axes():
    """Money and time along agencies and along goals equal the entries' sums, to the cent."""
    chance = random.Random(5)
    accounts: dict[tuple[int, int, int], Amounts] = {}
    entries: list[tuple[tuple[int, int, int], Amounts]] = []
    refusals = 0
    for _number in range(100_000):
        key = (chance.randrange(12), chance.randrange(9), chance.randrange(2026, 2031))
        was, has_item = accounts.get(key, Amounts()), chance.random() < 0.8
        cents, time = chance.randrange(-2, 10**7), chance.randrange(-2, 900)
        act = chance.choice((pledged, confirmed, reported, withdrawn))
        try:
            new = act(was) if act is withdrawn else act(was, cents, time, has_item=has_item)
        except Refused:
            refusals += 1
            continue
        accounts[key] = new
        entries.append((key, new - was))
        assert min(astuple(new)) >= 0
    assert 20_000 < refusals < 80_000
    for axis, size in ((0, 12), (1, 9), (2, 5)):
        first = 2026 if axis == 2 else 0
        for place in range(first, first + size):
            from_accounts = from_entries = Amounts()
            for key, amounts in accounts.items():
                from_accounts = from_accounts + amounts if key[axis] == place else from_accounts
            for key, change in entries:
                from_entries = from_entries + change if key[axis] == place else from_entries
            assert from_accounts == from_entries
    along = [sum((a for k, a in accounts.items() if k[0] == g), Amounts()) for g in range(12)]
    across = [sum((a for k, a in accounts.items() if k[1] == o), Amounts()) for o in range(9)]
    assert sum(along, Amounts()) == sum(across, Amounts()) == sum(accounts.values(), Amounts())


@given(st.integers(0, 10**7), st.dictionaries(st.integers(0, 9), st.integers(0, 100), max_size=6))
def test_what_is_split_adds_up_and_is_never_counted_twice(whole, weights):
    total = sum(weights.values())
    if total > 100:
        with pytest.raises(ValueError, match="more than the whole"):
            split(whole, weights)
        return
    parts = split(whole, weights)
    assert sum(parts.values()) == whole * total // 100
    for key, weight in weights.items():
        assert abs(parts[key] - whole * weight / 100) < 1


def test_nothing_negative_is_split_and_ties_go_to_the_smallest():
    for whole, weights in ((-1, {1: 100}), (5, {1: -1})):
        with pytest.raises(ValueError, match="negative"):
            split(whole, weights)
    assert split(1, {2: 50, 1: 50}) == {2: 0, 1: 1}
