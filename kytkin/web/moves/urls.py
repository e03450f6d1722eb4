from __future__ import annotations

from django.urls import path

from kytkin.web.moves import inbox, views

urlpatterns = [
    path("moves/<int:pk>/", views.move, name="move"),
    path("me/consents/", inbox.consents, name="consents"),
    path("me/deputies/", inbox.deputies, name="deputies"),
]
