from __future__ import annotations

from django.urls import path

from kytkin.web.reports import views

urlpatterns = [
    path("steering/reports/", views.reports, name="reports"),
    path("steering/reports/<int:pk>/", views.frozen_report, name="frozen_report"),
    path("steering/reports/<int:pk>/changes/", views.report_compare, name="report_compare"),
    path("steering/reports/<int:pk>/file.<slug:kind>", views.report_file, name="report_file"),
    path("goals/<slug:code>/reports/", views.goal_reports, name="goal_reports"),
]
