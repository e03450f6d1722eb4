"""Performance agreements of the demo: fictional, between real agencies and ministries."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.demo.goals import KEEPER
from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_agreements import (
    begin_negotiation,
    revise,
    set_case_number,
    sign,
    start_agreement,
)
from kytkin.steering.actions_followup import (
    answer_review,
    give_statement,
    record_figures,
    send_review,
)
from kytkin.steering.actions_reports import Signatory, freeze_agency_report, freeze_goal_report
from kytkin.steering.actions_targets import (
    comment_on_target,
    keep_preamble,
    keep_resources,
    keep_target,
)
from kytkin.steering.content import Amount, TargetContent, content_of_target
from kytkin.steering.models import AgreementVersion, PerformanceAgreement

WAY: Final = "Esittelyaineisto, ei oikea allekirjoitus"


def seed_agreements(path: Path, *, now: dt.datetime) -> int:
    """Agreements of the file that are not there yet; how many were made."""
    keeper = User.objects.filter(username=KEEPER, is_fictional=True).first()
    if keeper is None:
        return 0
    made = 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        there = PerformanceAgreement.objects.filter(
            agency__code=row["agency"], first_year=row["years"][0]
        )
        if not there.exists():
            _seed(row, {"by": keeper, "now": now})
            made += 1
    return made


def _newest(agreement: PerformanceAgreement) -> AgreementVersion:
    found = agreement.versions.select_related("agreement__agency").order_by("-number").first()
    assert found is not None
    return found


def _step(agreement: PerformanceAgreement, rest: dict[str, Any]) -> dict[str, Any]:
    version = _newest(agreement)
    return {"version": version, "edition": version.edition, **rest}


def _seed(row: dict[str, Any], rest: dict[str, Any]) -> None:
    places = Organisation.objects.in_bulk(field_name="code")
    agreement = start_agreement(
        agency=places[row["agency"]], ministries=[places[code] for code in row["ministries"]],
        first_year=row["years"][0], last_year=row["years"][1], is_fictional=True, **rest,
    )  # fmt: skip
    if row["case_number"]:
        set_case_number(agreement=agreement, case_number=row["case_number"], **rest)
    keep_preamble(preamble=TranslatedText.of(row["preamble"]), **_step(agreement, rest))
    for target in row["targets"]:
        keep_target(key=None, content=_content(target), **_step(agreement, rest))
    resources = {
        (year, item): Amount(Decimal(eur), Decimal(time))
        for year, item, eur, time in row["resources"]
    }
    keep_resources(resources=resources, **_step(agreement, rest))
    begin_negotiation(**_step(agreement, rest))
    for key, _side, text in row["comments"]:
        comment_on_target(agreement=agreement, key=key, text=text, **rest)
    if "signatures" in row:
        _sign_and_follow(row, agreement, places, rest)


def _content(target: dict[str, Any]) -> TargetContent:
    return TargetContent(
        dimension=target["dimension"], text=TranslatedText.of(target["text"]),
        indicator=TranslatedText.of(target["indicator"]), unit=TranslatedText.of(target["unit"]),
        direction=target["direction"], baseline=Decimal(target["baseline"]),
        weight_percent=target["weight"], goal=target["goal"],
        years={int(year): Decimal(value) for year, value in target["years"].items()},
    )  # fmt: skip


def _sign_and_follow(
    row: dict[str, Any], agreement: PerformanceAgreement, places: dict[str, Organisation],
    rest: dict[str, Any],
) -> None:  # fmt: skip
    """In force, a year followed to its statement, and a revision begun."""
    signed_on = dt.date.fromisoformat(row["signed_on"])
    for code, name, title in row["signatures"]:
        sign(
            organisation=places[code],
            name=name,
            title=title,
            way=WAY,
            signed_on=signed_on,
            **_step(agreement, rest),
        )
    about = {"agreement": agreement, **rest}
    for year, half, figures in row["figures"]:
        values = {int(key): (Decimal(value), text) for key, (value, text) in figures.items()}
        record_figures(year=year, half=half, figures=values, **about)
    for year, text, answer in row["reviews"]:
        send_review(year=year, text=text, **about)
        answer_review(year=year, answer=answer, **about)
    year, name, title = row["report"]
    signatory = Signatory(row["agency"], name, title, WAY, signed_on)
    freeze_agency_report(year=year, signatories=[signatory], is_public=True, **about)
    goal = SharedGoal.objects.get(code=row["targets"][0]["goal"])
    freeze_goal_report(goal=goal, year=year, signatories=[signatory], is_public=True, **rest)
    stated_year, ministry, grade, text = row["statement"]
    give_statement(year=stated_year, ministry=places[ministry], text=text, grade=grade, **about)
    reason, key, years = row["revision"]
    version = revise(agreement=agreement, reason=reason, **rest)
    target = version.targets.get(key=key)
    content = content_of_target(target)
    keep_target(
        key=key,
        content=TargetContent(
            **{name: getattr(content, name) for name in content.__slots__ if name != "years"},
            years={int(one): Decimal(value) for one, value in years.items()},
        ),
        **_step(agreement, rest),
    )
