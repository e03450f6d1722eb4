"""Who may see and edit a preparation."""

from __future__ import annotations

from django.db import models

from kytkin.organisations.models import Role
from kytkin.organisations.permissions import Visitor, has_role, paths_of
from kytkin.preparations.models import Preparation, Publicity


def visible_condition(visitor: Visitor) -> models.Q:
    """What the visitor may see: all that is public, and what their own organisations prepare."""
    condition = models.Q(publicity=Publicity.PUBLIC)
    for path in paths_of(visitor):
        condition |= models.Q(setter__path__startswith=path)
        condition |= models.Q(
            pk__in=Preparation.objects.filter(
                partnerships__organisation__path__startswith=path
            ).values("pk")
        )
    return condition


def can_edit(visitor: Visitor, preparation: Preparation) -> bool:
    """Its contact, and the preparers and administrators of its setter."""
    return (visitor.is_authenticated and preparation.contact_id == visitor.pk) or any(
        has_role(visitor, role, preparation.setter) for role in (Role.PREPARER, Role.ADMINISTRATOR)
    )
