from __future__ import annotations

from django.urls import path

from kytkin.web.imports import upload, views

urlpatterns = [
    path("imports/", views.import_reports, name="import_reports"),
    path("imports/new/", upload.import_new, name="import_new"),
    path("imports/<int:pk>/", views.import_report, name="import_report"),
    path("imports/<int:pk>/findings.csv", views.import_report_csv, name="import_report_csv"),
]
