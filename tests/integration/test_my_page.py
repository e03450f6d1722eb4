"""My page, notifications, preferences and own data: each person's own, nobody else's."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from kytkin.mobility.actions import ask_for_more, ask_to_join, reply_to_request
from kytkin.notifications.actions import notify
from kytkin.notifications.models import Follow, NoticeKind, Notification, NotificationPreference
from kytkin.organisations.models import Role
from kytkin.preparations.models import Publicity, Standing, State, Way
from tests.factories import (
    NOW,
    PhenomenonFactory,
    PreparationFactory,
    ThemeFactory,
    UserFactory,
    branch,
    carry,
    open_to,
    person,
    within,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aino(client):
    user = UserFactory(username="aino", name="Aino Esimerkki")
    client.force_login(user)
    return user


def follow(user, kind, target):
    return Follow.objects.create(user=user, kind=kind, target=target, created_at=NOW)


def tell(user, path="/fi/requests/7/"):
    return notify(
        user=user,
        kind=NoticeKind.JOIN_ANSWERED,
        params={"case": "accepted", "person": "Oskari", "preparation": {"fi": "Vesilaki"}},
        path=path,
        now=NOW,
    )


@pytest.mark.parametrize("name", ["my_page", "notifications", "preferences", "my_data"])
def test_pages_of_ones_own_ask_to_sign_in(client, name):
    response = client.get(reverse(name))
    assert response.url == f"{reverse('account_login')}?next={reverse(name)}"


def test_empty_page_teaches_what_to_do(client, aino):
    page = client.get(reverse("my_page")).content.decode()
    assert "Aino" in page
    assert page.count("empty-state-line") == 3
    assert reverse("map") in page
    assert reverse("phenomena") in page


def test_contact_sees_what_waits_and_the_person_where_it_stands(client):
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.COMMENT)
    elin = UserFactory()
    request = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=elin, now=NOW
    ).request
    client.force_login(oskari)
    assert [row.request for row in client.get(reverse("my_page")).context["to_answer"]] == [request]
    ask_for_more(request=request, version=1, message="Mitä?", by=oskari, now=NOW)
    client.force_login(elin)
    page = client.get(reverse("my_page"))
    assert [row.request for row in page.context["to_reply"]] == [request]
    assert page.context["own"][0].my_turn is True


def test_contact_sees_whose_suggested_themes_wait(client, aino):
    one, two = ThemeFactory(), ThemeFactory()
    many = PreparationFactory(key="many", contact=aino)
    few = PreparationFactory(key="few", contact=aino)
    others = PreparationFactory(key="others")
    ended = PreparationFactory(key="ended", contact=aino, state=State.ENDED)
    for preparation, theme in ((many, one), (many, two), (few, one), (others, one), (ended, one)):
        carry(preparation, theme, Standing.SUGGESTED)
    carry(few, two)
    waiting = client.get(reverse("my_page")).context["to_decide"]
    assert [(one.key, one.suggested_count) for one in waiting] == [("many", 2), ("few", 1)]


def test_follows_are_listed_with_feeds_and_gone_things_say_so(client, aino):
    theme, phenomenon, preparation = ThemeFactory(), PhenomenonFactory(), PreparationFactory()
    hidden = PreparationFactory(publicity=Publicity.NOT_YET_PUBLIC)
    follow(aino, "theme", theme.concept.notation)
    follow(aino, "phenomenon", phenomenon.code)
    follow(aino, "preparation", preparation.key)
    follow(aino, "preparation", hidden.key)
    follow(aino, "search", "q=vesi")
    page = client.get(reverse("my_page"))
    rows = {(row.follow.kind, row.follow.target): row for row in page.context["followed"]}
    assert rows["preparation", hidden.key].thing is None
    assert rows["search", "q=vesi"].name is None
    assert rows["theme", theme.concept.notation].thing.page == theme.get_absolute_url()
    text = page.content.decode()
    assert reverse("feed", args=["phenomenon", phenomenon.code]) in text
    assert str(hidden.name) not in text


def test_open_preparations_on_followed_subjects_are_proposed_with_the_reason(client, aino):
    theme, phenomenon = ThemeFactory(), PhenomenonFactory()
    within(phenomenon, theme)
    follow(aino, "phenomenon", phenomenon.code)
    fitting = PreparationFactory(key="fits")
    closed = PreparationFactory(key="closed")
    ended = PreparationFactory(key="ended", state=State.ENDED)
    known = PreparationFactory(key="known")
    follow(aino, "preparation", known.key)
    for preparation in (fitting, ended, known):
        open_to(preparation, Way.COMMENT)
    for preparation in (fitting, closed, ended, known):
        carry(preparation, theme)
    for number in range(3):
        PreparationFactory(key=f"other{number}")
    (fit,) = client.get(reverse("my_page")).context["fits"]
    assert fit["card"].url == fitting.get_absolute_url()
    assert [subject.text for subject in fit["subjects"]] == [theme.labels["fi"]]


def test_what_is_asked_for_already_is_not_proposed(client, aino):
    theme, preparation = ThemeFactory(), PreparationFactory()
    PreparationFactory()
    follow(aino, "theme", theme.concept.notation)
    carry(preparation, theme)
    open_to(preparation, Way.COMMENT)
    assert len(client.get(reverse("my_page")).context["fits"]) == 1
    ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hei", by=aino, now=NOW)
    assert client.get(reverse("my_page")).context["fits"] == []


def test_my_page_needs_few_queries_however_much_is_followed(
    client, aino, django_assert_max_num_queries
):
    for _ in range(15):
        theme, preparation = ThemeFactory(), PreparationFactory()
        carry(preparation, theme)
        open_to(preparation, Way.COMMENT)
        follow(aino, "theme", theme.concept.notation)
        tell(aino)
    with django_assert_max_num_queries(37):
        page = client.get(reverse("my_page"))
    assert len(page.context["fits"]) == 4
    assert len(page.context["news"]) == 5


def test_one_notification_is_marked_read_and_then_all(client, aino):
    told = [tell(aino, f"/fi/requests/{number}/") for number in range(3)]
    others = tell(UserFactory())
    client.post(reverse("notifications"), {"notification": told[0].pk})
    assert Notification.objects.filter(read_at__isnull=True).count() == 3
    client.post(reverse("notifications"), {"notification": "all"})
    assert list(Notification.objects.filter(read_at__isnull=True)) == [others]
    page = client.get(reverse("notifications"))
    assert len(page.context["rows"]) == 3
    assert "Vesilaki" in page.content.decode()


def test_notification_of_somebody_else_cannot_be_marked(client, aino):
    others = tell(UserFactory())
    client.post(reverse("notifications"), {"notification": others.pk})
    others.refresh_from_db()
    assert others.read_at is None


@pytest.mark.parametrize("wrong", ["", "x", "9" * 30])
def test_marking_nothing_known_is_not_found(client, aino, wrong):
    assert client.post(reverse("notifications"), {"notification": wrong}).status_code == 404


def test_list_of_notifications_has_pages(client, aino):
    for _ in range(21):
        tell(aino)
    assert len(client.get(reverse("notifications"), {"page": 2}).context["rows"]) == 1


def test_choices_of_language_and_channels_are_kept(client, aino):
    first = client.get(reverse("preferences")).context["form"].initial
    assert first["join_answered"] == ["on_site", "by_email"]
    client.post(
        reverse("preferences"),
        {"language": "sv", "join_answered": ["on_site"], "followed_changed": ["by_email"]},
    )
    aino.refresh_from_db()
    assert aino.language == "sv"
    kept = {row.kind: (row.on_site, row.by_email) for row in NotificationPreference.objects.all()}
    assert kept == {
        "join_requested": (False, False),
        "goal": (False, False),
        "goal_due": (False, False),
        "agreement": (False, False),
        "agreement_due": (False, False),
        "join_answered": (True, False),
        "join_message": (False, False),
        "invited": (False, False),
        "need": (False, False),
        "move_turn": (False, False),
        "move_step": (False, False),
        "profile_stale": (False, False),
        "followed_changed": (False, True),
        "profile_invited": (False, False),
        "search_hits": (False, False),
        "digest": (False, False),
    }


def test_unknown_language_is_refused(client, aino):
    response = client.post(reverse("preferences"), {"language": "de"})
    assert list(response.context["form"].errors) == ["language"]
    assert not NotificationPreference.objects.exists()


def test_own_data_holds_everything_of_mine_and_nothing_of_others(client):
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    elin = UserFactory(name="Elin Exempel", email="elin@exempel.example")
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.COMMENT)
    follow(oskari, "preparation", preparation.key)
    request = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Elinin sanat", by=elin, now=NOW
    ).request
    ask_for_more(request=request, version=1, message="Oskarin kysymys", by=oskari, now=NOW)
    reply_to_request(request=request, version=2, message="Elinin vastaus", by=elin, now=NOW)

    client.force_login(oskari)
    response = client.get(reverse("my_data"))
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["person"]["roles"] == [{"organisation": "OM", "role": "preparer"}]
    assert data["requests_to_join"] == []
    assert [message["text"] for message in data["messages_to_others"]] == ["Oskarin kysymys"]
    assert data["follows"][0]["target"] == preparation.key
    assert [event["action"] for event in data["actions_on_record"]] == ["join_request_more_asked"]
    assert "Elinin" not in response.content.decode()
    assert "elin@exempel.example" not in response.content.decode()

    client.force_login(elin)
    own = json.loads(client.get(reverse("my_data")).content)["requests_to_join"]
    assert [(one["by_me"], one["text"]) for one in own[0]["messages"]] == [
        (True, "Elinin sanat"),
        (False, "Oskarin kysymys"),
        (True, "Elinin vastaus"),
    ]
