"""What each kind of finding means, in whole sentences, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kytkin.exchange.models import Finding
from kytkin.exchange.tables.problems import SENTENCES


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentence` takes the finding's params by name."""

    heading: str | Promise
    sentence: str | Promise
    remedy: str | Promise


NOTHING_TO_DO: Final = _("Nothing needs to be done.")
TELL_REGISTER: Final = _("Ask the preparer to mend it in the register; the next import brings it.")

EXPLANATIONS: Final[dict[str, Explanation]] = {
    "date_missing": Explanation(
        _("A date is missing"),
        _("The register gives no date on which the preparation was set up or started."),
        TELL_REGISTER,
    ),
    "date_imprecise": Explanation(
        _("Only a month or a year is known"),
        _("The date is given as %(value)s. It is shown as it is, not as the first day."),
        NOTHING_TO_DO,
    ),
    "date_not_understood": Explanation(
        _("A date cannot be read"),
        _("“%(value)s” is not a date. It was left out."),
        TELL_REGISTER,
    ),
    "date_reported_late": Explanation(
        _("A date was recorded late"),
        _("It happened on %(on)s, and the register has known it only since %(known_on)s."),
        NOTHING_TO_DO,
    ),
    "date_reported_ahead": Explanation(
        _("A date was recorded ahead"),
        _("It was recorded on %(known_on)s for %(on)s, which was then still to come."),
        _("Check that it happened as planned."),
    ),
    "period_reversed": Explanation(
        _("The end is before the start"),
        _("The preparation would start on %(start)s and end before %(end)s. The end was left out."),
        TELL_REGISTER,
    ),
    "stage_ahead_of_state": Explanation(
        _("Stage and state disagree"),
        _("The stage is %(stage)s, yet the state is %(state)s. Both are kept as given."),
        TELL_REGISTER,
    ),
    "state_ahead_of_stage": Explanation(
        _("State and stage disagree"),
        _("The state is %(state)s, yet the stage is still %(stage)s. Both are kept as given."),
        TELL_REGISTER,
    ),
    "state_not_stated": Explanation(
        _("The state is not stated"),
        _("It is not known whether the preparation is planned, running or ended."),
        TELL_REGISTER,
    ),
    "kind_not_stated": Explanation(
        _("The type is not stated"),
        _("The register does not say what is being prepared. It is shown as a project."),
        TELL_REGISTER,
    ),
    "unknown_value": Explanation(
        _("A value that the register did not use before"),
        _("“%(value)s” is not among the known values. It was left out."),
        _("Tell the maintainers of Kytkin if the register has taken new values into use."),
    ),
    "several_numbers_in_one": Explanation(
        _("Several case numbers in one"),
        _("“%(value)s” holds more than one case number. Each was taken on its own."),
        NOTHING_TO_DO,
    ),
    "number_not_understood": Explanation(
        _("A case number cannot be read"),
        _("“%(value)s” is not like a case number. It was left out."),
        TELL_REGISTER,
    ),
    "keywords_missing": Explanation(
        _("Keywords are missing"),
        _("The register gives no subjects. Themes are suggested from the name and the objective."),
        _("The preparer confirms or rejects the suggested themes on the preparation's page."),
    ),
    "default_keywords": Explanation(
        _("A block of default keywords"),
        _("%(keywords)s come together on %(count)s preparations. They weigh less as themes."),
        NOTHING_TO_DO,
    ),
    "subject_without_label": Explanation(
        _("A subject without a name"),
        _("%(value)s is in no vocabulary here. It is kept as an identifier and not shown."),
        _("Load a newer vocabulary: kytkin import vocabulary FILE."),
    ),
    "subject_not_understood": Explanation(
        _("A subject that is no identifier"),
        _("“%(value)s” is not an identifier of YSO or JUHO. It was left out."),
        TELL_REGISTER,
    ),
    "setter_unknown": Explanation(
        _("The setter is unknown"),
        _("No organisation has the code “%(setter)s”. The preparation was not imported."),
        _("Add the organisation, then import again."),
    ),
    "partner_unknown": Explanation(
        _("A partner is unknown"),
        _("No organisation has the code “%(partner)s”. The partner was left out."),
        _("Add the organisation, then import again."),
    ),
    "sources_disagree": Explanation(
        _("Two sources disagree"),
        _("The register says %(register)s, another source %(other)s. The register was followed."),
        NOTHING_TO_DO,
    ),
    "not_storable": Explanation(
        _("A preparation could not be stored"),
        _("It breaks a rule of the data: %(error)s"),
        TELL_REGISTER,
    ),
    "register_id_malformed": Explanation(
        _("A register id is not of the right form"),
        _("“%(value)s” is not like OM083:00/2023. The preparation was not imported."),
        TELL_REGISTER,
    ),
    "duplicate": Explanation(
        _("The same preparation twice"),
        _("%(value)s came more than once. The last one was kept."),
        NOTHING_TO_DO,
    ),
    "field_changed": Explanation(
        _("A field has another form than before"),
        _("The field %(field)s was not of the documented form and was left out."),
        _("Tell the maintainers of Kytkin: the register's interface may have changed."),
    ),
    "page_failed": Explanation(
        _("The register did not answer"),
        _("After %(attempts)s attempts: %(error)s. What had come before is kept."),
        _("Go on later with: kytkin import hankeikkuna --resume."),
    ),
}
UNEXPLAINED: Final = Explanation(
    _("Another finding"), _("Something was not as expected."), NOTHING_TO_DO
)


TABLE_PREFIX: Final = "table_"


def explained(code: str) -> Explanation:
    """What a code means; those of tables begin with "table_"."""
    told = SENTENCES.get(code.removeprefix(TABLE_PREFIX))
    if code.startswith(TABLE_PREFIX) and told:
        return Explanation(_("A row of the table"), *told)
    return EXPLANATIONS.get(code, UNEXPLAINED)


class _Forgiving(dict[str, str]):
    """A missing param shows as a dash rather than breaking the report."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence_of(finding: Finding) -> str:
    """What was met, in the page's language."""
    return str(explained(finding.code).sentence) % _words_of(finding)


def remedy_of(finding: Finding) -> str:
    """What to do about it, in the page's language."""
    return str(explained(finding.code).remedy) % _words_of(finding)


def _words_of(finding: Finding) -> _Forgiving:
    return _Forgiving({"column": finding.column, **finding.params})
