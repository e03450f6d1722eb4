from __future__ import annotations

from django.urls import path

from kytkin.notifications.models import NoticeKind
from kytkin.web.digest import views

urlpatterns = [
    path("me/digest/<str:day>/", views.told_in_parts, {"kind": NoticeKind.DIGEST}, name="digest"),
    path(
        "me/hits/<str:day>/",
        views.told_in_parts,
        {"kind": NoticeKind.SEARCH_HITS},
        name="search_hits",
    ),
]
