"""The page of a move's agreement: read it, sign it, word it, fetch it as PDF or DOCX."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.exchange.documents.docx import as_docx
from kytkin.exchange.documents.pdf import as_pdf
from kytkin.mobility.actions_agreements import (
    give_case_number,
    record_signature,
    sign_agreement,
    word_agreement,
)
from kytkin.mobility.agreement_steps import details_of, has_agreement
from kytkin.mobility.agreement_text import document_of
from kytkin.mobility.clauses import LANGUAGES, texts
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import Agreement, Move, Party, SignedHow
from kytkin.mobility.permissions_agreements import (
    may_number,
    may_record_for,
    may_sign_for,
    may_word,
    unsigned,
)
from kytkin.mobility.queries_agreements import versions_of
from kytkin.web.moves.agreement_forms import NumberForm, RecordForm, SignForm, WordingForm
from kytkin.web.moves.agreement_shown import signature_rows
from kytkin.web.moves.views import seen_move

FORMS: Final = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (
        as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
NOT_IN_A_NAME: Final = re.compile(r"[^0-9A-Za-z]+")
AGREEMENT_IN_NAMES: Final = {"fi": "sopimus", "sv": "avtal"}


def seen_agreements(user: User, pk: int) -> tuple[Move, list[Agreement]]:
    """The move and its versions, newest first; 404 for others and where there is no agreement."""
    found = seen_move(user, pk)
    if not has_agreement(found):
        raise Http404
    versions = list(versions_of(found))
    for one in versions:
        one.move = found
    return found, versions


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    found, versions = seen_agreements(request.user, pk)
    bound: dict[str, Any] = {}
    if request.method == "POST":
        form = bound_form(request, found, versions, request.user)
        if form.is_valid():
            try:
                done = perform(request.POST["act"], found, form, request.user, timezone.now())
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, done)
                return redirect("agreement", found.pk)
        bound = {request.POST["act"]: form}
    return render(request, "moves/agreement.html", page_of(found, versions, request.user, bound))


def bound_form(request: HttpRequest, found: Move, versions: list[Agreement], user: User) -> Any:
    """The form of the act; an act that this visitor has not is no page."""
    today = timezone.localdate()
    newest = versions[0] if versions else None
    match request.POST.get("act", ""):
        case "word" if may_word(user, found, newest, today):
            return WordingForm(found, details_of(found, now=timezone.now()), request.POST)
        case "sign" if newest and (parties := may_sign_for(user, newest, today)):
            return SignForm(parties, request.POST)
        case "record" if newest and (parties := may_record_for(user, newest, today)):
            return RecordForm(parties, request.POST)
        case "number" if newest and may_number(user, found, today):
            return NumberForm(request.POST)
    raise Http404


def perform(act: str, found: Move, form: Any, by: User, now: dt.datetime) -> str:
    """Hand the act to its action; gives what to say of it."""
    said = form.cleaned_data
    match act:
        case "word":
            made = word_agreement(
                move=found, version=said["version"], wording=form.wording(), by=by, now=now
            )
            if made is None:
                return _("Kept. The agreement is made when every side has said yes.")
            return _("Version %(number)s is made. It can be signed now.") % {"number": made.number}
        case "sign":
            sign_agreement(
                move=found, number=said["number"], party=Party(said["party"]),
                name=said["name"], by=by, now=now,
            )  # fmt: skip
            return _("Your signature is recorded.")
        case "record":
            record_signature(
                move=found, number=said["number"], party=Party(said["party"]),
                name=said["name"], signed_on=said["signed_on"], how=SignedHow(said["how"]),
                by=by, now=now,
            )  # fmt: skip
            return _("The signature is recorded.")
        case _:
            give_case_number(move=found, case_number=said["case_number"], by=by, now=now)
            return _("The case number is written on the agreement.")


def page_of(
    found: Move, versions: list[Agreement], user: User, bound: dict[str, Any]
) -> dict[str, object]:
    today, now = timezone.localdate(), timezone.now()
    newest = versions[0] if versions else None
    language = reading_language()
    page: dict[str, object] = {
        "move": found,
        "kind": kind_of(found.kind),
        "phase": found.phase(today),
        "title": texts("titles")[kind_of(found.kind).document][language],
        "versions": versions,
        "newest": newest,
        "language": language,
        "breadcrumbs": [
            {"label": _("My page"), "url": reverse("my_page")},
            {"label": str(found.preparation.name), "url": found.get_absolute_url()},
            {"label": _("Agreement")},
        ],
    }
    if may_word(user, found, newest, today):
        page["wording"] = bound.get("word") or WordingForm(found, details_of(found, now=now))
    if newest is None:
        return page
    page["document"] = document_of(newest, language)
    page["rows"] = signature_rows(newest)
    page["missing"] = len(unsigned(newest))
    if parties := may_sign_for(user, newest, today):
        first = {"number": newest.number, "name": user.name}
        page["sign"] = bound.get("sign") or SignForm(parties, initial=first)
    if parties := may_record_for(user, newest, today):
        page["record"] = bound.get("record") or RecordForm(
            parties, initial={"number": newest.number}
        )
    if may_number(user, found, today):
        kept = {"case_number": newest.case_number}
        page["numbering"] = bound.get("number") or NumberForm(initial=kept)
    return page


def reading_language() -> str:
    """The agreement is in Finnish and Swedish; who reads the page in English sees the Finnish."""
    asked = (get_language() or "fi")[:2]
    return asked if asked in LANGUAGES else "fi"


@login_required
@require_safe
def agreement_file(
    request: HttpRequest, pk: int, number: int, language: str, form: str
) -> HttpResponse:
    """A version as a file, in one language."""
    assert isinstance(request.user, User)
    _found, versions = seen_agreements(request.user, pk)
    version = next((one for one in versions if one.number == number), None)
    if version is None or language not in LANGUAGES or form not in FORMS:
        raise Http404
    write, content_type = FORMS[form]
    answer = HttpResponse(write(document_of(version, language)), content_type=content_type)
    shown = content_disposition_header(form != "pdf", file_name(version, language, form))
    answer["Content-Disposition"] = shown or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_name(version: Agreement, language: str, form: str) -> str:
    """VN-123-2026_sopimus_v2.fi.pdf; before there is a case number, the move's own."""
    case = NOT_IN_A_NAME.sub("-", version.case_number).strip("-") or f"Kytkin-{version.move_id}"
    return f"{case}_{AGREEMENT_IN_NAMES[language]}_v{version.number}.{language}.{form}"
