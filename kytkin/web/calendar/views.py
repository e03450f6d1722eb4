"""The page where one makes the secret address of one's calendar, and the file behind it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.mobility.calendar_feeds import feed_of, make_address, mark_read, revoke_address
from kytkin.mobility.models import CalendarFeed
from kytkin.web.calendar import ical
from kytkin.web.calendar.entries import entries_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke (`act`). The address is in the answer to making it, and only there."""
    user = request.user
    assert isinstance(user, User)
    address = ""
    match request.POST.get("act", "") if request.method == "POST" else None:
        case None:
            pass
        case "make":
            token = make_address(by=user, now=timezone.now())
            address = f"{settings.BASE_URL}{reverse('calendar_file', args=[token])}"
        case "revoke":
            revoke_address(by=user, now=timezone.now())
            messages.success(request, _("The address works no more. Remove it from your program."))
            return redirect("my_calendar")
        case _unknown:
            raise Http404
    return render(
        request,
        "calendar/my_calendar.html",
        {
            "address": address,
            "feed": CalendarFeed.objects.filter(user=user).first(),
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": _("Calendar")},
            ],
        },
    )


@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, for whoever has the address; for anything else there is nothing here."""
    feed = feed_of(token)
    if feed is None:
        return HttpResponseNotFound()
    now = timezone.now()
    mark_read(feed, now=now)
    with override(feed.user.language):
        entries = entries_of(feed.user, timezone.localdate(now))
        content = ical.calendar_file(entries, language=feed.user.language)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type="text/calendar; charset=utf-8"
    )
    assert isinstance(response, HttpResponse)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="kytkin.ics"'
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
