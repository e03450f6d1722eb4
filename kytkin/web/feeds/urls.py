from __future__ import annotations

from django.urls import path

from kytkin.web.feeds import views

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("feeds/search.atom", views.search_feed, name="search_feed"),
    path("feeds/<slug:kind>/<str:target>.atom", views.feed, name="feed"),
]
