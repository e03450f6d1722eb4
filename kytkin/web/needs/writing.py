"""Writing a need, and changing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.matching.skills import suggest_skills
from kytkin.mobility.actions_needs import write_need
from kytkin.mobility.models import Need
from kytkin.mobility.permissions_needs import may_manage, may_write_needs
from kytkin.mobility.posting import once
from kytkin.preparations.models import Preparation
from kytkin.preparations.queries import preparations
from kytkin.web.needs.forms import NeedForm, first_values
from kytkin.web.needs.naming import named
from kytkin.web.needs.views import seen_need

MOST_SUGGESTED = 6


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest, key: str) -> HttpResponse:
    found = preparations().visible_to(request.user).select_related("setter", "contact")
    preparation = get_object_or_404(found, key=key)
    if not may_write_needs(request.user, preparation):
        raise Http404
    return write(request, preparation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = seen_need(request, pk)
    if not may_manage(request.user, need):
        raise Http404
    return write(request, need.preparation, need)


def write(request: HttpRequest, preparation: Preparation, need: Need | None) -> HttpResponse:
    """The form; “find skills” fills in what the text tells of, for the writer to check."""
    assert isinstance(request.user, User)
    author, now = request.user, timezone.now()
    form, status = NeedForm(initial={**first_values(need), "once": uuid.uuid4()}), 200
    if request.method == "POST" and "suggest" in request.POST:
        form = with_suggestions(request)
    elif request.method == "POST":
        form = NeedForm(request.POST)
        if form.is_valid():
            try:
                made = once(
                    key=None if need else form.cleaned_data["once"],
                    by=author,
                    now=now,
                    make=lambda: write_need(
                        preparation=preparation, values=form.values(), skills=form.skills(),
                        need=need, version=form.cleaned_data["version"] or 0, by=author, now=now,
                    ),
                )  # fmt: skip
            except StaleVersion:
                status = 409
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The need is kept."))
                return redirect(made.path)
    current = Need.objects.get(pk=need.pk) if need is not None and status == 409 else None
    if current is not None:
        form = NeedForm({**request.POST.dict(), **lists(request), "version": current.version})
    return render(
        request,
        "needs/write.html",
        {
            "form": form,
            "preparation": preparation,
            "need": need,
            "current": current,
            "breadcrumbs": [
                {"label": preparation.register_id or preparation.key,
                 "url": preparation.get_absolute_url()},
                {"label": _("Needs"), "url": reverse("needs")},
                {"label": need.title if need else _("A new need")},
            ],
        },
        status=status,
    )  # fmt: skip


def lists(request: HttpRequest) -> dict[str, list[str]]:
    """The fields with several values, which `dict()` would cut to the last."""
    return {"languages": request.POST.getlist("languages")}


def with_suggestions(request: HttpRequest) -> NeedForm:
    """The form as typed, with the skills that its text tells of added to those needed."""
    said = f"{request.POST.get('title', '')}\n{request.POST.get('text', '')}"
    found = [one.concept for one in suggest_skills(said)[:MOST_SUGGESTED]]
    written = request.POST.get("needed", "").strip()
    there = {name.strip().lower() for name in written.split(",")}
    new = [concept for concept in found if str(concept).lower() not in there]
    if not new:
        messages.info(request, _("No more skills were found in the text."))
    together = ", ".join(part for part in (written, named(new)) if part)
    return NeedForm(initial={**request.POST.dict(), **lists(request), "needed": together})
