"""The daily round over what waits: remind, pass on, tell of days; safe to run twice or late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.mobility.models import (
    Consent,
    JoinRequest,
    Milestone,
    MilestoneTold,
    Move,
    MoveState,
    Party,
    RequestState,
)
from kytkin.mobility.move_steps import note, put_on_record, tell_move
from kytkin.mobility.permissions import people_who_answer
from kytkin.mobility.permissions_moves import people_for
from kytkin.mobility.queries_moves import consents
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind

DAYS_TO_PASS_ON: Final = 7
DAYS_UNANSWERED: Final = 7
DAYS_BEFORE_END: Final = 14
# A round that comes later than this tells no more of what has long begun or ended.
DAYS_LATE: Final = 14
# Who is told of the days of a move; human resources have no part in them.
TOLD_OF_DAYS: Final = (Party.PERSON, Party.RECEIVER, Party.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Round:
    """How many of each the round came to."""

    reminded: int
    passed_on: int
    days_told: int
    requests: int


def remind(*, now: dt.datetime, progress: Callable[[], None] = lambda: None) -> Round:
    """The whole round. Each thing is one transaction, so a round cut short goes on the next day."""

    def count(found: models.QuerySet[Consent], act: Callable[[Consent, dt.datetime], bool]) -> int:
        done = 0
        for pk in list(found.order_by("pk").values_list("pk", flat=True)):
            done += on_consent(pk, found, act, now)
            progress()
        return done

    return Round(
        reminded=count(overdue(now), remind_side),
        passed_on=count(stuck(now), pass_on),
        days_told=sum(tell_days(milestone, now=now, progress=progress) for milestone in Milestone),
        requests=remind_of_requests(now=now, progress=progress),
    )


def overdue(now: dt.datetime) -> models.QuerySet[Consent]:
    """The day to answer by has gone and nobody has been reminded."""
    today = timezone.localdate(now)
    return consents().waiting().filter(due_on__lt=today, reminded_on__isnull=True)


def stuck(now: dt.datetime) -> models.QuerySet[Consent]:
    """A supervisor has been silent so long that human resources may answer."""
    last = timezone.localdate(now) - dt.timedelta(days=DAYS_TO_PASS_ON)
    silent = consents().waiting().filter(due_on__lte=last, escalated_on__isnull=True)
    return silent.filter(party=Party.SUPERVISOR)


def on_consent(
    pk: int,
    found: models.QuerySet[Consent],
    act: Callable[[Consent, dt.datetime], bool],
    now: dt.datetime,
) -> bool:
    """Act unless somebody has answered, or another round was here, in the meantime."""
    with transaction.atomic():
        # The move first, as every action on it does: two that lock both never wait crosswise.
        move = Move.objects.filter(terms__consents__pk=pk).values("pk")
        list(Move.objects.select_for_update().filter(pk__in=move))
        held = found.filter(pk=pk).select_related(
            "terms__move__preparation__setter",
            "terms__move__preparation__contact",
            "terms__move__person",
            "terms__move__home",
            "terms__move__receiving",
        )
        consent = held.first()
        return consent is not None and act(consent, now)


def remind_side(consent: Consent, now: dt.datetime) -> bool:
    """Those who answer for the side are reminded once; with nobody there it waits for somebody."""
    move, today = consent.terms.move, timezone.localdate(now)
    readers = people_for(move, Party(consent.party), today)
    if consent.escalated_on and consent.party == Party.SUPERVISOR:
        readers = [*readers, *people_for(move, Party.HOME_AGENCY, today)]
    return bool(readers) and _told_of_consent(consent, "reminder", "reminded_on", readers, now)


def pass_on(consent: Consent, now: dt.datetime) -> bool:
    """Human resources of the home agency may answer from now on, and the move's page says so."""
    move, today = consent.terms.move, timezone.localdate(now)
    readers = people_for(move, Party.HOME_AGENCY, today)
    if not readers:
        return False
    note(move, "passed_on", by=None, now=now)
    return _told_of_consent(consent, "passed_on", "escalated_on", readers, now)


def _told_of_consent(
    consent: Consent, case: str, field: str, readers: list[User], now: dt.datetime
) -> bool:
    move = consent.terms.move
    setattr(consent, field, timezone.localdate(now))
    consent.save(update_fields=[field])
    for reader in {one.pk: one for one in readers}.values():
        tell_move(move, reader, NoticeKind.MOVE_TURN, case, by=None, now=now)
    put_on_record(move, f"consent_{case}", by=None, now=now, details={"party": consent.party})
    return True


def due_moves(milestone: Milestone, today: dt.date) -> models.QuerySet[Move]:
    """The agreed moves whose day has come, or came while the round was not run."""
    agreed = Move.objects.filter(state=MoveState.AGREED)
    since = today - dt.timedelta(days=DAYS_LATE)
    ahead = today + dt.timedelta(days=DAYS_BEFORE_END)
    match milestone:
        case Milestone.STARTS:
            running = models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=today)
            return agreed.filter(running, starts_on__lte=today, starts_on__gt=since)
        case Milestone.ENDS_SOON:
            return agreed.filter(ends_before__gt=today, ends_before__lte=ahead)
        case _:
            return agreed.filter(ends_before__lte=today, ends_before__gt=since)


def tell_days(
    milestone: Milestone, *, now: dt.datetime, progress: Callable[[], None] = lambda: None
) -> int:
    """Tell the sides of beginnings, ends that come near, and completions; each day once."""
    today, done = timezone.localdate(now), 0
    field = "starts_on" if milestone == Milestone.STARTS else "ends_before"
    known = MilestoneTold.objects.filter(
        move=models.OuterRef("pk"), milestone=milestone, day=models.OuterRef(field)
    )
    due = due_moves(milestone, today).exclude(models.Exists(known)).order_by("pk")
    people = due.select_related(
        "preparation__setter", "preparation__contact", "person", "home", "receiving"
    )
    for move in people:
        if milestone == Milestone.ENDS_SOON and is_short(move):
            continue
        with transaction.atomic():
            _told, is_new = MilestoneTold.objects.get_or_create(
                move=move,
                milestone=milestone,
                day=getattr(move, field),
                defaults={"told_at": now},
            )
            if is_new:
                tell_of_day(move, milestone, now=now)
                done += 1
        progress()
    return done


def is_short(move: Move) -> bool:
    """Never longer than the notice: its beginning has told its end, nothing is new."""
    notice = dt.timedelta(days=DAYS_BEFORE_END)
    return move.ends_before is not None and move.ends_before - move.starts_on <= notice


def tell_of_day(move: Move, milestone: Milestone, *, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    readers = {one.pk: one for party in TOLD_OF_DAYS for one in people_for(move, party, today)}
    day = move.last_day if milestone == Milestone.ENDS_SOON else None
    for reader in readers.values():
        tell_move(move, reader, NoticeKind.MOVE_STEP, milestone, by=None, now=now, day=day)


def unanswered(now: dt.datetime) -> models.QuerySet[JoinRequest]:
    """Requests that have waited for the contact a week, and nobody was reminded in that time."""
    before = now - dt.timedelta(days=DAYS_UNANSWERED)
    fresh = models.Q(reminded_at__isnull=True) | models.Q(reminded_at__lt=models.F("updated_at"))
    return JoinRequest.objects.filter(fresh, state=RequestState.SENT, updated_at__lte=before)


def remind_of_requests(*, now: dt.datetime, progress: Callable[[], None] = lambda: None) -> int:
    """One reminder a wait; a reply of the person begins a new one."""
    done = 0
    for pk in list(unanswered(now).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            list(JoinRequest.objects.select_for_update().filter(pk=pk))
            request = (
                unanswered(now)
                .filter(pk=pk)
                .select_related("preparation__setter", "preparation__contact", "person", "need")
                .first()
            )
            done += request is not None and remind_of_request(request, now=now)
        progress()
    return done


def remind_of_request(request: JoinRequest, *, now: dt.datetime) -> bool:
    answering = people_who_answer(request.preparation, request.need)
    readers = [one for one in answering if one.pk != request.person_id]
    if not readers:
        return False
    request.reminded_at = now
    request.save(update_fields=["reminded_at"])
    for reader in readers:
        notify(
            user=reader,
            kind=NoticeKind.JOIN_REQUESTED,
            params={
                "case": "reminder",
                "person": request.person.name,
                "preparation": request.preparation.name,
            },
            path=request.get_absolute_url(),
            now=now,
        )
    record("remind_of_request", by=None, now=now, kind="join_request", id=str(request.pk))
    return True
