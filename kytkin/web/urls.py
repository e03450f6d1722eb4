"""The pages' addresses, area by area; all stand under /fi/, /sv/ or /en/."""

from __future__ import annotations

from django.urls import include, path

AREAS = (
    "home",
    "map",
    "phenomena",
    "preparations",
    "organisations",
    "search",
    "my",
    "calendar",
    "digest",
    "people",
    "joining",
    "needs",
    "offers",
    "moves",
    "goals",
    "pools",
    "performance",
    "matrix",
    "reports",
    "imports",
    "sign_in",
    "feeds",
)

urlpatterns = [path("", include(f"kytkin.web.{area}.urls")) for area in AREAS]
