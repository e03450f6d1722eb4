"""The directory of people: who tells of what one looks for, and why they were found."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kytkin.accounts.models import User
from kytkin.organisations.models import Organisation
from kytkin.people.finding import people_found

PER_PAGE: Final = 20
LONGEST_QUESTION: Final = 200


@never_cache
@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """`q`: words divided by commas, any of them; `in`: the code of an organisation."""
    assert isinstance(request.user, User)
    question = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUESTION]
    organisation = Organisation.objects.filter(code=request.GET.get("in", "")[:30]).first()
    found = people_found(question, visitor=request.user, within=organisation)
    page = Paginator(found.numbers(), PER_PAGE).get_page(request.GET.get("page"))
    shown = found.matches(page.object_list)
    prefetch_related_objects([one.profile for one in shown], "person__memberships__organisation")
    query = QueryDict(mutable=True)
    query.update({"q": question} if question else {})
    query.update({"in": organisation.code} if organisation else {})
    return render(
        request,
        "people/people.html",
        {
            "question": question,
            "words": found.words,
            "organisation": organisation,
            "page": page,
            "matches": shown,
            "total": page.paginator.count,
            "query": query.urlencode(),
        },
    )
