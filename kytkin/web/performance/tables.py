"""An agreement as a spreadsheet: downloaded, filled, brought back with its differences."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.exchange.agreements.reading import Brought, read_agreement
from kytkin.exchange.agreements.template import agreement_sheet
from kytkin.exchange.tables.limits import LARGEST_FILE
from kytkin.exchange.tables.problems import TableRefused
from kytkin.steering.actions_targets import keep_content
from kytkin.steering.content import as_json, content_of, from_json
from kytkin.steering.differences import differences
from kytkin.steering.models import AgreementVersion
from kytkin.web.performance.shown import crumbs, open_version, party_agreement, seen_versions

SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT: Final = "agreement_sheet"


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("The XLSX file that you downloaded from this agreement."),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if Path(file.name or "").suffix.lower() != ".xlsx":
            raise forms.ValidationError(_("This is no XLSX file. Save the spreadsheet as XLSX."))
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


@login_required
@require_safe
def performance_table(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The version as XLSX, for the parties."""
    agreement = party_agreement(request, pk)
    for version in seen_versions(request, agreement):
        if version.number == number:
            named = f"{agreement.agency.code}-{agreement.first_year}-{number}.xlsx"
            return HttpResponse(
                agreement_sheet(version),
                content_type=SHEET_TYPE,
                headers={"Content-Disposition": f'attachment; filename="{named}"'},
            )
    raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performance_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A file leads to its differences; they are kept once confirmed."""
    assert isinstance(request.user, User)
    version = open_version(request, pk)
    if request.method == "POST" and request.POST.get("act") == "keep":
        return _keep(request, version, request.user)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            brought = _read(form.cleaned_data["file"], version)
        except TableRefused as error:
            form.add_error("file", str(error))
        else:
            context |= _preview(request, version, brought)
    context |= {
        "agreement": version.agreement,
        "version": version,
        "breadcrumbs": crumbs(version.agreement, _("Bring a spreadsheet back")),
    }
    wrong = bool(form.errors) or bool(context.get("problems"))
    return render(request, "performance/upload.html", context, status=422 if wrong else 200)


def _read(file: UploadedFile[Any], version: AgreementVersion) -> Brought:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as target:
        for chunk in file.chunks():
            target.write(chunk)
        target.flush()
        return read_agreement(Path(target.name), version)


def _preview(request: HttpRequest, version: AgreementVersion, brought: Brought) -> dict[str, Any]:
    request.session.pop(KEPT, None)
    if brought.problems:
        return {"problems": brought.problems}
    found = differences(content_of(version), brought.content)
    if found:
        request.session[KEPT] = {
            "version": version.pk, "edition": version.edition, "content": as_json(brought.content),
        }  # fmt: skip
    return {
        "is_read": True, "differences": found, "is_older": brought.edition != version.edition,
    }  # fmt: skip


def _keep(request: HttpRequest, version: AgreementVersion, user: User) -> HttpResponse:
    kept = request.session.pop(KEPT, None)
    if kept is None or kept["version"] != version.pk:
        messages.error(request, _("The spreadsheet is no longer here: bring it again."))
        return redirect("performance_upload", pk=version.agreement_id)
    try:
        keep_content(
            version=version, edition=kept["edition"], content=from_json(kept["content"]), by=user,
            now=timezone.now(),
        )  # fmt: skip
    except StaleVersion:
        messages.error(
            request,
            _("Somebody changed the agreement meanwhile. Bring the spreadsheet again to see the "
              "differences as they are now."),
        )  # fmt: skip
        return redirect("performance_upload", pk=version.agreement_id)
    except KytkinError as error:
        messages.error(request, str(error))
        return redirect(version.agreement)
    messages.success(request, _("What the spreadsheet says is kept."))
    return redirect(version.agreement)
