from __future__ import annotations

from django.urls import path

from kytkin.web.phenomena import curating, themes, views

urlpatterns = [
    path("phenomena/", views.phenomena_page, name="phenomena"),
    path("phenomena/new/", curating.new, name="phenomenon_new"),
    path("phenomena/<slug:code>/", views.phenomenon, name="phenomenon"),
    path("phenomena/<slug:code>/edit/", curating.edit, name="phenomenon_edit"),
    path("phenomena/<slug:code>/merge/", curating.merge, name="phenomenon_merge"),
    path("themes/", themes.themes, name="themes"),
    path("themes/<str:notation>/", themes.theme, name="theme"),
]
