"""What every page's frame needs: navigation, languages, sign-in state."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def page_frame(request: HttpRequest) -> dict[str, Any]:
    current = get_language()
    path = request.get_full_path()
    navigation = [
        (_("Map"), reverse("map")),
        (_("Phenomena"), reverse("phenomena")),
        (_("Preparations"), reverse("preparations")),
        (_("Needs"), reverse("needs")),
        (_("Goals"), reverse("goals")),
        (_("Steering"), reverse("steering")),
        (_("Organisations"), reverse("organisations")),
        (_("My page"), reverse("my_page")),
    ]
    return {
        "demo_mode": settings.DEMO_MODE,
        "is_canada": settings.DEMO_FIGURES == "canada",
        "main_nav": [
            {"label": label, "url": url, "current": request.path.startswith(url)}
            for label, url in navigation
        ],
        "language_links": [
            {
                "code": code,
                "name": name,
                "url": translate_url(path, code),
                "current": code == current,
            }
            for code, name in settings.LANGUAGES
        ],
        "search_url": reverse("search"),
        "unread_count": (
            request.user.notifications.filter(read_at__isnull=True, on_site=True).count()
            if request.user.is_authenticated
            else 0
        ),
    }
