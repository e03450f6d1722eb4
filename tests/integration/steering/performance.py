"""Who gets the pages of web/performance.

SYKE's agreement with OM is signed by all and revised: version 1 is in force, version 2 a draft.
Another of OM is a draft only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Organisation
from kytkin.steering.models import (
    AgreementMinistry,
    AgreementVersion,
    PerformanceAgreement,
    Target,
    VersionState,
)
from tests.factories import NOW
from tests.integration.page_rules import ALL, Rule

PARTIES = frozenset({"administrator", "controller", "steering"})
SYKES = frozenset({"controller"})
SIGNED, DRAFT = "SIGNED AGREEMENT", "DRAFT AGREEMENT"
PAGES: dict[str, list[Rule]] = {
    "steering": [Rule()],
    "performance_agreements": [Rule()],
    "performance_new": [Rule(get=SYKES, post=SYKES)],
    "performance_agreement": [
        Rule((SIGNED,), post=PARTIES, data=(("act", "negotiate"),)),
        Rule((DRAFT,), get=PARTIES, hides_sign_in=True),
    ],
    "performance_version": [
        Rule((SIGNED, 1)),
        Rule((SIGNED, 2), get=PARTIES, hides_sign_in=True),
        Rule((SIGNED, 9), get=frozenset(), hides_sign_in=True),
    ],
    "performance_compare": [Rule((SIGNED,)), Rule((DRAFT,), get=PARTIES, hides_sign_in=True)],
    "performance_preamble": [Rule((SIGNED,), get=PARTIES, post=PARTIES)],
    "performance_resources": [Rule((SIGNED,), get=PARTIES, post=PARTIES)],
    "performance_target_new": [Rule((SIGNED,), get=PARTIES, post=PARTIES)],
    "performance_target": [
        Rule((SIGNED, 1), post=PARTIES),
        Rule((SIGNED, 2), get=PARTIES, hides_sign_in=True),
        Rule((DRAFT, 1), get=PARTIES, hides_sign_in=True),
    ],
    "performance_target_edit": [
        Rule((SIGNED, 1), get=PARTIES, post=PARTIES),
        Rule((SIGNED, 9), get=frozenset()),
    ],
    "performance_table": [
        Rule((SIGNED, 1), get=PARTIES),
        Rule((DRAFT, 1), get=PARTIES),
    ],
    "performance_upload": [Rule((SIGNED,), get=PARTIES, post=PARTIES)],
    "performance_year": [
        Rule((SIGNED, 2026), get=ALL, post=SYKES, data=(("act", "review"),)),
        Rule((SIGNED, 2031), get=frozenset(), hides_sign_in=True),
        Rule((DRAFT, 2026), get=PARTIES, hides_sign_in=True),
    ],
    "performance_figures": [
        Rule((SIGNED, 2026), get=SYKES, post=SYKES),
        Rule((DRAFT, 2026), get=frozenset()),
    ],
}
KNOWN: dict[str, Callable[[], Any]] = {
    SIGNED: lambda: PerformanceAgreement.objects.get(first_year=2026).pk,
    DRAFT: lambda: PerformanceAgreement.objects.get(first_year=2024).pk,
}


def _version(agreement: PerformanceAgreement, number: int, state: VersionState) -> None:
    version = AgreementVersion.objects.create(
        agreement=agreement, number=number, state=state, created_at=NOW, updated_at=NOW,
        signed_on=NOW.date() if state == VersionState.SIGNED else None,
    )  # fmt: skip
    for key in range(1, number + 1):
        Target.objects.create(
            version=version, key=key, dimension="impact", direction="up", weight_percent=100,
            text=TranslatedText(fi=f"Tavoite {key}"), indicator=TranslatedText(fi="Mittari"),
        )  # fmt: skip


def prepare(cast: dict[str, User | None]) -> None:
    agency, ministry = Organisation.objects.get(code="SYKE"), Organisation.objects.get(code="OM")
    for first, last, versions in (
        (2026, 2029, (VersionState.SIGNED, VersionState.DRAFT)),
        (2024, 2026, (VersionState.DRAFT,)),
    ):
        agreement = PerformanceAgreement.objects.create(
            agency=agency, first_year=first, last_year=last, created_at=NOW
        )
        AgreementMinistry.objects.create(agreement=agreement, ministry=ministry)
        for number, state in enumerate(versions, start=1):
            _version(agreement, number, state)
