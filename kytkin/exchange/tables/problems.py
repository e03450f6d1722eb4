"""What is wrong in a table: where, what, and what to do, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kytkin.common.errors import KytkinError

MOST_PROBLEMS: Final = 200

# code → (what is wrong, what to do); params fill both.
SENTENCES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "column_missing": (
        _("The column %(column)s is missing."),
        _("Add it, or begin from an exported table."),
    ),
    "column_unknown": (
        _("The column %(column)s is not known."),
        _("Remove it, or correct its name. Known columns: %(known)s."),
    ),
    "column_refused": (
        _("The column %(column)s tells of %(subject)s, which Kytkin does not handle."),
        _(
            "Remove the column. An employer handles only what is directly needed for the "
            "employment: Act on the Protection of Privacy in Working Life (759/2004)."
        ),
    ),
    "column_twice": (_("The column %(column)s stands twice."), _("Keep one of them.")),
    "value_missing": (_("The value is missing."), _("Fill the cell.")),
    "cells_beyond": (
        _("“%(value)s” stands in a cell without a heading."),
        _("Check the row: a text that holds the divider of cells stands in quotation marks."),
    ),
    "row_twice": (
        _("%(value)s stands on row %(first)s too."),
        _("Keep one of the rows."),
    ),
    "choice_unknown": (
        _("“%(value)s” is not one of the values allowed."),
        _("Use one of these: %(allowed)s."),
    ),
    "date_unreadable": (
        _("“%(value)s” is not a date."),
        _("Write the date as 2026-11-23."),
    ),
    "number_unreadable": (_("“%(value)s” is not a whole number."), _("Write digits only.")),
    "too_long": (
        _("The text has %(length)s letters; %(limit)s fit."),
        _("Shorten the text."),
    ),
    "code_malformed": (
        _("“%(value)s” cannot be an identifier."),
        _("Use letters, digits, hyphens and underscores only."),
    ),
    "register_id_malformed": (
        _("“%(value)s” is not a register id."),
        _("Write it as OM083:00/2023, or leave the cell empty."),
    ),
    "register_id_taken": (
        _("%(value)s is the register id of another preparation."),
        _("Check the id, or update that preparation instead."),
    ),
    "name_missing": (
        _("There is no name in any language."),
        _("Fill name_fi, name_sv or name_en."),
    ),
    "address_unreadable": (
        _("“%(value)s” is not an address of a page."),
        _("Begin it with https://."),
    ),
    "secret_refused": (
        _("Secret matters are refused: Kytkin holds nothing classified."),
        _("Take the row away. Use public or not_yet_public for others."),
    ),
    "organisation_unknown": (
        _("No organisation has the code %(value)s."),
        _("Correct the code, or import the organisation first."),
    ),
    "partner_unreadable": (
        _("“%(value)s” is not a partner with a role."),
        _("Write partners as SM:partner; THL:contributor. Roles: %(allowed)s."),
    ),
    "partner_twice": (
        _("%(value)s stands twice among the partners."),
        _("Keep one role for each organisation."),
    ),
    "follows_itself": (
        _("An organisation cannot follow itself."),
        _("Take its own code away from successor_codes."),
    ),
    "theme_unknown": (
        _("%(value)s is in no vocabulary here."),
        _("Write themes by their ids, as yso:p716, or load a newer vocabulary."),
    ),
    "period_reversed": (
        _("The period ends before it starts."),
        _("Give an end later than the start."),
    ),
    "ring": (
        _("The organisations above %(value)s form a ring."),
        _("Correct parent_code."),
    ),
    "stale": (
        _("Somebody has changed this since the table was made: version %(now)s, here %(value)s."),
        _("Export the table again and move your changes to it."),
    ),
    "not_yours": (
        _("%(value)s does not belong to an organisation of yours."),
        _("Take the row away, or ask its administrator to import it."),
    ),
    "email_unreadable": (
        _("“%(value)s” is not an e-mail address."),
        _("Write it as first.last@agency.example."),
    ),
    "name_differs": (
        _("The person with this e-mail address has another name here."),
        _("Check that the address and the name belong together, so that nobody gets another's."),
    ),
    "person_closed": (
        _("The account with this e-mail address is closed."),
        _("Take the row away, or ask for the account to be opened again."),
    ),
    "person_elsewhere": (
        _("The person with this e-mail address has no role in %(value)s or below it."),
        _("Correct the organisation, or ask the administrator of the person's own organisation."),
    ),
    "skill_unknown": (
        _("“%(value)s” is no skill of ESCO here."),
        _(
            "Write the name as ESCO has it in Finnish, Swedish or English, or its URI. Skills are "
            "divided by semicolons."
        ),
    ),
    "skill_ambiguous": (
        _("“%(value)s” is the name of several skills of ESCO."),
        _("Write the URI of the one that is meant: %(uris)s."),
    ),
    "skill_level_unknown": (
        _("“%(value)s” is not a level."),
        _("Write 1 (knows the basics), 2 (does this alone) or 3 (guides others), as in skill = 2."),
    ),
    "skills_too_many": (
        _("The row has %(count)s skills; %(limit)s fit."),
        _("Leave those that matter."),
    ),
    "subject_unknown": (
        _("“%(value)s” is no subject of YSO or JUHO here."),
        _("Write its name as it stands on the themes page, or its id, as yso:p716."),
    ),
    "subject_ambiguous": (
        _("“%(value)s” is the name of several subjects."),
        _("Write the id of the one that is meant: %(uris)s."),
    ),
    "nothing_told": (
        _("The row tells nothing for a profile."),
        _("Fill a cell besides the name, the address and the organisation, or remove the row."),
    ),
    "key_not_free": (
        _("The key %(value)s is not free."),
        _("Give the preparation another key."),
    ),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem at a row (1 is the row of headings) and a column."""

    row: int
    column: str
    code: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code][0]) % {"column": self.column, **self.params}

    @property
    def remedy(self) -> str:
        return str(SENTENCES[self.code][1]) % {"column": self.column, **self.params}


def marked(sentence: str) -> str:
    """The sentence as it is, marked for the catalogue; it is translated when it is shown."""
    return sentence


class TableRefused(KytkinError):
    """The file cannot be read as a table at all; nothing was looked at further.

    The sentence is translated when it is shown, so that a command without Django can show it too.
    """

    code = "table_refused"

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence)
        self.sentence, self.params = sentence, params

    def __str__(self) -> str:
        return gettext(self.sentence) % self.params

    @property
    def in_english(self) -> str:
        """The sentence as it is written here; needs no catalogue of translations."""
        return self.sentence % self.params
