"""The inbox of consents: what is asked, what it means for the unit's time; and deputies."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.mobility.calendar import months_held
from kytkin.mobility.deputising import end_deputy, name_deputy
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.ledger import held_of, holding_moves
from kytkin.mobility.models import Consent, Deputy, Party
from kytkin.mobility.move_steps import DAYS_TO_ANSWER
from kytkin.mobility.queries_moves import consents as found_consents
from kytkin.mobility.reminding import DAYS_TO_PASS_ON
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.organisations.permissions import memberships_of
from kytkin.web.moves.forms import DeputyForm
from kytkin.web.moves.shown import month_bars

PER_PAGE = 20


@login_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What waits for my yes or no, the soonest due first."""
    assert isinstance(request.user, User)
    today = timezone.localdate()
    waiting = found_consents().waiting().for_answer_of(request.user, today)
    page = Paginator(waiting.for_lists().soonest_first(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "moves/consents.html",
        {
            "page": page,
            "count": page.paginator.count,
            "rows": [row_of(one, today) for one in page.object_list],
            "days_to_answer": DAYS_TO_ANSWER,
            "days_to_pass_on": DAYS_TO_PASS_ON,
            "units": [unit_time(place, today) for place in supervised(request.user)],
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Consents that wait for me")},
            ],
        },
    )


def row_of(consent: Consent, today: dt.date) -> dict[str, object]:
    return {
        "consent": consent,
        "terms": consent.terms,
        "move": consent.terms.move,
        "kind": kind_of(consent.terms.move.kind),
        "side": Party(consent.party).label,
        "is_late": consent.due_on is not None and consent.due_on < today,
    }


def supervised(user: User) -> list[Organisation]:
    """The organisations that the person supervises."""
    held = [one for one in memberships_of(user) if one.role == Role.SUPERVISOR]
    return [one.organisation for one in held]


def unit_time(organisation: Organisation, today: dt.date) -> dict[str, object]:
    """A unit's given time, month by month, in percent of one person's working time."""
    given = holding_moves().filter(home__path__startswith=organisation.path)
    months = months_held(held_of(given), today)
    most = max((month.held for month in months), default=0)
    people = (
        Membership.objects.filter(
            organisation__path__startswith=organisation.path, user__is_active=True
        )
        .values("user")
        .distinct()
        .count()
    )
    return {
        "organisation": organisation,
        "people": people,
        "bars": month_bars(months, whole=max(100, int(most))),
        "has_any": most > 0,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who answers in my place: name one, end one."""
    user = request.user
    assert isinstance(user, User)
    form = DeputyForm()
    if request.method == "POST" and (number := request.POST.get("end", "")):
        if not number.isdecimal() or len(number) > 18:
            raise Http404
        try:
            end_deputy(number=int(number), by=user, now=timezone.now())
        except Deputy.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("The deputy answers for you no more."))
        return redirect("deputies")
    if request.method == "POST":
        form = DeputyForm(request.POST)
        if form.is_valid():
            last = form.cleaned_data["ends_on"]
            try:
                name_deputy(
                    email=form.cleaned_data["email"],
                    starts_on=form.cleaned_data["starts_on"],
                    ends_before=last + dt.timedelta(days=1) if last else None,
                    by=user,
                    now=timezone.now(),
                )
            except KytkinError as error:
                form.add_error("email", str(error))
            else:
                messages.success(request, _("The deputy is named."))
                return redirect("deputies")
    return render(
        request,
        "moves/deputies.html",
        {
            "form": form,
            "mine": user.deputies.select_related("deputy").order_by("starts_on", "pk"),
            "for_others": user.deputising.select_related("principal").order_by("starts_on", "pk"),
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Deputies")},
            ],
        },
    )
