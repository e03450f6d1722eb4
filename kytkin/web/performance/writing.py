"""Writing an agreement: starting it, its preamble, targets and resources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.steering.actions_agreements import start_agreement
from kytkin.steering.actions_targets import (
    keep_preamble,
    keep_resources,
    keep_target,
    remove_target,
)
from kytkin.steering.content import Amount, ResourceKey, TargetContent, content_of_target
from kytkin.steering.differences import in_words
from kytkin.steering.errors import AgreementRefused
from kytkin.steering.models import AgreementVersion, Dimension, Target
from kytkin.steering.permissions import may_start_agreements
from kytkin.web.goals.forms import first_texts, in_languages
from kytkin.web.performance.forms import (
    PreambleForm,
    ResourceForm,
    StartForm,
    TargetForm,
    first_period,
    target_values,
)
from kytkin.web.performance.shown import crumbs, open_version, version_shown

MOST_ITEMS = 30


def startable_agencies(user: User) -> list[Organisation]:
    found = Organisation.objects.filter(kind=OrganisationKind.AGENCY).order_by("code")
    return [one for one in found if may_start_agreements(user, one)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_new(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    agencies = startable_agencies(request.user)
    if not agencies:
        raise Http404
    form = StartForm(agencies=agencies, initial=first_period())
    if request.method == "POST":
        form = StartForm(request.POST, agencies=agencies)
        if form.is_valid():
            cleaned = form.cleaned_data
            agency = next(one for one in agencies if one.code == cleaned["agency"])
            try:
                made = start_agreement(
                    agency=agency, ministries=list(cleaned["ministries"]),
                    first_year=cleaned["first_year"], last_year=cleaned["last_year"],
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except AgreementRefused as error:
                form.add_error(error.field or None, str(error))
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The agreement is started: write its targets."))
                return redirect(made)
    return render(
        request,
        "performance/new.html",
        {"form": form, "breadcrumbs": [{"label": _("Start a performance agreement")}]},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_preamble(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    version = open_version(request, pk)
    first = {"edition": version.edition, **first_texts(version.preamble, "preamble")}
    form, stale = PreambleForm(initial=first), False
    if request.method == "POST":
        form = PreambleForm(request.POST)
        if form.is_valid():
            try:
                keep_preamble(
                    version=version, edition=form.cleaned_data["edition"], by=request.user,
                    preamble=in_languages(form.cleaned_data, "preamble"), now=timezone.now(),
                )  # fmt: skip
            except StaleVersion:
                stale = True
                data = {**request.POST.dict(), "edition": version.edition}
                form = PreambleForm(data)
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The preamble is kept."))
                return redirect(version.agreement)
    return _written(request, version, "preamble.html", _("Preamble"), stale, form=form,
                    current=version.preamble if stale else None)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_target_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new target; `?goal=` begins it from a shared goal and its first indicator."""
    version = open_version(request, pk)
    goal = SharedGoal.objects.filter(
        code=request.GET.get("goal", ""), state=GoalState.ACTIVE
    ).first()
    return _target(request, version, None, _from_goal(goal, version) if goal else None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_target_edit(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    assert isinstance(request.user, User)
    version = open_version(request, pk)
    target = version.targets.select_related("shared_goal").filter(key=key).first()
    if target is None:
        raise Http404
    if request.POST.get("act") == "remove":
        try:
            remove_target(
                version=version, edition=version.edition, key=key, by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except KytkinError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The target is removed."))
        return redirect(version.agreement)
    return _target(request, version, target, content_of_target(target))


def _from_goal(goal: SharedGoal, version: AgreementVersion) -> TargetContent:
    """The goal's title, and what its first indicator says for the agreement's years."""
    first = goal.indicators.order_by("place", "pk").prefetch_related("targets").first()
    nothing = type(goal.title)()
    return TargetContent(
        dimension=Dimension.IMPACT, text=goal.title,
        indicator=first.name if first else nothing, unit=first.unit if first else nothing,
        direction=first.direction if first else "up",
        baseline=first.baseline_value if first else None, goal=goal.code,
        years={one.year: one.value.normalize() for one in first.targets.all()
               if one.year in version.agreement.years} if first else {},
    )  # fmt: skip


def _target(
    request: HttpRequest, version: AgreementVersion, target: Target | None,
    content: TargetContent | None,
) -> HttpResponse:  # fmt: skip
    assert isinstance(request.user, User)
    agreement = version.agreement
    goals = sorted(
        SharedGoal.objects.filter(
            Q(state=GoalState.ACTIVE) | Q(targets__version=version)
        ).distinct(),
        key=lambda one: str(one.title),
    )
    first = {"edition": version.edition, **(target_values(content) if content else {})}
    form = TargetForm(agreement=agreement, goals=goals, initial=first)
    stale, current = False, None
    if request.method == "POST":
        form = TargetForm(request.POST, agreement=agreement, goals=goals)
        if form.is_valid():
            try:
                kept = keep_target(
                    version=version, edition=form.cleaned_data["edition"],
                    key=target.key if target else None, content=form.content(),
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except StaleVersion:
                stale = True
                current = in_words(content) if content and target else None
                data = {**request.POST.dict(), "edition": version.edition}
                form = TargetForm(data, agreement=agreement, goals=goals)
            except AgreementRefused as error:
                form.add_error(_field(form, error.field), str(error))
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The target is kept."))
                return redirect("performance_target", pk=agreement.pk, key=kept.key)
    label = str(target.text) if target else _("A new target")
    return _written(request, version, "target_edit.html", label, stale, form=form, target=target,
                    current=current)  # fmt: skip


def _field(form: TargetForm, name: str) -> str | None:
    """The field of the form that an action's word means."""
    if name in form.fields:
        return name
    spoken = {"text": "text_fi", "indicator": "indicator_fi", "years": f"value_{form.years[0]}"}
    return spoken.get(name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_resources(request: HttpRequest, pk: int) -> HttpResponse:
    """The resources of each budget item, and room for one more."""
    assert isinstance(request.user, User)
    version = open_version(request, pk)
    agreement, shown, stale = version.agreement, version_shown(version), False
    rows: list[dict[str, Any]] = []
    for row in shown.resources:
        first: dict[str, Any] = {"budget_item": row.item.code if row.item else ""}
        for year, (eur, time) in zip(agreement.years, row.cells, strict=True):
            first |= {f"eur_{year}": eur, f"time_{year}": time}
        rows.append(first)
    rows.append({})
    posted = request.POST.get("rows", "") if request.method == "POST" else ""
    if posted:
        count = min(int(posted), MOST_ITEMS) if posted.isdecimal() else 1
        forms = [
            ResourceForm(request.POST, agreement=agreement, prefix=f"r{n}") for n in range(count)
        ]
        edition = request.POST.get("edition", "")
        if not [form for form in forms if not form.is_valid()]:
            wanted: dict[ResourceKey, Amount] = {}
            for form in forms:
                said = form.resources()
                if set(said) & set(wanted):
                    form.add_error("budget_item", _("This budget item is here twice: join them."))
                wanted |= said
            if not any(form.errors for form in forms):
                try:
                    keep_resources(
                        version=version, edition=int(edition) if edition.isdecimal() else 0,
                        resources=wanted, by=request.user, now=timezone.now(),
                    )  # fmt: skip
                except StaleVersion:
                    stale = True
                except KytkinError as error:
                    forms[0].add_error(None, str(error))
                else:
                    messages.success(request, _("The resources are kept."))
                    return redirect(agreement)
    else:
        forms = [
            ResourceForm(agreement=agreement, prefix=f"r{n}", initial=first)
            for n, first in enumerate(rows)
        ]
    return _written(request, version, "resources.html", _("Resources"), stale, forms=forms,
                    shown=shown)  # fmt: skip


def _written(
    request: HttpRequest, version: AgreementVersion, template: str, label: str, stale: bool,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    return render(
        request,
        f"performance/{template}",
        {
            "agreement": version.agreement, "version": version, "stale": stale,
            "breadcrumbs": crumbs(version.agreement, label), **context,
        },
        status=409 if stale else 200,
    )  # fmt: skip
