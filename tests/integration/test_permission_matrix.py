"""Every address × method × role. An address that is not listed here fails the build.

Roles: nobody signed in; an expert and a preparer of another agency; the preparer who is the
preparation's contact; an administrator of its setter; a connector elsewhere; the person who asked;
the supervisor and human resources of that person's agency; its controller, a steering official of
the setter, and a controller elsewhere.
404, not 403: what a person may not see does not exist for them. "login" is a redirect to signing
in, "moved" any other redirect, "no" a method that the address does not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import ImportRun, RunState, Source
from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.actions_inviting import close_offer, make_offer
from kytkin.mobility.actions_moves import answer_consent
from kytkin.mobility.actions_needs import publish_need, write_need
from kytkin.mobility.models import Answer, Consent
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Organisation, OrganisationKind, Role
from kytkin.people.models import Audience, Profile, Section
from kytkin.preparations.models import Origin, Publicity, Standing, Way
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    PhenomenonFactory,
    PreparationFactory,
    ProfileFactory,
    ThemeFactory,
    branch,
    carry,
    open_to,
    person,
    within,
)
from tests.integration import steering
from tests.integration.page_rules import ROLES, SIGNED_IN, Rule
from tests.unit.mobility.moving import FIRST_DAY, NEED

pytestmark = pytest.mark.django_db

OVER_FROM = dt.date(2026, 11, 3)

OWN = frozenset({"contact", "administrator"})
HOUSE = OWN | {"steering"}
CURATORS = frozenset({"connector"})
READERS = frozenset({"other_preparer", "contact", "administrator", "connector"})
UPLOADERS = frozenset({"other_preparer", "contact", "administrator"})
SIDES = frozenset({"contact", "asker"})
ADMINISTRATORS = frozenset({"administrator"})
PROFILED = frozenset({"expert", "contact", "asker"})
MOVE_SIDES = SIDES | {"supervisor", "human_resources"}
KEY, HIDDEN, CODE, NOTATION = "OM001-00-2026", "OM002-00-2026", "crime", "yso:p1"

PAGES: dict[str, list[Rule]] = {
    "home": [Rule()],
    "about": [Rule()],
    "accessibility": [Rule()],
    "privacy": [Rule()],
    "api_guide": [Rule()],
    "map": [Rule()],
    "phenomena": [Rule()],
    "phenomenon": [Rule((CODE,))],
    "phenomenon_new": [Rule(get=CURATORS, post=CURATORS)],
    "phenomenon_edit": [Rule((CODE,), get=CURATORS, post=CURATORS)],
    "phenomenon_merge": [Rule((CODE,), get=CURATORS, post=CURATORS)],
    "themes": [Rule()],
    "theme": [Rule((NOTATION,))],
    "preparations": [Rule()],
    "search": [Rule()],
    "preparation": [
        Rule((KEY,)),
        Rule((HIDDEN,), get=HOUSE, hides_sign_in=True),
    ],
    "theme_verdict": [
        Rule(
            (KEY, NOTATION),
            get=None,
            post=OWN,
            hides_sign_in=True,
            data=(("verdict", "confirmed"),),
        )
    ],
    "join": [Rule((KEY,), post=SIGNED_IN), Rule((HIDDEN,), get=HOUSE, hides_sign_in=True)],
    "join_requests": [Rule(get=SIGNED_IN)],
    "join_request": [Rule(("REQUEST",), get=SIDES, post=SIDES)],
    "needs": [Rule()],
    "need": [
        Rule(("NEED",), post=SIGNED_IN),
        Rule(("DRAFT",), get=OWN, post=OWN, hides_sign_in=True),
    ],
    "need_edit": [Rule(("NEED",), get=OWN, post=OWN)],
    "need_people": [Rule(("NEED",), get=OWN, post=OWN)],
    "need_new": [Rule((KEY,), get=OWN, post=OWN), Rule((HIDDEN,), get=OWN, post=OWN)],
    "agency_choices": [
        Rule(("OM",), get=ADMINISTRATORS, post=ADMINISTRATORS),
        Rule(("SYKE",), get=frozenset()),
    ],
    "offers": [Rule(get=SIGNED_IN)],
    "offer_new": [Rule(get=SIGNED_IN, post=SIGNED_IN)],
    "offer": [
        Rule(("OFFER",), get=SIGNED_IN, post=SIGNED_IN),
        Rule(("CLOSED OFFER",), get=frozenset({"asker"}), post=frozenset({"asker"})),
    ],
    "offer_edit": [Rule(("OFFER",), get=frozenset({"asker"}), post=frozenset({"asker"}))],
    "move": [Rule(("MOVE",), get=MOVE_SIDES, post=MOVE_SIDES)],
    "agreement": [
        Rule(
            ("AGREED",),
            get=MOVE_SIDES,
            post=MOVE_SIDES - {"asker"},
            data=(("act", "number"), ("case_number", "VN/1/2026")),
        )
    ],
    "agreement_file": [
        Rule(("AGREED", 1, language, form), get=MOVE_SIDES)
        for language in ("fi", "sv")
        for form in ("pdf", "docx")
    ],
    "feedback": [
        Rule(("OVER",), get=MOVE_SIDES, post=MOVE_SIDES),
        Rule(("MOVE",), get=frozenset()),
    ],
    "consents": [Rule(get=SIGNED_IN)],
    "organisation_time": [
        Rule(("SYKE",), get=MOVE_SIDES - SIDES),
        Rule(("OM",), get=ADMINISTRATORS),
    ],
    "organisation_time_csv": [Rule(("SYKE",), get=MOVE_SIDES - SIDES)],
    "deputies": [Rule(get=SIGNED_IN, post=SIGNED_IN)],
    "organisations": [Rule()],
    "organisation": [Rule(("OM",))],
    "my_page": [Rule(get=SIGNED_IN)],
    "notifications": [Rule(get=SIGNED_IN, post=SIGNED_IN, data=(("notification", "all"),))],
    "preferences": [Rule(get=SIGNED_IN, post=SIGNED_IN)],
    "my_data": [Rule(get=SIGNED_IN)],
    "my_calendar": [Rule(get=SIGNED_IN, post=SIGNED_IN, data=(("act", "make"),))],
    "my_profile": [Rule(get=SIGNED_IN, post=SIGNED_IN, data=(("act", "confirm"),))],
    "find_skills": [Rule(get=SIGNED_IN, post=SIGNED_IN)],
    "profile_section": [
        *(Rule((part,), get=SIGNED_IN, post=SIGNED_IN) for part in Section.values),
        Rule(("health",), get=frozenset()),
    ],
    "profile_export": [Rule(get=PROFILED)],
    "profile_pdf": [Rule(get=PROFILED)],
    "profile_europass": [Rule(get=PROFILED)],
    "profile_bring": [Rule(get=SIGNED_IN, post=SIGNED_IN)],
    "profile_invitation": [Rule(get=SIGNED_IN, post=SIGNED_IN, data=(("act", "decline"),))],
    "people": [Rule(get=SIGNED_IN)],
    "person": [
        Rule(("SEEN BY ALL",), get=SIGNED_IN),
        Rule(("SEEN BY CONNECTORS",), get=frozenset({"asker", "supervisor", "connector"})),
        Rule(("SEEN BY NOBODY",), get=frozenset({"contact"})),
    ],
    "digest": [Rule(("2026-11-02",), get=frozenset({"asker"})), Rule(("x",), get=frozenset())],
    "search_hits": [Rule(("2026-11-02",), get=frozenset({"asker"}))],
    "import_reports": [Rule(get=READERS)],
    "import_report": [Rule(("RUN",), get=READERS)],
    "import_report_csv": [Rule(("RUN",), get=READERS)],
    "import_new": [Rule(get=UPLOADERS, post=UPLOADERS)],
    "feed": [
        Rule(("phenomenon", CODE)),
        Rule(("theme", NOTATION)),
        Rule(("preparation", KEY)),
        Rule(("preparation", HIDDEN), get=HOUSE, hides_sign_in=True),
    ],
    **steering.PAGES,
}
# Looked at one by one in tests of their own, or owned by the libraries named.
ELSEWHERE = {
    "follow": "test_feeds.py",
    "search_feed": "test_feeds.py",
    "demo_sign_in": "test_sign_in.py",
    "demo_sign_in_as": "test_sign_in.py",
    "calendar_file": "test_calendar.py: whoever has the secret address, nobody else",
    "healthz": "below",
    "root": "below",
    "admin": "Django's admin: superusers only, below",
    "account": "django-allauth: signing in and out, passwords",
    "api-1": "test_api.py: reading only, visibility tested there",
}


def names_of(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in {"admin", "api-1"}:
                yield pattern.namespace
            else:
                yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            name = pattern.name or str(pattern.pattern)
            yield "account" if name.startswith("account_") else name


@pytest.fixture
def cast() -> dict[str, User | None]:
    """Everybody, and the things that the addresses are about."""
    om, sm = branch("OM", 0), branch("SM", 1)
    syke = OrganisationFactory(code="SYKE", kind=OrganisationKind.AGENCY)
    people: dict[str, User | None] = {
        "nobody": None,
        "expert": person("Aino", Role.EXPERT, syke),
        "other_preparer": person("Simo", Role.PREPARER, sm),
        "contact": person("Olli", Role.PREPARER, om),
        "administrator": person("Anna", Role.ADMINISTRATOR, om.parent),
        "supervisor": person("Satu", Role.SUPERVISOR, syke),
        "connector": person("Kaisa", Role.CONNECTOR, branch("VM", 2)),
        "asker": person("Elin", Role.EXPERT, syke, language="sv"),
        "human_resources": person("Henna", Role.HR, syke),
        "controller": person("Kerttu", Role.CONTROLLER, syke),
        "steering": person("Stina", Role.STEERING, om, language="sv"),
        "other_controller": person("Ulla", Role.CONTROLLER, sm),
    }
    theme = ThemeFactory(
        concept=ConceptFactory(notation=NOTATION, labels=TranslatedText(fi="aihe"))
    )
    within(PhenomenonFactory(code=CODE), theme)
    shown = PreparationFactory(key=KEY, setter=om, contact=people["contact"])
    carry(shown, theme, Standing.SUGGESTED, Origin.MATCHING)
    open_to(shown, Way.COMMENT, Way.SHARE_KNOWLEDGE, Way.WORK_INPUT)
    hidden = PreparationFactory(key=HIDDEN, setter=om, publicity=Publicity.NOT_YET_PUBLIC)
    open_to(hidden, Way.COMMENT)
    ImportRun.objects.create(source=Source.DEMO, state=RunState.COMPLETED, started_at=NOW)
    asker = people["asker"]
    assert asker is not None
    ask_to_join(
        preparation=shown, way=Way.COMMENT, message="Hei", share_percent=None,
        starts_on=None, ends_before=None, by=asker, now=NOW,
    )  # fmt: skip
    contact = people["contact"]
    assert contact is not None
    work = ask_to_join(
        preparation=shown, way=Way.WORK_INPUT, message="Hei", share_percent=20,
        starts_on=FIRST_DAY, ends_before=FIRST_DAY + dt.timedelta(days=90), by=asker, now=NOW,
    ).request  # fmt: skip
    accept_request(request=work, version=1, message="", by=contact, now=NOW)
    for number in range(2):
        need = write_need(
            preparation=shown, values={**NEED, "title": f"Tarve {number}"}, skills={}, by=contact,
            now=NOW,
        )  # fmt: skip
        offer = make_offer(
            values={"offered": "advice", "title": "Tunti", "text": "Vesistä", "language": "fi"},
            themes=[], by=asker, now=NOW,
        )  # fmt: skip
    publish_need(need=need, version=1, by=contact, now=NOW)
    close_offer(offer=offer, by=asker, now=NOW)
    parts = [{"what": "waiting", "search": "", "path": "/me/", "more": 0, "rows": []}]
    for kind, case, page in (("digest", "weekly", "digest"), ("search_hits", "new", "hits")):
        Notification.objects.create(
            user=asker,
            kind=kind,
            params={"case": case, "parts": parts},
            path=f"/me/{page}/2026-11-02/",
            created_at=NOW,
        )
    supervisor = people["supervisor"]
    assert supervisor is not None
    for first in (FIRST_DAY, OVER_FROM):
        agreed(asker, contact, supervisor, om, first)
    for role, audience in (
        ("expert", Audience.STATE), ("asker", Audience.CONNECTORS), ("contact", Audience.ME),
    ):  # fmt: skip
        told = {"about": "Tutkin vesistöjä", "about_audience": audience}
        ProfileFactory(person=people[role], **told)
    steering.prepare(people)
    return people


def agreed(
    asker: User, contact: User, supervisor: User, setter: Organisation, first: dt.date
) -> None:
    """An arrangement of a week that every side has said yes to."""
    joined = PreparationFactory(setter=setter, contact=contact)
    open_to(joined, Way.WORK_INPUT)
    work = ask_to_join(
        preparation=joined, way=Way.WORK_INPUT, message="Hei", share_percent=10,
        starts_on=first, ends_before=first + dt.timedelta(days=7), by=asker, now=NOW,
    ).request  # fmt: skip
    accept_request(request=work, version=1, message="", by=contact, now=NOW)
    consent = Consent.objects.get(terms__move__request=work, is_turn=True)
    answer_consent(consent=consent, version=1, answer=Answer.YES, by=supervisor, now=NOW)


def address(name: str, rule: Rule) -> str:
    from kytkin.mobility.models import JoinRequest, Move, Need, Offer

    known = {
        "REQUEST": lambda: JoinRequest.objects.get(way="comment").pk,
        "NEED": lambda: Need.objects.get(state="published").pk,
        "DRAFT": lambda: Need.objects.get(state="draft").pk,
        "OFFER": lambda: Offer.objects.get(state="open").pk,
        "CLOSED OFFER": lambda: Offer.objects.get(state="closed").pk,
        "MOVE": lambda: Move.objects.get(state="consents").pk,
        "AGREED": lambda: Move.objects.get(state="agreed", starts_on=FIRST_DAY).pk,
        "OVER": lambda: Move.objects.get(state="agreed", starts_on=OVER_FROM).pk,
        "RUN": lambda: ImportRun.objects.get().pk,
        "SEEN BY ALL": lambda: Profile.objects.get(person__name="Aino").pk,
        "SEEN BY CONNECTORS": lambda: Profile.objects.get(person__name="Elin").pk,
        "SEEN BY NOBODY": lambda: Profile.objects.get(person__name="Olli").pk,
        **steering.KNOWN,
    }
    arguments = [known[a]() if a in known else a for a in rule.arguments]
    return reverse(name, args=arguments)


def outcome(answer: Any) -> str:
    """What came, in the words of this file."""
    if answer.status_code == 302 and ("/sign-in/" in answer.url or "/login/" in answer.url):
        return "login"
    words = {302: "ok", 301: "moved", 400: "ok", 404: "404", 405: "no", 422: "ok", 200: "ok"}
    return words.get(answer.status_code, str(answer.status_code))


def expected(rule: Rule, role: str, allowed: frozenset[str] | None) -> str:
    if allowed is None:
        return "no"
    if role in allowed:
        return "ok"
    return "404" if role != "nobody" or rule.hides_sign_in else "login"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_it_may(cast, name, role):
    client = Client()
    who = cast[role]
    if who:
        client.force_login(who)
    for rule in PAGES[name]:
        url = address(name, rule)
        got = outcome(client.get(url))
        allowed = (expected(rule, role, rule.get), "login" if rule.get is None else "")
        assert got in allowed, f"GET {url} as {role}: {got}"
        if rule.post is not None:
            posted = outcome(client.post(url, dict(rule.data)))
            assert posted == expected(rule, role, rule.post), f"POST {url} as {role}: {posted}"


@pytest.mark.parametrize("name", [name for name, rules in PAGES.items() if rules[0].post is None])
def test_pages_for_reading_take_no_post(cast, name):
    client = Client()
    client.force_login(cast["administrator"])
    assert client.post(address(name, PAGES[name][0])).status_code in (404, 405)


def test_every_address_is_listed():
    listed = set(PAGES) | set(ELSEWHERE)
    assert set(names_of(get_resolver().url_patterns)) - listed == set()
    assert listed - set(names_of(get_resolver().url_patterns)) == set()


def test_health_is_for_everyone(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_root_leads_to_a_language(client):
    assert client.get("/", headers={"accept-language": "sv"}).url == "/sv/"


def test_admin_is_for_superusers_only(cast):
    client = Client()
    for who in cast.values():
        if who:
            client.force_login(who)
        assert client.get("/fi/admin/accounts/user/").status_code == 302


def test_hidden_preparation_stands_in_no_list(cast, client):
    for path in (
        "/fi/preparations/",
        "/fi/map/",
        f"/fi/themes/{NOTATION}/",
        "/fi/organisations/OM/",
    ):
        assert HIDDEN not in client.get(path).content.decode()
