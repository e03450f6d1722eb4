"""Neighbours: other preparations that share subjects, those across branches first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation, State
from kytkin.preparations.nearness import Near, Shared, counted_links, nearest, strength
from kytkin.preparations.queries import preparations


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another preparation and the subjects in common, the strongest first."""

    preparation: Preparation
    across_branches: bool
    shared: tuple[Shared, ...]
    closeness: float


def neighbours(
    preparation: Preparation, *, visitor: Visitor, limit: int = 6
) -> tuple[Neighbour, ...]:
    """The nearest that the visitor may see: across branches first, running before ended."""
    own = counted_links().filter(preparation=preparation)
    interest = {link.theme_id: strength(link) for link in own}
    branch = preparation.setter.branch_id or preparation.setter_id
    found = nearest(
        interest,
        visitor=visitor,
        among=preparations().visible_to(visitor).exclude(pk=preparation.pk),
        limit=limit,
        first=(
            one_if(Q(preparation__setter__branch=branch) | Q(preparation__setter=branch)),
            one_if(Q(preparation__state=State.ENDED)),
        ),
    )
    return tuple(neighbour(near, branch) for near in found)


def one_if(condition: Q) -> Case:
    """Sorts what the condition holds for after the rest."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def neighbour(near: Near, branch: int) -> Neighbour:
    setter = near.preparation.setter
    return Neighbour(
        preparation=near.preparation,
        across_branches=(setter.branch_id or setter.pk) != branch,
        shared=near.shared,
        closeness=near.score,
    )
