"""News of what people follow, read once for a whole round."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from kytkin.accounts.models import User
from kytkin.notifications.models import Follow, FollowKind
from kytkin.notifications.parts import Part, Row
from kytkin.notifications.queries import without_language
from kytkin.preparations.changes import in_every_language
from kytkin.preparations.models import Preparation, PreparationTheme, Stage, Standing, State
from kytkin.preparations.queries import preparations


@dataclass(frozen=True, slots=True)
class Changes:
    """The preparations changed since a moment, and by which follows each is met."""

    changed: dict[str, Preparation]
    met_by: dict[tuple[str, str], set[str]]

    def part(
        self, user: User, follows: list[Follow], since: dt.datetime, besides: set[str]
    ) -> Part | None:
        """What the person follows and may see, the latest first, besides what is told already."""
        met = {key for one in follows for key in self.met_by.get((one.kind, one.target), ())}
        keys = {key for key in met - besides if self.changed[key].updated_at > since}
        if not keys:
            return None
        seen = preparations().visible_to(user).filter(key__in=keys).latest_first()
        rows = [row_of(self.changed[one.key], since) for one in seen.only("key")]
        return Part("changes", tuple(rows)) if rows else None


def row_of(preparation: Preparation, since: dt.datetime) -> Row:
    return Row(
        "new" if preparation.created_at > since else "changed",
        without_language(preparation.get_absolute_url()),
        {
            "name": preparation.name,
            "state": in_every_language(State(preparation.state).label),
            "stage": in_every_language(Stage(preparation.stage).label),
        },
    )


def changes_since(since: dt.datetime) -> Changes:
    """Three queries, however many people and preparations there are."""
    changed = {one.key: one for one in Preparation.objects.filter(updated_at__gt=since)}
    met_by: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key in changed:
        met_by[FollowKind.PREPARATION, key].add(key)
    links = PreparationTheme.objects.filter(
        standing=Standing.CONFIRMED, preparation__updated_at__gt=since
    )
    for kind, field in (
        (FollowKind.THEME, "theme__concept__notation"),
        (FollowKind.PHENOMENON, "theme__phenomenon_links__phenomenon__code"),
    ):
        pairs = links.filter(**{f"{field}__isnull": False}).values_list("preparation__key", field)
        for key, target in pairs.distinct():
            if key in changed:
                met_by[kind, target].add(key)
    return Changes(changed, dict(met_by))
