"""Where to sign in, and the way back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def sign_in_url(back_to: str) -> str:
    """The page that signs in, returning to `back_to`: the demo people in demo mode."""
    page = reverse("demo_sign_in" if settings.DEMO_MODE else "account_login")
    return f"{page}?{urlencode({'next': back_to})}"


def safe_next(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if it is a page of ours; the sign-in itself is nowhere."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and not wanted.startswith(reverse("demo_sign_in")) else ""
