"""Writing, editing, merging and superseding phenomena: for connectors; 404 for others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.search import index
from kytkin.search.models import DocumentKind
from kytkin.themes.actions import (
    create_phenomenon,
    edit_phenomenon,
    merge_phenomena,
    supersede_phenomenon,
)
from kytkin.themes.models import Phenomenon
from kytkin.themes.permissions import can_curate
from kytkin.themes.queries import phenomena
from kytkin.web.phenomena.forms import MergeForm, PhenomenonForm


def connector(request: HttpRequest) -> User:
    """The person, who must be a connector; what others may not do does not exist for them."""
    if not isinstance(request.user, User) or not can_curate(request.user):
        raise Http404
    return request.user


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = connector(request)
    form = PhenomenonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_phenomenon(content=form.content(), by=person, now=timezone.now())
        except KytkinError as error:
            form.add_error(None, str(error))
        else:
            index.update(DocumentKind.PHENOMENON, [made.code])
            messages.success(request, _("The phenomenon stands on the map now."))
            return redirect(made.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "phenomena/edit.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    person = connector(request)
    shown = get_object_or_404(phenomena().current(), code=code)
    if request.method == "GET":
        form = PhenomenonForm(initial=PhenomenonForm.initial_of(shown))
        return render(request, "phenomena/edit.html", {"form": form, "phenomenon": shown})
    form = PhenomenonForm(request.POST)
    if form.is_valid():
        try:
            edit_phenomenon(
                phenomenon=shown,
                version=form.cleaned_data["version"] or 0,
                content=form.content(),
                by=person,
                now=timezone.now(),
            )
        except StaleVersion:
            current = Phenomenon.objects.get(pk=shown.pk)
            context = {
                "form": form,
                "phenomenon": current,
                "current": PhenomenonForm(initial=PhenomenonForm.initial_of(current)),
                "new_version": current.version,
            }
            return render(request, "phenomena/conflict.html", context, status=409)
        except KytkinError as error:
            form.add_error(None, str(error))
        else:
            index.update(DocumentKind.PHENOMENON, [shown.code])
            messages.success(request, _("The changes are saved and visible to everyone."))
            return redirect(shown.get_absolute_url())
    return render(request, "phenomena/edit.html", {"form": form, "phenomenon": shown}, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let another phenomenon take this one's place, with or without its themes."""
    person = connector(request)
    shown = get_object_or_404(phenomena().current(), code=code)
    others = sorted(phenomena().current().exclude(pk=shown.pk), key=lambda p: str(p).casefold())
    form = MergeForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        stays = next(other for other in others if other.code == form.cleaned_data["target"])
        try:
            if form.cleaned_data["unite"]:
                merge_phenomena(kept=stays, merged=shown, by=person, now=timezone.now())
            else:
                supersede_phenomenon(old=shown, successor=stays, by=person, now=timezone.now())
        except KytkinError as error:
            form.add_error(None, str(error))
        else:
            index.update(DocumentKind.PHENOMENON, [shown.code, stays.code])
            messages.success(request, _("%(old)s now leads to this page.") % {"old": shown.title})
            return redirect(stays.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(
        request, "phenomena/merge.html", {"form": form, "phenomenon": shown}, status=status
    )
