"""My page: what I can do today, where my requests stand, what I follow, what I am told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.matching.fitting import needs_for
from kytkin.mobility.calendar import months_held, person_years
from kytkin.mobility.ledger import WHOLE, Held, held_of, holding_moves, sum_on
from kytkin.mobility.models import Feedback, OfferState, Party
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_moves import consents, moves
from kytkin.mobility.queries_needs import offers
from kytkin.notifications.actions import choose_channels
from kytkin.notifications.models import Notification
from kytkin.notifications.queries import channels_of
from kytkin.notifications.queries import notifications as told
from kytkin.notifications.sentences import sentence
from kytkin.organisations.permissions import memberships_of
from kytkin.people.invitations import waiting_for
from kytkin.preparations.queries import preparations
from kytkin.web.cards import preparation_card
from kytkin.web.joining.rows import request_rows
from kytkin.web.moves.shown import month_bars, move_rows
from kytkin.web.my.followed import fitting_for, followed_rows
from kytkin.web.my.forms import PreferencesForm, first_choices
from kytkin.web.my.own_data import own_data
from kytkin.web.needs.cards import need_card
from kytkin.web.needs.views import followed_themes

SHOWN = 5
NEEDS_SHOWN = 4
PER_PAGE = 20


def said(notification: Notification) -> dict[str, object]:
    return {
        "notification": notification,
        "sentence": sentence(notification),
        "page": f"/{get_language()}{notification.path}",
    }


def past_of(user: User, today: dt.date) -> list[dict[str, object]]:
    """What is over, the newest first, each with what the person has told of learning."""
    over = moves().of(user).over_by(today).for_lists().newest_first()[:SHOWN]
    learned = {
        one.move_id: one.learned
        for one in Feedback.objects.filter(move__in=list(over), party=Party.PERSON)
    }
    return [{"row": row, "learned": learned.get(row.move.pk)} for row in move_rows(over, today)]


def given_this_year(held: list[Held], today: dt.date) -> Decimal:
    """Agreed working time from the year's first day to today, in person-years."""
    agreed = [one.booking for one in held if one.is_agreed]
    return person_years(agreed, today.replace(month=1, day=1), today)


@login_required
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    inbox = join_requests().answered_by(user)
    own = list(join_requests().of(user).for_lists().newest_first())
    to_answer = list(inbox.waiting_for_answer().for_lists().order_by("created_at", "pk")[:SHOWN])
    follows = list(user.follows.order_by("-created_at", "pk"))
    today = timezone.localdate()
    held = list(held_of(holding_moves().filter(person=user)))
    taken = sum_on(today, [one.booking for one in held if one.is_agreed])
    own_moves = move_rows(moves().of(user).for_lists().alive_on(today).newest_first(), today)
    fits = fitting_for(user, follows, asked=[one.preparation.key for one in own if one.is_open])
    fitting_needs = needs_for(user, today=today, themes=followed_themes(user), most=NEEDS_SHOWN)
    return render(
        request,
        "my/my_page.html",
        {
            "memberships": memberships_of(user),
            "to_answer": request_rows(to_answer, reader=user),
            "proposal": waiting_for(user, timezone.now()),
            "to_decide": preparations().running().waiting_for_verdict(user)[:SHOWN],
            "to_reply": [row for row in request_rows(own, reader=user) if row.my_turn],
            "own": request_rows(own[:SHOWN], reader=user),
            "own_count": len(own),
            "to_consent": consents().waiting().for_answer_of(user, today).count(),
            "moves": own_moves,
            "past": past_of(user, today),
            "given_years": given_this_year(held, today),
            "fitting_needs": [need_card(one.need, one.reasons) for one in fitting_needs],
            "own_offers": offers().of(user).filter(state=OfferState.OPEN).count(),
            "bars": month_bars(months_held(held, today)) if held else [],
            "taken": taken,
            "free": WHOLE - sum_on(today, [one.booking for one in held]),
            "followed": followed_rows(user, follows),
            "fits": [
                {
                    "card": preparation_card(fit.preparation),
                    "subjects": [shared.theme.labels.local for shared in fit.shared[:3]],
                }
                for fit in fits
            ],
            "news": [said(one) for one in told().of(user).unread().newest_first()[:SHOWN]],
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """The list; a POST marks one as read (`notification`), or "all"."""
    assert isinstance(request.user, User)
    mine = told().of(request.user)
    if request.method == "POST":
        one = request.POST.get("notification", "")
        if one.isdecimal() and len(one) < 19:
            mine = mine.filter(pk=int(one))
        elif one != "all":
            raise Http404
        mine.mark_read(now=timezone.now())
        return redirect("notifications")
    page = Paginator(mine.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "my/notifications.html",
        {
            "page": page,
            "rows": [said(one) for one in page.object_list],
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Notifications")},
            ],
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The language of messages, and the channels of each kind of notification."""
    user = request.user
    assert isinstance(user, User)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        initial=first_choices(user.language, channels_of(user)),
    )
    if request.method == "POST" and form.is_valid():
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        choose_channels(by=user, choices=form.chosen(), now=timezone.now())
        messages.success(request, _("Your choices are kept."))
        return redirect("preferences")
    return render(
        request,
        "my/preferences.html",
        {
            "form": form,
            "kinds": [form[name] for name in form.fields if name != "language"],
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Settings")},
            ],
        },
    )


@never_cache
@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Own data as a file."""
    assert isinstance(request.user, User)
    response = JsonResponse(
        own_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="kytkin-my-data.json"'
    return response
