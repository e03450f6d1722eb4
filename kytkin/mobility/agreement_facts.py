"""What an agreement states, gathered from the move, its terms, consents and details."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kytkin.accounts.models import User
from kytkin.common.documents import plain
from kytkin.mobility.clauses import LANGUAGES, clauses_of
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import AgreementDetails, Answer, Move, Party, Terms
from kytkin.mobility.permissions_moves import people_for
from kytkin.mobility.rules import TermsAsked, findings
from kytkin.organisations.models import Organisation, OrganisationKind

# The kinds that are a transfer under section 20 of the Act, which asks for a ground.
TRANSFERS = frozenset({"transfer_part", "transfer_full", "transfer_other_employer"})
ABOVE_AGENCIES = (OrganisationKind.BRANCH, OrganisationKind.STATE)


def facts_of(
    move: Move, terms: Terms, details: AgreementDetails, now: dt.datetime
) -> dict[str, Any]:
    """Everything as JSON, names and texts by language, days as ISO: no reference to a row."""
    kind, today = kind_of(move.kind), timezone.localdate(now)
    return {
        "document": kind.document,
        "made_on": today.isoformat(),
        "kind": {"code": kind.code, "name": dict(kind.name)},
        "basis": {
            "text": dict(kind.basis.text),
            "source": dict(kind.basis.source),
            "as_of": kind.basis.as_of.isoformat(),
            "is_verified": kind.basis.is_verified,
        },
        "ground": details.ground if kind.code in TRANSFERS else "",
        "person": {"name": plain(move.person.name), "title": dict(move.person.title)},
        "home": names_up_to_the_agency(move.home),
        "receiving": names_up_to_the_agency(move.receiving),
        "preparation": {
            "number": move.preparation.register_id or move.preparation.key,
            "name": dict(move.preparation.name),
        },
        "share_percent": terms.share_percent,
        "starts_on": terms.starts_on.isoformat(),
        "last_day": terms.last_day and terms.last_day.isoformat(),
        "pay": kind.pay,
        "receiving_pays_percent": details.receiving_pays_percent,
        "travel_paid_by": details.travel_paid_by,
        "training_paid_by": details.training_paid_by,
        "home_lead": people(people_for(move, Party.SUPERVISOR, today)),
        "receiving_lead": people(people_for(move, Party.RECEIVER, today)),
        "parties": [party.value for party in kind.parties],
        "consents": consents(terms),
        "overrides": overrides(move, terms),
        "clauses": {
            clause.code: details.texts.get(clause.code) or dict(clause.standard)
            for clause in clauses_of(kind.document)
        },
    }


def names_up_to_the_agency(organisation: Organisation) -> list[dict[str, str]]:
    """The unit, its department and the agency; not the branch."""
    names: list[dict[str, str]] = []
    place: Organisation | None = organisation
    while place is not None and place.kind not in ABOVE_AGENCIES:
        names.append(dict(place.name))
        if place.kind in (OrganisationKind.AGENCY, OrganisationKind.MINISTRY):
            break
        place = place.parent
    return names or [dict(organisation.name)]


def people(found: Iterable[User]) -> list[dict[str, Any]]:
    return [{"name": plain(one.name), "title": dict(one.title)} for one in found]


def consents(terms: Terms) -> list[dict[str, str]]:
    """Who said yes for each side, and on which day."""
    said_yes = terms.consents.filter(answer=Answer.YES).select_related("by").order_by("stage", "pk")
    return [
        {
            "party": one.party,
            "name": plain(one.by.name) if one.by else "",
            "on": timezone.localdate(one.at).isoformat() if one.at else "",
        }
        for one in said_yes
    ]


def overrides(move: Move, terms: Terms) -> list[dict[str, Any]]:
    """The rules that these terms break and human resources went past, with the reason."""
    asked = TermsAsked(terms.share_percent, terms.starts_on, terms.ends_before)
    broken: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with override(language):
            for one in findings(
                kind_of(move.kind), asked, home=move.home, receiving=move.receiving
            ):
                broken.setdefault(one.rule, {})[language] = str(one.text)
    return [
        {
            "rule": broken[one.rule],
            "reason": one.reason,
            "language": one.by.language if one.by else LANGUAGES[0],
            "name": plain(one.by.name) if one.by else "",
            "on": timezone.localdate(one.at).isoformat(),
        }
        for one in move.overrides.select_related("by").order_by("at", "pk")
        if one.rule in broken
    ]


def asks_for_a_ground(move: Move) -> bool:
    return move.kind in TRANSFERS
