"""Finding agreements and the feedback on moves."""

from __future__ import annotations

from django.db import models

from kytkin.mobility.models import Agreement, Move, Signature


def versions_of(move: Move) -> models.QuerySet[Agreement]:
    """Newest first, with the signatures."""
    return (
        Agreement.objects.filter(move=move)
        .select_related("made_by")
        .prefetch_related(
            models.Prefetch(
                "signatures", Signature.objects.select_related("recorded_by").order_by("pk")
            )
        )
        .order_by("-number")
    )
