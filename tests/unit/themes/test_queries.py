"""Reading phenomena and themes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kytkin.notifications.models import Follow, FollowKind
from kytkin.themes.models import Theme
from kytkin.themes.queries import phenomena, successor_of, theme_of_notation
from tests.factories import (
    NOW,
    ConceptFactory,
    PhenomenonFactory,
    ThemeFactory,
    UserFactory,
    within,
)

pytestmark = pytest.mark.django_db


def test_counts_come_with_the_phenomena_in_one_query(django_assert_num_queries):
    one, other = PhenomenonFactory(code="a"), PhenomenonFactory(code="b")
    within(one, ThemeFactory(), ThemeFactory())
    for kind, target in ((FollowKind.PHENOMENON, "a"), (FollowKind.THEME, "b")):
        Follow.objects.create(user=UserFactory(), kind=kind, target=target, created_at=NOW)
    with django_assert_num_queries(1):
        found = {p.code: (p.theme_count, p.follower_count) for p in phenomena().with_counts()}
    assert found == {one.code: (2, 1), other.code: (0, 0)}


def test_themes_come_with_the_core_ones_first(django_assert_num_queries):
    phenomenon, touching, core = PhenomenonFactory(), ThemeFactory(), ThemeFactory()
    within(phenomenon, touching, core)
    phenomenon.theme_links.filter(theme=touching).update(weight=Decimal("0.5"))
    with django_assert_num_queries(2):
        (found,) = phenomena().with_themes()
        names = [link.theme.concept.notation for link in found.theme_links.all()]
    assert names == [core.concept.notation, touching.concept.notation]


def test_current_phenomenon_is_its_own_successor():
    one = PhenomenonFactory()
    assert successor_of(one) == one


def test_ring_of_successors_comes_to_an_end():
    one = PhenomenonFactory()
    other = PhenomenonFactory(superseded_by=one)
    one.superseded_by = other
    one.save()
    assert successor_of(one) in (one, other)


def test_theme_is_found_by_the_id_it_was_known_by():
    new = ThemeFactory()
    old = ConceptFactory(replaced_by=new.concept)
    assert theme_of_notation(new.concept.notation) == new
    assert theme_of_notation(old.notation) == new


def test_own_id_wins_over_a_replaced_one():
    kept = ThemeFactory()
    own = ThemeFactory(concept=ConceptFactory(replaced_by=kept.concept))
    assert theme_of_notation(own.concept.notation) == own


def test_unknown_theme_is_told():
    with pytest.raises(Theme.DoesNotExist):
        theme_of_notation("yso:p404")
