"""Periods: `starts_on` is included, `ends_before` is not; either end may be open."""

from __future__ import annotations

import datetime as dt

from django.db import models


def period_in_order(name: str) -> models.CheckConstraint:
    """A constraint that a model's period does not end before it starts."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(starts_on__isnull=True)
        | models.Q(ends_before__isnull=True)
        | models.Q(ends_before__gt=models.F("starts_on")),
    )


def running_on(day: dt.date) -> models.Q:
    """A condition: the period holds on `day`."""
    return (models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=day)) & (
        models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=day)
    )
