"""The page of a preparation: what it tells, what it hides, and the verdicts on its themes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from kytkin.common.texts import TranslatedText
from kytkin.mobility.actions import ask_to_join
from kytkin.notifications.models import Follow, Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import (
    DateEvent,
    NumberKind,
    OfficialNumber,
    Origin,
    PreparationDate,
    Publicity,
    Stage,
    Standing,
    State,
    Way,
)
from kytkin.web.preparations.page import Source, source_of, timeline_of
from tests.factories import (
    NOW,
    PreparationFactory,
    ThemeFactory,
    UserFactory,
    branch,
    carry,
    open_to,
    partner,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    om, sm = branch("OM", 0), branch("SM", 1)
    oskari = person("Oskari", Role.PREPARER, om)
    preparation = PreparationFactory(
        setter=om,
        contact=oskari,
        key="OM083-00-2023",
        register_id="OM083:00/2023",
        objective=TranslatedText(fi="Ehkäistä rikoksia."),
        source_name="Hankeikkuna",
        source_url="https://register.example/hanke",
        field_sources={"objective": "Hankeikkuna", "stage": "person", "new_field": "x"},
        starts_on=dt.date(2023, 9, 1),
        ends_before=dt.date(2028, 1, 1),
        keywords=["jengit"],
    )
    open_to(preparation, Way.FOLLOW, Way.COMMENT, Way.WORK_INPUT)
    partner(preparation, sm)
    OfficialNumber.objects.create(
        preparation=preparation, kind=NumberKind.CASE, number="VN/24165/2023"
    )
    return preparation, om, sm, oskari


def shown(client, preparation, language="fi"):
    return client.get(preparation.get_absolute_url().replace("/fi/", f"/{language}/", 1))


def test_page_tells_what_who_and_how_to_join(world, client):
    page = shown(client, world[0]).content.decode()
    for text in (
        "Ehkäistä rikoksia.",
        "OM083:00/2023",
        "VN/24165/2023",
        "https://register.example/hanke",
        "1.9.2023",
        "31.12.2027",
        "Oskari",
        "jengit",
        reverse("join", args=[world[0].key]) + "?way=comment",
        reverse("feed", args=["preparation", world[0].key]),
    ):
        assert text in page


def test_text_in_another_language_is_marked(world, client):
    page = shown(client, world[0], "sv").content.decode()
    assert '<html lang="sv">' in page
    assert 'lang="fi">Ehkäistä rikoksia.' in page.replace("<p>", "").replace("\n", "")


def test_sources_of_fields_are_told_and_unknown_ones_left_out(world, client):
    sources = shown(client, world[0], "en").context["sources"]
    assert sources == [
        ("Objective", Source("Hankeikkuna")),
        ("Stage", Source("Edited in Kytkin by a person")),
    ]


def test_dates_say_who_states_them_and_what_is_odd(world, client):
    preparation = world[0]
    dates = [
        (DateEvent.STARTED, dt.date(2024, 1, 10), None, "day"),
        (DateEvent.SET, dt.date(2023, 9, 1), dt.date(2024, 3, 1), "month"),
        (DateEvent.ENDED, dt.date(2022, 5, 5), None, "year"),
    ]
    for event, on, known_on, precision in dates:
        PreparationDate.objects.create(
            preparation=preparation,
            event=event,
            on=on,
            known_on=known_on,
            precision=precision,
            source="Hankeikkuna",
        )
    rows = shown(client, preparation, "en").context["dates"]
    assert [(row.written, row.source.name) for row in rows] == [
        ("2022", "Hankeikkuna"),
        ("9/2023", "Hankeikkuna"),
        ("10.1.2024", "Hankeikkuna"),
    ]
    assert "before the start" in rows[0].remark
    assert "182 days afterwards" in rows[1].remark
    assert rows[2].remark == ""


@pytest.mark.parametrize(
    ("state", "stage", "states"),
    [
        (State.RUNNING, Stage.CONSULTATION, ["done"] * 2 + ["current"] + ["todo"] * 5),
        (State.ENDED, Stage.COMPLETED, ["done"] * 7 + ["current"]),
        (State.RUNNING, Stage.SUSPENDED, ["done", "current"]),
        (State.RUNNING, Stage.UNKNOWN, ["done", "current", "todo"]),
        (State.UNKNOWN, Stage.UNKNOWN, []),
    ],
)
def test_timeline_marks_where_it_stands(state, stage, states):
    steps = timeline_of(PreparationFactory.build(state=state, stage=stage, setter=None))
    assert [step["state"] for step in steps] == states


def test_unsafe_source_address_is_not_a_link(world, client):
    preparation = world[0]
    preparation.source_url = "javascript:alert(1)"
    preparation.save()
    assert "javascript:alert" not in shown(client, preparation).content.decode()


def test_source_that_is_a_page_is_named_by_its_site():
    assert source_of("https://om.example/hanke?x=1") == Source(
        "om.example", "https://om.example/hanke?x=1"
    )
    assert source_of("http://") == Source("http://", "http://")


def test_free_words_that_are_themes_already_are_not_repeated(world, client):
    preparation = world[0]
    theme = ThemeFactory()
    preparation.keywords = [theme.labels["fi"].upper(), "jengit"]
    preparation.save()
    link = carry(preparation, theme)
    page = shown(client, preparation)
    assert page.context["other_words"] == ["jengit"]
    assert [links for _origin, links in page.context["themes_by_origin"]] == [[link]]


def test_not_yet_public_preparation_is_hidden_from_outsiders(world, client):
    preparation, _om, sm, _ = world
    preparation.publicity = Publicity.NOT_YET_PUBLIC
    preparation.save()
    assert shown(client, preparation).status_code == 404
    client.force_login(UserFactory())
    assert shown(client, preparation).status_code == 404
    client.force_login(person("Elin", Role.EXPERT, sm))
    assert shown(client, preparation).status_code == 200


def test_neighbours_name_the_shared_subjects(world, client):
    preparation, _, sm, _ = world
    theme = ThemeFactory()
    carry(preparation, theme)
    other = PreparationFactory(setter=sm)
    carry(other, theme)
    for _ in range(3):
        PreparationFactory(setter=sm)
    (neighbour,) = shown(client, preparation).context["neighbours"]
    assert neighbour["across"] is True
    assert [subject.text for subject in neighbour["subjects"]] == [theme.labels["fi"]]


def test_own_open_request_is_shown_in_place_of_the_way(world, client):
    preparation = world[0]
    aino = UserFactory()
    client.force_login(aino)
    request = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=aino, now=NOW
    ).request
    page = shown(client, preparation)
    assert request.get_absolute_url() in page.content.decode()
    assert [way["open_request"] for way in page.context["ways"]] == [request, None]


def test_contact_sees_how_many_wait(world, client):
    preparation, _, _, oskari = world
    ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hei", by=UserFactory(), now=NOW)
    client.force_login(oskari)
    page = shown(client, preparation)
    assert (page.context["answers"], page.context["waiting"]) == (True, 1)


def test_following_is_shown_and_its_news_are_read(world, client):
    preparation, aino = world[0], UserFactory()
    Follow.objects.create(user=aino, kind="preparation", target=preparation.key, created_at=NOW)
    Notification.objects.create(
        user=aino,
        kind="followed_changed",
        params={"case": "new_subject", "preparation": {"fi": "x"}},
        path=f"/preparations/{preparation.key}/",
        created_at=NOW,
    )
    client.force_login(aino)
    assert shown(client, preparation).context["following"] is True
    assert Notification.objects.get().read_at is not None


def verdict(client, preparation, theme, given):
    address = reverse("theme_verdict", args=[preparation.key, theme.concept.notation])
    return client.post(address, {"verdict": given})


@pytest.mark.parametrize("given", ["confirmed", "rejected"])
def test_preparer_decides_on_a_suggested_theme_with_one_click(world, client, given):
    preparation, _, _, oskari = world
    theme = ThemeFactory()
    link = carry(preparation, theme, Standing.SUGGESTED, Origin.MATCHING)
    client.force_login(oskari)
    assert 'value="confirmed"' in shown(client, preparation).content.decode()
    assert verdict(client, preparation, theme, given).status_code == 302
    link.refresh_from_db()
    assert (link.standing, link.decided_by) == (given, oskari)


def test_others_get_no_buttons_and_no_verdict(world, client):
    preparation, _, sm, _ = world
    theme = ThemeFactory()
    link = carry(preparation, theme, Standing.SUGGESTED, Origin.MATCHING)
    assert verdict(client, preparation, theme, "rejected").status_code == 404
    for somebody in (UserFactory(), person("Elin", Role.PREPARER, sm)):
        client.force_login(somebody)
        assert 'value="rejected"' not in shown(client, preparation).content.decode()
        assert verdict(client, preparation, theme, "rejected").status_code == 404
    link.refresh_from_db()
    assert link.standing == Standing.SUGGESTED


def test_unknown_verdict_and_unknown_theme_are_not_found(world, client):
    preparation, _, _, oskari = world
    theme = ThemeFactory()
    client.force_login(oskari)
    assert verdict(client, preparation, theme, "confirmed").status_code == 404
    carry(preparation, theme)
    assert verdict(client, preparation, theme, "perhaps").status_code == 404


def test_number_of_queries_does_not_grow(world, client, django_assert_max_num_queries):
    preparation, _, sm, oskari = world
    themes = [ThemeFactory() for _ in range(8)]
    for theme in themes:
        carry(preparation, theme)
    for _ in range(12):
        other = PreparationFactory(setter=sm)
        for theme in themes[:3]:
            carry(other, theme)
    for _ in range(5):
        PreparationFactory(setter=sm)
    client.force_login(oskari)
    with django_assert_max_num_queries(33):
        page = shown(client, preparation)
    assert len(page.context["neighbours"]) == 6
