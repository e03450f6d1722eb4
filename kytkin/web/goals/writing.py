"""Starting and changing a goal, and its owners."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.goals.actions import ask_owner, change_goal, change_lead, leave_ownership, start_goal
from kytkin.goals.models import SharedGoal, Sharing
from kytkin.goals.permissions import may_start_goals
from kytkin.goals.sharing import models_of_sharing
from kytkin.mobility.rules import agency_of
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.organisations.permissions import memberships_of
from kytkin.web.goals.forms import GoalForm, OwnerForm, goal_values
from kytkin.web.goals.shown import kept_goal, owners_of


def own_organisations(user: User) -> list[tuple[str, str]]:
    """The ministries and agencies that the person works in or for."""
    found: dict[str, str] = {}
    for membership in memberships_of(user):
        place = agency_of(membership.organisation)
        if place.kind in (OrganisationKind.MINISTRY, OrganisationKind.AGENCY):
            found[place.code] = str(place.name)
        else:
            below = Organisation.objects.filter(
                path__startswith=place.path,
                kind__in=(OrganisationKind.MINISTRY, OrganisationKind.AGENCY),
            )
            found |= {one.code: str(one.name) for one in below}
    return sorted(found.items(), key=lambda pair: pair[1])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_new(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    leads = own_organisations(request.user)
    if not may_start_goals(request.user) or not leads:
        raise Http404
    this_year = timezone.localdate().year
    form = GoalForm(
        leads=leads,
        initial={
            "first_year": this_year + 1, "last_year": this_year + 4, "is_public": True,
            "sharing": Sharing.COORDINATION,
            "phenomenon": request.GET.get("phenomenon", ""),
        },
    )  # fmt: skip
    if request.method == "POST":
        form = GoalForm(request.POST, leads=leads)
        if form.is_valid():
            try:
                made = start_goal(
                    values=form.values(),
                    lead=Organisation.objects.get(code=form.cleaned_data["lead"]),
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("The draft is kept. Below you see what it still lacks.")
                )
                return redirect(made)
    return _written(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_edit(request: HttpRequest, code: str) -> HttpResponse:
    assert isinstance(request.user, User)
    goal = kept_goal(request, code)
    form, current = GoalForm(leads=[], initial=goal_values(goal)), None
    if request.method == "POST":
        form = GoalForm(request.POST, leads=[])
        if form.is_valid():
            try:
                change_goal(
                    goal=goal, version=form.cleaned_data["version"] or 0, values=form.values(),
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except StaleVersion:
                current = SharedGoal.objects.get(pk=goal.pk)
                form = GoalForm({**request.POST.dict(), "version": current.version}, leads=[])
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The goal is kept."))
                return redirect(goal)
    return _written(request, form, goal, current)


def _written(
    request: HttpRequest, form: GoalForm, goal: SharedGoal | None, current: SharedGoal | None = None
) -> HttpResponse:
    return render(
        request,
        "goals/write.html",
        {
            "form": form,
            "goal": goal,
            "current": current,
            "models": [
                (Sharing(code).label, model.meaning.local)
                for code, model in models_of_sharing().items()
            ],
            "breadcrumbs": [
                {"label": _("Shared goals"), "url": reverse("goals")},
                *([{"label": str(goal.title), "url": goal.get_absolute_url()}] if goal else []),
                {"label": _("Edit the goal") if goal else _("A new shared goal")},
            ],
        },
        status=409 if current else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_owners(request: HttpRequest, code: str) -> HttpResponse:
    """Ask another organisation, take an asked one back, move the lead."""
    assert isinstance(request.user, User)
    goal, form, now = kept_goal(request, code), OwnerForm(), timezone.now()
    status = 200
    if request.method == "POST":
        act = request.POST.get("act", "ask")
        form = OwnerForm(request.POST)
        if form.is_valid():
            organisation = Organisation.objects.get(code=form.cleaned_data["organisation"])
            try:
                if act == "lead":
                    written = request.POST.get("version", "")
                    change_lead(
                        goal=goal, version=int(written) if written.isdecimal() else 0,
                        organisation=organisation, by=request.user, now=now,
                    )  # fmt: skip
                    messages.success(request, _("The lead has moved."))
                elif act == "leave":
                    leave_ownership(goal=goal, organisation=organisation, by=request.user, now=now)
                    messages.success(request, _("The organisation no longer owns the goal."))
                else:
                    ask_owner(goal=goal, organisation=organisation, by=request.user, now=now)
                    messages.success(
                        request, _("Asked. Its controllers and administrators are told.")
                    )
            except StaleVersion as error:
                form.add_error(None, str(error))
                status = 409
            except KytkinError as error:
                form.add_error("organisation", str(error))
            else:
                return redirect("goal_owners", code=goal.code)
        goal = kept_goal(request, code)
    return render(
        request,
        "goals/owners.html",
        {
            "goal": goal,
            "owners": owners_of(goal),
            "form": form,
            "breadcrumbs": [
                {"label": _("Shared goals"), "url": reverse("goals")},
                {"label": str(goal.title), "url": goal.get_absolute_url()},
                {"label": _("Owners")},
            ],
        },
        status=status,
    )
