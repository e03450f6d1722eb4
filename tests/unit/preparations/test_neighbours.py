"""Neighbours: nearness by shared subjects, those across branches first."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from kytkin.organisations.models import Role
from kytkin.preparations.models import Publicity, Standing, State
from kytkin.preparations.neighbours import neighbours
from tests.factories import PreparationFactory, ThemeFactory, branch, carry, person

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


@pytest.fixture
def world():
    om, sm = branch("OM", 0), branch("SM", 1)
    rare, common = ThemeFactory(), ThemeFactory()
    own = PreparationFactory(setter=om, key="own")
    carry(own, rare)
    carry(own, common)
    for number in range(6):
        carry(PreparationFactory(setter=om, key=f"crowd{number}"), common)
    PreparationFactory(setter=om, key="nothing-shared")
    return own, om, sm, rare, common


def keys(found):
    return [neighbour.preparation.key for neighbour in found]


def test_neighbours_across_branches_come_first(world):
    own, om, sm, rare, common = world
    carry(PreparationFactory(setter=om, key="near"), rare)
    carry(PreparationFactory(setter=sm, key="far"), common)
    found = neighbours(own, visitor=ANYBODY, limit=2)
    assert keys(found) == ["far", "near"]
    assert [neighbour.across_branches for neighbour in found] == [True, False]


def test_rare_subject_counts_more_and_is_named_first(world):
    own, _, sm, rare, common = world
    carry(PreparationFactory(setter=sm, key="common"), common)
    both = PreparationFactory(setter=sm, key="z-both")
    carry(both, rare)
    carry(both, common)
    first, second = neighbours(own, visitor=ANYBODY, limit=2)
    assert (first.preparation.key, second.preparation.key) == ("z-both", "common")
    assert [shared.theme for shared in first.shared] == [rare, common]
    assert first.closeness == pytest.approx(sum(shared.adds for shared in first.shared))


def test_suggested_subject_counts_less_and_rejected_not_at_all(world):
    own, _, sm, rare, _ = world
    carry(PreparationFactory(setter=sm, key="b-confirmed"), rare)
    carry(PreparationFactory(setter=sm, key="a-suggested"), rare, Standing.SUGGESTED)
    carry(PreparationFactory(setter=sm, key="rejected"), rare, Standing.REJECTED)
    assert keys(neighbours(own, visitor=ANYBODY, limit=2)) == ["b-confirmed", "a-suggested"]
    assert "rejected" not in keys(neighbours(own, visitor=ANYBODY, limit=50))


def test_ended_neighbours_come_after_running_ones(world):
    own, _, sm, rare, common = world
    carry(PreparationFactory(setter=sm, key="ended", state=State.ENDED), rare)
    carry(PreparationFactory(setter=sm, key="running"), common)
    assert keys(neighbours(own, visitor=ANYBODY, limit=2)) == ["running", "ended"]


def test_not_yet_public_neighbour_is_hidden_from_outsiders(world):
    own, _, sm, rare, _ = world
    hidden = PreparationFactory(setter=sm, key="hidden", publicity=Publicity.NOT_YET_PUBLIC)
    carry(hidden, rare)
    elin = person("Elin", Role.EXPERT, sm)
    assert "hidden" not in keys(neighbours(own, visitor=ANYBODY))
    assert "hidden" in keys(neighbours(own, visitor=elin))


def test_preparation_without_subjects_has_no_neighbours(world):
    assert neighbours(PreparationFactory(key="bare"), visitor=ANYBODY) == ()


def test_subject_that_every_preparation_carries_makes_no_neighbours():
    theme = ThemeFactory()
    own, other = PreparationFactory(), PreparationFactory()
    for preparation in (own, other):
        carry(preparation, theme)
    assert neighbours(own, visitor=ANYBODY) == ()


def test_number_of_queries_is_constant(world, django_assert_max_num_queries):
    own, _, sm, rare, common = world
    for number in range(30):
        other = PreparationFactory(setter=sm, key=f"n{number}")
        carry(other, rare)
        carry(other, common)
    with django_assert_max_num_queries(9):
        found = neighbours(own, visitor=ANYBODY)
        assert all(neighbour.preparation.setter.branch for neighbour in found)
    assert len(found) == 6
