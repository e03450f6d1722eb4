"""The digest or the alert of a day as a page."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kytkin.accounts.models import User
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.notifications.parts import shown_parts
from kytkin.notifications.queries import notifications, without_language


@login_required
@require_safe
def told_in_parts(request: HttpRequest, day: str, kind: NoticeKind) -> HttpResponse:
    """What was told that day; also when it was asked for by mail only."""
    assert isinstance(request.user, User)
    try:
        told_on = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    path = without_language(request.path)
    told = Notification.objects.filter(user=request.user, kind=kind, path=path)
    parts = [part for one in told.order_by("created_at", "pk") for part in shown_parts(one)]
    if not parts:
        raise Http404
    notifications().of(request.user).at(request.path).mark_read(now=timezone.now())
    is_digest = kind == NoticeKind.DIGEST
    title = _("Your week in Kytkin") if is_digest else _("New hits of your saved searches")
    return render(
        request,
        "digest/told.html",
        {
            "title": title,
            "day": told_on,
            "parts": parts,
            "root": f"/{get_language()}",
            "breadcrumbs": [
                {"label": _("My page"), "url": reverse("my_page")},
                {"label": title},
            ],
        },
    )
