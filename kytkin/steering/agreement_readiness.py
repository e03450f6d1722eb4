"""What a version of an agreement still lacks before it can be signed, and what to think about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kytkin.goals.models import GoalState, SharedGoal
from kytkin.steering.models import AgreementVersion, Dimension, Target

WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing, as a sentence; `place` names the part of the page that mends it.

    What does not block is a remark: the parties may have a reason.
    """

    code: str
    text: str | Promise
    place: str = "targets"
    blocks: bool = True


def goals_to_take_in(version: AgreementVersion) -> list[SharedGoal]:
    """Goals in force that the agency owns in the period and no target stands for yet."""
    agreement = version.agreement
    return list(
        SharedGoal.objects.filter(
            state=GoalState.ACTIVE,
            ownerships__organisation=agreement.agency,
            ownerships__accepted_at__isnull=False,
            first_year__lte=agreement.last_year,
            last_year__gte=agreement.first_year,
        )
        .exclude(targets__version=version)
        .order_by("code")
    )


def missing(version: AgreementVersion) -> list[Lack]:
    """What blocks comes first; nothing that blocks means that it can be signed."""
    targets = list(version.targets.prefetch_related("years").order_by("key"))
    found = [*_of_targets(version, targets), *_of_goals(version), *_of_resources(version)]
    return sorted(found, key=lambda one: not one.blocks)


def blocking(version: AgreementVersion) -> list[Lack]:
    return [one for one in missing(version) if one.blocks]


def _of_targets(version: AgreementVersion, targets: list[Target]) -> list[Lack]:
    if not targets:
        return [Lack("targets", _("There is no target yet: write at least one for impact."))]
    lacks = []
    present = {one.dimension for one in targets}
    for dimension in Dimension:
        if dimension not in present:
            lacks.append(
                Lack(
                    f"dimension_{dimension.value}",
                    _("No target stands for this dimension: %(dimension)s.")
                    % {"dimension": dimension.label},
                    blocks=dimension == Dimension.IMPACT,
                )
            )
    weights = sum(one.weight_percent for one in targets)
    if weights != WHOLE:
        lacks.append(
            Lack(
                "weights",
                _("The weights of the targets add up to %(sum)d percent: make it 100.")
                % {"sum": weights},
            )
        )
    for one in targets:
        lacks += _of_target(version, one)
    return lacks


def _of_target(version: AgreementVersion, target: Target) -> list[Lack]:
    lacks = []
    stated = {row.year for row in target.years.all()}
    without = [str(year) for year in version.agreement.years if year not in stated]
    if without:
        lacks.append(
            Lack(
                f"years_{target.key}",
                _("Target %(number)d has no value for %(years)s.")
                % {"number": target.key, "years": ", ".join(without)},
            )
        )
    for language, sentence in (
        ("fi", _("Target %(number)d is not written in Finnish.")),
        ("sv", _("Target %(number)d is not written in Swedish.")),
    ):
        if not target.text.get(language):
            lacks.append(
                Lack(f"{language}_{target.key}", sentence % {"number": target.key}, blocks=False)
            )
    return lacks


def _of_goals(version: AgreementVersion) -> list[Lack]:
    """What an agency owns with others stands in its agreement too: both accounts, one goal."""
    return [
        Lack(
            f"goal_{goal.pk}",
            _("The agency owns the shared goal “%(goal)s”, and no target stands for it.")
            % {"goal": goal.title},
            place="goals",
        )
        for goal in goals_to_take_in(version)
    ]


def _of_resources(version: AgreementVersion) -> list[Lack]:
    with_some = set(
        version.resources.exclude(amount_eur=Decimal(0), person_years=Decimal(0)).values_list(
            "year", flat=True
        )
    )
    without = [str(year) for year in version.agreement.years if year not in with_some]
    if not without:
        return []
    return [
        Lack(
            "resources",
            _("No resources are stated for %(years)s.") % {"years": ", ".join(without)},
            place="resources",
        )
    ]
