"""Asking to join a preparation, and the lists of requests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.mobility.actions import ask_to_join
from kytkin.mobility.models import RequestState
from kytkin.mobility.permissions import is_contact
from kytkin.mobility.queries import join_requests as requests
from kytkin.preparations.models import Way
from kytkin.preparations.queries import preparations
from kytkin.web.joining.drafts import drafted, forget_draft, keep_draft, keep_reply
from kytkin.web.joining.forms import JoinForm
from kytkin.web.joining.rows import request_rows
from kytkin.web.joining.ways import offered
from kytkin.web.sign_in.address import sign_in_url

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str) -> HttpResponse:
    """The form may be read and filled by anybody; sending it needs a person."""
    found = preparations().visible_to(request.user).for_cards().select_related("contact")
    preparation = get_object_or_404(found, key=key)
    ways = [words for words in offered(preparation) if words.way != Way.FOLLOW]
    answers = is_contact(request.user, preparation)
    form = JoinForm(initial=first_values(request, key), ways=ways)
    if request.method == "POST" and not isinstance(request.user, User):
        keep_draft(request, key)
        return redirect(sign_in_url(request.path))
    if request.method == "POST" and isinstance(request.user, User):
        form = JoinForm(request.POST, ways=ways)
        if form.is_valid():
            try:
                asked = ask_to_join(
                    preparation=preparation, by=request.user, now=timezone.now(), **form.asked()
                )
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                forget_draft(request)
                if asked.is_new:
                    messages.success(request, _("Your request is sent. The contact answers next."))
                else:
                    keep_reply(request, asked.request, form.cleaned_data["message"])
                    messages.info(request, _("You have asked already: this is your open request."))
                return redirect(asked.request)
    return render(
        request,
        "joining/join.html",
        {
            "preparation": preparation,
            "form": form,
            "ways": ways,
            "answers": answers,
            "breadcrumbs": [
                {"label": _("Preparations"), "url": reverse("preparations")},
                {
                    "label": preparation.register_id or preparation.key,
                    "url": preparation.get_absolute_url(),
                },
                {"label": _("Ask to join")},
            ],
        },
    )


def first_values(request: HttpRequest, key: str) -> dict[str, Any]:
    """What was typed before signing in, else the way that the link named."""
    return drafted(request, key) or {"way": request.GET.get("way", "")}


@login_required
@require_GET
def join_requests(request: HttpRequest) -> HttpResponse:
    """One box at a time: what I answer, or what I have asked."""
    assert isinstance(request.user, User)
    inbox = requests().answered_by(request.user)
    waiting = inbox.waiting_for_answer().count()
    box = request.GET.get("box")
    if box not in ("inbox", "own"):
        box = "inbox" if inbox.exists() else "own"
    if box == "inbox":
        chosen = inbox.in_state_first(RequestState.SENT)
    else:
        chosen = requests().of(request.user).in_state_first(RequestState.MORE_ASKED)
    page = Paginator(chosen.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "joining/join_requests.html",
        {
            "box": box,
            "waiting": waiting,
            "page": page,
            "rows": request_rows(page.object_list, reader=request.user),
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Requests to join")},
            ],
        },
    )
