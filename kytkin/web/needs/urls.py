from __future__ import annotations

from django.urls import path

from kytkin.web.needs import agency, inviting, views, writing

urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/<int:pk>/", views.need, name="need"),
    path("needs/<int:pk>/edit/", writing.need_edit, name="need_edit"),
    path("needs/<int:pk>/people/", inviting.need_people, name="need_people"),
    path("preparations/<slug:key>/needs/new/", writing.need_new, name="need_new"),
    path("organisations/<str:code>/choices/", agency.agency_choices, name="agency_choices"),
]
