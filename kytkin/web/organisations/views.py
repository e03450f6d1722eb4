"""Organisations: the tree of the State, and what each prepares and with whom."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kytkin.mobility.accounts import may_read_account
from kytkin.mobility.rules import agency_of
from kytkin.organisations.models import Organisation
from kytkin.organisations.permissions import can_administer, memberships_of
from kytkin.organisations.queries import Branching, as_tree, organisations
from kytkin.preparations.models import Partnership, PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS, preparations
from kytkin.themes.models import Theme
from kytkin.web.cards import preparation_card
from kytkin.web.remembered import remembered

MOST_SHOWN: Final = 8
MOST_PARTNERS: Final = 12
MOST_THEMES: Final = 12


@require_GET
def organisations_page(request: HttpRequest) -> HttpResponse:
    """The tree as it is today, or with those that have ended."""
    shows_ended = request.GET.get("ended") == "1"
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:80]
    today = timezone.localdate()
    found = organisations() if shows_ended else organisations().current_on(today)
    rows = list(found.order_by("colour_index", "code"))
    if words:
        folded = words.casefold()
        rows = [
            row
            for row in rows
            if folded in row.code.casefold()
            or any(folded in name.casefold() for name in row.name.values())
        ]
    counts = dict(
        Partnership.objects.filter(
            preparation__in=preparations().visible_to(request.user).running()
        )
        .values_list("organisation_id")
        .annotate(number=Count("pk"))
    )
    return render(
        request,
        "organisations/organisations.html",
        {
            "trees": [] if words else _opened(as_tree(rows), counts),
            "rows": [{"organisation": row, "count": counts.get(row.pk, 0)} for row in rows]
            if words
            else [],
            "words": words,
            "shows_ended": shows_ended,
            "total": len(rows),
            "today": today,
        },
    )


def _opened(trees: tuple[Branching, ...], counts: dict[int, int]) -> list[dict[str, Any]]:
    """The trees for the template, each with its count of running preparations."""
    return [
        {
            "organisation": tree.organisation,
            "count": counts.get(tree.organisation.pk, 0),
            "below": _opened(tree.below, counts),
        }
        for tree in trees
    ]


@require_GET
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(
        organisations().with_succession().select_related("branch", "parent"), code=code
    )
    figures = remembered(request, "organisation", shown.pk, make=lambda: _figures(request, shown))
    latest = preparations().filter(pk__in=figures["latest"]).for_cards().latest_first()
    return render(
        request,
        "organisations/organisation.html",
        {
            **figures,
            "organisation": shown,
            "sees_people": bool(memberships_of(request.user)),
            "sees_time": may_read_account(request.user, shown),
            "administers": can_administer(request.user, shown) and agency_of(shown) == shown,
            "above": list(organisations().above(shown)),
            "children": list(organisations().filter(parent=shown).order_by("code")),
            "predecessors": [link.predecessor for link in shown.follows.all()],
            "successors": [link.successor for link in shown.followed_by.all()],
            "has_ended": shown.ends_before is not None
            and shown.ends_before <= timezone.localdate(),
            "cards": [preparation_card(row) for row in latest],
        },
    )


def _figures(request: HttpRequest, shown: Organisation) -> dict[str, Any]:
    """What the organisation prepares, with whom, on what: counted once for many readers."""
    visible = preparations().visible_to(request.user)
    within = visible.in_branch(shown)
    keys = within.order_by().values("pk")
    running = within.running()
    return {
        "running_count": running.count(),
        "total": within.count(),
        "set_count": visible.filter(setter__path__startswith=shown.path).running().count(),
        "open_count": running.open_to_join().count(),
        "latest": list(running.latest_first().values_list("pk", flat=True)[:MOST_SHOWN]),
        "partners": _partners(shown, keys),
        "themes": _themes(keys),
    }


def _partners(shown: Organisation, keys: Any) -> list[dict[str, Any]]:
    """With whom it prepares: organisations outside it, by shared preparations."""
    counts: Counter[int] = Counter()
    rows = {}
    links = (
        Partnership.objects.filter(preparation__in=keys)
        .exclude(Q(organisation__path__startswith=shown.path))
        .select_related("organisation__branch")
    )
    for link in links:
        counts[link.organisation_id] += 1
        rows[link.organisation_id] = link.organisation
    own = shown.own_branch
    best = sorted(counts, key=lambda pk: (-counts[pk], rows[pk].code))[:MOST_PARTNERS]
    return [
        {
            "organisation": rows[pk],
            "count": counts[pk],
            "is_joint": own is not None and rows[pk].own_branch not in (None, own),
        }
        for pk in best
    ]


def _themes(keys: Any) -> list[Theme]:
    rows = (
        PreparationTheme.objects.filter(preparation__in=keys, standing__in=COUNTED_STANDINGS)
        .exclude(theme__concept__labels={})
        .values_list("theme_id")
        .annotate(number=Count("preparation_id", distinct=True))
        .order_by("-number", "theme_id")[:MOST_THEMES]
    )
    order = [pk for pk, _number in rows]
    found = Theme.objects.select_related("concept").in_bulk(order)
    return [found[pk] for pk in order]
