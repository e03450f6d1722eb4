"""What a card of a preparation shows, made from what `for_cards()` has loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kytkin.common.texts import LocalText
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import (
    PartnerRole,
    Preparation,
    PreparationTheme,
    Standing,
    State,
    Way,
)

THEMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ThemeChip:
    label: LocalText
    url: str
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class PreparationCard:
    """`other_branches` are those that prepare the matter with the setter's branch."""

    url: str
    name: LocalText
    summary: LocalText
    kind: str
    state: str
    stage: str
    setter: Organisation
    branch: Organisation | None
    other_branches: tuple[Organisation, ...]
    themes: tuple[ThemeChip, ...]
    starts_on: dt.date | None
    ends_before: dt.date | None
    has_ended: bool
    is_open: bool

    @property
    def is_joint(self) -> bool:
        return bool(self.other_branches)

    @property
    def ends_on(self) -> dt.date | None:
        """The last day, as people say it."""
        return self.ends_before - dt.timedelta(days=1) if self.ends_before else None


def preparation_card(preparation: Preparation) -> PreparationCard:
    """A card without further queries, when the preparation came from `for_cards()`."""
    own = preparation.setter.own_branch
    links: Iterable[PreparationTheme] = getattr(preparation, "counted_theme_links", ())
    return PreparationCard(
        url=preparation.get_absolute_url(),
        name=preparation.name.local,
        summary=preparation.objective.local,
        kind=preparation.get_kind_display(),
        state=preparation.get_state_display(),
        stage=preparation.get_stage_display() if preparation.stage else "",
        setter=preparation.setter,
        branch=own,
        other_branches=tuple(branches_beside(preparation, own)),
        themes=tuple(theme_chip(link) for link in list(links)[:THEMES_SHOWN]),
        starts_on=preparation.starts_on,
        ends_before=preparation.ends_before,
        has_ended=preparation.state == State.ENDED,
        is_open=any(offered.way != Way.FOLLOW for offered in preparation.offered_ways.all()),
    )


def branches_beside(preparation: Preparation, own: Organisation | None) -> list[Organisation]:
    """The branches of those who prepare the matter too, by colour index; consulting is not that."""
    found = {
        branch.pk: branch
        for partnership in preparation.partnerships.all()
        if partnership.role != PartnerRole.CONSULTED
        and (branch := partnership.organisation.own_branch)
        and (own is None or branch.pk != own.pk)
    }
    return sorted(found.values(), key=lambda branch: (branch.colour_index or 0, branch.code))


def theme_chip(link: PreparationTheme) -> ThemeChip:
    return ThemeChip(
        label=link.theme.labels.local,
        url=link.theme.get_absolute_url(),
        is_suggested=link.standing == Standing.SUGGESTED,
    )
