"""Signing in as a fictional person with one click; these pages exist in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kytkin.accounts.models import User
from kytkin.demo.content import demo_people
from kytkin.web.sign_in.address import safe_next

BACKEND = "django.contrib.auth.backends.ModelBackend"


def only_in_demo() -> None:
    if not settings.DEMO_MODE:
        raise Http404


@never_cache
@require_safe
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """The fictional people, each with what they want today."""
    only_in_demo()
    return render(
        request,
        "sign_in/demo.html",
        {"people": demo_people(), "next": safe_next(request)},
    )


@never_cache
@require_POST
def demo_sign_in_as(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as one fictional person; nobody else can be entered this way."""
    only_in_demo()
    user = get_object_or_404(User, username=username, is_fictional=True, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect(safe_next(request) or settings.LOGIN_REDIRECT_URL)
