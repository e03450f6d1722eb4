"""Curating phenomena: what connectors write, edit, merge and supersede."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, NotAllowed, StaleVersion
from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import Follow, FollowKind
from kytkin.themes.models import Phenomenon, PhenomenonTheme, Theme
from kytkin.themes.permissions import can_curate
from kytkin.vocabulary.queries import concepts_of_notations

OFFICIAL_LANGUAGES: Final = ("fi", "sv")
LONGEST_CODE: Final = 60


class PhenomenonIncomplete(KytkinError):
    """A phenomenon lacks a text or themes, or one of its themes is unknown."""

    code = "phenomenon_incomplete"


class PhenomenonNotCurrent(KytkinError):
    """A superseded phenomenon can neither be changed nor take another's place."""

    code = "phenomenon_not_current"


@dataclass(frozen=True, slots=True)
class PhenomenonContent:
    """All that a connector writes. `themes` are notations (yso:p716) with weights in (0, 1]."""

    title: TranslatedText
    description: TranslatedText
    themes: Mapping[str, Decimal]
    search_words: Mapping[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def create_phenomenon(
    *, content: PhenomenonContent, by: User, now: dt.datetime, code: str = ""
) -> Phenomenon:
    """Make a phenomenon; without a code one is made from its title."""
    _only_connectors(by)
    weights = _theme_weights(content)
    phenomenon = Phenomenon.objects.create(
        code=_free_code(code or _code_from(content.title)),
        title=content.title,
        description=content.description,
        search_words=_clean_words(content.search_words),
        updated_at=now,
    )
    _set_themes(phenomenon, weights)
    record("create_phenomenon", by=by, now=now, kind="phenomenon", id=phenomenon.code)
    return phenomenon


@transaction.atomic
def edit_phenomenon(
    *,
    phenomenon: Phenomenon,
    version: int,
    content: PhenomenonContent,
    by: User,
    now: dt.datetime,
) -> Phenomenon:
    """Write new content over the version that was read; raises StaleVersion when it has moved on.

    Content that is the same changes nothing.
    """
    _only_connectors(by)
    weights = _theme_weights(content)
    current = _locked(phenomenon.pk)[0]
    _must_be_current(current)
    if current.version != version:
        raise StaleVersion(
            _("Somebody else has changed this phenomenon meanwhile. Compare, and save again.")
        )
    words = _clean_words(content.search_words)
    changed = [
        name
        for name, value in (
            ("title", content.title),
            ("description", content.description),
            ("search_words", words),
        )
        if getattr(current, name) != value
    ]
    before = {link.theme.concept_id: link.weight for link in _links(current)}
    if before != weights:
        changed.append("themes")
    if not changed:
        return current
    current.title, current.description = content.title, content.description
    current.search_words = words
    _set_themes(current, weights)
    _touch(current, now)
    record(
        "edit_phenomenon",
        by=by,
        now=now,
        kind="phenomenon",
        id=current.code,
        details={"changed": changed, "version": current.version},
    )
    return current


@transaction.atomic
def merge_phenomena(
    *, kept: Phenomenon, merged: Phenomenon, by: User, now: dt.datetime
) -> Phenomenon:
    """Make two into one: themes and search words united, followers moved, the old page leads on."""
    _only_connectors(by)
    kept, merged = _two_current(kept, merged)
    weights = {link.theme.concept_id: link.weight for link in _links(kept)}
    for link in _links(merged):
        concept_id = link.theme.concept_id
        weights[concept_id] = max(weights.get(concept_id, link.weight), link.weight)
    _set_themes(kept, weights)
    kept.search_words = _united_words(kept, merged)
    _touch(kept, now)
    followers = _replace(merged, kept, now)
    record(
        "merge_phenomena",
        by=by,
        now=now,
        kind="phenomenon",
        id=kept.code,
        details={"merged": merged.code, "followers_moved": followers},
    )
    return kept


@transaction.atomic
def supersede_phenomenon(
    *, old: Phenomenon, successor: Phenomenon, by: User, now: dt.datetime
) -> Phenomenon:
    """Let another take a phenomenon's place as it is; followers move, the old page leads on."""
    _only_connectors(by)
    successor, old = _two_current(successor, old)
    followers = _replace(old, successor, now)
    record(
        "supersede_phenomenon",
        by=by,
        now=now,
        kind="phenomenon",
        id=old.code,
        details={"successor": successor.code, "followers_moved": followers},
    )
    return successor


def _only_connectors(by: User) -> None:
    if not can_curate(by):
        raise NotAllowed(_("Only connectors curate phenomena."))


def _locked(*keys: int) -> list[Phenomenon]:
    """The phenomena as they are now, held until the action ends, in the order asked."""
    rows = {p.pk: p for p in Phenomenon.objects.select_for_update().filter(pk__in=keys)}
    return [rows[key] for key in keys]


def _must_be_current(phenomenon: Phenomenon) -> None:
    if phenomenon.superseded_by_id is not None:
        raise PhenomenonNotCurrent(
            _("This phenomenon has been superseded. Open the one in its place, and edit that.")
        )


def _two_current(one: Phenomenon, other: Phenomenon) -> tuple[Phenomenon, Phenomenon]:
    if one.pk == other.pk:
        raise PhenomenonNotCurrent(_("Choose another phenomenon than this one."))
    first, second = _locked(one.pk, other.pk)
    _must_be_current(first)
    _must_be_current(second)
    return first, second


def _theme_weights(content: PhenomenonContent) -> dict[int, Decimal]:
    """Weights by concept, replaced concepts followed; raises PhenomenonIncomplete."""
    for texts in (content.title, content.description):
        if any(not texts.get(language) for language in OFFICIAL_LANGUAGES):
            raise PhenomenonIncomplete(
                _("Write the title and the description in Finnish and in Swedish at least.")
            )
    if not content.themes:
        raise PhenomenonIncomplete(_("Choose at least one theme."))
    concepts = concepts_of_notations(content.themes)
    unknown = sorted(
        notation
        for notation in content.themes
        if notation not in concepts or not concepts[notation].is_labelled
    )
    if unknown:
        raise PhenomenonIncomplete(
            _("These themes are in no vocabulary: %(themes)s.") % {"themes": ", ".join(unknown)}
        )
    weights: dict[int, Decimal] = {}
    for notation, weight in content.themes.items():
        if not 0 < weight <= 1:
            raise PhenomenonIncomplete(_("The weight of a theme is above 0 and at most 1."))
        pk = concepts[notation].pk
        weights[pk] = max(weights.get(pk, weight), weight)
    return weights


def _links(phenomenon: Phenomenon) -> list[PhenomenonTheme]:
    return list(phenomenon.theme_links.select_related("theme").order_by("pk"))


def _set_themes(phenomenon: Phenomenon, weights: Mapping[int, Decimal]) -> None:
    """Make the theme links be these; links that stay as they are keep their rows."""
    known = {link.theme.concept_id: link for link in _links(phenomenon)}
    gone = [link.pk for concept_id, link in known.items() if concept_id not in weights]
    PhenomenonTheme.objects.filter(pk__in=gone).delete()
    for concept_id, weight in weights.items():
        link = known.get(concept_id)
        if link is None:
            theme, _made = Theme.objects.get_or_create(concept_id=concept_id)
            PhenomenonTheme.objects.create(phenomenon=phenomenon, theme=theme, weight=weight)
        elif link.weight != weight:
            link.weight = weight
            link.save(update_fields=["weight"])


def _touch(phenomenon: Phenomenon, now: dt.datetime) -> None:
    phenomenon.version += 1
    phenomenon.updated_at = now
    phenomenon.save()


def _replace(old: Phenomenon, successor: Phenomenon, now: dt.datetime) -> int:
    """Old and all it had replaced lead to the successor; gives how many followers moved."""
    old.superseded_by = successor
    _touch(old, now)
    old.supersedes.update(superseded_by=successor)
    follows = Follow.objects.filter(kind=FollowKind.PHENOMENON)
    already = follows.filter(target=successor.code).values("user")
    follows.filter(target=old.code, user__in=already).delete()
    return follows.filter(target=old.code).update(target=successor.code)


def _united_words(kept: Phenomenon, merged: Phenomenon) -> dict[str, list[str]]:
    """Search words of both; the merged one's titles stay words that it is found by."""
    united = {}
    for language in LANGUAGES:
        words = [
            *kept.search_words.get(language, []),
            *merged.search_words.get(language, []),
            merged.title.get(language, ""),
        ]
        united[language] = words
    return _clean_words(united)


def _clean_words(words: Mapping[str, list[str]]) -> dict[str, list[str]]:
    cleaned = {
        language: list(
            dict.fromkeys(word.strip() for word in words.get(language, []) if word.strip())
        )
        for language in LANGUAGES
    }
    return {language: kept for language, kept in cleaned.items() if kept}


def _code_from(title: TranslatedText) -> str:
    return slugify(title.in_language("en").text)[: LONGEST_CODE - 4].strip("-") or "phenomenon"


def _free_code(wanted: str) -> str:
    """The code, with a number behind when it is taken."""
    taken = set(Phenomenon.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code
