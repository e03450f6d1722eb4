"""The forms of an agreement: its wording, signing here, signing elsewhere, the case number."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.actions_agreements import Wording
from kytkin.mobility.agreement_facts import asks_for_a_ground
from kytkin.mobility.clauses import LANGUAGES, Clause, clauses_of
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import AgreementDetails, Ground, Move, Party, Payer, SignedHow
from kytkin.web.joining.forms import DayInput

LONGEST_CLAUSE: Final = 2000
LANGUAGE_LABELS: Final = {"fi": _("In Finnish"), "sv": _("In Swedish")}
ELSEWHERE: Final = [one for one in SignedHow.choices if one[0] != SignedHow.HERE]
COSTS: Final = ("receiving_pays_percent", "travel_paid_by", "training_paid_by")


class WordingForm(forms.Form):
    """What the sides may word: who pays, and each clause in Finnish and in Swedish."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("Ground of the transfer"),
        help_text=_("Section 20 of the State Civil Servants Act asks for one of these."),
        choices=[("", _("Choose")), *Ground.choices],
        required=False,
    )
    receiving_pays_percent = forms.IntegerField(
        label=_("The receiving agency's share of the pay, %"),
        help_text=_("0: the sending agency pays everything. 100: the receiving agency does."),
        min_value=0,
        max_value=100,
    )
    travel_paid_by = forms.ChoiceField(label=_("Travel is paid by"), choices=Payer.choices)
    training_paid_by = forms.ChoiceField(label=_("Training is paid by"), choices=Payer.choices)

    def __init__(self, move: Move, details: AgreementDetails, *args: Any, **kwargs: Any) -> None:
        kind = kind_of(move.kind)
        self.clauses = clauses_of(kind.document)
        kwargs["initial"] = first_wording(details, self.clauses)
        super().__init__(*args, **kwargs)
        self.details = details
        if not asks_for_a_ground(move):
            del self.fields["ground"]
        if kind.document != "rotation":
            for name in COSTS:
                del self.fields[name]
        for clause in self.clauses:
            for language in LANGUAGES:
                self.fields[f"{clause.code}_{language}"] = forms.CharField(
                    label=f"{clause.name.local} – {LANGUAGE_LABELS[language]}",
                    max_length=LONGEST_CLAUSE,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
                )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("ground", *COSTS) if name in self.fields]

    @property
    def worded(self) -> list[dict[str, object]]:
        """Each clause with its two fields, the reader's language first."""
        order = sorted(LANGUAGES, key=lambda one: one != (get_language() or "fi")[:2])
        return [
            {
                "clause": clause,
                "fields": [
                    (self[f"{clause.code}_{language}"], LANGUAGE_LABELS[language])
                    for language in order
                ],
            }
            for clause in self.clauses
        ]

    def wording(self) -> Wording:
        said, kept = self.cleaned_data, self.details
        return Wording(
            ground=said.get("ground", ""),
            receiving_pays_percent=said.get("receiving_pays_percent", kept.receiving_pays_percent),
            travel_paid_by=said.get("travel_paid_by", kept.travel_paid_by),
            training_paid_by=said.get("training_paid_by", kept.training_paid_by),
            texts={
                clause.code: {one: said[f"{clause.code}_{one}"] for one in LANGUAGES}
                for clause in self.clauses
            },
        )


def first_wording(details: AgreementDetails, worded: list[Clause]) -> dict[str, Any]:
    """The form's values: own wording, else the standard clause in both languages."""
    values: dict[str, Any] = {
        name: getattr(details, name) for name in ("version", "ground", *COSTS)
    }
    for clause in worded:
        own = details.texts.get(clause.code)
        for language in LANGUAGES:
            text = own.get(language, "") if own else clause.standard[language]
            values[f"{clause.code}_{language}"] = text
    return values


def party_choices(parties: list[Party]) -> list[tuple[str, Any]]:
    return [(party.value, party.label) for party in parties]


class SignForm(forms.Form):
    """Signing here: for which side, under which name, having read it."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    party = forms.ChoiceField(label=_("You sign as"))
    name = forms.CharField(
        label=_("Your name"), max_length=150, help_text=_("As it shall stand in the agreement.")
    )
    has_read = forms.BooleanField(label=_("I have read this version and agree to it."))

    def __init__(self, parties: list[Party], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "sign_%s", **kwargs})
        choices = party_choices(parties)
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.fields["party"].initial = choices[0][0]


class RecordForm(forms.Form):
    """A side has signed elsewhere: who, when and how."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    party = forms.ChoiceField(label=_("Side"))
    name = forms.CharField(label=_("Name of the person who signed"), max_length=150)
    signed_on = forms.DateField(label=_("Day of signing"), widget=DayInput())
    how = forms.ChoiceField(label=_("How it was signed"), choices=ELSEWHERE)

    def __init__(self, parties: list[Party], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "record_%s", **kwargs})
        self.fields["party"].choices = party_choices(parties)  # type: ignore[attr-defined]
        self.fields["signed_on"].initial = timezone.localdate


class NumberForm(forms.Form):
    """The case number that the case-management system gave."""

    case_number = forms.CharField(
        label=_("Case number"),
        max_length=60,
        help_text=_("From the case-management system, for example VN/12345/2026."),
    )
