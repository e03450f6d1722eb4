"""The page of a request: both sides see the state and the talk, and act in turn."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.mobility.actions import (
    accept_request,
    ask_for_more,
    decline_request,
    reply_to_request,
    withdraw_request,
)
from kytkin.mobility.kinds import JOINT
from kytkin.mobility.models import DeclineReason, JoinMessage, JoinRequest, Move, RequestState
from kytkin.mobility.permissions import can_answer, can_see
from kytkin.mobility.queries import join_requests
from kytkin.notifications.queries import notifications
from kytkin.web.joining.drafts import forget_reply, kept_reply
from kytkin.web.joining.forms import ActForm, first_terms
from kytkin.web.joining.rows import PILLS, next_sentence, steps_of
from kytkin.web.joining.ways import IN_WORDS

ACT_LABELS = {
    "accept": gettext_lazy("Accept"),
    "decline": gettext_lazy("Decline"),
    "ask_more": gettext_lazy("Ask for more"),
    "reply": gettext_lazy("Send the message"),
    "withdraw": gettext_lazy("Withdraw the request"),
}
DONE = {
    "accept": gettext_lazy("You accepted the request. The person is told."),
    "decline": gettext_lazy("You declined the request. The person is told, with the reason."),
    "ask_more": gettext_lazy("Your question is sent. The person replies next."),
    "reply": gettext_lazy("Your message is sent."),
    "withdraw": gettext_lazy("You withdrew the request. The contact is told."),
}
LEADS_TO = {
    "accept": RequestState.ACCEPTED,
    "decline": RequestState.DECLINED,
    "ask_more": RequestState.MORE_ASKED,
    "withdraw": RequestState.WITHDRAWN,
}


def acts_of(asked: JoinRequest, user: User) -> tuple[str, ...]:
    """What this side can do now."""
    if asked.state == RequestState.ACCEPTED:
        return ("reply",)
    if not asked.is_open:
        return ()
    return ("accept", "ask_more", "decline") if can_answer(user, asked) else ("reply", "withdraw")


def seen_request(user: User, pk: int) -> JoinRequest:
    """The request, or 404 for everybody but the two sides."""
    asked = get_object_or_404(join_requests().for_page(), pk=pk)
    if not can_see(user, asked):
        raise Http404
    return asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    asked = seen_request(request.user, pk)
    form = ActForm(
        asked=asked, initial={**first_terms(asked), "message": kept_reply(request, asked)}
    )
    if request.method == "POST":
        form = ActForm(request.POST, asked=asked)
        if form.is_valid():
            act = form.cleaned_data["act"]
            try:
                perform(asked, form, by=request.user, now=timezone.now())
            except StaleVersion:
                if not already_done(asked, form, request.user):
                    return conflict(request, asked, form)
            except KytkinError as error:
                form.add_error(None, str(error))
            if not form.errors:
                forget_reply(request)
                messages.success(request, str(DONE[act]))
                begun = Move.objects.filter(request=asked).first() if act == "accept" else None
                return redirect(begun or asked)
    notifications().of(request.user).at(request.path).mark_read(now=timezone.now())
    return render(request, "joining/join_request.html", page_of(asked, form, request.user))


def page_of(asked: JoinRequest, form: ActForm, user: User) -> dict[str, object]:
    is_person = asked.person_id == user.pk
    return {
        "asked": asked,
        "form": form,
        "acts": acts_of(asked, user),
        "is_person": is_person,
        "move": Move.objects.filter(request=asked).first(),
        "words": IN_WORDS[asked.way],  # type: ignore[index]
        "pill": PILLS[RequestState(asked.state)],
        "steps": steps_of(asked),
        "next": next_sentence(asked, user),
        "last_day": asked.last_day,
        "breadcrumbs": [
            {"label": _("My page"), "url": reverse("my_page")},
            {"label": _("Requests to join"), "url": reverse("join_requests")},
            {"label": str(asked.preparation.name)},
        ],
    }


def perform(asked: JoinRequest, form: ActForm, *, by: User, now: dt.datetime) -> JoinRequest:
    """Hand the act to its action."""
    version, text = form.cleaned_data["version"], form.cleaned_data["message"]
    match form.cleaned_data["act"]:
        case "accept":
            return accept_request(
                request=asked,
                version=version,
                message=text,
                by=by,
                now=now,
                kind=form.cleaned_data.get("kind") or JOINT,
                terms=form.terms(),
            )
        case "decline":
            return decline_request(
                request=asked,
                version=version,
                reason=DeclineReason(form.cleaned_data["reason"]),
                message=text,
                by=by,
                now=now,
            )
        case "ask_more":
            return ask_for_more(request=asked, version=version, message=text, by=by, now=now)
        case "withdraw":
            return withdraw_request(request=asked, version=version, by=by, now=now)
        case _:
            return reply_to_request(request=asked, version=version, message=text, by=by, now=now)


def already_done(asked: JoinRequest, form: ActForm, user: User) -> bool:
    """A repeated click: what it asks for is what this same person has just done."""
    act, text = form.cleaned_data["act"], form.cleaned_data["message"].strip()
    current = seen_request(user, asked.pk)
    last = last_message(current)
    said = not text or (last is not None and (last.author_id, last.text) == (user.pk, text))
    if act == "reply":
        return bool(text) and said
    if act in ("accept", "decline") and current.answered_by_id != user.pk:
        return False
    return said and current.state == LEADS_TO[act]


def last_message(asked: JoinRequest) -> JoinMessage | None:
    """The newest message, from those already read."""
    return next(iter(list(asked.messages.all())[-1:]), None)


def conflict(request: HttpRequest, asked: JoinRequest, form: ActForm) -> HttpResponse:
    """Both versions side by side: what the visitor was about to send, and what there is now."""
    assert isinstance(request.user, User)
    current = seen_request(request.user, asked.pk)
    act, reason = form.cleaned_data["act"], form.cleaned_data.get("reason") or ""
    return render(
        request,
        "joining/conflict.html",
        {
            **page_of(current, form, request.user),
            "act": act,
            "act_label": str(ACT_LABELS[act]),
            "can_still": act in acts_of(current, request.user),
            "reason": reason,
            "reason_label": DeclineReason(reason).label if reason else "",
            "text": form.cleaned_data["message"],
            "last": last_message(current),
        },
        status=409,
    )
