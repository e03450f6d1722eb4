"""Changing the own password; people without one (the fictional) have nothing to change."""

from __future__ import annotations

from allauth.account import views
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from kytkin.accounts.models import User


@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    if not (isinstance(request.user, User) and request.user.has_usable_password()):
        raise Http404
    response: HttpResponse = views.password_change(request)
    return response
