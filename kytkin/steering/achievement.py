"""How a target stood in a year: reached, on the way, missed, or not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import Direction

HALF_WAY: Final = Decimal("0.5")


class Standing(models.TextChoices):
    REACHED = "reached", _("reached")
    PARTLY = "partly", _("reached in part")
    MISSED = "missed", _("not reached")
    NO_FIGURE = "no_figure", _("no figure yet")
    NO_TARGET = "no_target", _("no target for the year")


def standing(
    direction: str, baseline: Decimal | None, target: Decimal | None, actual: Decimal | None
) -> Standing:
    """In part: at least half of the way from the baseline to the target has been gone."""
    if target is None:
        return Standing.NO_TARGET
    if actual is None:
        return Standing.NO_FIGURE
    if actual >= target if direction == Direction.UP else actual <= target:
        return Standing.REACHED
    if baseline is None or target == baseline:
        return Standing.MISSED
    if (actual - baseline) / (target - baseline) >= HALF_WAY:
        return Standing.PARTLY
    return Standing.MISSED
