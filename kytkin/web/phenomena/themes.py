"""Themes: the list by letters, and the page of each."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kytkin.accounts.models import User
from kytkin.mobility.queries_needs import needs, offers
from kytkin.notifications.models import Follow, FollowKind
from kytkin.preparations.models import Partnership, PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS, preparations
from kytkin.themes.models import Theme
from kytkin.themes.queries import theme_of_notation
from kytkin.web.cards import preparation_card
from kytkin.web.needs.cards import need_cards

ON_A_PAGE: Final = 12
THEMES_ON_A_PAGE: Final = 100
MOST_RELATED: Final = 10
MOST_ORGANISATIONS: Final = 8
MOST_NEEDS: Final = 4


@require_GET
def themes(request: HttpRequest) -> HttpResponse:
    """The themes that preparations carry, by first letter in the page's language."""
    visible = preparations().visible_to(request.user)
    rows = (
        Theme.objects.exclude(concept__labels={})
        .select_related("concept")
        .annotate(
            counted=Count(
                "preparation_links",
                filter=Q(
                    preparation_links__standing__in=COUNTED_STANDINGS,
                    preparation_links__preparation__in=visible,
                ),
            )
        )
        .filter(counted__gt=0)
    )
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:80]
    language = get_language()
    entries = sorted(
        ({"theme": row, "label": row.labels.in_language(language), "count": vars(row)["counted"]}
         for row in rows),
        key=lambda entry: (str(entry["label"]).casefold(), entry["theme"].pk),
    )  # fmt: skip
    if words:
        folded = words.casefold()
        entries = [
            entry
            for entry in entries
            if any(folded in label.casefold() for label in entry["theme"].labels.values())
        ]
    letters = sorted({_letter(entry) for entry in entries})
    letter = request.GET.get("letter", "")
    if letter in letters:
        entries = [entry for entry in entries if _letter(entry) == letter]
    page = Paginator(entries, THEMES_ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "phenomena/themes.html",
        {
            "page": page,
            "letters": letters,
            "letter": letter if letter in letters else "",
            "words": words,
            "total": len(entries),
            "query_string": query.urlencode(),
        },
    )


def _letter(entry: dict[str, Any]) -> str:
    first = str(entry["label"])[:1].upper()
    return first if first.isalpha() else "#"


@require_GET
def theme(request: HttpRequest, notation: str) -> HttpResponse:
    """One theme: its labels, who carries it, what comes with it."""
    try:
        shown = theme_of_notation(notation)
    except Theme.DoesNotExist as error:
        raise Http404 from error
    if not shown.concept.labels:
        raise Http404
    if shown.concept.notation != notation:
        return redirect(shown.get_absolute_url(), permanent=True)
    carrying = preparations().visible_to(request.user).carrying(shown)
    keys = carrying.values("pk")
    page = Paginator(carrying.for_cards().latest_first(), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    suggested = set(
        PreparationTheme.objects.filter(
            theme=shown, standing="suggested", preparation__in=page.object_list
        ).values_list("preparation__key", flat=True)
    )
    today = timezone.localdate()
    return render(
        request,
        "phenomena/theme.html",
        {
            "theme": shown,
            "page": page,
            "results": [
                {"card": preparation_card(row), "suggested": row.key in suggested} for row in page
            ],
            "phenomena": [
                link.phenomenon
                for link in shown.phenomenon_links.filter(
                    phenomenon__superseded_by__isnull=True
                ).select_related("phenomenon")
            ],
            "related": _related(shown, keys),
            "organisations": _organisations(keys),
            "needs": need_cards(
                needs()
                .open_on(today)
                .visible_to(request.user)
                .on_themes([shown])
                .for_cards()
                .soonest_first()[:MOST_NEEDS]
            ),
            "offer_count": offers().open_on(today).on_theme(shown).count(),
            "following": isinstance(request.user, User)
            and Follow.objects.filter(
                user=request.user, kind=FollowKind.THEME, target=notation
            ).exists(),
        },
    )


def _related(shown: Theme, keys: Any) -> list[Theme]:
    """Themes that stand on the same preparations, the most common first."""
    rows = (
        PreparationTheme.objects.filter(preparation__in=keys, standing__in=COUNTED_STANDINGS)
        .exclude(theme=shown)
        .exclude(theme__concept__labels={})
        .values_list("theme_id")
        .annotate(number=Count("pk"))
        .order_by("-number", "theme_id")[:MOST_RELATED]
    )
    order = [pk for pk, _number in rows]
    found = Theme.objects.select_related("concept").in_bulk(order)
    return [found[pk] for pk in order]


def _organisations(keys: Any) -> list[dict[str, Any]]:
    """Who prepares them: organisations with how many, the most first."""
    counts: Counter[int] = Counter()
    organisations = {}
    partners = Partnership.objects.filter(preparation__in=keys).select_related(
        "organisation__branch"
    )
    for link in partners:
        counts[link.organisation_id] += 1
        organisations[link.organisation_id] = link.organisation
    best = sorted(counts, key=lambda pk: (-counts[pk], organisations[pk].code))
    return [
        {"organisation": organisations[pk], "count": counts[pk]} for pk in best[:MOST_ORGANISATIONS]
    ]
