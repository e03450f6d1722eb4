"""An organisation's working time, given and received: a table by move, and as a file."""

from __future__ import annotations

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.mobility.accounts import Account, Year, account_of, may_read_account
from kytkin.mobility.models import Move
from kytkin.organisations.models import Organisation
from kytkin.web.moves.shown import move_rows

YEARS_AROUND = 3


def asked(request: HttpRequest, code: str) -> tuple[Organisation, Year, Account]:
    """The organisation and the year asked for, for those who may read its account."""
    found = get_object_or_404(Organisation, code=code)
    if not may_read_account(request.user, found):
        raise Http404
    today = timezone.localdate()
    said = request.GET.get("year", "")
    number = int(said) if said.isdecimal() and len(said) == 4 else today.year
    if abs(number - today.year) > YEARS_AROUND:
        raise Http404
    year = Year(number)
    return found, year, account_of(found, year, today)


@login_required
@require_safe
def organisation_time(request: HttpRequest, code: str) -> HttpResponse:
    """Sums in person-years, and the arrangements behind them."""
    found, year, account = asked(request, code)
    today = timezone.localdate()
    return render(
        request,
        "moves/organisation_time.html",
        {
            "organisation": found,
            "year": year.number,
            "years": range(today.year - 1, today.year + 3),
            "account": account,
            "given": move_rows(account.moves_out, today),
            "received": move_rows(account.moves_in, today),
            "breadcrumbs": [
                {"label": _("Organisations"), "url": reverse("organisations")},
                {"label": str(found.name), "url": found.get_absolute_url()},
                {"label": _("Working time given and received")},
            ],
        },
    )


@login_required
@never_cache
@require_safe
def organisation_time_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same rows as a table for one's own spreadsheet; the export is on record."""
    assert isinstance(request.user, User)
    found, year, account = asked(request, code)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kytkin-{found.code}-{year.number}.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer, delimiter=";")
    rows.writerow(
        ["direction", "person", "home", "receiving", "preparation", "kind", "share_percent",
         "starts_on", "ends_before", "state", "actual_percent"]
    )  # fmt: skip
    for direction, moves in (("given", account.moves_out), ("received", account.moves_in)):
        for move in moves:
            rows.writerow(row_of(direction, move))
    record(
        "export_time", by=request.user, now=timezone.now(), kind="organisation", id=found.code,
        details={"year": year.number},
    )  # fmt: skip
    return answer


def row_of(direction: str, move: Move) -> list[object]:
    """A row; what a spreadsheet would take for a formula is told as text."""
    cells: list[object] = [
        direction,
        move.person.name,
        move.home.code,
        move.receiving.code,
        move.preparation.key,
        move.kind,
        move.share_percent,
        move.starts_on,
        move.ends_before or "",
        move.state,
        "" if move.actual_percent is None else move.actual_percent,
    ]
    return [f"'{cell}" if str(cell)[:1] in "=+-@\t\r" else cell for cell in cells]
