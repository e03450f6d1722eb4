from __future__ import annotations

from django.urls import path

from kytkin.web.calendar import views

urlpatterns = [path("me/calendar/", views.my_calendar, name="my_calendar")]
