"""What is proposed for a profile as ticks, each beginning as its person is likely to want it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.people.models import SPOKEN, Agreed, Audience, MoveKind, Place, Profile, Section
from kytkin.people.told import Content, ToldSkill, content_of
from kytkin.vocabulary.models import Concept
from kytkin.web.people.forms import last_day

LABELS: Final[dict[str, Any]] = {
    "title": _("My title"),
    "about": _("What I do, in a few sentences"),
    "contact_about": _("Contact me about"),
    "languages": _("Languages I work in"),
    "is_protected": _("My post or my details are protected"),
    "skills": _("Skills"),
    "wanted_skills": _("Skills I want to learn"),
    "themes": _("Themes I care about"),
    "open_to": _("I am open to"),
    "time": _("Share of my working time that I could give"),
    "place": _("Where I work"),
    "away": _("Times I am away"),
}
IN_SECTION: Final = {
    Section.ABOUT: ("title", "about", "contact_about", "languages", "is_protected"),
    Section.SKILLS: ("skills",),
    Section.WILL: ("wanted_skills", "themes", "open_to"),
    Section.TIME: ("time", "place", "away"),
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A proposed part: its ticks, its text, what of the person's own it would replace."""

    field: forms.BoundField
    text: str
    replaces: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    audience: Audience
    parts: tuple[ShownPart, ...]


class InvitationForm(forms.Form):
    """A tick for each part or item that is not on the profile yet.

    Ticked to begin with, except where a tick would replace the person's own words or show
    something to others at once.
    """

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        proposed: Content,
        *,
        person: User,
        profile: Profile | None,
        seen: str,
        data: Any = None,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.proposed, self.profile, self._mark = proposed, profile, seen
        self.own = content_of(profile) if profile else Content(title=person.title)
        self.names = _names(proposed)
        lists, self.texts = self._lists(), self._texts()
        self.replaced = {name: text for name, text in _texts_of(self.own).items() if text}
        for section, names in IN_SECTION.items():
            is_private = self._audience(section) == Audience.ME
            for name in names:
                if choices := lists.get(name):
                    self.fields[name] = forms.MultipleChoiceField(
                        label=LABELS[name],
                        choices=choices,
                        required=False,
                        initial=[key for key, _label in choices] if is_private else [],
                        widget=forms.CheckboxSelectMultiple,
                    )
                elif self.texts.get(name):
                    self.fields[name] = forms.BooleanField(
                        label=LABELS[name],
                        required=False,
                        initial=is_private and name not in self.replaced and name != "title",
                    )

    @property
    def sections(self) -> list[ShownSection]:
        """The sections of which something is proposed."""
        shown = []
        for section, names in IN_SECTION.items():
            parts = tuple(
                ShownPart(self[name], self.texts.get(name, ""), self.replaced.get(name, ""))
                for name in names
                if name in self.fields
            )
            if parts:
                shown.append(ShownSection(section, self._audience(section), parts))
        return shown

    @property
    def is_shared(self) -> bool:
        """Something is proposed for a part that others see."""
        return any(shown.audience != Audience.ME for shown in self.sections)

    @property
    def has_nothing_new(self) -> bool:
        return not self.sections

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seen") != self._mark:
            raise forms.ValidationError(
                _("The proposal has changed since you looked. Read it once more.")
            )
        if not any(value for name, value in cleaned.items() if name != "seen"):
            raise forms.ValidationError(
                _("Nothing is ticked. Tick what is true of you, or decline the whole proposal.")
            )
        return cleaned

    def chosen(self) -> Content:
        """The proposed content without what was not ticked."""
        ticked, told = self.cleaned_data, self.proposed

        def items(name: str) -> tuple[str, ...]:
            return tuple(ticked.get(name, ()))

        starts = set(items("away"))
        chosen = dataclasses.replace(
            told,
            languages=items("languages"),
            skills={uri: told.skills[uri] for uri in items("skills")},
            wanted_skills=items("wanted_skills"),
            themes=items("themes"),
            open_to=items("open_to"),
            away=tuple(one for one in told.away if one[0].isoformat() in starts),
        )
        empty = Content()
        of_tick = {
            "time": ("share_percent", "starts_on", "ends_before", "agreed"),
            "place": ("place", "town"),
        }
        for name in ("title", "about", "contact_about", "is_protected", "time", "place"):
            if not ticked.get(name):
                without = {field: getattr(empty, field) for field in of_tick.get(name, (name,))}
                chosen = dataclasses.replace(chosen, **without)
        return chosen

    def _audience(self, section: Section) -> Audience:
        return self.profile.audience(section) if self.profile else Audience.ME

    def _texts(self) -> dict[str, str]:
        """The proposed texts that say something else than the person's own."""
        own, proposed = _texts_of(self.own), _texts_of(self.proposed)
        if proposed["time"] == f"{self.own.share_percent} %":
            proposed["time"] = ""
        return {name: text for name, text in proposed.items() if text != own[name]}

    def _lists(self) -> dict[str, list[tuple[str, str]]]:
        """The proposed items that the person has not told yet."""
        told, own = self.proposed, self.own
        spoken, kinds = dict(SPOKEN), dict(MoveKind.choices)
        return {
            "languages": _new(told.languages, own.languages, spoken),
            "skills": [
                (uri, _skill_label(self.names[uri], skill))
                for uri, skill in told.skills.items()
                if uri in self.names and not _is_there(skill, own.skills.get(uri))
            ],
            "wanted_skills": _new(
                told.wanted_skills, (*own.wanted_skills, *own.skills), self.names
            ),
            "themes": _new(told.themes, own.themes, self.names),
            "open_to": _new(told.open_to, own.open_to, kinds),
            "away": [
                (first.isoformat(), f"{first:%d.%m.%Y}–{last_day(end):%d.%m.%Y}")
                for first, end in told.away
                if first not in {start for start, _end in own.away}
            ],
        }


def _names(content: Content) -> dict[str, str]:
    """The names of skills and themes by what the content knows them by."""
    skills = Concept.objects.filter(uri__in=[*content.skills, *content.wanted_skills])
    themes = Concept.objects.filter(notation__in=content.themes)
    return {one.uri: str(one) for one in skills} | {one.notation: str(one) for one in themes}


def _new(told: Iterable[str], own: Iterable[str], names: dict[str, Any]) -> list[tuple[str, str]]:
    there = set(own)
    return [(key, str(names[key])) for key in told if key not in there and key in names]


def _is_there(told: ToldSkill, own: ToldSkill | None) -> bool:
    """The person has this skill, with a level and with all that the proposal says was done."""
    if own is None:
        return False
    return bool(own.level or not told.level) and set(told.evidence) <= set(own.evidence)


def _skill_label(name: str, skill: ToldSkill) -> str:
    said = [str(skill.level.label)] if skill.level else []
    said += [one.text for one in skill.evidence]
    return f"{name}: {'; '.join(said)}" if said else name


def _texts_of(content: Content) -> dict[str, str]:
    """The parts that are kept whole or not at all, as a person reads them."""
    places = dict(Place.choices)
    return {
        "title": str(content.title),
        "about": content.about,
        "contact_about": content.contact_about,
        "is_protected": (
            str(_("Only the person and the supervisor see this profile."))
            if content.is_protected
            else ""
        ),
        "time": _time_of(content),
        "place": ", ".join(
            part for part in (str(places.get(content.place, "")), content.town) if part
        ),
    }


def _time_of(content: Content) -> str:
    if not content.share_percent:
        return ""
    said = [f"{content.share_percent} %"]
    if content.starts_on or content.ends_before:
        first = date_format(content.starts_on, "j.n.Y") if content.starts_on else ""
        last = date_format(last_day(content.ends_before), "j.n.Y") if content.ends_before else ""
        said.append(f"{first}–{last}")
    if content.agreed != Agreed.NOT_YET:
        said.append(str(Agreed(content.agreed).label))
    return ", ".join(said)
