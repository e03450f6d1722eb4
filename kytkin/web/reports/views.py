"""Frozen reports: read, taken as files, compared; a goal's report frozen by its keepers."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.common.languages import LANGUAGES
from kytkin.exchange.reports import report_json, report_pdf, report_sheet
from kytkin.exchange.reports.files import data_version
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import may_keep_goal
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_reports import digest_of, freeze_goal_report
from kytkin.steering.models import FrozenReport, ReportKind
from kytkin.steering.permissions import visible_reports
from kytkin.web.goals.shown import seen_goal
from kytkin.web.goals.team import crumbs as goal_crumbs
from kytkin.web.performance.year_forms import GoalFreezeForm
from kytkin.web.reports.comparing import report_differences
from kytkin.web.sign_in.address import sign_in_url

SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def language_now() -> str:
    code = (get_language() or "fi")[:2]
    return code if code in LANGUAGES else "fi"


def seen_report(request: HttpRequest, pk: int) -> FrozenReport:
    found = FrozenReport.objects.filter(visible_reports(request.user)).distinct()
    return get_object_or_404(found.select_related("organisation", "goal"), pk=pk)


def same_subject(request: HttpRequest, report: FrozenReport) -> list[FrozenReport]:
    """The reports on the same agency or goal that the visitor may see, the newest first."""
    found = FrozenReport.objects.filter(
        visible_reports(request.user), kind=report.kind, organisation=report.organisation,
        goal=report.goal,
    )  # fmt: skip
    return list(found.distinct().order_by("-year", "-number"))


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All reports that one may see, the newest first; narrowed by kind and year."""
    found = FrozenReport.objects.filter(visible_reports(request.user)).distinct()
    kind, year = request.GET.get("kind", ""), request.GET.get("year", "")
    years = sorted(set(found.values_list("year", flat=True)), reverse=True)
    shown = found.select_related("organisation", "goal")
    if kind in ReportKind.values:
        shown = shown.filter(kind=kind)
    if year.isdecimal():
        shown = shown.filter(year=int(year))
    return render(
        request,
        "reports/reports.html",
        {
            "reports": shown.order_by("-year", "-frozen_at")[:200],
            "any": bool(years),
            "kinds": ReportKind.choices,
            "years": years,
            "said": {"kind": kind, "year": year},
            "breadcrumbs": [
                {"label": _("Steering"), "url": reverse("steering")},
                {"label": _("Reports")},
            ],
        },
    )


@require_safe
def frozen_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = seen_report(request, pk)
    words = report.content["words"][language_now()]
    others = [one for one in same_subject(request, report) if one.pk != report.pk]
    return render(
        request,
        "reports/report.html",
        {
            "report": report,
            "words": words,
            "blocks": [_aligned(block) for block in words["blocks"]],
            "signatories": report.content["signatories"],
            "version": data_version(report.content),
            "is_whole": digest_of(report.content) == report.digest,
            "others": others,
            "statements": report.statements.select_related("ministry").order_by("given_at"),
            "breadcrumbs": [
                {"label": _("Reports"), "url": reverse("reports")},
                {"label": f"{words['title']}, {words['subject']['text']}"},
            ],
        },
    )


def _aligned(block: dict[str, Any]) -> dict[str, Any]:
    """A table with its numbers marked, cell by cell, and the heads of columns of numbers."""
    if block["is"] != "table":
        return block
    rows = [
        [{"text": cell["text"], "is_number": _is_number(cell["text"])} for cell in row]
        for row in block["rows"]
    ]
    heads = [
        (column, place > 0 and all(row[place]["is_number"] for row in rows))
        for place, column in enumerate(block["columns"])
    ]
    return {**block, "rows": rows, "heads": heads}


def _is_number(text: str) -> bool:
    return all(letter.isdigit() or letter in " \u00a0\u202f.,-\u2212\u2013" for letter in text)


@require_safe
def report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as PDF, XLSX or JSON; the same bytes each time."""
    report = seen_report(request, pk)
    content, language = report.content, language_now()
    makers: dict[str, tuple[str, Any]] = {
        "pdf": ("application/pdf", lambda: report_pdf(content, language)),
        "xlsx": (SHEET_TYPE, lambda: report_sheet(content, language)),
        "json": ("application/json", lambda: report_json(content)),
    }
    if kind not in makers:
        raise Http404
    media, make = makers[kind]
    about = report.organisation.code if report.organisation else report.goal.code  # type: ignore[union-attr]
    named = f"{about}-{report.year}-{report.number}.{kind}"
    return HttpResponse(
        make(),
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{named}"'},
    )


@require_safe
def report_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between this report and another on the same agency or goal."""
    report = seen_report(request, pk)
    others = [one for one in same_subject(request, report) if one.pk != report.pk]
    written = request.GET.get("with", "")
    chosen = next((one for one in others if str(one.pk) == written), None)
    if written and chosen is None:
        raise Http404
    chosen = chosen or next(iter(others), None)
    found = report_differences(chosen.content, report.content, language_now()) if chosen else []
    return render(
        request,
        "reports/compare.html",
        {
            "report": report,
            "chosen": chosen,
            "others": others,
            "differences": found,
            "words": report.content["words"][language_now()],
            "breadcrumbs": [
                {"label": _("Reports"), "url": reverse("reports")},
                {"label": _("What differs")},
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def goal_reports(request: HttpRequest, code: str) -> HttpResponse:
    """The goal's reports; its keepers freeze a new one."""
    goal = seen_goal(request, code)
    keeps = may_keep_goal(request.user, goal) and goal.state != GoalState.DRAFT
    year = min(timezone.localdate().year, goal.last_year)
    form = _freeze_form(None, goal, year)
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not keeps:
            raise Http404
        form = _freeze_form(request.POST, goal, year)
        if form.is_valid():
            try:
                made = freeze_goal_report(
                    goal=goal, year=form.cleaned_data["year"], signatories=[form.signatory()],
                    is_public=form.cleaned_data["is_public"], by=request.user,
                    now=timezone.now(),
                )  # fmt: skip
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The report is frozen."))
                return redirect(made)
    found = FrozenReport.objects.filter(visible_reports(request.user), goal=goal).distinct()
    return render(
        request,
        "reports/goal_reports.html",
        {
            "goal": goal,
            "keeps": keeps,
            "form": form,
            "reports": found.order_by("-year", "-number"),
            "breadcrumbs": goal_crumbs(goal, _("Reports")),
        },
    )


def _freeze_form(data: Any, goal: SharedGoal, year: int) -> GoalFreezeForm:
    from_owners = Organisation.objects.filter(
        goal_ownerships__goal=goal, goal_ownerships__accepted_at__isnull=False
    ).order_by("-goal_ownerships__is_lead", "code")
    first = {"signed_on": timezone.localdate(), "is_public": goal.is_public, "year": year}
    return GoalFreezeForm(
        data, organisations=[(one.code, str(one.name)) for one in from_owners],
        years=[one for one in goal.years if one <= timezone.localdate().year], initial=first,
    )  # fmt: skip
