"""The directory of people: who tells of what one looks for, and why they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.organisations.queries import organisations
from kytkin.people.finding import LOOKED_IN, Match, people_found
from kytkin.people.models import Section

PER_PAGE: Final = 20
LONGEST_QUESTION: Final = 200
# What one may look in, by its word in the address.
PARTS: Final = {
    "skills": (Section.SKILLS, gettext_lazy("what people can do")),
    "themes": (Section.WILL, gettext_lazy("themes that people follow")),
    "words": (Section.ABOUT, gettext_lazy("people's own words")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a drop-down list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter in use, with the address of the same page without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person found, with each organisation once, however many roles they have there."""

    match: Match
    organisations: tuple[TranslatedText, ...]


@never_cache
@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """`q`: words divided by commas, any of them; `in`: the code of an organisation; `look`: where.

    Any organisation will do: a branch, a ministry, an agency, a department or a unit.
    """
    assert isinstance(request.user, User)
    question = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUESTION]
    organisation = Organisation.objects.filter(code=_code(request)).first()
    look = request.GET.get("look", "")
    sections = (PARTS[look][0],) if look in PARTS else LOOKED_IN
    found = people_found(question, visitor=request.user, within=organisation, sections=sections)
    page = Paginator(found.numbers(), PER_PAGE).get_page(request.GET.get("page"))
    matches = found.matches(page.object_list)
    prefetch_related_objects([one.profile for one in matches], "person__memberships__organisation")
    asked = {"q": question, "in": organisation.code if organisation else ""}
    asked["look"] = look if look in PARTS else ""
    return render(
        request,
        "people/people.html",
        {
            "question": question,
            "words": found.words,
            "page": page,
            "rows": [_row(match) for match in matches],
            "total": page.paginator.count,
            "query": _query(asked),
            "organisations": _organisations(organisation),
            "parts": [Choice(value, str(PARTS[value][1]), value == look) for value in PARTS],
            "pills": _pills(asked, organisation),
        },
    )


def _row(match: Match) -> Row:
    memberships = match.profile.person.memberships.all()
    houses = {one.organisation_id: TranslatedText(one.organisation.name) for one in memberships}
    return Row(match, tuple(houses.values()))


def _code(request: HttpRequest) -> str:
    return request.GET.get("in", "").replace("\x00", "")[:30]


def _query(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    return query.urlencode()


def _organisations(chosen: Organisation | None) -> list[Choice]:
    """The organisations of today as a tree, and the chosen one even if it has ended."""
    current = organisations().current_on(timezone.localdate())
    rows = list(current.exclude(kind=OrganisationKind.STATE).order_by("path"))
    if chosen and chosen not in rows:
        rows.insert(0, chosen)
    least = min((row.path.count("/") for row in rows), default=0)
    return [
        Choice(
            row.code,
            "– " * (row.path.count("/") - least) + str(TranslatedText(row.name)),
            row == chosen,
        )
        for row in rows
    ]


def _pills(asked: dict[str, str], organisation: Organisation | None) -> list[Pill]:
    def without(name: str) -> str:
        return f"{reverse('people')}?{_query(asked | {name: ''})}"

    pills = []
    if organisation:
        name = str(TranslatedText(organisation.name))
        pills.append(Pill(_("Organisation: %(name)s") % {"name": name}, without("in")))
    if asked["look"]:
        part = str(PARTS[asked["look"]][1])
        pills.append(Pill(_("Looked for in: %(part)s") % {"part": part}, without("look")))
    return pills
