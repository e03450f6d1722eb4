"""What a person follows, found in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kytkin.accounts.models import User
from kytkin.common.texts import LocalText, TranslatedText
from kytkin.notifications.models import Follow, FollowKind
from kytkin.preparations.fitting import fitting, interests
from kytkin.preparations.nearness import Near
from kytkin.preparations.queries import preparations
from kytkin.themes.models import Phenomenon, Theme
from kytkin.web.feeds.following import Followed


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """A follow and what it points at; `thing` is None when that is gone or hidden."""

    follow: Follow
    thing: Followed | None

    @property
    def name(self) -> LocalText | None:
        """None for a saved search, whose name is its words."""
        return self.thing.name.local if self.thing and self.thing.name is not None else None


def targets(follows: list[Follow], kind: FollowKind) -> list[str]:
    return [follow.target for follow in follows if follow.kind == kind]


def followed_rows(user: User, follows: list[Follow]) -> list[FollowedRow]:
    """The follows with the names and pages of the things, in the order given."""
    phenomena = Phenomenon.objects.filter(code__in=targets(follows, FollowKind.PHENOMENON))
    themes = Theme.objects.select_related("concept").filter(
        concept__notation__in=targets(follows, FollowKind.THEME)
    )
    seen = preparations().visible_to(user)
    known = seen.filter(key__in=targets(follows, FollowKind.PREPARATION))
    named: dict[tuple[str, str], tuple[TranslatedText, str]] = {}
    for one in phenomena:
        named[FollowKind.PHENOMENON, one.code] = one.title, one.get_absolute_url()
    for theme in themes:
        notation = theme.concept.notation
        named[FollowKind.THEME, notation] = theme.labels, theme.get_absolute_url()
    for preparation in known:
        named[FollowKind.PREPARATION, preparation.key] = (
            preparation.name,
            preparation.get_absolute_url(),
        )
    rows = []
    for follow in follows:
        kind, thing = FollowKind(follow.kind), None
        if kind == FollowKind.SEARCH:
            page = f"{reverse('search')}?{follow.target}"
            thing = Followed(kind, follow.target, None, page)
        elif pair := named.get((kind, follow.target)):
            thing = Followed(kind, follow.target, *pair)
        rows.append(FollowedRow(follow, thing))
    return rows


def fitting_for(user: User, follows: list[Follow], *, asked: list[str]) -> tuple[Near, ...]:
    """Open preparations by the subjects of what the person follows, besides the known ones."""
    keys = targets(follows, FollowKind.PREPARATION)
    wanted = interests(
        themes=targets(follows, FollowKind.THEME),
        phenomena=targets(follows, FollowKind.PHENOMENON),
        keys=keys,
    )
    return fitting(wanted, visitor=user, besides=[*keys, *asked])
