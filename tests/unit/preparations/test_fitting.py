"""Open preparations by the subjects of what a person follows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kytkin.organisations.models import Role
from kytkin.preparations.fitting import fitting, interests
from kytkin.preparations.models import PreparationTheme, Publicity, Way
from kytkin.themes.models import PhenomenonTheme
from tests.factories import (
    PhenomenonFactory,
    PreparationFactory,
    ThemeFactory,
    UserFactory,
    branch,
    carry,
    open_to,
    person,
)

pytestmark = pytest.mark.django_db


def opened(key, *themes, **fields):
    preparation = PreparationFactory(key=key, **fields)
    open_to(preparation, Way.COMMENT)
    for theme in themes:
        carry(preparation, theme)
    return preparation


def keys(found):
    return [fit.preparation.key for fit in found]


def test_interest_is_the_strongest_of_its_reasons():
    theme, touching = ThemeFactory(), ThemeFactory()
    phenomenon = PhenomenonFactory()
    for one, weight in ((theme, "1.00"), (touching, "0.30")):
        PhenomenonTheme.objects.create(phenomenon=phenomenon, theme=one, weight=Decimal(weight))
    followed = PreparationFactory()
    for one in (theme, touching):
        carry(followed, one)
    found = interests(themes=[], phenomena=[phenomenon.code], keys=[followed.key])
    assert found == {theme.pk: 1.0, touching.pk: 0.5}
    named = interests(themes=[touching.concept.notation], phenomena=[], keys=[])
    assert named == {touching.pk: 1.0}


def test_nothing_followed_means_nothing_proposed():
    assert fitting({}, visitor=UserFactory()) == ()


def test_more_and_rarer_subjects_fit_better_and_say_why():
    rare, common = ThemeFactory(), ThemeFactory()
    opened("both", rare, common)
    opened("common-a", common)
    opened("common-b", common)
    opened("none")
    found = fitting({rare.pk: 1.0, common.pk: 1.0}, visitor=UserFactory())
    assert keys(found) == ["both", "common-a", "common-b"]
    assert [shared.theme for shared in found[0].shared] == [rare, common]
    assert found[0].score == pytest.approx(sum(shared.adds for shared in found[0].shared))
    assert found[0].score > found[1].score


def test_removing_a_reason_lowers_the_fit():
    rare, common = ThemeFactory(), ThemeFactory()
    both = opened("both", rare, common)
    for number in range(3):
        opened(f"other{number}")
    wanted, aino = {rare.pk: 1.0, common.pk: 1.0}, UserFactory()
    (before,) = fitting(wanted, visitor=aino)
    PreparationTheme.objects.filter(preparation=both, theme=rare).delete()
    (after,) = fitting(wanted, visitor=aino)
    assert after.score < before.score


def test_subject_that_everything_carries_proposes_nothing():
    theme = ThemeFactory()
    opened("only", theme)
    assert fitting({theme.pk: 1.0}, visitor=UserFactory()) == ()


def test_own_known_and_hidden_preparations_are_left_out():
    ministry, theme = branch("OM"), ThemeFactory()
    oskari = person("Oskari", Role.PREPARER, ministry)
    opened("own", theme, contact=oskari)
    opened("known", theme)
    opened("hidden", theme, setter=ministry, publicity=Publicity.NOT_YET_PUBLIC)
    for number in range(4):
        opened(f"other{number}")
    wanted = {theme.pk: 1.0}
    assert keys(fitting(wanted, visitor=UserFactory(), besides=["known"])) == ["own"]
    assert keys(fitting(wanted, visitor=oskari, besides=["known"])) == ["hidden"]
