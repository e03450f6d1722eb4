"""The weekly digest and the daily alerts: what is new and what waits, told once, nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kytkin.accounts.models import User
from kytkin.cli.digest import command
from kytkin.common.texts import TranslatedText
from kytkin.mobility.actions import ask_for_more, ask_to_join
from kytkin.notifications import mail
from kytkin.notifications.actions import choose_channels
from kytkin.notifications.models import DigestRound, Follow, KnownHits, NoticeKind, Notification
from kytkin.notifications.parts import shown_parts
from kytkin.notifications.queries import Channels
from kytkin.organisations.models import Role
from kytkin.preparations.models import Preparation, Publicity, State, Way
from kytkin.search import index
from kytkin.web.digest.rounds import send_alerts, send_digests
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
from tests.unit.mobility.moving import Cast, cast, day

pytestmark = pytest.mark.django_db


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def prepare(key: str, name: str, at: dt.datetime = NOW, **fields) -> Preparation:
    """A preparation that the search finds."""
    made = PreparationFactory(
        key=key, name=TranslatedText(fi=name), created_at=at, updated_at=at, **fields
    )
    index.rebuild(now=at)
    return made


def save_search(user: User, query: str, at: dt.datetime = NOW) -> Follow:
    return Follow.objects.create(user=user, kind="search", target=query, created_at=at)


def follow(user: User, kind: str, target: str) -> None:
    Follow.objects.create(user=user, kind=kind, target=target, created_at=NOW)


def told(user: User, kind: NoticeKind = NoticeKind.DIGEST) -> list[dict[str, list[str]]]:
    """Each digest as its lines by title."""
    rows = Notification.objects.filter(user=user, kind=kind).order_by("pk")
    return [
        {part.title: [row.text for row in part.rows] for part in shown_parts(one)} for one in rows
    ]


@pytest.fixture
def aino(in_english) -> User:
    return UserFactory(username="aino", name="Aino", language="en")


WATER = "New hits of your search “vesilaki”"


def test_new_hits_are_told_once_and_what_was_there_is_not_new(aino):
    prepare("OLD001-00-2026", "Vesilaki vanha", at=later(-30))
    save_search(aino, "q=vesilaki")
    assert send_digests(now=later(1)) == 0
    prepare("NEW001-00-2026", "Vesilaki uusi", at=later(2))
    prepare("OFF001-00-2026", "Tieliikenteen valvonta", at=later(2))
    assert send_digests(now=later(8)) == 1
    assert told(aino) == [{WATER: ["Vesilaki uusi"]}]
    assert send_digests(now=later(15)) == 0


def test_what_came_between_saving_and_the_first_look_is_new(aino):
    save_search(aino, "q=vesilaki")
    prepare("NEW001-00-2026", "Vesilaki uusi", at=later(2))
    assert send_digests(now=later(3)) == 1
    assert told(aino) == [{WATER: ["Vesilaki uusi"]}]


def test_a_search_without_words_goes_by_its_filters(aino):
    save_search(aino, f"state={State.RUNNING}")
    prepare("NEW001-00-2026", "Vesilaki", at=later(2))
    prepare("END001-00-2026", "Tielaki", at=later(2), state=State.ENDED)
    send_digests(now=later(3))
    assert told(aino) == [{"New hits of your saved search without words": ["Vesilaki"]}]


def test_what_one_may_not_see_is_no_hit_and_no_news(aino):
    om = branch("OM")
    inside = person("Oskari", Role.PREPARER, om, language="en")
    for user in (aino, inside):
        save_search(user, "q=vesilaki")
        follow(user, "preparation", "HID001-00-2026")
    prepare(
        "HID001-00-2026", "Vesilaki", at=later(2), setter=om, publicity=Publicity.NOT_YET_PUBLIC
    )
    send_digests(now=later(3))
    assert (told(aino), told(inside)) == ([], [{WATER: ["Vesilaki"]}])


def test_a_hit_told_daily_is_not_told_again_weekly(aino):
    save_search(aino, "q=vesilaki")
    choose_channels(by=aino, choices=[Channels(NoticeKind.SEARCH_HITS)], now=NOW)
    prepare("NEW001-00-2026", "Vesilaki uusi", at=later(1))
    assert [send_alerts(now=later(n)) for n in (1, 1, 2)] == [1, 0, 0]
    assert told(aino, NoticeKind.SEARCH_HITS) == [{WATER: ["Vesilaki uusi"]}]
    assert send_digests(now=later(3)) == 0


def test_nobody_gets_alerts_without_asking(aino):
    save_search(aino, "q=vesilaki")
    prepare("NEW001-00-2026", "Vesilaki uusi", at=later(1))
    assert send_alerts(now=later(1)) == 0
    assert not KnownHits.objects.exists()


def test_news_of_what_one_follows_are_those_since_the_last_digest(aino):
    theme = ThemeFactory()
    phenomenon = PhenomenonFactory()
    within(phenomenon, ThemeFactory())
    kept, themed, touched = (PreparationFactory(name=TranslatedText(fi=n)) for n in "ABC")
    carry(themed, theme)
    carry(touched, phenomenon.theme_links.get().theme)
    follow(aino, "preparation", kept.key)
    follow(aino, "theme", theme.concept.notation)
    follow(aino, "phenomenon", phenomenon.code)
    send_digests(now=later(1))
    assert [sorted(line[:6] for line in one["News of what you follow"]) for one in told(aino)] == [
        ["New: A", "New: B", "New: C"]
    ]
    Preparation.objects.filter(pk=themed.pk).update(updated_at=later(3))
    send_digests(now=later(8))
    (line,) = told(aino)[1]["News of what you follow"]
    assert line.startswith("Changed: B (")
    assert send_digests(now=later(15)) == 0


def test_a_hit_is_not_repeated_among_the_news(aino):
    save_search(aino, "q=vesilaki")
    follow(aino, "preparation", "NEW001-00-2026")
    prepare("NEW001-00-2026", "Vesilaki uusi", at=later(2))
    send_digests(now=later(3))
    assert list(told(aino)[0]) == [WATER]


@pytest.fixture
def people(in_english) -> Cast:
    User.objects.all().delete()
    made = cast()
    User.objects.update(language="en")
    return made


def test_what_waits_is_told_to_those_who_can_act(people):
    people.move()
    preparation = people.preparation(name=TranslatedText(fi="Laki"))
    open_to(preparation, Way.COMMENT)
    asked = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=people.aino, now=NOW
    ).request
    send_digests(now=later(1))
    waiting = "These wait for you"
    assert told(people.oskari) == [{waiting: ["Aino asks to join: “Laki”"]}]
    ((line,),) = [one[waiting] for one in told(people.tuula)]
    assert line.startswith("Your yes or no by 9.11.2026: Aino, “")
    assert told(people.aino) == told(people.henna) == []
    ask_for_more(request=asked, version=1, message="Lisää?", by=people.oskari, now=later(2))
    send_digests(now=later(8))
    assert told(people.aino) == [{waiting: ["More is asked of you: “Laki”"]}]


def test_days_of_this_week_and_the_next_are_told_to_three_sides(people):
    people.agreed_move(starts=13, ends=60)
    people.agreed_move(starts=14, ends=60)
    send_digests(now=NOW)
    for user in (people.aino, people.oskari, people.tuula):
        (lines,) = told(user)[0].values()
        assert [one[:18] for one in lines] == ["15.11.2026 begins:"]
    send_digests(now=NOW + (day(55) - day(0)))
    (lines,) = told(people.aino)[1].values()
    assert [one.split(" is the last day")[0] for one in lines] == ["31.12.2026", "31.12.2026"]


def test_a_round_may_run_twice_or_late_and_looks_back_to_the_one_before(aino):
    kept = PreparationFactory()
    follow(aino, "preparation", kept.key)
    assert send_digests(now=later(1)) == 1
    Preparation.objects.update(updated_at=later(2))
    assert [send_digests(now=later(n)) for n in (1, 2, 4)] == [0, 0, 0]
    assert send_digests(now=later(40)) == 1
    assert DigestRound.objects.get().until == later(40)


def test_who_wants_none_or_has_left_gets_none(aino):
    gone = UserFactory(is_active=False)
    prepared = PreparationFactory()
    for user in (aino, gone):
        follow(user, "preparation", prepared.key)
    none = Channels(NoticeKind.DIGEST, on_site=False, by_email=False)
    choose_channels(by=aino, choices=[none], now=NOW)
    assert send_digests(now=later(1)) == 0
    assert not DigestRound.objects.exists()


def test_the_mail_is_plain_short_in_the_persons_language_and_full_of_addresses(aino):
    aino.language = "sv"
    aino.save()
    kept = prepare("NEW001-00-2026", "Vesilaki", at=later(1))
    kept.name = TranslatedText(fi="Vesilaki", sv="Vattenlag")
    kept.save()
    follow(aino, "preparation", kept.key)
    send_digests(now=later(1))
    assert mail.send_waiting(now=later(1)).sent == 1
    (message,) = outbox.outbox
    assert message.content_subtype == "plain"
    assert "Vattenlag" in message.body
    assert "\n  http://127.0.0.1:8000/sv/preparations/NEW001-00-2026/\n" in message.body
    assert "http://127.0.0.1:8000/sv/me/digest/2026-11-03/" in message.body
    assert max(len(line) for line in message.body.splitlines()) < 120


def test_many_lines_are_cut_and_the_rest_counted(aino):
    for number in range(13):
        follow(aino, "preparation", PreparationFactory(key=f"P{number}").key)
    send_digests(now=later(1))
    (part,) = shown_parts(Notification.objects.get())
    assert (len(part.rows), part.more) == (10, "and 3 more")


def test_the_digest_is_a_page_of_ones_own(client, aino):
    kept = PreparationFactory(name=TranslatedText(fi="Vesilaki"))
    follow(aino, "preparation", kept.key)
    send_digests(now=later(1))
    page = f"/fi{Notification.objects.get().path}"
    assert page == "/fi/me/digest/2026-11-03/"
    client.force_login(aino)
    read = client.get(page).content.decode()
    assert f'href="/fi/preparations/{kept.key}/"' in read
    assert Notification.objects.get().read_at is not None
    for other in ("/fi/me/digest/2026-11-04/", "/fi/me/digest/x/", "/fi/me/hits/2026-11-03/"):
        assert client.get(other).status_code == 404
    client.force_login(UserFactory())
    assert client.get(page).status_code == 404


def test_own_data_tells_the_lines_and_what_is_remembered(client, aino):
    save_search(aino, "q=vesilaki")
    prepare("NEW001-00-2026", "Vesilaki", at=later(1))
    send_digests(now=later(1))
    client.force_login(aino)
    own = client.get("/en/me/data.json").json()
    assert own["known_hits_of_searches"][0]["keys"] == ["NEW001-00-2026"]
    assert own["digest_looked_until"].startswith("2026-11-03")
    assert own["notifications"][0]["parts"] == [{"title": WATER, "lines": ["Vesilaki"]}]


def test_two_hundred_people_take_a_constant_number_of_queries_each(in_english):
    theme = ThemeFactory()
    om = branch("OM")
    for number in range(20):
        carry(prepare(f"NEW{number}", f"Vesilaki {number}", at=later(1)), theme)

    def queries(count: int) -> int:
        users = [UserFactory(language="en") for _ in range(count)]
        for user in users:
            user.memberships.create(organisation=om, role=Role.EXPERT)
            for query in ("q=vesilaki", "q=vesilaki&state=running", "state=running"):
                save_search(user, query)
            follow(user, "theme", theme.concept.notation)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert send_digests(now=later(2)) == count
        return len(asked)

    ten, two_hundred = queries(10), queries(200)
    assert (two_hundred - ten) / 190 <= 22


def test_the_command_may_run_twice(aino):
    kept = PreparationFactory(updated_at=dt.datetime.now(dt.UTC))
    follow(aino, "preparation", kept.key)
    outputs = [CliRunner().invoke(command) for _ in range(2)]
    assert [one.exit_code for one in outputs] == [0, 0]
    assert [one.output.splitlines()[-1] for one in outputs] == [
        "1 digests told.", "0 digests told.",
    ]  # fmt: skip


def test_the_database_keeps_one_memory_a_search_and_one_round_a_person(aino):
    known = {"follow": save_search(aino, "q=x"), "looked_at": NOW}
    KnownHits.objects.create(**known)
    DigestRound.objects.create(user=aino, until=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        KnownHits.objects.create(**known)
    with pytest.raises(IntegrityError), transaction.atomic():
        DigestRound.objects.create(user=aino, until=NOW)
