"""The API described for people: a page of ours, made from the API's own description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kytkin.api.urls import api


@require_GET
def api_guide(request: HttpRequest) -> HttpResponse:
    """Every address with what it gives and how it is narrowed."""
    paths = api.get_openapi_schema()["paths"]
    endpoints = [
        {
            "path": path,
            "summary": methods["get"]["summary"],
            "parameters": [
                parameter["name"]
                for parameter in methods["get"].get("parameters", [])
                if parameter["in"] == "query"
            ],
        }
        for path, methods in paths.items()
    ]
    return render(
        request,
        "api/guide.html",
        {"endpoints": endpoints, "openapi_url": reverse("api-1:openapi-json")},
    )
