"""Following with one button: at once, once, for oneself, and leaving what is gone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kytkin.notifications.models import Follow
from kytkin.preparations.models import Publicity
from tests.factories import NOW, PhenomenonFactory, PreparationFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aino(client):
    user = UserFactory()
    client.force_login(user)
    return user


def press(client, kind, target, **fields):
    return client.post(reverse("follow"), {"kind": kind, "target": target, **fields})


def test_each_kind_is_followed_once_however_often_pressed(client, aino):
    theme, phenomenon, preparation = ThemeFactory(), PhenomenonFactory(), PreparationFactory()
    things = [
        ("theme", theme.concept.notation, theme.get_absolute_url()),
        ("phenomenon", phenomenon.code, phenomenon.get_absolute_url()),
        ("preparation", preparation.key, preparation.get_absolute_url()),
    ]
    for kind, target, page in things:
        assert press(client, kind, target).url == page
        assert press(client, kind, target, next="/fi/me/").url == "/fi/me/"
    assert Follow.objects.filter(user=aino).count() == 3
    press(client, "theme", theme.concept.notation, stop="1")
    assert Follow.objects.filter(user=aino).count() == 2


def test_same_search_is_one_follow_whatever_the_order(client, aino):
    press(client, "search", "q=vesi&stage=X&page=2")
    press(client, "search", "stage=X&q=vesi")
    assert Follow.objects.get().target == "q=vesi&stage=X"


def test_way_back_leads_nowhere_else(client, aino):
    preparation = PreparationFactory()
    response = press(client, "preparation", preparation.key, next="https://evil.example/")
    assert response.url == preparation.get_absolute_url()


def test_visitor_signs_in_first_and_comes_back_to_the_page(client):
    page = PreparationFactory().get_absolute_url()
    response = press(client, "preparation", "x", next=page)
    assert response.url.startswith(f"{reverse('account_login')}?next=%2Ffi%2Fpreparations")
    assert not Follow.objects.exists()


@pytest.mark.parametrize("kind", ["theme", "phenomenon", "preparation", "search", "person", ""])
def test_what_is_not_there_cannot_be_followed(client, aino, kind):
    assert press(client, kind, "").status_code == 404


def test_hidden_preparation_cannot_be_followed_but_can_be_left(client, aino):
    hidden = PreparationFactory(publicity=Publicity.NOT_YET_PUBLIC)
    assert press(client, "preparation", hidden.key).status_code == 404
    assert press(client, "preparation", hidden.key, stop="1").status_code == 404
    Follow.objects.create(user=aino, kind="preparation", target=hidden.key, created_at=NOW)
    others = Follow.objects.create(
        user=UserFactory(), kind="preparation", target=hidden.key, created_at=NOW
    )
    assert press(client, "preparation", hidden.key, stop="1").url == reverse("my_page")
    assert list(Follow.objects.all()) == [others]
