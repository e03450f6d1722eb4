"""The skills had, each with its level and what was done with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.people.actions import MOST_EVIDENCE
from kytkin.people.models import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_EVIDENCE,
    Evidence,
    Level,
    Profile,
    ProfileSkill,
    Section,
)
from kytkin.people.told import ToldEvidence, ToldSkill
from kytkin.preparations.queries import preparations
from kytkin.web.people.forms import SectionForm

PARTS: Final = ("text", "first_year", "last_year", "preparation")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """The fields of one piece of evidence; `is_new` for the empty one at the end."""

    is_new: bool
    text: forms.BoundField
    first_year: forms.BoundField
    last_year: forms.BoundField
    preparation: forms.BoundField

    @property
    def has_errors(self) -> bool:
        return any(getattr(self, part).errors for part in PARTS)


@dataclass(frozen=True, slots=True)
class SkillRow:
    skill: ProfileSkill
    keep: forms.BoundField
    level: forms.BoundField
    evidence: tuple[EvidenceRow, ...]


class SkillsForm(SectionForm):
    """The skills had, each with its level and evidence; unticked skills and emptied texts go."""

    section = Section.SKILLS

    def __init__(self, profile: Profile, data: Any = None) -> None:
        self.held = [skill for skill in profile.skills.all() if not skill.is_wanted]
        self._evidence = {skill.pk: list(skill.evidence.all()) for skill in self.held}
        super().__init__(profile, data)
        for skill in self.held:
            self.fields[f"keep_{skill.pk}"] = forms.BooleanField(
                label=_("I have this skill"), required=False, initial=True
            )
            self.fields[f"level_{skill.pk}"] = forms.TypedChoiceField(
                label=_("How well?"),
                choices=[("", _("Not told")), *Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
                initial=skill.level,
            )
            for place, one in enumerate(self._offered(skill)):
                for part, field in _fields(one).items():
                    self.fields[f"{part}_{skill.pk}_{place}"] = field
        self.order_fields([*(name for name in self.fields if name != "audience"), "audience"])

    def rows(self) -> list[SkillRow]:
        """Each skill with its fields."""
        return [
            SkillRow(
                skill,
                self[f"keep_{skill.pk}"],
                self[f"level_{skill.pk}"],
                tuple(
                    EvidenceRow(
                        one is None, *(self[f"{part}_{skill.pk}_{place}"] for part in PARTS)
                    )
                    for place, one in enumerate(self._offered(skill))
                ),
            )
            for skill in self.held
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ends = [end for end, _told in self._told(cleaned)]
        known = {one.preparation for told in self._evidence.values() for one in told}
        asked = {key_of(cleaned.get(f"preparation_{end}", "")) for end in ends} - {""}
        visible = preparations().visible_to(self.profile.person).filter(key__in=asked - known)
        known |= set(visible.values_list("key", flat=True))
        for end in ends:
            self._check(end, cleaned, known)
        return cleaned

    def _check(self, end: str, cleaned: dict[str, Any], known: set[str]) -> None:
        """What is said besides the text needs a text; years in order; a preparation seen."""
        first, last = (cleaned.get(f"{name}_{end}") for name in ("first_year", "last_year"))
        name = f"preparation_{end}"
        key = cleaned[name] = key_of(cleaned.get(name, ""))
        if last and not first:
            self.add_error(f"first_year_{end}", _("Give the first year too."))
        elif first and last and last < first:
            self.add_error(f"last_year_{end}", _("The last year is before the first year."))
        if key and key not in known:
            self.add_error(name, _(
                "There is no such preparation. Write its number as it stands on its page, such "
                "as OM083:00/2023."
            ))  # fmt: skip
        if (first or last or key) and not cleaned.get(f"text_{end}"):
            self.add_error(f"text_{end}", _("Say what you did, or empty the other fields."))

    def told(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        said: dict[str, list[ToldEvidence]] = {}
        for end, told in self._told(cleaned):
            if told.text:
                said.setdefault(end.partition("_")[0], []).append(told)
        kept = {
            skill.pk: ToldSkill(cleaned[f"level_{skill.pk}"], tuple(said.get(str(skill.pk), ())))
            for skill in self.held
            if cleaned[f"keep_{skill.pk}"]
        }
        return super().told() | {"skills": kept}

    def _offered(self, skill: ProfileSkill) -> list[Evidence | None]:
        """The evidence there is, and an empty place for one more."""
        there: list[Evidence | None] = [*self._evidence[skill.pk]]
        return there if len(there) >= MOST_EVIDENCE else [*there, None]

    def _told(self, cleaned: dict[str, Any]) -> Iterable[tuple[str, ToldEvidence]]:
        """What is said in each place, by the end of its fields' names."""
        for skill in self.held:
            for place in range(len(self._offered(skill))):
                end = f"{skill.pk}_{place}"
                yield (
                    end,
                    ToldEvidence(
                        (cleaned.get(f"text_{end}") or "").strip(),
                        cleaned.get(f"first_year_{end}"),
                        cleaned.get(f"last_year_{end}"),
                        cleaned.get(f"preparation_{end}") or "",
                    ),
                )


def _fields(one: Evidence | None) -> dict[str, forms.Field]:
    return {
        "text": forms.CharField(
            label=_("What did you do with it?"),
            help_text=_("One sentence. Empty the field to take the example away."),
            max_length=LONGEST_EVIDENCE,
            required=False,
            initial=one and one.text,
        ),
        "first_year": _year(_("First year"), one.first_year if one else None),
        "last_year": _year(_("Last year"), one.last_year if one else None),
        "preparation": forms.CharField(
            label=_("In which preparation?"),
            help_text=_("Its number, such as OM083:00/2023. Only those who see it see its name."),
            max_length=200,
            required=False,
            initial=one and one.preparation,
        ),
    }


def _year(label: Any, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        required=False,
        initial=initial,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def key_of(said: str) -> str:
    """The key in what a person writes: a key, a number in the register, or a page's address."""
    last = said.strip().rstrip("/").rpartition("/preparations/")[2]
    return re.sub(r"[:/]", "-", last)
