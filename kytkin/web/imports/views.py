"""Import reports: what came in, what was odd, what to do about it."""

from __future__ import annotations

import csv
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kytkin.exchange.findings import explained, remedy_of, sentence_of
from kytkin.exchange.models import Finding, ImportRun, Source
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import has_role
from kytkin.preparations.models import Preparation

FINDINGS_ON_A_PAGE = 50
READERS = (Role.PREPARER, Role.CONNECTOR, Role.ADMINISTRATOR)


def reader(request: HttpRequest) -> None:
    """Preparers, connectors and administrators read reports; for others there are none."""
    if not any(has_role(request.user, role) for role in READERS):
        raise Http404


def readable(request: HttpRequest) -> QuerySet[ImportRun]:
    """The runs that the reader may see: of tables about people, one's own only."""
    of_people = Q(source=Source.PROFILES) & ~Q(by=request.user.pk)
    by_nobody = Q(source=Source.PROFILES, by=None)
    return ImportRun.objects.exclude(of_people | by_nobody)


@login_required
@require_GET
def import_reports(request: HttpRequest) -> HttpResponse:
    reader(request)
    runs = (
        readable(request).annotate(finding_count=Count("findings")).order_by("-started_at", "-pk")
    )
    page = Paginator(runs, 20).get_page(request.GET.get("page"))
    can_upload = any(has_role(request.user, r) for r in (Role.PREPARER, Role.ADMINISTRATOR))
    return render(request, "imports/import_reports.html", {"page": page, "can_upload": can_upload})


@login_required
@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: counts, kinds of findings, and each finding with its remedy."""
    reader(request)
    run = get_object_or_404(readable(request).select_related("by"), pk=pk)
    codes = list(
        run.findings.order_by("severity", "code")
        .values("severity", "code")
        .annotate(number=Count("pk"))
    )
    chosen = request.GET.get("code", "")
    rows = run.findings.order_by("severity", "code", "row", "item", "pk")
    if chosen in {code["code"] for code in codes}:
        rows = rows.filter(code=chosen)
    else:
        chosen = ""
    page = Paginator(rows, FINDINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/import_report.html",
        {
            "run": run,
            "kinds": [
                {
                    **code,
                    "heading": explained(code["code"]).heading,
                    "current": code["code"] == chosen,
                }
                for code in codes
            ],
            "chosen": chosen,
            "page": page,
            "findings": _with_links(list(page.object_list)),
            "query_string": f"code={chosen}" if chosen else "",
        },
    )


def _with_links(findings: list[Finding]) -> list[dict[str, object]]:
    """Findings with their sentence, remedy, and the preparation they concern."""
    concerned = Preparation.objects.filter(
        register_id__in=[finding.item for finding in findings if finding.item]
    ).in_bulk(field_name="register_id")
    return [
        {
            "finding": finding,
            "sentence": sentence_of(finding),
            "remedy": remedy_of(finding),
            "preparation": concerned.get(finding.item),
        }
        for finding in findings
    ]


@login_required
@require_GET
def import_report_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings of a run as a table."""
    reader(request)
    run = get_object_or_404(readable(request), pk=pk)
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(["severity", "code", "item", "row", "column", "sentence", "remedy"])
    for finding in run.findings.order_by("severity", "code", "row", "item", "pk"):
        cells = [
            finding.severity,
            finding.code,
            finding.item,
            finding.row or "",
            finding.column,
            sentence_of(finding),
            remedy_of(finding),
        ]
        writer.writerow([_harmless(str(cell)) for cell in cells])
    response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not run as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
