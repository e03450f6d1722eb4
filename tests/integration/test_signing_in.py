"""Signing in: fictional people in the demo only, local accounts by password, safe ways back."""

from __future__ import annotations

import re

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from kytkin.common.texts import TranslatedText
from kytkin.demo import content
from kytkin.demo.content import DemoPerson
from kytkin.organisations.models import Role
from kytkin.web.sign_in import views
from tests.factories import UserFactory, branch, person

pytestmark = pytest.mark.django_db
PASSWORD = "pitkä-salasana-1"


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def aino():
    return UserFactory(username="aino", name="Aino Esimerkki", is_fictional=True)


@pytest.fixture
def oskari():
    user = UserFactory(username="oskari", name="Oskari Oikea")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(client):
    return client.session.get("_auth_user_id")


def as_person(name):
    return reverse("demo_sign_in_as", args=[name])


def test_demo_people_are_shown_as_fictional_with_their_story(client, demo, monkeypatch):
    aino = person("Aino", Role.EXPERT, branch("OM"), is_fictional=True)
    story = DemoPerson(aino, TranslatedText(fi="Etsii vesiasioita."), (("expert", aino.title),))
    monkeypatch.setattr(views, "demo_people", lambda: [story])
    page = client.get(reverse("demo_sign_in"), {"next": "/fi/map/"}).content.decode()
    assert "Etsii vesiasioita." in page
    assert as_person("aino") in page
    assert 'name="next" value="/fi/map/"' in page


def test_every_demo_person_of_the_file_can_be_entered(client, demo):
    assert content.demo_people() == []
    page = client.get(reverse("demo_sign_in")).content.decode()
    assert "empty-state" in page


def test_one_click_signs_in_and_goes_back(client, demo, aino):
    response = client.post(as_person("aino"), {"next": "/fi/map/"})
    assert response.url == "/fi/map/"
    assert signed_in(client) == str(aino.pk)


def test_session_is_rotated_and_keeps_what_was_typed(client, demo, aino):
    session = client.session
    session["join_draft"] = {"key": "x", "typed": {}}
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(as_person("aino"))
    assert client.session.session_key != before
    assert client.session["join_draft"] == {"key": "x", "typed": {}}


@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/fi/sign-in/?next=/fi/map/",
    ],
)
def test_way_back_leads_nowhere_else(client, demo, aino, next):
    assert client.post(as_person("aino"), {"next": next}).url == reverse("my_page")


def test_one_click_needs_a_post(client, demo, aino):
    assert client.get(as_person("aino")).status_code == 405
    assert signed_in(client) is None


def test_without_the_demo_the_pages_do_not_exist(client, aino):
    assert client.get(reverse("demo_sign_in")).status_code == 404
    assert client.post(as_person("aino")).status_code == 404
    assert signed_in(client) is None


@pytest.mark.parametrize("fields", [{"is_fictional": False}, {"is_active": False}])
def test_only_active_fictional_people_are_entered(client, demo, fields):
    UserFactory(username="somebody", **{"is_fictional": True, **fields})
    assert client.post(as_person("somebody")).status_code == 404
    assert client.post(as_person("nobody")).status_code == 404
    assert signed_in(client) is None


def log_in(client, user, **fields):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, **fields}
    )


def test_local_account_signs_in_with_its_password(client, oskari):
    assert log_in(client, oskari, next="/fi/map/").url == "/fi/map/"
    assert signed_in(client) == str(oskari.pk)


def test_wrong_password_is_told_without_saying_which_part(client, oskari):
    response = client.post(
        reverse("account_login"), {"login": oskari.email, "password": "väärä-salasana-1"}
    )
    unknown = client.post(
        reverse("account_login"), {"login": "nobody@esimerkki.example", "password": PASSWORD}
    )
    assert response.status_code == unknown.status_code == 200
    assert response.context["form"].errors == unknown.context["form"].errors
    assert "error-summary" in response.content.decode()


def test_guessing_is_slowed_down(client, oskari):
    for _ in range(7):
        response = client.post(
            reverse("account_login"), {"login": oskari.email, "password": "väärä-salasana-1"}
        )
    assert response.context["form"].errors or response.status_code == 429
    assert log_in(client, oskari).status_code != 302


def test_deactivated_person_is_out_at_once_and_stays_out(client, oskari):
    log_in(client, oskari)
    assert client.get(reverse("my_page")).status_code == 200
    oskari.is_active = False
    oskari.save()
    assert client.get(reverse("my_page")).status_code == 302
    assert log_in(client, oskari).url == reverse("account_inactive")


def test_signing_out_needs_a_post(client, oskari):
    client.force_login(oskari)
    assert "<form" in client.get(reverse("account_logout")).content.decode()
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert signed_in(client) is None


def test_nobody_signs_up_alone(client):
    fields = {"email": "a@b.example", "password1": PASSWORD, "password2": PASSWORD}
    for response in (
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), fields),
    ):
        assert "account/signup_closed.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("name", ["account_email", "account_set_password"])
def test_pages_that_nobody_needs_are_switched_off(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_forgotten_password_is_replaced_by_a_mailed_link(client, oskari):
    client.post(reverse("account_reset_password"), {"email": oskari.email})
    (message,) = outbox.outbox
    address = re.search(r"http://testserver(\S+)", message.body)[1]
    form = client.get(address, follow=True)
    new = "aivan-uusi-salasana-2"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    oskari.refresh_from_db()
    assert oskari.check_password(new)
    again = client.get(address, follow=True)
    assert again.context["token_fail"] is True


def test_unknown_address_gets_no_mail_and_the_same_page(client, oskari):
    known = client.post(reverse("account_reset_password"), {"email": oskari.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "no@esimerkki.example"})
    assert known.url == unknown.url
    assert len(outbox.outbox) == 1


def test_password_is_changed_with_the_old_one(client, oskari):
    client.force_login(oskari)
    new = "aivan-uusi-salasana-2"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    oskari.refresh_from_db()
    assert oskari.check_password(new)


def test_fictional_person_has_no_password_to_change(client, aino):
    aino.set_unusable_password()
    aino.save()
    client.force_login(aino)
    assert client.get(reverse("account_change_password")).status_code == 404


@pytest.mark.parametrize("is_superuser", [True, False])
def test_administration_of_accounts_is_for_superusers(client, oskari, is_superuser):
    oskari.is_staff, oskari.is_superuser = True, is_superuser
    oskari.save()
    client.force_login(oskari)
    expected = 200 if is_superuser else 403
    for name in ("accounts_user", "organisations_membership"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == expected
        assert client.get(reverse(f"admin:{name}_add")).status_code == expected


def test_superuser_makes_an_account(client, oskari):
    oskari.is_staff = oskari.is_superuser = True
    oskari.save()
    client.force_login(oskari)
    client.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "elin",
            "email": "elin@exempel.example",
            "name": "Elin",
            "language": "sv",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    client.logout()
    assert client.login(username="elin", password=PASSWORD)
