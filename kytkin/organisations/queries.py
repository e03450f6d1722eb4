"""Finding organisations: in force on a day, below another, as a tree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.db.models.functions import Length

from kytkin.common.periods import running_on
from kytkin.organisations.models import Organisation, OrganisationKind


class OrganisationQuerySet(models.QuerySet[Organisation]):
    """Organisations, read as adjectives: `organisations().current_on(day).below(branch)`."""

    def current_on(self, day: dt.date) -> Self:
        return self.filter(running_on(day))

    def ended_before(self, day: dt.date) -> Self:
        """Ended on the day or earlier."""
        return self.filter(ends_before__lte=day)

    def branches(self) -> Self:
        """The administrative branches, in the order of their colours."""
        return self.filter(kind=OrganisationKind.BRANCH).order_by("colour_index", "code")

    def below(self, organisation: Organisation) -> Self:
        """Everything under the organisation, at any depth, itself left out."""
        return self.filter(path__startswith=organisation.path).exclude(pk=organisation.pk)

    def above(self, organisation: Organisation) -> Self:
        """The way from the root to the organisation, itself left out."""
        codes = organisation.path.split("/")[:-2]
        return self.filter(code__in=codes).order_by(Length("path"))

    def with_succession(self) -> Self:
        """With predecessors and successors: two queries more."""
        return self.prefetch_related("followed_by__successor", "follows__predecessor")


def organisations() -> OrganisationQuerySet:
    return OrganisationQuerySet(Organisation)


@dataclass(frozen=True, slots=True)
class Branching:
    """An organisation with what is below it."""

    organisation: Organisation
    below: tuple[Branching, ...]


def as_tree(found: Iterable[Organisation]) -> tuple[Branching, ...]:
    """The organisations as trees, in the order given; one whose parent is missing is a root."""
    rows = list(found)
    present = {row.pk for row in rows}
    children: dict[int | None, list[Organisation]] = defaultdict(list)
    for row in rows:
        children[row.parent_id if row.parent_id in present else None].append(row)

    def grown(parent: int | None) -> tuple[Branching, ...]:
        return tuple(Branching(row, grown(row.pk)) for row in children[parent])

    return grown(None)
