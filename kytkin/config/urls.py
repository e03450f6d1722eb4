"""All addresses: pages under a language; the API, calendars and the health check outside."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from kytkin.api.guide import api_guide
from kytkin.web.calendar.views import calendar_file
from kytkin.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("calendar/<slug:token>.ics", calendar_file, name="calendar_file"),
    path("api/", include("kytkin.api.urls")),
    path("", RedirectView.as_view(pattern_name="home", permanent=False), name="root"),
    *i18n_patterns(
        path("account/", include("kytkin.web.sign_in.account_urls")),
        path("admin/", admin.site.urls),
        path("api/", api_guide, name="api_guide"),
        path("", include("kytkin.web.urls")),
    ),
]
