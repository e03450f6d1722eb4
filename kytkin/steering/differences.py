"""What differs between two versions of an agreement, or between a version and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.texts import TranslatedText
from kytkin.goals.models import Direction
from kytkin.steering.content import Amount, TargetContent, VersionContent
from kytkin.steering.models import Dimension


class Change(models.TextChoices):
    ADDED = "added", gettext_lazy("added")
    REMOVED = "removed", gettext_lazy("removed")
    CHANGED = "changed", gettext_lazy("changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: in what (`about`), which part of it, before and after."""

    change: Change
    about: str
    part: str
    before: str
    after: str


TEXTS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("text", gettext_lazy("target")),
    ("indicator", gettext_lazy("indicator")),
    ("unit", gettext_lazy("unit")),
)


def differences(before: VersionContent, after: VersionContent) -> tuple[Difference, ...]:
    """Preamble, targets by key, resources by year and budget item; empty when nothing differs."""
    return (
        *_texts(_("Preamble"), "", before.preamble, after.preamble),
        *_targets(before, after),
        *_resources(before, after),
    )


def _texts(
    about: str, part: str, before: TranslatedText, after: TranslatedText
) -> Iterator[Difference]:
    for code, language in LANGUAGE_CHOICES:
        was, is_now = before.get(code, ""), after.get(code, "")
        if was != is_now:
            named = f"{part}, {language}" if part else str(language)
            yield Difference(_kind(was, is_now), about, named, was, is_now)


def _kind(before: Any, after: Any) -> Change:
    if not before:
        return Change.ADDED
    return Change.CHANGED if after else Change.REMOVED


def _targets(before: VersionContent, after: VersionContent) -> Iterator[Difference]:
    for key in sorted({*before.targets, *after.targets}):
        was, is_now = before.targets.get(key), after.targets.get(key)
        if was is None and is_now is not None:
            yield Difference(Change.ADDED, _about(key, is_now), "", "", in_words(is_now))
        elif is_now is None and was is not None:
            yield Difference(Change.REMOVED, _about(key, was), "", in_words(was), "")
        elif was is not None and is_now is not None and was != is_now:
            yield from _within(_about(key, is_now), was, is_now)


def _about(key: int, target: TargetContent) -> str:
    return _("Target %(number)d: %(text)s") % {"number": key, "text": target.text.local.text}


def _within(about: str, was: TargetContent, is_now: TargetContent) -> Iterator[Difference]:
    for name, label in TEXTS:
        yield from _texts(about, str(label), getattr(was, name), getattr(is_now, name))
    plain = (
        (_("dimension"), dimension_of(was.dimension), dimension_of(is_now.dimension)),
        (_("which way is better"), direction_of(was.direction), direction_of(is_now.direction)),
        (_("baseline"), shown(was.baseline), shown(is_now.baseline)),
        (_("weight, percent"), str(was.weight_percent), str(is_now.weight_percent)),
        (_("shared goal"), was.goal, is_now.goal),
    )
    for part, one, other in plain:
        if one != other:
            yield Difference(_kind(one, other), about, part, one, other)
    for year in sorted({*was.years, *is_now.years}):
        one, other = shown(was.years.get(year)), shown(is_now.years.get(year))
        if one != other:
            part = _("value of %(year)d") % {"year": year}
            yield Difference(_kind(one, other), about, part, one, other)


def _resources(before: VersionContent, after: VersionContent) -> Iterator[Difference]:
    nothing = Amount()
    for key in sorted({*before.resources, *after.resources}):
        was, is_now = before.resources.get(key), after.resources.get(key)
        if was == is_now:
            continue
        kind = Change.ADDED if was is None else Change.REMOVED if is_now is None else Change.CHANGED
        year, item = key
        about = _("Resources of %(year)d, budget item %(item)s") % {"year": year, "item": item}
        one, other = was or nothing, is_now or nothing
        for part, old, new in (
            (_("euros"), one.eur, other.eur),
            (_("person-years"), one.person_years, other.person_years),
        ):
            if old != new:
                yield Difference(
                    kind, about, part, money(old) if was else "", money(new) if is_now else ""
                )


def in_words(target: TargetContent) -> str:
    """A target in a line: its indicator, values and weight."""
    values = ", ".join(f"{year}: {shown(value)}" for year, value in sorted(target.years.items()))
    return _("%(indicator)s (%(values)s), weight %(weight)d") % {
        "indicator": target.indicator.local.text, "values": values or "–",
        "weight": target.weight_percent,
    }  # fmt: skip


def shown(value: Decimal | None) -> str:
    return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)


def money(value: Decimal) -> str:
    return number_format(value, 2, use_l10n=True, force_grouping=True)


def dimension_of(code: str) -> str:
    return str(Dimension(code).label) if code in Dimension.values else code


def direction_of(code: str) -> str:
    return str(Direction(code).label) if code in Direction.values else code
