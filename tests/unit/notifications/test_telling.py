"""Telling people: on site, by mail in their own language, and the outbox when mail fails."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.utils.translation import override

from kytkin.audit.models import AuditEvent
from kytkin.notifications import mail
from kytkin.notifications.actions import (
    choose_channels,
    notify,
    notify_followers,
)
from kytkin.notifications.models import (
    Follow,
    FollowKind,
    NoticeKind,
    Notification,
)
from kytkin.notifications.queries import (
    MOST_ATTEMPTS,
    Channels,
    channels_of,
    notifications,
    without_language,
)
from kytkin.notifications.sentences import NEXT_STEPS, SENTENCES, SUBJECTS, sentence, subject
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
ACCEPTED = {
    "case": "accepted",
    "person": "Oskari",
    "preparation": {"fi": "Vesilaki", "sv": "Vattenlag"},
}


def tell(user, params=None, **fields):
    return notify(
        user=user,
        kind=fields.pop("kind", NoticeKind.JOIN_ANSWERED),
        params=params or ACCEPTED,
        path="/fi/requests/7/",
        now=NOW,
    )


@pytest.fixture
def broken_mail(settings):
    settings.EMAIL_BACKEND = "tests.unit.notifications.broken_mail.Backend"


def test_mail_goes_out_once_the_transaction_holds(django_capture_on_commit_callbacks):
    aino = UserFactory(language="sv")
    with django_capture_on_commit_callbacks(execute=True):
        told = tell(aino)
        assert outbox.outbox == []
    (message,) = outbox.outbox
    assert message.to == [aino.email]
    assert "Vattenlag" in message.subject
    assert "http://127.0.0.1:8000/sv/requests/7/" in message.body
    assert "http://127.0.0.1:8000/sv/me/preferences/" in message.body
    told.refresh_from_db()
    assert (told.emailed_at, told.mail_attempts) == (NOW, 1)


def test_mail_is_plain_and_short(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(UserFactory(language="en", name="Aino Esimerkki"))
    (message,) = outbox.outbox
    assert message.content_subtype == "plain"
    assert message.body.startswith("Hello Aino,")
    assert len(message.body.splitlines()) < 20
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_long_or_broken_names_make_one_short_subject_line():
    name = "Laki\n\nBcc: everybody@example.org " + "x" * 300
    told = tell(UserFactory(), {**ACCEPTED, "preparation": {"fi": name}})
    assert "\n" not in subject(told)
    assert len(subject(told)) <= 120


def test_failing_mail_waits_in_the_outbox(broken_mail, django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        told = tell(UserFactory())
    told.refresh_from_db()
    assert (told.emailed_at, told.mail_attempts) == (None, 1)
    assert "could not be sent" in caplog.text
    assert list(notifications().waiting_for_mail()) == [told]


def test_waiting_mail_is_sent_later_and_only_once(settings):
    told = tell(UserFactory())
    rounds = []
    assert mail.send_waiting(now=NOW, progress=lambda: rounds.append(1)) == mail.Delivery(1, 0)
    assert mail.send_waiting(now=NOW) == mail.Delivery(0, 0)
    assert mail.deliver(told, now=NOW) is False
    assert len(outbox.outbox) == len(rounds) == 1


def test_mail_is_given_up_after_bounded_attempts(broken_mail):
    tell(UserFactory())
    for _ in range(MOST_ATTEMPTS):
        assert mail.send_waiting(now=NOW).failed == 1
    assert mail.send_waiting(now=NOW) == mail.Delivery(0, 0)
    assert notifications().given_up().count() == 1


def test_two_workers_do_not_send_the_same_mail_twice():
    told = tell(UserFactory())
    other = Notification.objects.get(pk=told.pk)
    assert mail.deliver(told, now=NOW) is True
    assert mail.deliver(other, now=NOW) is False
    assert len(outbox.outbox) == 1


def test_deactivated_person_is_not_told():
    assert tell(UserFactory(is_active=False)) is None


def test_channels_are_the_persons_choice(django_capture_on_commit_callbacks):
    aino = UserFactory()
    choose_channels(by=aino, choices=[Channels(NoticeKind.JOIN_ANSWERED, by_email=False)], now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        told = tell(aino)
    assert (told.on_site, told.by_email) == (True, False)
    assert outbox.outbox == []
    assert AuditEvent.objects.get().action == "choose_channels"


def test_person_who_wants_neither_channel_is_not_told():
    aino = UserFactory()
    none = Channels(NoticeKind.JOIN_ANSWERED, on_site=False, by_email=False)
    choose_channels(by=aino, choices=[none], now=NOW)
    assert tell(aino) is None
    assert none in channels_of(aino)
    assert Channels(NoticeKind.JOIN_REQUESTED) in channels_of(aino)


def test_daily_alerts_are_asked_for_and_the_weekly_digest_comes_by_itself():
    aino = UserFactory()
    chosen = {one.kind: (one.on_site, one.by_email) for one in channels_of(aino)}
    assert chosen[NoticeKind.SEARCH_HITS] == (False, False)
    assert chosen[NoticeKind.DIGEST] == (True, True)
    assert tell(aino, {"case": "new"}, kind=NoticeKind.SEARCH_HITS) is None
    choose_channels(by=aino, choices=[Channels(NoticeKind.SEARCH_HITS)], now=NOW)
    assert tell(aino, {"case": "new"}, kind=NoticeKind.SEARCH_HITS) is not None


def test_mail_only_notification_is_not_on_the_list():
    aino = UserFactory()
    choose_channels(by=aino, choices=[Channels(NoticeKind.JOIN_ANSWERED, on_site=False)], now=NOW)
    tell(aino)
    assert notifications().waiting_for_mail().count() == 1
    assert not notifications().of(aino).exists()


def test_followers_are_told_once_and_not_those_who_know():
    aino, elin, oskari, matti = (UserFactory() for _ in range(4))
    for user in (aino, elin, oskari):
        Follow.objects.create(user=user, kind="theme", target="yso:p1", created_at=NOW)
        Follow.objects.create(user=user, kind="theme", target="yso:p2", created_at=NOW)
    Follow.objects.create(user=matti, kind="phenomenon", target="yso:p1", created_at=NOW)
    changed = {"preparation": {"fi": "Laki"}, "case": "new_subject"}
    told = notify_followers(
        kind=FollowKind.THEME,
        targets=["yso:p1", "yso:p2"],
        params=changed,
        path="/fi/x/",
        now=NOW,
        among=[aino.pk, oskari.pk],
        besides=[oskari.pk],
    )
    assert told == {aino.pk}
    assert Notification.objects.get().path == "/x/"


def test_marking_read_counts_only_the_unread():
    aino = UserFactory()
    first, second = tell(aino), tell(aino)
    assert notifications().of(aino).filter(pk=first.pk).mark_read(now=NOW) == 1
    assert list(notifications().of(aino).unread().newest_first()) == [second]
    assert notifications().of(aino).mark_read(now=NOW) == 1


def test_every_kind_has_its_sentences():
    params = {
        "person": "Aino", "by": "Oskari", "preparation": {"fi": "Laki"}, "state": "a", "stage": "b",
        "need": "Tarve",
        "organisation": {"fi": "Laki"}, "until": "1.3.2027",
        "day": "1.1.2027", "goal": {"fi": "Laki"}, "owner": "SYKE", "year": "2027",
        "indicator": "Tila", "agency": {"fi": "Laki"}, "years": "2026–2029", "party": "OM",
        "task": {"fi": "Neuvottelu"},
    }  # fmt: skip
    about_no_preparation = {NoticeKind.PROFILE_STALE, NoticeKind.SEARCH_HITS, NoticeKind.DIGEST}
    assert {kind for kind, _ in SENTENCES} == set(NoticeKind) == set(NEXT_STEPS) == set(SUBJECTS)
    with override("en"):
        for kind, case in SENTENCES:
            told = Notification(kind=kind, params={**params, "case": case})
            assert ("Laki" in sentence(told)) == (kind not in about_no_preparation)
            assert ("Laki" in subject(told)) == (kind not in about_no_preparation)


@pytest.mark.parametrize(
    ("path", "expected"), [("/fi/requests/7/", "/requests/7/"), ("/sv/", "/"), ("/", "/")]
)
def test_path_is_kept_without_the_language(path, expected):
    assert without_language(path) == expected
