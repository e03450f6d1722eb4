"""The page of a preparation, and the verdicts on its suggested themes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kytkin.accounts.models import User
from kytkin.mobility.permissions import is_contact
from kytkin.mobility.permissions_needs import may_write_needs
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_needs import draft_needs_of, open_needs_of
from kytkin.notifications.models import Follow, FollowKind
from kytkin.notifications.queries import notifications
from kytkin.preparations.actions import decide_theme
from kytkin.preparations.models import Preparation, PreparationTheme, Standing, Way
from kytkin.preparations.neighbours import neighbours
from kytkin.preparations.permissions import can_edit
from kytkin.preparations.queries import preparations
from kytkin.web.cards import preparation_card
from kytkin.web.goals.shown import goals_shown
from kytkin.web.joining.ways import offered
from kytkin.web.needs.cards import need_cards
from kytkin.web.preparations import page
from kytkin.web.remembered import remembered

MAIN_FIRST = (Way.WORK_INPUT, Way.SHARE_KNOWLEDGE, Way.COMMENT, Way.PROPOSE_JOINT)


def visible_preparation(request: HttpRequest, key: str) -> Preparation:
    """The preparation, or 404 when there is none that the visitor may see."""
    found = preparations().visible_to(request.user).for_cards().select_related("contact")
    return get_object_or_404(found.prefetch_related("dates", "numbers"), key=key)


@require_GET
def preparation(request: HttpRequest, key: str) -> HttpResponse:
    shown = visible_preparation(request, key)
    user = request.user if isinstance(request.user, User) else None
    if user:
        notifications().of(user).at(request.path).mark_read(now=timezone.now())
    answers = is_contact(request.user, shown)
    own_open = join_requests().of(user).open().filter(preparation=shown) if user else []
    open_ways = {own.way: own for own in own_open}
    links = list(shown.counted_theme_links)  # type: ignore[attr-defined]
    ways = [words for words in offered(shown) if words.way != Way.FOLLOW]
    main_way = next((way for way in MAIN_FIRST if way in {words.way for words in ways}), None)
    writes_needs = may_write_needs(request.user, shown)
    return render(
        request,
        "preparations/preparation.html",
        {
            "preparation": shown,
            "timeline": page.timeline_of(shown),
            "dates": page.dates_of(shown),
            "partners": page.partners_of(shown),
            "branch_count": page.branches_of(shown),
            "last_day": page.last_day_of(shown),
            "sources": page.sources_of(shown),
            "source": page.source_of(shown.source_url),
            "source_name": page.source_of(shown.source_name).name,
            "theme_links": [(link, page.words_behind(link)) for link in links],
            "themes_by_origin": page.themes_by_origin(links),
            "other_words": page.other_words(shown, links),
            "can_edit": can_edit(request.user, shown),
            "answers": answers,
            "goals": goals_shown(request, preparation_links__preparation=shown),
            "needs": need_cards(open_needs_of(shown)),
            "draft_needs": draft_needs_of(shown) if writes_needs else [],
            "writes_needs": writes_needs,
            "waiting": (
                join_requests()
                .answered_by(request.user)
                .waiting_for_answer()
                .filter(preparation=shown)
                .count()
                if answers
                else 0
            ),
            "ways": [
                {
                    "words": words,
                    "open_request": open_ways.get(words.way),
                    "kind": "primary" if words.way == main_way else "secondary",
                }
                for words in ways
            ],
            "takes_proposals": any(words.way == Way.PROPOSE_JOINT for words in ways),
            "breadcrumbs": [
                {"label": _("Preparations"), "url": reverse("preparations")},
                {"label": shown.register_id or shown.key},
            ],
            "following": bool(
                user
                and Follow.objects.filter(
                    user=user, kind=FollowKind.PREPARATION, target=shown.key
                ).exists()
            ),
            "neighbours": [
                {
                    "card": preparation_card(neighbour.preparation),
                    "across": neighbour.across_branches,
                    "subjects": [shared.theme.labels.local for shared in neighbour.shared[:4]],
                    "more": max(len(neighbour.shared) - 4, 0),
                }
                for neighbour in remembered(
                    request,
                    "neighbours",
                    shown.pk,
                    make=lambda: neighbours(shown, visitor=request.user),
                )
            ],
        },
    )


@require_POST
def theme_verdict(request: HttpRequest, key: str, notation: str) -> HttpResponse:
    """Confirm or reject a theme; for those who can edit the preparation."""
    shown = visible_preparation(request, key)
    if not isinstance(request.user, User) or not can_edit(request.user, shown):
        raise Http404
    verdict = request.POST.get("verdict")
    if verdict not in (Standing.CONFIRMED, Standing.REJECTED):
        raise Http404
    try:
        link = decide_theme(
            preparation=shown,
            notation=notation,
            standing=Standing(verdict),
            by=request.user,
            now=timezone.now(),
        )
    except PreparationTheme.DoesNotExist:
        raise Http404 from None
    said = (
        _("The theme “%(theme)s” is confirmed.")
        if verdict == Standing.CONFIRMED
        else _("The theme “%(theme)s” is removed and will not be suggested again.")
    )
    messages.success(request, said % {"theme": link.theme})
    return redirect(f"{shown.get_absolute_url()}#themes")
