from __future__ import annotations

from django.urls import path

from kytkin.web.performance import hub, tables, targets, views, writing, year

urlpatterns = [
    path("steering/", hub.steering, name="steering"),
    path("steering/agreements/", views.performance_agreements, name="performance_agreements"),
    path("steering/agreements/new/", writing.performance_new, name="performance_new"),
    path(
        "steering/agreements/<int:pk>/", views.performance_agreement, name="performance_agreement"
    ),
    path(
        "steering/agreements/<int:pk>/versions/<int:number>/",
        views.performance_version,
        name="performance_version",
    ),
    path(
        "steering/agreements/<int:pk>/changes/",
        views.performance_compare,
        name="performance_compare",
    ),
    path(
        "steering/agreements/<int:pk>/preamble/",
        writing.performance_preamble,
        name="performance_preamble",
    ),
    path(
        "steering/agreements/<int:pk>/resources/",
        writing.performance_resources,
        name="performance_resources",
    ),
    path(
        "steering/agreements/<int:pk>/targets/new/",
        writing.performance_target_new,
        name="performance_target_new",
    ),
    path(
        "steering/agreements/<int:pk>/targets/<int:key>/",
        targets.performance_target,
        name="performance_target",
    ),
    path(
        "steering/agreements/<int:pk>/targets/<int:key>/edit/",
        writing.performance_target_edit,
        name="performance_target_edit",
    ),
    path(
        "steering/agreements/<int:pk>/versions/<int:number>.xlsx",
        tables.performance_table,
        name="performance_table",
    ),
    path(
        "steering/agreements/<int:pk>/spreadsheet/",
        tables.performance_upload,
        name="performance_upload",
    ),
    path(
        "steering/agreements/<int:pk>/<int:year>/", year.performance_year, name="performance_year"
    ),
    path(
        "steering/agreements/<int:pk>/<int:year>/figures/",
        year.performance_figures,
        name="performance_figures",
    ),
]
