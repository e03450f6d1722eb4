"""A preparation's card says what it is, who prepares it, and whether one can join."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import engines
from pytest_django import DjangoAssertNumQueries

from kytkin.preparations.models import PartnerRole, Standing, State, Way
from kytkin.preparations.queries import preparations
from kytkin.web.cards import PreparationCard, preparation_card
from tests import factories

pytestmark = pytest.mark.django_db


def card_of(key: str) -> PreparationCard:
    return preparation_card(preparations().for_cards().get(key=key))


def test_partner_of_another_branch_makes_it_joint() -> None:
    om, stm = factories.branch("OM", 0), factories.branch("STM", 10)
    preparation = factories.PreparationFactory(setter=om)
    factories.partner(preparation, stm, PartnerRole.PARTNER)
    card = card_of(preparation.key)
    assert card.is_joint
    assert [branch.short_code for branch in card.other_branches] == ["STM"]


def test_being_consulted_does_not_make_it_joint() -> None:
    om, stm = factories.branch("OM", 0), factories.branch("STM", 10)
    preparation = factories.PreparationFactory(setter=om)
    factories.partner(preparation, stm, PartnerRole.CONSULTED)
    assert not card_of(preparation.key).is_joint


def test_partner_of_the_same_branch_does_not_make_it_joint() -> None:
    om = factories.branch("OM", 0)
    preparation = factories.PreparationFactory(setter=om)
    factories.partner(preparation, om, PartnerRole.LEAD)
    assert not card_of(preparation.key).is_joint


@pytest.mark.parametrize(("way", "is_open"), [(Way.FOLLOW, False), (Way.COMMENT, True)])
def test_open_means_more_than_following(way: Way, is_open: bool) -> None:
    preparation = factories.PreparationFactory()
    factories.open_to(preparation, way)
    assert card_of(preparation.key).is_open is is_open


def test_last_day_is_the_day_before_the_period_ends() -> None:
    preparation = factories.PreparationFactory(
        starts_on=dt.date(2026, 1, 1), ends_before=dt.date(2027, 1, 1)
    )
    assert card_of(preparation.key).ends_on == dt.date(2026, 12, 31)


def test_ended_preparation_says_so() -> None:
    assert card_of(factories.PreparationFactory(state=State.ENDED).key).has_ended


def test_suggested_theme_is_told_from_a_confirmed_one() -> None:
    preparation = factories.PreparationFactory()
    factories.carry(preparation, factories.ThemeFactory(), standing=Standing.SUGGESTED)
    assert [theme.is_suggested for theme in card_of(preparation.key).themes] == [True]


def test_cards_need_no_query_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    om, stm = factories.branch("OM", 0), factories.branch("STM", 10)
    for _ in range(5):
        preparation = factories.PreparationFactory(setter=om)
        factories.carry(preparation, factories.ThemeFactory())
        factories.open_to(preparation, Way.COMMENT)
        factories.partner(preparation, stm, PartnerRole.PARTNER)
    template = engines["django"].from_string(
        "{% cotton preparation_card :card='card' %}{% endcotton %}"
    )
    loaded = list(preparations().for_cards())
    with django_assert_num_queries(0):
        pages = [template.render({"card": preparation_card(one)}) for one in loaded]
    assert all("is-joint" in page for page in pages)
