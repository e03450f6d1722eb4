"""Following and unfollowing, and Atom feeds of what can be followed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kytkin.accounts.models import User
from kytkin.notifications.models import Follow, FollowKind
from kytkin.preparations.queries import PreparationQuerySet, preparations
from kytkin.web.feeds.following import Followed, find_followed
from kytkin.web.feeds.searched import preparations_of_search
from kytkin.web.sign_in.address import safe_next, sign_in_url

NEWEST = 50


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Start to follow; with `stop` set, stop. Repeated clicks change nothing more."""
    if not isinstance(request.user, User):
        return redirect(sign_in_url(safe_next(request) or reverse("my_page")))
    kind, target = request.POST.get("kind", ""), request.POST.get("target", "")
    try:
        followed = find_followed(kind, target, visitor=request.user)
    except Http404:
        return stop_following_what_is_gone(request, kind, target)
    row = {"user": request.user, "kind": followed.kind, "target": followed.target}
    if request.POST.get("stop"):
        Follow.objects.filter(**row).delete()
        messages.info(request, _("You no longer follow: %(title)s") % {"title": followed.title})
    else:
        Follow.objects.get_or_create(**row, defaults={"created_at": timezone.now()})
        messages.success(
            request,
            (
                _("You keep the search %(title)s on your page. New hits come in a weekly digest.")
                if followed.kind == FollowKind.SEARCH
                else _("You follow: %(title)s. Changes are told on your page and by e-mail.")
            )
            % {"title": followed.title},
        )
    return redirect(safe_next(request) or followed.page)


def stop_following_what_is_gone(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """What is gone or hidden by now can still be left; everything else about it is not found."""
    row = Follow.objects.filter(user=request.user.pk, kind=kind, target=target)
    if not request.POST.get("stop") or not row.exists():
        raise Http404
    row.delete()
    messages.info(request, _("You no longer follow it."))
    return redirect("my_page")


def followed_preparations(followed: Followed, request: HttpRequest) -> PreparationQuerySet:
    visible = preparations().visible_to(request.user)
    match followed.kind:
        case FollowKind.PREPARATION:
            return visible.filter(key=followed.target)
        case FollowKind.THEME:
            return visible.filter(theme_links__theme__concept__notation=followed.target)
        case FollowKind.PHENOMENON:
            return visible.filter(
                theme_links__theme__phenomenon_links__phenomenon__code=followed.target
            )
        case _:
            return preparations_of_search(followed.target, visitor=request.user)


def atom(request: HttpRequest, followed: Followed) -> HttpResponse:
    base, language = settings.BASE_URL, get_language() or "fi"
    writer = Atom1Feed(
        title=f"Kytkin · {followed.title}",
        link=f"{base}{followed.page}",
        description=_("The preparations that changed last."),
        language=language,
        feed_url=f"{base}{request.get_full_path()}",
    )
    newest = (
        followed_preparations(followed, request)
        .distinct()
        .select_related("setter")
        .order_by("-updated_at", "key")[:NEWEST]
    )
    for preparation in newest:
        writer.add_item(
            title=str(preparation.name),
            link=f"{base}{preparation.get_absolute_url()}",
            unique_id=f"tag:kytkin,2026:{preparation.key}:{preparation.version}",
            description=_("%(organisation)s. %(state)s, %(stage)s. %(objective)s")
            % {
                "organisation": preparation.setter,
                "state": preparation.get_state_display(),
                "stage": preparation.get_stage_display(),
                "objective": preparation.objective,
            },
            pubdate=preparation.created_at,
            updateddate=preparation.updated_at,
        )
    return HttpResponse(
        writer.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


@require_GET
def feed(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """The Atom feed of a phenomenon, theme or preparation."""
    return atom(request, find_followed(kind, target, visitor=request.user))


@require_GET
def search_feed(request: HttpRequest) -> HttpResponse:
    """The Atom feed of a search, by its query string."""
    query = request.GET.urlencode()
    return atom(request, find_followed(FollowKind.SEARCH, query, visitor=request.user))
