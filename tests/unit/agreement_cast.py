"""A performance agreement of SYKE with YM and OM, and the words to write it with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Role
from kytkin.steering.actions_agreements import begin_negotiation, sign, start_agreement
from kytkin.steering.actions_targets import keep_resources, keep_target
from kytkin.steering.content import Amount, TargetContent
from kytkin.steering.models import AgreementVersion, PerformanceAgreement
from tests.factories import NOW, person
from tests.unit.steering_cast import Steering, make_steering

FIRST, LAST = 2026, 2028
SIGNED_ON = dt.date(2026, 11, 2)


@dataclass
class Agreed:
    """Stina signs for YM, Osmo for OM, Kerttu for SYKE."""

    cast: Steering
    osmo: User
    agreement: PerformanceAgreement

    @property
    def version(self) -> AgreementVersion:
        return self.agreement.versions.order_by("-number").select_related("agreement")[0]


def words(text: str) -> TranslatedText:
    return TranslatedText(fi=f"{text} suomeksi", sv=f"{text} på svenska", en=text)


def a_target(**fields: Any) -> TargetContent:
    """A whole target for impact that stands for the goal, with a value for each year."""
    return TargetContent(**{
        "dimension": "impact", "text": words("Clean waters"), "indicator": words("Lakes"),
        "unit": words("percent"), "direction": "up", "baseline": Decimal(80),
        "weight_percent": 100, "goal": "clean-water",
        "years": {year: Decimal(year - 1940) for year in range(FIRST, LAST + 1)},
        **fields,
    })  # fmt: skip


def make_agreement() -> Agreed:
    """A draft with nothing in it."""
    cast = make_steering()
    agreement = start_agreement(
        agency=cast.syke, ministries=[cast.ym, cast.om], first_year=FIRST, last_year=LAST,
        by=cast.kerttu, now=NOW,
    )  # fmt: skip
    return Agreed(cast, person("Osmo", Role.STEERING, cast.om), agreement)


def write(agreed: Agreed) -> AgreementVersion:
    """One target and resources for each year: nothing is missing."""
    keep_target(
        version=agreed.version, edition=agreed.version.edition, key=None, content=a_target(),
        by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    keep_resources(
        version=agreed.version, edition=agreed.version.edition,
        resources={(year, "28.01.01"): Amount(Decimal("1000000.50"), Decimal("12.25"))
                   for year in agreed.agreement.years},
        by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    return agreed.version


def negotiate(agreed: Agreed) -> AgreementVersion:
    return begin_negotiation(
        version=agreed.version, edition=agreed.version.edition, by=agreed.cast.kerttu, now=NOW
    )


def sign_for(agreed: Agreed, code: str, by: User, **more: Any) -> AgreementVersion:
    parties = {"SYKE": agreed.cast.syke, "YM": agreed.cast.ym, "OM": agreed.cast.om}
    return sign(**{
        "version": agreed.version, "edition": agreed.version.edition,
        "organisation": parties[code], "name": "Aino Esimerkki", "title": "pääjohtaja",
        "way": "Sähköisesti", "signed_on": SIGNED_ON, "by": by, "now": NOW, **more,
    })  # fmt: skip


def sign_all(agreed: Agreed) -> AgreementVersion:
    """Written, negotiated, signed by the three: in force."""
    if agreed.version.state == "draft":
        if not agreed.version.targets.exists():
            write(agreed)
        negotiate(agreed)
    sign_for(agreed, "SYKE", agreed.cast.kerttu)
    sign_for(agreed, "YM", agreed.cast.stina)
    return sign_for(agreed, "OM", agreed.osmo)
