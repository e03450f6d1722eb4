"""Many at the same moment make one request and one booking, on a real file or server."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kytkin.audit.models import AuditEvent
from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.ledger import TimeTaken
from kytkin.mobility.models import JoinMessage, JoinRequest, Move, Need
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person
from tests.parallel import in_threads

CLICKS = 20


@pytest.mark.usefixtures("shared_database")
def test_twenty_parallel_clicks_make_one_request():
    def cast() -> tuple[str, str]:
        ministry = branch("OM")
        preparation = PreparationFactory(
            setter=ministry, contact=person("Oskari", Role.PREPARER, ministry)
        )
        open_to(preparation, Way.COMMENT)
        aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
        client = Client()
        client.force_login(aino)
        return reverse("join", args=[preparation.key]), client.cookies["sessionid"].value

    ((address, session),) = in_threads(cast)

    def click() -> tuple[int, str]:
        client = Client()
        client.cookies["sessionid"] = session
        response = client.post(address, {"way": "comment", "message": "Hei"})
        return response.status_code, response.url

    answers = in_threads(click, CLICKS)

    def counts() -> list[int]:
        return [
            model.objects.count() for model in (JoinRequest, JoinMessage, Notification, AuditEvent)
        ]

    assert len(answers) == CLICKS
    assert len(set(answers)) == 1
    assert answers[0][0] == 302
    assert in_threads(counts) == [[1, 1, 1, 1]]


@pytest.mark.usefixtures("shared_database")
def test_of_fifty_parallel_answers_on_the_last_20_percent_one_books_it():
    def cast() -> list[int]:
        ministry = branch("OM")
        oskari = person("Oskari", Role.PREPARER, ministry)
        aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
        found = []
        for share in (80, *[20] * 50):
            preparation = PreparationFactory(setter=ministry, contact=oskari)
            open_to(preparation, Way.WORK_INPUT)
            asked = ask_to_join(
                preparation=preparation, way=Way.WORK_INPUT, message="Hei", by=aino, now=NOW,
                share_percent=share,
            )  # fmt: skip
            found.append(asked.request.pk)
        first = JoinRequest.objects.get(pk=found[0])
        accept_request(request=first, version=1, message="", by=oskari, now=NOW)
        return found[1:]

    (waiting,) = in_threads(cast)
    queue = list(waiting)

    def accept() -> str:
        request = JoinRequest.objects.select_related("preparation__contact").get(pk=queue.pop())
        oskari = request.preparation.contact
        try:
            accept_request(request=request, version=1, message="", by=oskari, now=NOW)
        except TimeTaken as error:
            return str(error)
        return "booked"

    answers = in_threads(accept, 50)
    assert len(answers) == 50
    assert answers.count("booked") == 1
    assert sum("Henkilöllä Aino ei ole" in answer for answer in answers) == 49

    def shares() -> list[int]:
        return sorted(Move.objects.values_list("share_percent", flat=True))

    assert in_threads(shares) == [[20, 80]]


@pytest.mark.usefixtures("shared_database")
def test_a_form_sent_twenty_times_at_once_makes_one_need():
    def cast() -> tuple[str, str]:
        ministry = branch("OM")
        oskari = person("Oskari", Role.PREPARER, ministry)
        preparation = PreparationFactory(setter=ministry, contact=oskari)
        client = Client()
        client.force_login(oskari)
        return reverse("need_new", args=[preparation.key]), client.cookies["sessionid"].value

    ((address, session),) = in_threads(cast)
    form = {
        "once": "6f1f7f0e-58a1-4b5c-9c51-0f8d1f6b2a11", "title": "Tarve", "text": "Teksti",
        "language": "fi", "kind": "joint_preparation", "share_percent": 20,
        "starts_on": "2030-01-01", "ends_on": "2030-03-01", "people_wanted": 1, "place": "both",
    }  # fmt: skip

    def click() -> tuple[int, str]:
        client = Client()
        client.cookies["sessionid"] = session
        response = client.post(address, form)
        return response.status_code, response.url

    answers = in_threads(click, CLICKS)
    assert len(set(answers)) == 1
    assert in_threads(Need.objects.count) == [1]
