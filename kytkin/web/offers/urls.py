from __future__ import annotations

from django.urls import path

from kytkin.web.offers import views

urlpatterns = [
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.offer_new, name="offer_new"),
    path("offers/<int:pk>/", views.offer, name="offer"),
    path("offers/<int:pk>/edit/", views.offer_edit, name="offer_edit"),
]
