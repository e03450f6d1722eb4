"""The way from My page to a page about my profile."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs(*last: str) -> list[dict[str, str]]:
    links = [
        {"label": _("My page"), "url": reverse("my_page")},
        {"label": _("My profile"), "url": reverse("my_profile")},
    ]
    return [*links, {"label": last[0]}] if last else [links[0], {"label": links[1]["label"]}]
