"""A cast for the tests of moves: Aino works at SYKE, Oskari prepares at OM, Tuula supervises."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.actions_moves import answer_consent
from kytkin.mobility.models import Answer, Consent, Move
from kytkin.mobility.rules import TermsAsked
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.preparations.models import Preparation, Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person

TODAY = timezone.localdate(NOW)
FIRST_DAY = dt.date(2027, 1, 1)
NEED = {
    "text": "Tilastoja", "language": "fi", "kind": "joint_preparation", "share_percent": 20,
    "starts_on": FIRST_DAY, "ends_before": FIRST_DAY + dt.timedelta(days=90), "people_wanted": 1,
    "place": "both", "town": "", "languages": [], "deadline": FIRST_DAY,
}  # fmt: skip


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


@dataclass
class Cast:
    aino: User
    oskari: User
    tuula: User
    henna: User
    hans: User
    syke: Organisation
    ministry: Organisation

    def preparation(self, **fields: Any) -> Preparation:
        made = PreparationFactory(setter=self.ministry, contact=self.oskari, **fields)
        open_to(made, Way.WORK_INPUT)
        return made

    def move(
        self,
        share: int = 20,
        starts: int = 10,
        ends: int | None = 100,
        kind: str = "joint_preparation",
        agreed: TermsAsked | None = None,
    ) -> Move:
        """Aino asked and Oskari accepted."""
        ends_before = None if ends is None else day(ends)
        request = ask_to_join(
            preparation=self.preparation(), way=Way.WORK_INPUT, message="Hei", by=self.aino,
            now=NOW, share_percent=share, starts_on=day(starts), ends_before=ends_before,
        ).request  # fmt: skip
        accept_request(
            request=request, version=1, message="", by=self.oskari, now=NOW, kind=kind, terms=agreed
        )
        return Move.objects.get(request=request)

    def agreed_move(self, **fields: Any) -> Move:
        move = self.move(**fields)
        return say(move, "yes", self.tuula)


def cast() -> Cast:
    ministry = branch("OM")
    syke = OrganisationFactory(code="SYKE")
    return Cast(
        aino=person("Aino", Role.EXPERT, syke),
        oskari=person("Oskari", Role.PREPARER, ministry),
        tuula=person("Tuula", Role.SUPERVISOR, syke),
        henna=person("Henna", Role.HR, syke),
        hans=person("Hans", Role.HR, ministry),
        syke=syke,
        ministry=ministry,
    )


def asked_now(move: Move) -> list[str]:
    """The sides whose turn it is."""
    waiting = Consent.objects.filter(terms__move=move, is_turn=True).order_by("stage", "pk")
    return [one.party for one in waiting]


def consent_of(move: Move, party: str) -> Consent:
    return Consent.objects.select_related("terms__move").get(
        terms__move=move, terms__state="proposed", party=party
    )


def say(move: Move, answer: str, by: User, party: str = "", **more: Any) -> Move:
    """Somebody answers for the side that is asked first, or the one named."""
    move.refresh_from_db()
    return answer_consent(
        consent=consent_of(move, party or asked_now(move)[0]),
        version=move.version,
        answer=Answer(answer),
        by=by,
        now=more.pop("now", NOW),
        **more,
    )


def also(user: User, role: Role, organisation: Organisation) -> None:
    Membership.objects.create(user=user, role=role, organisation=organisation)
    user.__dict__.pop("_kept_memberships", None)
