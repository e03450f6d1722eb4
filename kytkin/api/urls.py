"""The API's door. Its description for people is a page of ours, not a script from elsewhere."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from kytkin.api.reading import router

api = NinjaAPI(
    title="Kytkin",
    version="1",
    description=(
        "Where each phenomenon is prepared, and how to join. Read only. "
        "Ids (code, notation, key) are stable; texts come in every language they have."
    ),
    docs_url=None,
    urls_namespace="api-1",
)
api.add_router("/", router)

urlpatterns = [path("v1/", api.urls)]
