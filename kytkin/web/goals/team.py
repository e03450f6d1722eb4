"""Which preparations serve a goal, who works for it, and how well the collaboration goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.goals.actions import keep_check
from kytkin.goals.actions_team import (
    link_preparation,
    name_member,
    remove_member,
    unlink_preparation,
)
from kytkin.goals.collaboration import signs
from kytkin.goals.models import GoalMember, GoalRole, SharedGoal
from kytkin.goals.permissions import may_keep_goal
from kytkin.mobility.rules import agency_of
from kytkin.organisations.permissions import memberships_of
from kytkin.preparations.models import Preparation
from kytkin.preparations.queries import preparations
from kytkin.steering.functional import structure_of
from kytkin.web.goals.forms import CheckForm, MemberForm, PreparationForm
from kytkin.web.goals.shown import kept_goal, seen_goal

MOST_FOUND = 8


def crumbs(goal: SharedGoal, label: str) -> list[dict[str, Any]]:
    return [
        {"label": _("Shared goals"), "url": reverse("goals")},
        {"label": str(goal.title), "url": goal.get_absolute_url()},
        {"label": label},
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_preparations(request: HttpRequest, code: str) -> HttpResponse:
    """Link a preparation by its number or words of its name; say how much of it counts."""
    assert isinstance(request.user, User)
    goal, form, now = kept_goal(request, code), PreparationForm(), timezone.now()
    found: list[Preparation] = []
    if request.method == "POST":
        visible = preparations().visible_to(request.user)
        if request.POST.get("act") == "unlink":
            gone = visible.filter(key=request.POST.get("preparation", "")).first()
            if gone is not None:
                unlink_preparation(goal=goal, preparation=gone, by=request.user, now=now)
                messages.success(request, _("The preparation no longer counts for the goal."))
            return redirect("goal_preparations", code=goal.code)
        form = PreparationForm(request.POST)
        if form.is_valid():
            found = _named(visible, form.cleaned_data["preparation"])
            if len(found) == 1:
                try:
                    link_preparation(
                        goal=goal, preparation=found[0],
                        share_percent=form.cleaned_data["share_percent"], by=request.user, now=now,
                    )  # fmt: skip
                except KytkinError as error:
                    form.add_error("share_percent", str(error))
                else:
                    messages.success(request, _("The preparation serves the goal."))
                    return redirect("goal_preparations", code=goal.code)
            elif found:
                form.add_error("preparation", _("Several preparations match: choose one below."))
            else:
                form.add_error(
                    "preparation", _("No preparation matches. Try its number or other words.")
                )
    links = goal.preparation_links.filter(
        preparation__in=preparations().visible_to(request.user).values("pk")
    ).select_related("preparation__setter__branch")
    return render(
        request,
        "goals/preparations.html",
        {
            "goal": goal,
            "form": form,
            "found": found if len(found) > 1 else [],
            "links": links.order_by("preparation__key"),
            "breadcrumbs": crumbs(goal, _("Preparations that serve the goal")),
        },
    )


def _named(visible: Any, written: str) -> list[Preparation]:
    """By number when it is one, else by every word of the name, at most a few."""
    exact = visible.filter(key=written.replace(":", "-").replace("/", "-").strip())
    if exact.exists():
        return list(exact)
    found = visible.order_by("key")
    for word in written.split()[:8]:
        found = found.filter(name__icontains=word)
    return list(found[:MOST_FOUND])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_people(request: HttpRequest, code: str) -> HttpResponse:
    """The goal's own structure: roles across agencies; keepers name and remove people."""
    assert isinstance(request.user, User)
    goal, now = seen_goal(request, code), timezone.now()
    keeps = may_keep_goal(request.user, goal)
    if not memberships_of(request.user) or (request.method == "POST" and not keeps):
        raise Http404
    members = list(
        goal.members.select_related("person", "organisation__branch", "reports_to__person")
        .order_by("pk")
    )  # fmt: skip
    choices = [(str(one.pk), one.person.name) for one in members]
    form = MemberForm(members=choices)
    if request.method == "POST":
        removed = request.POST.get("remove", "")
        gone = next((one for one in members if str(one.pk) == removed), None)
        if gone is not None:
            remove_member(goal=goal, member=gone, by=request.user, now=now)
            return redirect("goal_people", code=goal.code)
        form = MemberForm(request.POST, members=choices)
        if form.is_valid():
            try:
                _name(goal, form, members, request.user)
            except KytkinError as error:
                form.add_error("email", str(error))
            else:
                messages.success(request, _("The person works for the goal."))
                return redirect("goal_people", code=goal.code)
    by_agency = request.GET.get("by") == "agency"
    as_chart = request.GET.get("by") == "structure"
    return render(
        request,
        "goals/people.html",
        {
            "goal": goal,
            "form": form if keeps else None,
            "by_agency": by_agency,
            "as_chart": as_chart,
            "nodes": structure_of(goal, members, timezone.localdate()) if as_chart else [],
            "groups": grouped(members, by_agency=by_agency) if not as_chart else [],
            "breadcrumbs": crumbs(goal, _("People of the goal")),
        },
    )


def grouped(members: list[GoalMember], *, by_agency: bool) -> list[tuple[str, list[GoalMember]]]:
    """The same people by their role in the goal, or by the agency that they come from."""
    groups: dict[str, list[GoalMember]] = {}
    if by_agency:
        for one in sorted(members, key=lambda one: str(one.organisation.name)):
            groups.setdefault(str(one.organisation.name), []).append(one)
        return list(groups.items())
    for role in GoalRole:
        mine = [one for one in members if one.role == role]
        if mine:
            groups[str(role.label)] = mine
    return list(groups.items())


def _name(goal: SharedGoal, form: MemberForm, members: list[GoalMember], by: User) -> None:
    person = User.objects.filter(
        email__iexact=form.cleaned_data["email"], is_active=True, memberships__isnull=False
    ).first()
    if person is None:
        raise KytkinError(_("Nobody in Kytkin has this address. Check how it is spelled."))
    name_member(
        goal=goal,
        person=person,
        organisation=agency_of(memberships_of(person)[0].organisation),
        role=GoalRole(form.cleaned_data["role"]),
        reports_to=next(
            (one for one in members if str(one.pk) == form.cleaned_data["reports_to"]), None
        ),
        by=by,
        now=timezone.now(),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_checks(request: HttpRequest, code: str) -> HttpResponse:
    """The checklist of good collaboration: stated sign by sign."""
    assert isinstance(request.user, User)
    goal = kept_goal(request, code)
    if request.method == "POST":
        form = CheckForm(request.POST)
        if form.is_valid() and form.cleaned_data["item"] in signs():
            keep_check(
                goal=goal, item=form.cleaned_data["item"], is_met=form.cleaned_data["is_met"],
                note=form.cleaned_data["note"], by=request.user, now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The sign is kept."))
            return redirect(f"{request.path}#{form.cleaned_data['item']}")
        messages.error(request, _("Choose whether the sign is met, and keep it again."))
    stated = {one.item: one for one in goal.checks.select_related("stated_by")}
    rows = []
    for item, text in signs().items():
        check = stated.get(item)
        first = {"item": item, "note": check.note if check else "",
                 "is_met": "yes" if check and check.is_met else "no"}  # fmt: skip
        rows.append((item, text.local, check, CheckForm(initial=first, auto_id=f"{item}_%s")))
    return render(
        request,
        "goals/checks.html",
        {
            "goal": goal,
            "rows": rows,
            "met": sum(one.is_met for one in stated.values()),
            "breadcrumbs": crumbs(goal, _("Signs of good collaboration")),
        },
    )
