"""The list of shared goals, and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.goals.actions import (
    accept_ownership,
    activate_goal,
    close_goal,
    leave_ownership,
    state_status,
)
from kytkin.goals.collaboration import signs
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import keeps_for, may_keep_goal, may_start_goals
from kytkin.goals.readiness import missing
from kytkin.goals.sharing import models_of_sharing
from kytkin.goals.status import statuses_of
from kytkin.notifications.queries import notifications
from kytkin.organisations.models import Organisation
from kytkin.preparations.queries import preparations
from kytkin.steering.queries_agreements import agreements_of_goal
from kytkin.themes.models import Phenomenon
from kytkin.web.goals.chain import chain_shown
from kytkin.web.goals.chart import chart_of
from kytkin.web.goals.forms import StatusForm
from kytkin.web.goals.shown import (
    PILLS,
    STATE_PILLS,
    GoalCard,
    goal_cards,
    goals_for_cards,
    owners_of,
    seen_goal,
)
from kytkin.web.sign_in.address import sign_in_url

ORDER = {GoalState.ACTIVE: 0, GoalState.DRAFT: 1, GoalState.CLOSED: 2}


@require_safe
def goals(request: HttpRequest) -> HttpResponse:
    """All goals that one may see: those in force first, then by title; narrowed by choice."""
    cards = goal_cards(goals_for_cards(request))
    said = {name: request.GET.get(name, "") for name in ("branch", "phenomenon", "state", "q")}
    shown = [card for card in cards if _matches(card, said)]
    shown.sort(key=lambda card: (ORDER[GoalState(card.goal.state)], str(card.title)))
    branches = {branch.code: branch for card in cards for branch in card.branches}
    phenomena: dict[str, Phenomenon] = {}
    for card in cards:
        if card.goal.phenomenon is not None:
            phenomena[card.goal.phenomenon.code] = card.goal.phenomenon
    return render(
        request,
        "goals/goals.html",
        {
            "cards": shown,
            "all_count": len(cards),
            "said": said,
            "branches": sorted(branches.values(), key=lambda one: one.short_code),
            "phenomena": sorted(phenomena.values(), key=str),
            "states": GoalState.choices,
            "may_start": may_start_goals(request.user),
            "breadcrumbs": [{"label": _("Shared goals")}],
        },
    )


def _matches(card: GoalCard, said: dict[str, str]) -> bool:
    goal = card.goal
    words = f"{' '.join(goal.title.values())} {' '.join(goal.text.values())}".casefold()
    return (
        (not said["branch"] or said["branch"] in {branch.code for branch in card.branches})
        and (
            not said["phenomenon"]
            or (goal.phenomenon is not None and goal.phenomenon.code == said["phenomenon"])
        )
        and (not said["state"] or goal.state == said["state"])
        and all(word in words for word in said["q"].casefold().split())
    )


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody reads; owners accept or leave; keepers bring it into force, close it, state it."""
    shown = seen_goal(request, code)
    form = StatusForm(
        initial={
            "version": shown.version, "status": shown.stated_status,
            "reason": shown.stated_reason,
        }
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        answer, form, status = _act(request, shown, request.user, form)
        if answer is not None:
            return answer
    if isinstance(request.user, User):
        notifications().of(request.user).at(request.path).mark_read(now=timezone.now())
    return render(request, "goals/goal.html", page_of(request, shown, form), status=status)


def _act(
    request: HttpRequest, shown: SharedGoal, user: User, form: StatusForm
) -> tuple[HttpResponse | None, StatusForm, int]:
    act, now = request.POST.get("act", ""), timezone.now()
    written = request.POST.get("version", "")
    version = int(written) if written.isdecimal() and len(written) < 9 else 0
    organisation = Organisation.objects.filter(code=request.POST.get("organisation", "")).first()
    try:
        if act in ("accept", "leave") and organisation is not None:
            if act == "accept":
                accept_ownership(goal=shown, organisation=organisation, by=user, now=now)
                messages.success(request, _("Your organisation owns the goal with the others."))
                return redirect(shown), form, 200
            leave_ownership(goal=shown, organisation=organisation, by=user, now=now)
            messages.success(request, _("Your organisation no longer stands among the owners."))
            return redirect("goals"), form, 200
        if act == "activate":
            activate_goal(goal=shown, version=version, by=user, now=now)
            messages.success(request, _("The goal is in force. Agencies can pledge to it now."))
        elif act == "close":
            close_goal(goal=shown, version=version, by=user, now=now)
            messages.success(request, _("The goal is closed. Everything about it stays to read."))
        elif act == "status":
            form = StatusForm(request.POST)
            if not form.is_valid():
                return None, form, 200
            state_status(
                goal=shown, version=version, status=form.cleaned_data["status"],
                reason=form.cleaned_data["reason"], by=user, now=now,
            )  # fmt: skip
            messages.success(request, _("How the goal stands is kept."))
        return redirect(shown), form, 200
    except StaleVersion as error:
        messages.warning(request, f"{error} {_('Read it again below and decide then.')}")
        return None, form, 409
    except KytkinError as error:
        messages.error(request, str(error))
        return None, form, 422


def page_of(request: HttpRequest, shown: SharedGoal, form: StatusForm) -> dict[str, Any]:
    standing = statuses_of([shown])[shown.pk]
    owners = owners_of(shown)
    keeps = may_keep_goal(request.user, shown)
    links = list(
        shown.preparation_links.filter(
            preparation__in=preparations().visible_to(request.user).values("pk")
        )
        .select_related("preparation__setter__branch")
        .order_by("preparation__key")
    )
    members = list(
        shown.members.select_related("person", "organisation__branch").order_by("role", "pk")
    )
    checks = {one.item: one for one in shown.checks.select_related("stated_by")}
    return {
        "goal": shown,
        "owners": owners,
        "standing": standing,
        "pill": PILLS[standing.shown],
        "state_pill": STATE_PILLS[GoalState(shown.state)],
        "lacks": missing(shown) if shown.state == GoalState.DRAFT else [],
        "keeps": keeps,
        "asked_of_me": [
            one.organisation
            for one in owners
            if one.accepted_at is None and keeps_for(request.user, one.organisation)
        ],
        "mine": [
            one.organisation
            for one in owners
            if one.accepted_at and not one.is_lead and keeps_for(request.user, one.organisation)
        ],
        "model": models_of_sharing()[shown.sharing],
        "charts": [(one, chart_of(one), PILLS[one.status]) for one in standing.indicators],
        "chain": chain_shown(shown),
        "links": links,
        "members": members if request.user.is_authenticated else [],
        "members_count": len(members),
        "checks": [(text.local, checks.get(item)) for item, text in signs().items()],
        "checks_met": sum(one.is_met for one in checks.values()),
        "agreements": agreements_of_goal(shown),
        "status_form": form,
        "breadcrumbs": [
            {"label": _("Shared goals"), "url": reverse("goals")},
            {"label": str(shown.title)},
        ],
    }
