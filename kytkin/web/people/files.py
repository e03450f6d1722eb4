"""My profile as files: downloaded for myself or for others, and brought back in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.documents import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Said,
    Signatures,
)
from kytkin.exchange.documents.pdf import as_pdf
from kytkin.exchange.profiles.checking import Slip
from kytkin.exchange.profiles.europass import europass_file
from kytkin.exchange.profiles.own_format import LARGEST_FILE, own_file, read_own_file
from kytkin.people.documents import ProfileDocument, profile_document
from kytkin.people.invitations import bring_own, waiting_for
from kytkin.people.models import Profile
from kytkin.people.queries import profiles
from kytkin.people.told import as_json
from kytkin.web.people.crumbs import crumbs


class ProfileFileForm(forms.Form):
    """A file of a profile."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A profile as downloaded from Kytkin, ending in .json."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than a profile. Choose one that was downloaded from Kytkin.")
            )
        return file


def own(request: HttpRequest) -> Profile:
    """The profile of who is signed in; 404 while there is none."""
    assert isinstance(request.user, User)
    profile = profiles().of(request.user).for_page().first()
    if profile is None:
        raise Http404
    return profile


@never_cache
@login_required
@require_safe
def profile_export(request: HttpRequest) -> HttpResponse:
    """My profile whole, in a format that comes back in."""
    return _file(own_file(own(request), now=timezone.now()), "kytkin-profile.json")


@never_cache
@login_required
@require_safe
def profile_europass(request: HttpRequest) -> HttpResponse:
    """My skills in the shape of the European Learning Model."""
    return _file(europass_file(own(request)), "kytkin-skills-europass.json")


@never_cache
@login_required
@require_safe
def profile_pdf(request: HttpRequest) -> HttpResponse:
    """My profile as a tagged PDF in the language of the page."""
    shown = profile_document(own(request), (get_language() or "fi")[:2])
    response = HttpResponse(as_pdf(printed(shown)), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="kytkin-profile.pdf"'
    return response


def printed(shown: ProfileDocument) -> Document:
    """The profile as a document: each item of a list is a paragraph led by its name."""
    language = shown.language
    blocks: list[Block] = []
    for chapter in shown.chapters:
        blocks.append(Heading(chapter.heading))
        blocks += [Paragraph(Said(text, language)) for text in chapter.paragraphs]
        if chapter.facts.rows:
            rows = tuple((name, Said(value, language)) for name, value in chapter.facts.rows)
            blocks.append(Facts(rows))
        blocks += [
            Paragraph(Said("\n".join(item.lines), language), lead=item.text)
            for item in chapter.items
        ]
    return Document(
        language=language,
        title=shown.title,
        subtitle=Said(shown.subtitle, language),
        facts_at_top=(),
        blocks=tuple(blocks),
        signatures=Signatures("", "", "", ()),
        foot=shown.note,
        page=_("Page"),
        made_on=timezone.localdate(),
    )


def _file(told: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_bring(request: HttpRequest) -> HttpResponse:
    """A file in; what it says waits on a page of its own for ticks."""
    person = request.user
    assert isinstance(person, User)
    now = timezone.now()
    waiting = waiting_for(person, now)
    blocked = waiting is not None and not waiting.is_own
    form = ProfileFileForm(request.POST or None, request.FILES or None)
    slips: list[Slip] = []
    if request.method == "POST" and not blocked and form.is_valid():
        file = form.cleaned_data["file"]
        content, slips = read_own_file(file.read())
        if not slips and not as_json(content):
            form.add_error("file", _("The file tells nothing for a profile."))
        elif not slips:
            bring_own(content=content, source=Path(file.name or "").name, by=person, now=now)
            messages.info(request, _("Nothing is on your profile yet: tick what you keep."))
            return redirect("profile_invitation")
    context = {
        "form": form,
        "slips": slips,
        "blocked": blocked,
        "breadcrumbs": crumbs(_("Bring in a profile from a file")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/bring.html", context, status=status)
