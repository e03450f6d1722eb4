from __future__ import annotations

from django.urls import path

from kytkin.web.map import views

urlpatterns = [path("map/", views.map_page, name="map")]
