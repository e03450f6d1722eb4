"""Shares of working time: 5 to 100 percent in steps of 5."""

from __future__ import annotations

from typing import Final

from django.db import models

SHARES: Final = tuple(range(5, 105, 5))


def share_in_steps(name: str) -> models.CheckConstraint:
    """A constraint that a model's share, where it has one, is one of the steps."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(share_percent__isnull=True) | models.Q(share_percent__in=list(SHARES)),
    )
