"""Bringing in a table on the page: first what it would do, then, when confirmed, doing it."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import StaleVersion
from kytkin.exchange.tables.columns import PROFILE_COLUMNS, TableKind
from kytkin.exchange.tables.doors import plan_file
from kytkin.exchange.tables.limits import LARGEST_FILE
from kytkin.exchange.tables.planning import Plan, carry_out, refuse
from kytkin.exchange.tables.problems import TableRefused
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import has_role

MOST_SHOWN = 100
KEPT = "kept_table"
KEPT_FOR = dt.timedelta(days=1)


class UploadForm(forms.Form):
    """What the table holds, and the file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What does the table hold?"), choices=TableKind.choices
    )
    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy("CSV (UTF-8) or XLSX, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(*args)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        if not has_role(person, Role.ADMINISTRATOR):
            kind.choices = [one for one in TableKind.choices if one[0] != TableKind.PROFILES]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. Split it into smaller tables.")
            )
        return file


def uploader(request: HttpRequest) -> User:
    """Preparers and administrators bring in tables; for others there is no such page."""
    person = request.user
    allowed = (Role.PREPARER, Role.ADMINISTRATOR)
    if not isinstance(person, User) or not any(has_role(person, role) for role in allowed):
        raise Http404
    return person


@login_required
@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """The form; a file leads to its preview; a confirmed preview is carried out."""
    person = uploader(request)
    if request.method == "POST" and "confirm" in request.POST:
        return _confirm(request, person)
    form = UploadForm(person, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kind, file = TableKind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        path = _keep(request, kind, file)
        try:
            plan = plan_file(kind, path, by=person, name=file.name or "")
        except TableRefused as error:
            _forget(request)
            form.add_error("file", str(error))
        else:
            return _preview(request, person, plan, file.name or "")
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "profile_columns": PROFILE_COLUMNS if has_role(person, Role.ADMINISTRATOR) else (),
    }
    return render(request, "imports/upload.html", context, status=status)


def _preview(request: HttpRequest, person: User, plan: Plan, name: str) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "is_about_people": plan.kind == TableKind.PROFILES,
        "name": name,
        "steps": plan.steps[:MOST_SHOWN],
        "more_steps": max(0, len(plan.steps) - MOST_SHOWN),
        "problems": plan.problems,
        "token": request.session.get(KEPT, {}).get("token", ""),
    }
    if plan.problems:
        context["run"] = refuse(plan, origin=name, by=person, now=timezone.now())
    if plan.problems or not plan.steps:
        _forget(request)
    else:
        request.session[KEPT] = {**request.session[KEPT], "mark": plan.mark}
    return render(
        request, "imports/upload_preview.html", context, status=422 if plan.problems else 200
    )


def _confirm(request: HttpRequest, person: User) -> HttpResponse:
    """Plan again from the kept file; carry it out if that is what the person has looked at."""
    kept, token = request.session.get(KEPT), request.POST["confirm"]
    if not kept or kept["token"] != token or not (_folder() / token).exists():
        messages.warning(request, _("The table is no longer kept here. Choose the file again."))
        return redirect("import_new")
    plan = _planned(kept, person)
    if plan.problems or plan.mark != kept["mark"]:
        return _look_again(request, person, plan, kept["name"])
    try:
        run = carry_out(plan, origin=kept["name"], by=person, now=timezone.now())
    except StaleVersion:
        return _look_again(request, person, _planned(kept, person), kept["name"])
    _forget(request)
    if plan.kind == TableKind.PROFILES:
        messages.success(request, _(
            "The invitations are made. Each person is told and decides alone: you do not see "
            "what is kept."
        ))  # fmt: skip
    else:
        messages.success(request, _("The table is imported. Below is what changed."))
    return redirect(run.get_absolute_url())


def _planned(kept: dict[str, str], person: User) -> Plan:
    path = _folder() / kept["token"]
    return plan_file(TableKind(kept["kind"]), path, by=person, name=kept["name"])


def _look_again(request: HttpRequest, person: User, plan: Plan, name: str) -> HttpResponse:
    messages.warning(
        request, _("Something has changed since you looked. Look once more before you go on.")
    )
    return _preview(request, person, plan, name)


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(request: HttpRequest, kind: TableKind, file: UploadedFile[Any]) -> Path:
    """Keep the file under a name of ours, for this person's session only."""
    _forget(request)
    _forget_old(timezone.now())
    token = secrets.token_hex(16)
    path = _folder() / token
    with path.open("wb") as target:
        for piece in file.chunks():
            target.write(piece)
    name = Path(file.name or "").name[:100]
    request.session[KEPT] = {"token": token, "kind": kind.value, "name": name}
    return path


def _forget(request: HttpRequest) -> None:
    kept = request.session.pop(KEPT, None)
    if kept:
        (_folder() / kept["token"]).unlink(missing_ok=True)


def _forget_old(now: dt.datetime) -> None:
    """Files that nobody confirmed do not stay."""
    for path in _folder().iterdir():
        if path.stat().st_mtime < (now - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)
