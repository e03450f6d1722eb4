"""A year of an agreement: its clock, figures, half-year review, reports and statements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.steering.achievement import standing
from kytkin.steering.actions_followup import (
    answer_review,
    give_statement,
    record_figures,
    send_review,
    version_in_force,
)
from kytkin.steering.actions_reports import freeze_agency_report
from kytkin.steering.clock import TaskState, clock_of
from kytkin.steering.models import FrozenReport, PerformanceAgreement, Target
from kytkin.steering.permissions import (
    is_agency_side,
    is_party,
    ministries_of,
    visible_reports,
)
from kytkin.web.performance.shown import crumbs, figure, seen_agreement
from kytkin.web.performance.year_forms import (
    AnswerForm,
    FiguresForm,
    FreezeForm,
    ReviewForm,
    StatementForm,
)
from kytkin.web.sign_in.address import sign_in_url

STANDING_PILLS = {
    "reached": "accepted", "partly": "waiting", "missed": "declined", "no_figure": "info",
    "no_target": "info",
}  # fmt: skip
TASK_PILLS = {
    TaskState.DONE: "accepted", TaskState.LATE: "declined", TaskState.SOON: "waiting",
    TaskState.COMING: "info", TaskState.PAST: "info",
}  # fmt: skip
AGENCY_ACTS = ("review", "freeze")
MINISTRY_ACTS = ("answer", "statement")


def _seen_year(request: HttpRequest, pk: int, year: int) -> PerformanceAgreement:
    agreement = seen_agreement(request, pk)
    if year not in agreement.years:
        raise Http404
    return agreement


@require_http_methods(["GET", "HEAD", "POST"])
def performance_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Everybody reads how the targets stand; the parties do the tasks of the year here."""
    agreement = _seen_year(request, pk, year)
    user = request.user
    version = version_in_force(agreement)
    agency, ministries = is_agency_side(user, agreement), ministries_of(user, agreement)
    party = is_party(user, agreement)
    if version is None and not party:
        raise Http404
    forms = _forms(agreement, year, ministries)
    if request.method == "POST":
        if not isinstance(user, User):
            return redirect(sign_in_url(request.path))
        act = request.POST.get("act", "")
        if not (agency and act in AGENCY_ACTS) and not (ministries and act in MINISTRY_ACTS):
            raise Http404
        if _act(request, agreement, year, act, forms, user):
            return redirect("performance_year", pk=pk, year=year)
    targets = _targets(agreement, year)
    statements = agreement.statements.filter(year=year).select_related("ministry", "report")
    reports = FrozenReport.objects.filter(
        visible_reports(user), organisation=agreement.agency, year=year
    ).distinct()
    review = agreement.reviews.filter(year=year).first() if party else None
    given = {one.ministry_id for one in statements}
    today = timezone.localdate()
    return render(
        request,
        "performance/year.html",
        {
            "agreement": agreement,
            "year": year,
            "version": version,
            "party": party,
            "agency": agency,
            "has_begun": year <= today.year,
            "has_ended": year < today.year,
            "clock": [(one, TASK_PILLS[one.state]) for one in clock_of(agreement, year, today)]
            if party
            else [],
            "rows": targets,
            "reached": sum(row[0].weight_percent for row in targets if row[5] == "reached"),
            "review": review,
            "may_answer": bool(ministries) and review is not None and review.answered_at is None,
            "statements": statements.order_by("given_at"),
            "may_state": any(one.pk not in given for one in ministries),
            "reports": reports.order_by("-number"),
            "forms": forms,
            "failed": next((one for one in forms.values() if one.errors), None),
            "breadcrumbs": crumbs(agreement, str(year)),
        },
    )


def _targets(agreement: PerformanceAgreement, year: int) -> list[tuple[Any, ...]]:
    """Target, value, the half-year's and the year's figure, a word, how it stands, its pill."""
    version = version_in_force(agreement)
    if version is None:
        return []
    actuals = {(one.key, one.half): one for one in agreement.actuals.filter(year=year)}
    rows = []
    found = version.targets.select_related("shared_goal").prefetch_related("years")
    for one in found.order_by("key"):
        value = next((row.value for row in one.years.all() if row.year == year), None)
        half, whole = actuals.get((one.key, True)), actuals.get((one.key, False))
        state = standing(one.direction, one.baseline, value, whole.value if whole else None)
        rows.append(
            (
                one, figure(value), figure(half.value if half else None),
                figure(whole.value if whole else None), whole.text if whole else "", state,
                STANDING_PILLS[state],
            )
        )  # fmt: skip
    return rows


def _forms(agreement: PerformanceAgreement, year: int, ministries: list[Any]) -> dict[str, Any]:
    review = agreement.reviews.filter(year=year).first()
    own = (agreement.agency.code, str(agreement.agency.name))
    return {
        "review": ReviewForm(initial={"text": review.text if review else ""}),
        "answer": AnswerForm(),
        "statement": StatementForm(ministries=[(one.code, str(one.name)) for one in ministries]),
        "freeze": FreezeForm(
            organisations=[own], initial={"signed_on": timezone.localdate(), "is_public": True}
        ),
    }


def _act(
    request: HttpRequest, agreement: PerformanceAgreement, year: int, act: str,
    forms: dict[str, Any], user: User,
) -> bool:  # fmt: skip
    """Do one task; False leaves its form in `forms` with what is wrong."""
    about: dict[str, Any] = {
        "agreement": agreement, "year": year, "by": user, "now": timezone.now(),
    }  # fmt: skip
    ministries = ministries_of(user, agreement)
    if act == "review":
        form: Any = ReviewForm(request.POST)
        said = _("The half-year review is sent.")
    elif act == "answer":
        form = AnswerForm(request.POST)
        said = _("The answer is sent.")
    elif act == "statement":
        form = StatementForm(
            request.POST, ministries=[(one.code, str(one.name)) for one in ministries]
        )
        said = _("The statement is given.")
    else:
        own = (agreement.agency.code, str(agreement.agency.name))
        form = FreezeForm(request.POST, organisations=[own])
        said = _("The report is frozen.")
    forms[act] = form
    if not form.is_valid():
        return False
    try:
        if act == "review":
            send_review(**about, text=form.cleaned_data["text"])
        elif act == "answer":
            answer_review(**about, answer=form.cleaned_data["answer"])
        elif act == "statement":
            cleaned = dict(form.cleaned_data)
            chosen = next(one for one in ministries if one.code == cleaned.pop("ministry"))
            give_statement(**about, **cleaned, ministry=chosen)
        else:
            freeze_agency_report(
                **about, signatories=[form.signatory()], is_public=form.cleaned_data["is_public"]
            )
    except KytkinError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, said)
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_figures(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The agency records each target's figure: `?half=1` those of the half-year."""
    assert isinstance(request.user, User)
    agreement = _seen_year(request, pk, year)
    version = version_in_force(agreement)
    if version is None or not is_agency_side(request.user, agreement):
        raise Http404
    half = request.GET.get("half") == "1"
    targets: list[Target] = list(version.targets.order_by("key").prefetch_related("years"))
    first: dict[str, Any] = {}
    for one in agreement.actuals.filter(year=year, half=half):
        first |= {f"value_{one.key}": one.value.normalize(), f"text_{one.key}": one.text}
    form = FiguresForm(targets=targets, initial=first)
    if request.method == "POST":
        form = FiguresForm(request.POST, targets=targets)
        if form.is_valid():
            try:
                record_figures(
                    agreement=agreement, year=year, half=half, figures=form.figures(),
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The figures are kept."))
                return redirect("performance_year", pk=pk, year=year)
    values = {
        one.key: next((row.value for row in one.years.all() if row.year == year), None)
        for one in targets
    }
    return render(
        request,
        "performance/figures.html",
        {
            "agreement": agreement,
            "year": year,
            "half": half,
            "form": form,
            "rows": [
                (one, figure(values[one.key]), value, text) for one, value, text in form.rows()
            ],
            "breadcrumbs": crumbs(agreement, str(year)),
        },
    )
