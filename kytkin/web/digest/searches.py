"""What is new in saved searches: found in the reader's language, each hit told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from kytkin.accounts.models import User
from kytkin.notifications.models import Follow, KnownHits
from kytkin.notifications.parts import Part, Row
from kytkin.notifications.queries import without_language
from kytkin.organisations.permissions import paths_of
from kytkin.preparations.models import Preparation
from kytkin.web.feeds.searched import preparations_of_search

# When each preparation that a search finds came to be, by key.
Matches: TypeAlias = dict[str, dt.datetime]


@dataclass
class Searcher:
    """Carries searches out, each only once for all who would find the same."""

    _kept: dict[tuple[object, ...], Matches] = field(default_factory=dict)

    def matches(self, query: str, user: User) -> Matches:
        """Both the language and what one may see change what a search finds."""
        key = (query, get_language(), *paths_of(user))
        if key not in self._kept:
            found = preparations_of_search(query, visitor=user)
            self._kept[key] = dict(found.values_list("key", "created_at"))
        return self._kept[key]

    def look(self, follows: Iterable[Follow], user: User) -> list[tuple[Follow, Matches]]:
        return [(follow, self.matches(follow.target, user)) for follow in follows]


def take_new(looked: list[tuple[Follow, Matches]], *, now: dt.datetime) -> dict[Follow, list[str]]:
    """The keys not told before, which from now on are known; runs in the round's transaction.

    A search that has never been looked at knows what there was when it was saved.
    """
    kept = KnownHits.objects.select_for_update().filter(follow__in=[one for one, _m in looked])
    known = {one.follow_id: one for one in kept}
    fresh: dict[Follow, list[str]] = {}
    changed: list[KnownHits] = []
    for follow, matches in looked:
        before = known.get(follow.pk)
        if before is None:
            new = [key for key, came_at in matches.items() if came_at > follow.created_at]
        else:
            new = sorted(set(matches) - set(before.keys))
        if before is None or new:
            keys = sorted({*matches, *(before.keys if before else ())})
            changed.append(KnownHits(follow=follow, keys=keys, looked_at=now))
        if new:
            fresh[follow] = sorted(new)
    KnownHits.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["follow"],
        update_fields=["keys", "looked_at"],
    )
    return fresh


def hit_parts(fresh: dict[Follow, list[str]]) -> list[Part]:
    """A part for each search with something new; one query in all."""
    keys = {key for new in fresh.values() for key in new}
    named = {one.key: one for one in Preparation.objects.filter(key__in=keys)} if keys else {}
    parts = []
    for follow, new in fresh.items():
        words = " ".join(QueryDict(follow.target).get("q", "").split())
        rows = tuple(
            Row("hit", without_language(one.get_absolute_url()), {"name": one.name})
            for key in new
            if (one := named.get(key))
        )
        path = f"{without_language(reverse('search'))}?{follow.target}"
        parts.append(Part("hits" if words else "hits_without_words", rows, path, words))
    return parts
