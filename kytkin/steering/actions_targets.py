"""Writing an open version: its preamble, targets and resources, and comments on targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.goals.models import Direction, GoalState, SharedGoal
from kytkin.steering.agreement_steps import (
    held_agreement,
    held_version,
    moved_on,
    record_step,
    refuse_signed,
    side_of,
    tell_others,
)
from kytkin.steering.content import Amount, ResourceKey, TargetContent, VersionContent
from kytkin.steering.errors import AgreementRefused
from kytkin.steering.models import (
    AgreementVersion,
    BudgetItem,
    Dimension,
    PerformanceAgreement,
    Resource,
    Target,
    TargetComment,
    TargetYear,
)

MOST_TARGETS: Final = 60
MOST_FIGURE: Final = Decimal("99999999999999")
MOST_EUR: Final = Decimal("9999999999999.99")
MOST_PERSON_YEARS: Final = Decimal("9999999.99")
WHOLE: Final = 100


def keep_target(
    *,
    version: AgreementVersion,
    edition: int,
    key: int | None,
    content: TargetContent,
    by: User,
    now: dt.datetime,
) -> Target:
    """Write a target (no key: a new one, under the next free key) or change it."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        if key is None:
            key = next_key(held.agreement)
            if held.targets.count() >= MOST_TARGETS:
                raise AgreementRefused(
                    _("An agreement has at most 60 targets: remove or join some first.")
                )
        check_target(held.agreement, content)
        held.targets.filter(key=key).delete()
        kept = _write_target(held, key, content)
        moved_on(held, "keep_target", by=by, now=now, key=key)
    return kept


def remove_target(
    *, version: AgreementVersion, edition: int, key: int, by: User, now: dt.datetime
) -> None:
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        held.targets.filter(key=key).delete()
        moved_on(held, "remove_target", by=by, now=now, key=key)


def keep_preamble(
    *, version: AgreementVersion, edition: int, preamble: TranslatedText, by: User,
    now: dt.datetime,
) -> AgreementVersion:  # fmt: skip
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        held.preamble = TranslatedText.of(preamble)
        return moved_on(held, "keep_preamble", by=by, now=now)


def keep_resources(
    *,
    version: AgreementVersion,
    edition: int,
    resources: Mapping[ResourceKey, Amount],
    by: User,
    now: dt.datetime,
) -> AgreementVersion:
    """Add or change the resources of those years and items; zero and zero takes a row out."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        check_resources(held.agreement, resources)
        items = {one.code: one for one in BudgetItem.objects.all()}
        for (year, code), amount in resources.items():
            rows = held.resources.filter(year=year, budget_item=items[code])
            rows.delete()
            if amount != Amount():
                Resource.objects.create(
                    version=held, year=year, budget_item=items[code], amount_eur=amount.eur,
                    person_years=amount.person_years,
                )  # fmt: skip
        return moved_on(held, "keep_resources", by=by, now=now, rows=len(resources))


def keep_content(
    *, version: AgreementVersion, edition: int, content: VersionContent, by: User,
    now: dt.datetime,
) -> AgreementVersion:  # fmt: skip
    """Replace everything a version says, as from a spreadsheet. Negative keys are new targets."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        if len(content.targets) > MOST_TARGETS:
            raise AgreementRefused(
                _("An agreement has at most 60 targets: remove or join some first.")
            )
        for target in content.targets.values():
            check_target(held.agreement, target)
        check_resources(held.agreement, content.resources)
        free = next_key(held.agreement)
        targets: dict[int, TargetContent] = {}
        for key, target in content.targets.items():
            if key < 0:
                key, free = free, free + 1
            targets[key] = target
        held.targets.all().delete()
        held.resources.all().delete()
        write_content(held, VersionContent(content.preamble, targets, content.resources))
        return moved_on(held, "keep_content", by=by, now=now, targets=len(targets))


def comment_on_target(
    *, agreement: PerformanceAgreement, key: int, text: str, by: User, now: dt.datetime
) -> TargetComment:
    """Both sides comment, also on a signed version; the comment follows the target's key."""
    if not text.strip():
        raise AgreementRefused(_("Write the comment first."), field="text")
    with transaction.atomic():
        held = held_agreement(agreement, by)
        latest = held.versions.order_by("-number").first()
        known = Target.objects.filter(version__agreement=held, key=key).exists()
        if latest is None or not known:
            raise AgreementRefused(_("This target is not in the agreement."), field="text")
        made = TargetComment.objects.create(
            agreement=held, key=key, version_number=latest.number, author=by,
            organisation=side_of(by, held), text=text.strip(), written_at=now,
        )  # fmt: skip
        record_step(held, "comment_on_target", by=by, now=now, key=key)
        tell_others(held, "commented", by=by, now=now, party=str(made.organisation.name))
    return made


def next_key(agreement: PerformanceAgreement) -> int:
    """A key never used in any version: a removed target's key means that target for ever."""
    used = Target.objects.filter(version__agreement=agreement).values_list("key", flat=True)
    said = agreement.comments.values_list("key", flat=True)
    shown = agreement.actuals.values_list("key", flat=True)
    return max([0, *used, *said, *shown]) + 1


def check_target(agreement: PerformanceAgreement, content: TargetContent) -> None:
    """Raises `AgreementRefused` with the field that is wrong."""
    if content.dimension not in Dimension.values:
        raise AgreementRefused(_("Choose the dimension of the target."), field="dimension")
    if content.direction not in Direction.values:
        raise AgreementRefused(_("Choose which way is better."), field="direction")
    if not content.text:
        raise AgreementRefused(_("Write the target in Finnish or in Swedish."), field="text")
    if not content.indicator:
        raise AgreementRefused(
            _("Write what is measured, in Finnish or in Swedish."), field="indicator"
        )
    if not 0 <= content.weight_percent <= WHOLE:
        raise AgreementRefused(_("A weight is from 0 to 100 percent."), field="weight_percent")
    for year, value in content.years.items():
        if year not in agreement.years:
            raise AgreementRefused(
                _("%(year)d is outside the agreement's years %(first)d–%(last)d.")
                % {"year": year, "first": agreement.first_year, "last": agreement.last_year},
                field="years",
            )
        _check_figure(value, "years")
    if content.baseline is not None:
        _check_figure(content.baseline, "baseline")
    if content.goal:
        goal = SharedGoal.objects.filter(code=content.goal).first()
        if goal is None or goal.state == GoalState.DRAFT:
            raise AgreementRefused(
                _("There is no shared goal in force with the code “%(code)s”.")
                % {"code": content.goal},
                field="goal",
            )


def _check_figure(value: Decimal, field: str) -> None:
    exponent = value.as_tuple().exponent
    too_fine = isinstance(exponent, int) and exponent < -4 and value != round(value, 4)
    if not value.is_finite() or abs(value) > MOST_FIGURE or too_fine:
        raise AgreementRefused(_("A figure has at most 14 digits and four decimals."), field=field)


def check_resources(
    agreement: PerformanceAgreement, resources: Mapping[ResourceKey, Amount]
) -> None:
    known = set(BudgetItem.objects.values_list("code", flat=True))
    for (year, code), amount in resources.items():
        if code not in known:
            raise AgreementRefused(
                _("There is no budget item %(code)s. Write the number as in 28.01.01.")
                % {"code": code},
                field="budget_item",
            )
        if year not in agreement.years:
            raise AgreementRefused(
                _("%(year)d is outside the agreement's years %(first)d–%(last)d.")
                % {"year": year, "first": agreement.first_year, "last": agreement.last_year},
                field="year",
            )
        for value, most, field in (
            (amount.eur, MOST_EUR, "amount_eur"),
            (amount.person_years, MOST_PERSON_YEARS, "person_years"),
        ):
            if not value.is_finite() or value < 0:
                raise AgreementRefused(
                    _("An amount is zero or more: leave out the minus sign."), field=field
                )
            if value > most or value != round(value, 2):
                raise AgreementRefused(
                    _("An amount has at most two decimals, and there is a limit to its size."),
                    field=field,
                )


def write_content(version: AgreementVersion, content: VersionContent) -> None:
    """Write checked content into a version without targets and resources."""
    version.preamble = TranslatedText.of(content.preamble)
    version.save(update_fields=["preamble"])
    for key, target in content.targets.items():
        _write_target(version, key, target)
    items = {one.code: one for one in BudgetItem.objects.all()}
    Resource.objects.bulk_create(
        Resource(
            version=version, year=year, budget_item=items[code], amount_eur=amount.eur,
            person_years=amount.person_years,
        )
        for (year, code), amount in content.resources.items()
        if amount != Amount()
    )  # fmt: skip


def _write_target(version: AgreementVersion, key: int, content: TargetContent) -> Target:
    goal = SharedGoal.objects.filter(code=content.goal).first() if content.goal else None
    made = Target.objects.create(
        version=version, key=key, dimension=content.dimension, direction=content.direction,
        text=TranslatedText.of(content.text), indicator=TranslatedText.of(content.indicator),
        unit=TranslatedText.of(content.unit), baseline=content.baseline,
        weight_percent=content.weight_percent, shared_goal=goal,
    )  # fmt: skip
    TargetYear.objects.bulk_create(
        TargetYear(target=made, year=year, value=value)
        for year, value in sorted(content.years.items())
    )
    return made
