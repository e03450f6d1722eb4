"""The pool of a goal, pledging to it, one contribution, and an agency's contributions."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import may_keep_goal, visible_goals
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.steering.actions_contributions import (
    change_pledge,
    confirm,
    pledge,
    report_actual,
    set_pool_need,
    withdraw_pledge,
)
from kytkin.steering.errors import AlreadyPledged, ContributionRefused
from kytkin.steering.models import Contribution
from kytkin.steering.permissions import may_confirm, may_pledge, reads_contributions
from kytkin.steering.queries_pools import Sums, account_of_agency, pool_of
from kytkin.web.goals.shown import seen_goal
from kytkin.web.goals.team import crumbs
from kytkin.web.pools.forms import AmountsForm, NeedForm, PledgeForm
from kytkin.web.pools.picture import waterfall
from kytkin.web.sign_in.address import sign_in_url

GIVERS = (OrganisationKind.MINISTRY, OrganisationKind.AGENCY)
MOST_GIVERS = 120


def givers_of(user: User) -> list[Organisation]:
    """The ministries and agencies for which the person may pledge."""
    found = Organisation.objects.filter(kind__in=GIVERS).order_by("code")
    return [one for one in found if may_pledge(user, one)][:MOST_GIVERS]


@require_http_methods(["GET", "HEAD", "POST"])
def goal_pool(request: HttpRequest, code: str) -> HttpResponse:
    """Year by year who brings what and what is missing; keepers state what is needed."""
    goal = seen_goal(request, code)
    keeps = may_keep_goal(request.user, goal)
    next_year = min(max(goal.first_year, timezone.localdate().year + 1), goal.last_year)
    form = NeedForm(goal=goal, initial={"year": next_year})
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not keeps:
            raise Http404
        form = NeedForm(request.POST, goal=goal)
        if form.is_valid():
            try:
                set_pool_need(goal=goal, **form.cleaned_data, by=request.user, now=timezone.now())
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("What the goal needs is kept."))
                return redirect("goal_pool", code=code)
    inside = reads_contributions(request.user)
    years = pool_of(goal, timezone.localdate())
    return render(
        request,
        "pools/goal_pool.html",
        {
            "goal": goal,
            "years": [(year, waterfall(year, _("missing")) if inside else None) for year in years],
            "inside": inside,
            "keeps": keeps,
            "form": form,
            "may_pledge": isinstance(request.user, User)
            and goal.state == GoalState.ACTIVE
            and bool(givers_of(request.user)),
            "breadcrumbs": crumbs(goal, _("Pooled time and money")),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_pledge(request: HttpRequest, code: str) -> HttpResponse:
    """A controller pledges for an organisation of theirs."""
    assert isinstance(request.user, User)
    goal, organisations = seen_goal(request, code), givers_of(request.user)
    if not organisations or goal.state != GoalState.ACTIVE:
        raise Http404
    first = {"year": max(goal.first_year, timezone.localdate().year + 1)}
    form = PledgeForm(goal=goal, organisations=organisations, initial=first)
    if request.method == "POST":
        form = PledgeForm(request.POST, goal=goal, organisations=organisations)
        if form.is_valid():
            cleaned = form.cleaned_data
            chosen = next(one for one in organisations if one.code == cleaned["organisation"])
            try:
                made = pledge(
                    goal=goal, organisation=chosen, year=cleaned["year"],
                    budget_item=cleaned["budget_item"], note=cleaned["note"], by=request.user,
                    now=timezone.now(), **form.amounts(),
                )  # fmt: skip
            except ContributionRefused as error:
                form.add_error(error.field or None, str(error))
            except (AlreadyPledged, KytkinError) as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("The pledge is kept. An administrator of the organisation "
                               "confirms it.")
                )  # fmt: skip
                return redirect("contribution", pk=made.pk)
    return render(
        request,
        "pools/pledge.html",
        {"goal": goal, "form": form, "breadcrumbs": crumbs(goal, _("Pledge"))},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """One contribution with every entry; its organisation changes, confirms and reports it."""
    assert isinstance(request.user, User)
    visible = SharedGoal.objects.filter(visible_goals(request.user))
    shown = get_object_or_404(
        Contribution.objects.filter(goal__in=visible.values("pk")).select_related(
            "goal", "organisation__branch", "budget_item"
        ),
        pk=pk,
    )
    if not reads_contributions(request.user):
        raise Http404
    pledges = may_pledge(request.user, shown.organisation)
    confirms, status = may_confirm(request.user, shown.organisation), 200
    form: AmountsForm | None = None
    act = request.POST.get("act", "")
    if request.method == "POST":
        if not pledges and not confirms:
            raise Http404
        form = AmountsForm(request.POST)
        if form.is_valid():
            try:
                _perform(shown, form, act, request.user)
            except StaleVersion as error:
                form.add_error(None, f"{error} {_('Read it again below and decide then.')}")
                status = 409
            except ContributionRefused as error:
                form.add_error(error.field or None, str(error))
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The contribution is kept."))
                return redirect("contribution", pk=pk)
        shown.refresh_from_db()
    forms_ = {
        "change": _form(shown, "pledged"),
        "confirm": _form(
            shown, "confirmed" if shown.confirmed_eur or shown.confirmed_person_years else "pledged"
        ),
        "report": _form(shown, "actual"),
    }
    return render(
        request,
        "pools/contribution.html",
        {
            "contribution": shown,
            "entries": shown.entries.select_related("recorded_by").order_by("-pk"),
            "failed": form,
            "act": act,
            "forms": forms_,
            "pledges": pledges,
            "confirms": confirms,
            "has_begun": shown.year <= timezone.localdate().year,
            "breadcrumbs": crumbs(shown.goal, f"{shown.organisation.short_code} {shown.year}"),
        },
        status=status,
    )


def _form(shown: Contribution, stage: str) -> AmountsForm:
    return AmountsForm(
        auto_id=f"{stage}_%s",
        initial={
            "version": shown.version,
            "amount_eur": getattr(shown, f"{stage}_eur"),
            "person_years": getattr(shown, f"{stage}_person_years"),
        },
    )


def _perform(shown: Contribution, form: AmountsForm, act: str, user: User) -> None:
    rest: dict[str, Any] = {
        "contribution": shown, "version": form.cleaned_data["version"] or 0, "by": user,
        "now": timezone.now(), "note": form.cleaned_data["note"],
    }  # fmt: skip
    match act:
        case "withdraw":
            withdraw_pledge(**rest)
        case "confirm":
            confirm(**rest, **form.amounts())
        case "report":
            report_actual(**rest, **form.amounts())
        case _:
            change_pledge(**rest, **form.amounts())


def _asked(request: HttpRequest, code: str) -> tuple[Organisation, int, Any]:
    found = get_object_or_404(Organisation, code=code, kind__in=GIVERS)
    today = timezone.localdate()
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and len(said) == 4 else today.year
    goals = SharedGoal.objects.filter(visible_goals(request.user)).distinct()
    return found, year, account_of_agency(found, goals, year, today)


@require_safe
def agency_pool(request: HttpRequest, code: str) -> HttpResponse:
    """What an agency brings to all shared goals in a year."""
    found, year, lines = _asked(request, code)
    return render(
        request,
        "pools/agency_pool.html",
        {
            "organisation": found,
            "year": year,
            "years": range(timezone.localdate().year - 1, timezone.localdate().year + 5),
            "lines": lines,
            "total": sum((one.sums for one in lines), Sums()),
            "inside": reads_contributions(request.user),
            "granted": found.appropriations.order_by("-year", "pk").first(),
            "breadcrumbs": [
                {"label": _("Organisations"), "url": reverse("organisations")},
                {"label": str(found.name), "url": found.get_absolute_url()},
                {"label": _("Contributions to shared goals")},
            ],
        },
    )


@require_safe
def agency_pool_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a table for one's own spreadsheet."""
    found, year, lines = _asked(request, code)
    inside = reads_contributions(request.user)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kytkin-goals-{found.code}-{year}.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer, delimiter=";")
    stages = (["pledged"] if inside else []) + ["confirmed", "used"]
    columns = [f"{stage}_{unit}" for stage in stages for unit in ("eur", "person_years")]
    rows.writerow(["goal", "organisation", "year", *columns])
    for one in lines:
        rows.writerow(
            [one.goal.code, found.code, year, *(getattr(one.sums, name) for name in columns)]
        )
    return answer
