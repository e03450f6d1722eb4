"""An indicator's page with its picture, writing indicators, and writing the impact chain."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.goals.actions_chain import keep_step, link_steps, remove_step, unlink_steps
from kytkin.goals.actions_indicators import keep_indicator, record_actual, remove_indicator
from kytkin.goals.models import ChainLink, ChainStep, Indicator, Level, SharedGoal
from kytkin.goals.permissions import may_keep_goal, may_report
from kytkin.goals.status import indicator_status
from kytkin.web.goals.chain import chain_shown
from kytkin.web.goals.chart import chart_of
from kytkin.web.goals.forms import in_languages
from kytkin.web.goals.indicator_forms import (
    ActualForm,
    IndicatorForm,
    LinkForm,
    StepForm,
    indicator_values,
)
from kytkin.web.goals.shown import PILLS, kept_goal, seen_goal
from kytkin.web.goals.team import crumbs
from kytkin.web.sign_in.address import sign_in_url


def _indicator(goal: SharedGoal, pk: int) -> Indicator:
    found = goal.indicators.select_related("goal", "reported_by").prefetch_related(
        "targets", "actuals__recorded_by"
    )
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Everybody reads; who reports it adds the year's figure here."""
    goal = seen_goal(request, code)
    shown = _indicator(goal, pk)
    form = ActualForm(initial={"year": timezone.localdate().year - 1})
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not may_report(request.user, shown):
            raise Http404
        form = ActualForm(request.POST)
        if form.is_valid():
            try:
                record_actual(
                    indicator=shown, **form.cleaned_data, by=request.user, now=timezone.now()
                )
            except KytkinError as error:
                form.add_error("note" if form.cleaned_data["note"] == "" else None, str(error))
            else:
                messages.success(request, _("The figure is kept."))
                return redirect("indicator", code=code, pk=pk)
    status = indicator_status(shown)
    return render(
        request,
        "goals/indicator.html",
        {
            "goal": goal,
            "indicator": shown,
            "status": status,
            "pill": PILLS[status.status],
            "chart": chart_of(status),
            "revisions": sorted(shown.actuals.all(), key=lambda one: (-one.year, -one.revision)),
            "form": form if may_report(request.user, shown) else None,
            "keeps": may_keep_goal(request.user, goal),
            "breadcrumbs": crumbs(goal, str(shown.name)),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_new(request: HttpRequest, code: str) -> HttpResponse:
    return _write(request, kept_goal(request, code), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    goal = kept_goal(request, code)
    shown = _indicator(goal, pk)
    if request.POST.get("act") == "remove":
        assert isinstance(request.user, User)
        try:
            remove_indicator(indicator=shown, by=request.user, now=timezone.now())
        except KytkinError as error:
            messages.error(request, str(error))
            return redirect("indicator", code=code, pk=pk)
        messages.success(request, _("The indicator is removed."))
        return redirect(goal)
    return _write(request, goal, shown)


def _write(request: HttpRequest, goal: SharedGoal, shown: Indicator | None) -> HttpResponse:
    assert isinstance(request.user, User)
    form, current = IndicatorForm(goal=goal, initial=indicator_values(shown) if shown else {}), None
    if request.method == "POST":
        form = IndicatorForm(request.POST, goal=goal)
        if form.is_valid():
            try:
                kept = keep_indicator(
                    goal=goal, indicator=shown, version=form.cleaned_data["version"] or 0,
                    values=form.values(), targets=form.targets(), by=request.user,
                    now=timezone.now(),
                )  # fmt: skip
            except StaleVersion:
                current = Indicator.objects.get(pk=shown.pk) if shown else None
                version = current.version if current else 0
                form = IndicatorForm({**request.POST.dict(), "version": version}, goal=goal)
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The indicator is kept."))
                return redirect("indicator", code=goal.code, pk=kept.pk)
    return render(
        request,
        "goals/write_indicator.html",
        {
            "goal": goal,
            "indicator": shown,
            "form": form,
            "current": current,
            "breadcrumbs": crumbs(goal, str(shown.name) if shown else _("A new indicator")),
        },
        status=409 if current else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def goal_chain(request: HttpRequest, code: str) -> HttpResponse:
    """The chain as a picture and as a list; keepers write steps and links."""
    goal = seen_goal(request, code)
    keeps = may_keep_goal(request.user, goal)
    steps = list(goal.chain.order_by("place", "pk"))
    indicators = list(goal.indicators.order_by("place", "pk"))
    step_form, link_form = StepForm(), LinkForm(steps=steps, indicators=indicators)
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not keeps:
            raise Http404
        form: StepForm | LinkForm
        if request.POST.get("act") == "link":
            form = link_form = LinkForm(request.POST, steps=steps, indicators=indicators)
        else:
            form = step_form = StepForm(request.POST)
        try:
            if _chain_act(request, goal, request.user, form, steps, indicators):
                return redirect("goal_chain", code=goal.code)
        except KytkinError as error:
            form.add_error(None, str(error))
    return render(
        request,
        "goals/chain.html",
        {
            "goal": goal,
            "chain": chain_shown(goal),
            "keeps": keeps,
            "step_form": step_form,
            "link_form": link_form if len(steps) > 1 else None,
            "breadcrumbs": crumbs(goal, _("Impact chain")),
        },
    )


def _chain_act(
    request: HttpRequest, goal: SharedGoal, user: User, form: StepForm | LinkForm,
    steps: list[ChainStep], indicators: list[Indicator],
) -> bool:  # fmt: skip
    """True when something was done."""
    now, number = timezone.now(), request.POST.get("number", "")
    rest: dict[str, Any] = {"by": user, "now": now}
    match request.POST.get("act"):
        case "remove_step":
            gone = next((one for one in steps if str(one.pk) == number), None)
            if gone is not None:
                remove_step(step=gone, **rest)
            return True
        case "unlink":
            link = ChainLink.objects.filter(cause__goal=goal).filter(
                pk=int(number) if number.isdecimal() and len(number) < 18 else 0
            )
            for one in link.select_related("cause__goal"):
                unlink_steps(link=one, **rest)
            return True
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    if isinstance(form, LinkForm):
        by_id = {str(one.pk): one for one in steps}
        link_steps(
            cause=by_id[cleaned["cause"]], effect=by_id[cleaned["effect"]],
            assumption=in_languages(cleaned, "assumption"),
            indicator=next(
                (one for one in indicators if str(one.pk) == cleaned["indicator"]), None
            ),
            **rest,
        )  # fmt: skip
    else:
        keep_step(
            goal=goal, step=None, level=Level(cleaned["level"]),
            text=in_languages(cleaned, "text"), place=len(steps), **rest,
        )  # fmt: skip
    return True
