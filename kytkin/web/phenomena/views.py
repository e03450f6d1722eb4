"""Phenomena: the list, and the page of each with all branches side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from kytkin.accounts.models import User
from kytkin.notifications.models import Follow, FollowKind
from kytkin.organisations.models import Organisation
from kytkin.preparations.queries import preparations
from kytkin.preparations.queries_map import MapRow, PhenomenaMap
from kytkin.themes.permissions import can_curate
from kytkin.themes.queries import phenomena, successor_of
from kytkin.web.cards import PreparationCard, preparation_card
from kytkin.web.goals.shown import goals_shown
from kytkin.web.map.cached import map_for
from kytkin.web.map.choices import MapChoices
from kytkin.web.map.picture import Picture, draw, statement
from kytkin.web.remembered import remember_key, remembered

RUNNING: Final = MapChoices()
EVERYTHING: Final = MapChoices(show="all")
OPEN: Final = MapChoices(is_open=True)
MOST_CARDS: Final = 12
MOST_SIMILAR: Final = 4
LEAST_SIMILARITY: Final = 0.05


@dataclass(frozen=True, slots=True)
class InBranch:
    """What one branch prepares of a phenomenon; `more` are not shown."""

    branch: Organisation
    cards: list[PreparationCard]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@require_GET
def phenomena_page(request: HttpRequest) -> HttpResponse:
    """All phenomena as cards, most shared first, with the branches that prepare each."""
    whole = map_for(request, RUNNING)
    rows = [
        {
            "phenomenon": row.phenomenon,
            "statement": statement(row),
            "branches": [cell.branch for cell in row.cells if cell],
            "count": row.count,
            "is_joint": row.joint_count > 0,
        }
        for row in whole.rows
    ]
    context = {"rows": rows, "can_curate": can_curate(request.user)}
    return render(request, "phenomena/phenomena.html", context)


@require_GET
def phenomenon(request: HttpRequest, code: str) -> HttpResponse:
    """One phenomenon; a superseded one leads to what took its place."""
    shown = get_object_or_404(
        phenomena().with_themes().select_related("superseded_by__superseded_by"), code=code
    )
    if shown.superseded_by:
        return redirect(successor_of(shown).get_absolute_url(), permanent=True)
    whole = map_for(request, RUNNING)
    row = whole.row_of(code)
    everything = map_for(request, EVERYTHING).row_of(code)
    is_open = map_for(request, OPEN).row_of(code)
    assert row is not None
    assert everything is not None
    links = list(shown.theme_links.all())
    return render(
        request,
        "phenomena/phenomenon.html",
        {
            "phenomenon": shown,
            "row": row,
            "ended_count": everything.count - row.count,
            "statement": statement(row),
            "picture": _picture(whole.branches, row),
            "picture_key": remember_key(request, "phenomenon", code),
            "by_branch": _by_branch(request, row),
            "open_count": is_open.count if is_open else 0,
            "core": [link for link in links if link.weight >= 1],
            "touching": [link for link in links if link.weight < 1],
            "similar": _similar(row, whole.rows),
            "goals": goals_shown(request, phenomenon=shown),
            "can_curate": can_curate(request.user),
            "following": isinstance(request.user, User)
            and Follow.objects.filter(
                user=request.user, kind=FollowKind.PHENOMENON, target=code
            ).exists(),
        },
    )


def _picture(branches: tuple[Organisation, ...], row: MapRow) -> Picture | None:
    return draw(PhenomenaMap(branches, (row,)), [row], show="running") if row.count else None


def _by_branch(request: HttpRequest, row: MapRow) -> list[InBranch]:
    """The running preparations under the branch that sets each, fullest branch first.

    As many of each branch as fit on a page of about a dozen cards, at least one.
    """
    chosen = remembered(
        request, "by branch", row.phenomenon.code, make=lambda: _chosen_by_branch(row)
    )
    shown = {
        card.pk: card
        for card in preparations()
        .filter(pk__in=[pk for _branch, _count, pks in chosen for pk in pks])
        .for_cards()
    }
    return [
        InBranch(branch, [preparation_card(shown[pk]) for pk in pks if pk in shown], count)
        for branch, count, pks in chosen
    ]


def _chosen_by_branch(row: MapRow) -> list[tuple[Organisation, int, list[int]]]:
    """Each branch with how many it sets, and the latest of them."""
    grouped: dict[int, list[int]] = defaultdict(list)
    latest = preparations().filter(pk__in=row.preparations).latest_first()
    for pk, branch_id in latest.values_list("pk", "setter__branch_id"):
        if branch_id:
            grouped[branch_id].append(pk)
    branches = Organisation.objects.in_bulk(list(grouped))
    most = max(1, MOST_CARDS // max(1, len(grouped)))
    groups = [(branches[branch], len(pks), pks[:most]) for branch, pks in grouped.items()]
    groups.sort(key=lambda group: (-group[1], group[0].colour_index or 0))
    return groups


def _similar(row: MapRow, rows: tuple[MapRow, ...]) -> list[dict[str, object]]:
    """Phenomena that share preparations with this one, the closest first."""
    scored = []
    for other in rows:
        if other.phenomenon.pk == row.phenomenon.pk or not other.preparations:
            continue
        shared = len(row.preparations & other.preparations)
        similarity = shared / max(1, len(row.preparations | other.preparations))
        if similarity >= LEAST_SIMILARITY:
            scored.append((-similarity, other.phenomenon.code, shared, other.phenomenon))
    scored.sort(key=lambda item: item[:2])
    return [{"phenomenon": item[3], "shared": item[2]} for item in scored[:MOST_SIMILAR]]
