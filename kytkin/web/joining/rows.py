"""How a request looks in lists and on its page: state, whose turn it is, the steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.mobility.models import JoinRequest, RequestState
from kytkin.mobility.permissions import has_contact
from kytkin.preparations.models import Way
from kytkin.web.joining.ways import IN_WORDS, WayWords

PILLS = {
    RequestState.SENT: "waiting",
    RequestState.MORE_ASKED: "waiting",
    RequestState.ACCEPTED: "accepted",
    RequestState.DECLINED: "declined",
    RequestState.WITHDRAWN: "ended",
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list."""

    request: JoinRequest
    words: WayWords
    pill: str
    my_turn: bool


def request_rows(found: Iterable[JoinRequest], *, reader: User) -> list[RequestRow]:
    return [
        RequestRow(
            request=request,
            words=IN_WORDS[request.way],  # type: ignore[index]
            pill=PILLS[RequestState(request.state)],
            my_turn=is_turn_of(request, reader),
        )
        for request in found
    ]


def is_turn_of(request: JoinRequest, reader: User) -> bool:
    """An open request waits for one side: the person when more was asked, else the contact."""
    is_person = request.person_id == reader.pk
    return request.is_open and is_person == (request.state == RequestState.MORE_ASKED)


def contact_name(request: JoinRequest) -> str:
    """Who answers, by name; without a contact, the setter."""
    preparation = request.preparation
    named = preparation.contact.name if preparation.contact else ""
    return named if has_contact(preparation) else str(preparation.setter.name)


def steps_of(request: JoinRequest) -> list[dict[str, Any]]:
    """The progress strip."""
    sent = {"label": _("Sent"), "state": "done"}
    match request.state:
        case RequestState.SENT:
            return [
                sent,
                {"label": _("The contact answers"), "state": "current"},
                {"label": _("You agree on how to begin"), "state": "todo"},
            ]
        case RequestState.MORE_ASKED:
            return [
                sent,
                {"label": _("More was asked"), "state": "done"},
                {"label": _("Reply"), "state": "current"},
                {"label": _("The contact answers"), "state": "todo"},
            ]
        case RequestState.ACCEPTED if request.way == Way.WORK_INPUT:
            return [
                sent,
                {"label": _("Accepted"), "state": "done"},
                {"label": _("The arrangement goes on"), "state": "done"},
            ]
        case RequestState.ACCEPTED:
            return [
                sent,
                {"label": _("Accepted"), "state": "done"},
                {"label": _("You agree on how to begin"), "state": "current"},
            ]
        case RequestState.DECLINED:
            return [sent, {"label": _("Declined"), "state": "stopped"}]
        case _:
            return [sent, {"label": _("Withdrawn"), "state": "stopped"}]


def next_sentence(request: JoinRequest, reader: User) -> str:
    """Who acts next, said to the reader."""
    is_person = request.person_id == reader.pk
    if request.is_open and is_turn_of(request, reader):
        return _("Your turn: reply below.") if is_person else _("Your turn: answer below.")
    match request.state:
        case RequestState.SENT:
            return _("%(name)s answers next.") % {"name": contact_name(request)}
        case RequestState.MORE_ASKED:
            return _("%(name)s replies next.") % {"name": request.person.name}
        case RequestState.ACCEPTED if request.way == Way.WORK_INPUT:
            return _("It goes on as an arrangement, with its own page.")
        case RequestState.ACCEPTED:
            return _("Agree with each other on how and when you begin.")
        case _:
            return _("Nothing more is expected of anybody.")
