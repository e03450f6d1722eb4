from __future__ import annotations

from django.urls import path

from kytkin.web.my import views

urlpatterns = [
    path("me/", views.my_page, name="my_page"),
    path("me/notifications/", views.notifications, name="notifications"),
    path("me/preferences/", views.preferences, name="preferences"),
    path("me/data.json", views.my_data, name="my_data"),
]
