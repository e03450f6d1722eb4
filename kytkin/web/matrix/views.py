"""The matrix of agencies and shared goals, its cells one by one, and the same as files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kytkin.exchange.matrix import matrix_rows, matrix_sheet
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.queries import preparations
from kytkin.steering.matrix import (
    ALL_YEARS,
    FIRST_YEAR,
    LAST_YEAR,
    Matrix,
    Stage,
    matrix_of,
    years_of_contributions,
)
from kytkin.steering.permissions import reads_contributions
from kytkin.steering.queries_pools import Sums, lines_of_goals
from kytkin.themes.models import Phenomenon
from kytkin.web.goals.shown import seen_goal
from kytkin.web.matrix.shown import GOALS_A_PAGE, biggest_cells, matrix_shown

MOST_LISTED: Final = 300
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor asked for, made sound; who has no role sees no pledges."""

    year: int
    stage: Stage
    branch: str
    phenomenon: str
    by_money: bool
    as_list: bool
    first: int

    def query(self, **other: Any) -> str:
        said = {
            "year": self.year or "all", "stage": self.stage, "branch": self.branch,
            "phenomenon": self.phenomenon, "by": "money" if self.by_money else "",
            "view": "list" if self.as_list else "", "from": self.first or "",
        } | other  # fmt: skip
        return "&".join(f"{name}={value}" for name, value in said.items() if value)


def _choice(request: HttpRequest) -> Choice:
    said = request.GET
    year = said.get("year", "")
    number = int(year) if year.isdecimal() and len(year) == 4 else timezone.localdate().year
    inside = reads_contributions(request.user)
    stages = [one for one in Stage if inside or one != Stage.PLEDGED]
    asked = said.get("stage", "")
    first = said.get("from", "")
    place = int(first) if first.isdecimal() and len(first) < 6 else 0
    return Choice(
        year=ALL_YEARS if year == "all" else min(max(number, FIRST_YEAR), LAST_YEAR),
        stage=Stage(asked) if asked in stages else stages[0],
        branch=_known(said.get("branch", "")),
        phenomenon=_known(said.get("phenomenon", "")),
        by_money=said.get("by") == "money",
        as_list=said.get("view") == "list",
        first=place - place % GOALS_A_PAGE,
    )


def _known(written: str) -> str:
    """A code as codes are written, else nothing."""
    return written if written.replace("-", "").isalnum() and len(written) <= 60 else ""


def _matrix(request: HttpRequest, choice: Choice) -> Matrix:
    return matrix_of(
        request.user, stage=choice.stage, year=choice.year, today=timezone.localdate(),
        branch=choice.branch, phenomenon=choice.phenomenon,
    )  # fmt: skip


@require_safe
def goal_matrix(request: HttpRequest) -> HttpResponse:
    """Who brings what to which goal; both margins summed over all goals chosen."""
    choice = _choice(request)
    matrix = _matrix(request, choice)
    first = choice.first if choice.first < len(matrix.goals) else 0
    inside = reads_contributions(request.user)
    stages = {Stage.PLEDGED: _("pledged"), Stage.CONFIRMED: _("confirmed"), Stage.USED: _("used")}
    pages = range(0, len(matrix.goals), GOALS_A_PAGE)
    years = years_of_contributions()
    branches = Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("code")
    return render(
        request,
        "matrix/matrix.html",
        {
            "choice": choice,
            "stages": [(one, label) for one, label in stages.items()
                       if inside or one != Stage.PLEDGED],
            "stage_label": stages[choice.stage],
            "years": sorted({*years, choice.year} - {ALL_YEARS}),
            "branches": branches,
            "phenomena": sorted(
                Phenomenon.objects.filter(goals__isnull=False).distinct(), key=str
            ),
            "goals": len(matrix.goals),
            "agencies": len(matrix.agencies),
            "shown": None if choice.as_list
            else matrix_shown(matrix, choice.year, first=first, by_money=choice.by_money),
            "rows": biggest_cells(matrix, choice.year, MOST_LISTED) if choice.as_list else [],
            "most": MOST_LISTED,
            "pages": [
                (place + 1, min(place + GOALS_A_PAGE, len(matrix.goals)), place == first,
                 choice.query(**{"from": place}))
                for place in pages
            ] if len(pages) > 1 else [],
            "table_query": choice.query(view="", **{"from": ""}),
            "list_query": choice.query(view="list", **{"from": ""}),
            "file_query": choice.query(view="", by="", **{"from": ""}),
            "breadcrumbs": [
                {"label": _("Steering"), "url": reverse("steering")}, {"label": _("Matrix")},
            ],
        },
    )  # fmt: skip


@require_safe
def matrix_cell(request: HttpRequest, code: str, organisation: str) -> HttpResponse:
    """The facts behind a cell: contributions, the ledger's time, preparations and people."""
    goal = seen_goal(request, code)
    agency = get_object_or_404(
        Organisation.objects.select_related("branch"), code=organisation,
        kind__in=(OrganisationKind.MINISTRY, OrganisationKind.AGENCY),
    )  # fmt: skip
    today, inside = timezone.localdate(), reads_contributions(request.user)
    year = request.GET.get("year", "")
    years = [int(year)] if year.isdecimal() and len(year) == 4 else list(goal.years)
    if not all(one in goal.years for one in years):
        raise Http404
    lines = [
        line
        for one in years
        for line in lines_of_goals([goal], one, today)
        if line.organisation.pk == agency.pk
    ]
    links = goal.preparation_links.filter(
        preparation__in=preparations().visible_to(request.user).values("pk"),
        preparation__setter__path__startswith=agency.path,
    ).select_related("preparation")  # fmt: skip
    members = goal.members.filter(organisation__path__startswith=agency.path)
    return render(
        request,
        "matrix/cell.html",
        {
            "goal": goal,
            "agency": agency,
            "year": int(year) if len(years) == 1 and year else None,
            "lines": lines,
            "total": sum((line.sums for line in lines), Sums()),
            "inside": inside,
            "links": links.order_by("preparation__key"),
            "members": members.select_related("person") if request.user.is_authenticated else [],
            "members_count": members.count(),
            "breadcrumbs": [
                {"label": _("Steering"), "url": reverse("steering")},
                {"label": _("Matrix"), "url": reverse("goal_matrix")},
                {"label": f"{agency.short_code} · {goal.title}"},
            ],
        },
    )


@require_safe
def goal_matrix_csv(request: HttpRequest) -> HttpResponse:
    """Every filled cell of what was chosen, year by year."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kytkin-matrix.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer, delimiter=";")
    rows.writerows(_rows(request))
    return answer


@require_safe
def goal_matrix_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a spreadsheet, with the sums of both margins on sheets of their own."""
    return HttpResponse(
        matrix_sheet(_rows(request)),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": 'attachment; filename="kytkin-matrix.xlsx"'},
    )


def _rows(request: HttpRequest) -> list[list[Any]]:
    choice = _choice(request)
    years = (
        [choice.year]
        if choice.year != ALL_YEARS
        else sorted({*years_of_contributions(), timezone.localdate().year})
    )
    stages = [one for one in Stage if one != Stage.PLEDGED or reads_contributions(request.user)]
    sheets = {
        (year, stage): matrix_of(
            request.user, stage=stage, year=year, today=timezone.localdate(),
            branch=choice.branch, phenomenon=choice.phenomenon,
        )
        for year in years
        for stage in stages
    }  # fmt: skip
    return matrix_rows(sheets, stages)
