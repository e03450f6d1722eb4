"""Asking to join a preparation, and the answers. Each action is audited and told to the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, NotAllowed, StaleVersion
from kytkin.mobility.actions_moves import begin_move
from kytkin.mobility.kinds import JOINT
from kytkin.mobility.models import DeclineReason, JoinMessage, JoinRequest, RequestState
from kytkin.mobility.permissions import can_answer, is_contact, people_who_answer
from kytkin.mobility.queries import join_requests
from kytkin.mobility.rules import TermsAsked
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.preparations.models import OfferedWay, Preparation, Way
from kytkin.preparations.queries import preparations


class WayNotOffered(KytkinError):
    """The preparation is not open to this way of joining."""

    code = "way_not_offered"


class OwnPreparation(KytkinError):
    """The contact asks to join the own preparation."""

    code = "own_preparation"


class WorkInputUnclear(KytkinError):
    """Work input without a share, or a share without work input."""

    code = "work_input_unclear"


class MessageMissing(KytkinError):
    """Something must be said for this to make sense."""

    code = "message_missing"


class RequestClosed(KytkinError):
    """The request has been settled already."""

    code = "request_closed"


@dataclass(frozen=True, slots=True)
class Asked:
    """The request, and whether it was made now; a repeated click gives the one that is open."""

    request: JoinRequest
    is_new: bool


def ask_to_join(
    *,
    preparation: Preparation,
    way: Way,
    message: str,
    by: User,
    now: dt.datetime,
    share_percent: int | None = None,
    starts_on: dt.date | None = None,
    ends_before: dt.date | None = None,
) -> Asked:
    """Send a request to the preparation's contact; one open request a way, however often sent."""
    if not preparations().visible_to(by).filter(pk=preparation.pk).exists():
        raise NotAllowed(_("This preparation is not open to you."))
    if is_contact(by, preparation):
        raise OwnPreparation(_("You answer the requests of this preparation yourself."))
    if (
        way == Way.FOLLOW
        or not OfferedWay.objects.filter(preparation=preparation, way=way).exists()
    ):
        raise WayNotOffered(_("The preparation is not open to this way of joining."))
    if (way == Way.WORK_INPUT) != (share_percent is not None):
        raise WorkInputUnclear(_("State the share of your working time when you offer work input."))
    text = required_text(message)
    opened = join_requests().of(by).open().filter(preparation=preparation, way=way)
    if existing := opened.first():
        return Asked(existing, is_new=False)
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                preparation=preparation,
                person=by,
                way=way,
                share_percent=share_percent,
                starts_on=starts_on,
                ends_before=ends_before,
                created_at=now,
                updated_at=now,
            )
            write(request, text, by=by, now=now)
            record(
                "ask_to_join",
                by=by,
                now=now,
                kind="join_request",
                id=str(request.pk),
                details={"preparation": preparation.key, "way": way},
            )
            for contact in people_who_answer(preparation):
                tell(request, contact, NoticeKind.JOIN_REQUESTED, way, by=by, now=now)
    except IntegrityError:
        # The same request came in parallel and was first; any other breach has no such row.
        existing = opened.first()
        if existing is None:
            raise
        return Asked(existing, is_new=False)
    return Asked(request, is_new=True)


def accept_request(
    *,
    request: JoinRequest,
    version: int,
    message: str,
    by: User,
    now: dt.datetime,
    kind: str = JOINT,
    terms: TermsAsked | None = None,
) -> JoinRequest:
    """The contact says yes; a word of welcome may go with it.

    Work input begins a move of a kind, by default on the terms asked for: the time is reserved
    and the consents are asked for. Raises `TimeTaken` when not enough of it is free.
    """
    with transaction.atomic():
        current = held(request, version)
        must_answer(current, by)
        current.answered_by, current.answered_at = by, now
        move(current, RequestState.ACCEPTED, by=by, now=now)
        if text := message.strip():
            write(current, text, by=by, now=now)
        if current.way == Way.WORK_INPUT:
            begin_move(
                request=current, kind=kind, terms=terms or asked_of(current, now), by=by, now=now
            )
        tell(current, current.person, NoticeKind.JOIN_ANSWERED, "accepted", by=by, now=now)
    return current


def asked_of(request: JoinRequest, now: dt.datetime) -> TermsAsked:
    """The terms that a request asks for; without a first day they begin today."""
    today = timezone.localdate(now)
    return TermsAsked(request.share_percent, request.starts_on or today, request.ends_before)


def decline_request(
    *,
    request: JoinRequest,
    version: int,
    reason: DeclineReason,
    message: str,
    by: User,
    now: dt.datetime,
) -> JoinRequest:
    """The contact says no, with a coded reason; “other” needs words."""
    with transaction.atomic():
        current = held(request, version)
        must_answer(current, by)
        text = required_text(message) if reason == DeclineReason.OTHER else message.strip()
        current.decline_reason = reason
        current.answered_by, current.answered_at = by, now
        move(current, RequestState.DECLINED, by=by, now=now, details={"reason": reason})
        if text:
            write(current, text, by=by, now=now)
        tell(current, current.person, NoticeKind.JOIN_ANSWERED, "declined", by=by, now=now)
    return current


def ask_for_more(
    *, request: JoinRequest, version: int, message: str, by: User, now: dt.datetime
) -> JoinRequest:
    """The contact asks for more before answering; the turn goes to the person."""
    with transaction.atomic():
        current = held(request, version)
        must_answer(current, by)
        text = required_text(message)
        move(current, RequestState.MORE_ASKED, by=by, now=now)
        write(current, text, by=by, now=now)
        tell(current, current.person, NoticeKind.JOIN_ANSWERED, "more_asked", by=by, now=now)
    return current


def reply_to_request(
    *, request: JoinRequest, version: int, message: str, by: User, now: dt.datetime
) -> JoinRequest:
    """A message in the talk: the person's while it is open; both sides' once it is accepted.

    The person's reply gives the turn back to the contact.
    """
    with transaction.atomic():
        current = held(request, version)
        is_person = current.person_id == by.pk
        accepted = current.state == RequestState.ACCEPTED
        if not is_person and not (accepted and can_answer(by, current)):
            raise NotAllowed(_("Only the person who asked can reply here."))
        if not accepted and not current.is_open:
            raise RequestClosed(_("The request is closed: nothing can be added to it."))
        text = required_text(message)
        state = RequestState.ACCEPTED if accepted else RequestState.SENT
        move(current, state, by=by, now=now, action="reply_to_request")
        write(current, text, by=by, now=now)
        readers = people_who_answer(current.preparation) if is_person else [current.person]
        for reader in readers:
            tell(current, reader, NoticeKind.JOIN_MESSAGE, "reply", by=by, now=now)
    return current


def withdraw_request(
    *, request: JoinRequest, version: int, by: User, now: dt.datetime
) -> JoinRequest:
    """The person takes the request back while it is open."""
    with transaction.atomic():
        current = held(request, version)
        if current.person_id != by.pk:
            raise NotAllowed(_("Only the person who asked can withdraw the request."))
        must_be_open(current)
        move(current, RequestState.WITHDRAWN, by=by, now=now)
        for contact in people_who_answer(current.preparation):
            tell(current, contact, NoticeKind.JOIN_MESSAGE, "withdrawn", by=by, now=now)
    return current


def held(request: JoinRequest, version: int) -> JoinRequest:
    """The request as it is now, locked until the transaction ends."""
    current = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("preparation__setter", "preparation__contact", "person")
        .get(pk=request.pk)
    )
    if current.version != version:
        raise StaleVersion(_("The request changed while you were reading it."))
    return current


def must_answer(request: JoinRequest, by: User) -> None:
    if not can_answer(by, request):
        raise NotAllowed(_("Only the contact of the preparation can answer the request."))
    must_be_open(request)


def must_be_open(request: JoinRequest) -> None:
    if not request.is_open:
        raise RequestClosed(_("The request has been settled already."))


def required_text(message: str) -> str:
    if text := message.strip():
        return text
    raise MessageMissing(_("Write a few words."))


def move(
    request: JoinRequest,
    state: RequestState,
    *,
    by: User,
    now: dt.datetime,
    action: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Take the request to a state, one version on, and put it on record."""
    request.state = state
    request.version += 1
    request.updated_at = now
    request.save()
    record(
        action or f"join_request_{state}",
        by=by,
        now=now,
        kind="join_request",
        id=str(request.pk),
        details=details,
    )


def write(request: JoinRequest, text: str, *, by: User, now: dt.datetime) -> None:
    JoinMessage.objects.create(request=request, author=by, text=text, sent_at=now)


def tell(
    request: JoinRequest, user: User, kind: NoticeKind, case: str, *, by: User, now: dt.datetime
) -> None:
    notify(
        user=user,
        kind=kind,
        params={"case": case, "person": by.name, "preparation": request.preparation.name},
        path=request.get_absolute_url(),
        now=now,
    )
