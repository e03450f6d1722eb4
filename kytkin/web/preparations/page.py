"""What the page of a preparation shows, made ready for the template."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kytkin.exchange.hankeikkuna.captured import EDITORIAL, REGISTER
from kytkin.exchange.hankeikkuna.hits import SOURCE as LIVE
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import (
    DateEvent,
    Origin,
    PartnerRole,
    Partnership,
    Precision,
    Preparation,
    PreparationDate,
    PreparationTheme,
    Stage,
    State,
)

LATE_AFTER_DAYS = 30
ROLE_ORDER = list(PartnerRole)
STAGES_OF_A_BILL = [stage for stage in Stage if stage not in (Stage.UNKNOWN, Stage.SUSPENDED)]
KNOWN_STATES = [state for state in State if state != State.UNKNOWN]
FIELD_LABELS = {
    "name": gettext_lazy("Name"),
    "objective": gettext_lazy("Objective"),
    "kind": gettext_lazy("Type"),
    "state": gettext_lazy("State"),
    "stage": gettext_lazy("Stage"),
    "setter": gettext_lazy("Set by"),
    "partners": gettext_lazy("Partners"),
    "partnerships": gettext_lazy("Partners"),
    "dates": gettext_lazy("Dates"),
    "starts_on": gettext_lazy("Start of the period"),
    "ends_before": gettext_lazy("End of the period"),
    "period": gettext_lazy("Period"),
    "numbers": gettext_lazy("Case and bill numbers"),
    "themes": gettext_lazy("Themes"),
    "subjects": gettext_lazy("Themes"),
    "keywords": gettext_lazy("Subjects in free words"),
    "ways": gettext_lazy("Ways to join"),
    "ways_to_join": gettext_lazy("Ways to join"),
    "contact": gettext_lazy("Contact"),
    "contact_role": gettext_lazy("Role of the contact"),
    "publicity": gettext_lazy("Publicity"),
    "source_url": gettext_lazy("Link to the source"),
}


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Who states something; `url` is empty when the source is no page that a browser may open."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date with who states it and, in plain words, what is odd about it."""

    label: str
    on: dt.date
    written: str
    source: Source
    remark: str


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """An organisation's part in the preparation."""

    organisation: Organisation
    role: str


def timeline_of(preparation: Preparation) -> list[dict[str, Any]]:
    """The register's stages in order; without a stage, the three states."""
    if preparation.stage == Stage.SUSPENDED:
        return [
            {"label": _("Being prepared"), "state": "done"},
            {"label": _("Suspended"), "state": "current"},
        ]
    if not preparation.stage and not preparation.state:
        return []
    steps: list[Any] = STAGES_OF_A_BILL if preparation.stage else KNOWN_STATES
    here = steps.index(preparation.stage or preparation.state)
    return [
        {
            "label": capfirst(step.label),
            "state": "done" if place < here else "current" if place == here else "todo",
        }
        for place, step in enumerate(steps)
    ]


def dates_of(preparation: Preparation) -> list[DateRow]:
    """The dates in order, each with a remark when it came late or runs against another."""
    dates = sorted(preparation.dates.all(), key=lambda date: (date.on, date.event, date.source))
    started = min((date.on for date in dates if date.event == DateEvent.STARTED), default=None)
    return [
        DateRow(
            label=str(capfirst(DateEvent(date.event).label)),
            on=date.on,
            written=written(date),
            source=source_of(date.source),
            remark=" ".join(remarks(date, started)),
        )
        for date in dates
    ]


def written(date: PreparationDate) -> str:
    """The date as precisely as it is known."""
    match date.precision:
        case Precision.YEAR:
            return f"{date.on.year}"
        case Precision.MONTH:
            return f"{date.on.month}/{date.on.year}"
        case _:
            return f"{date.on.day}.{date.on.month}.{date.on.year}"


def remarks(date: PreparationDate, started: dt.date | None) -> list[str]:
    said = []
    late = (date.known_on - date.on).days if date.known_on else 0
    if late > LATE_AFTER_DAYS:
        said.append(
            ngettext(
                "Recorded late: the register learnt of it %(count)d day afterwards.",
                "Recorded late: the register learnt of it %(count)d days afterwards.",
                late,
            )
            % {"count": late}
        )
    if date.event == DateEvent.ENDED and started and date.on < started:
        said.append(_("This is before the start: check it at the source."))
    return said


def partners_of(preparation: Preparation) -> list[PartnerRow]:
    """Besides the setter: leads first, then partners, contributors and the consulted."""

    def order(partnership: Partnership) -> tuple[int, str]:
        role = PartnerRole(partnership.role)
        return ROLE_ORDER.index(role), partnership.organisation.code

    return [
        PartnerRow(
            organisation=partnership.organisation,
            role=str(PartnerRole(partnership.role).label),
        )
        for partnership in sorted(preparation.partnerships.all(), key=order)
        if partnership.organisation_id != preparation.setter_id
    ]


def branches_of(preparation: Preparation) -> int:
    """How many branches prepare it together."""
    organisations = [preparation.setter]
    organisations += [partnership.organisation for partnership in preparation.partnerships.all()]
    return len({organisation.own_branch or organisation for organisation in organisations})


def sources_of(preparation: Preparation) -> list[tuple[str, Source]]:
    """Where each field comes from, in words."""
    return sorted(
        (str(FIELD_LABELS[field]), source_of(source))
        for field, source in preparation.field_sources.items()
        if field in FIELD_LABELS
    )


# Stored as written when they came in; shown in the page's language.
KNOWN_SOURCES = {
    REGISTER: gettext_lazy("Hankeikkuna, open data, captured in September–October 2026, CC BY 4.0"),
    EDITORIAL: gettext_lazy("written for Kytkin from public sources"),
    LIVE: gettext_lazy("Hankeikkuna, open data, CC BY 4.0"),
}


def source_of(stated: str) -> Source:
    """The source as people read it: a page by its site, an edit by what it is."""
    if stated == "person":
        return Source(_("Edited in Kytkin by a person"))
    if stated.startswith(("https://", "http://")):
        return Source(urlsplit(stated).hostname or stated, stated)
    return Source(str(KNOWN_SOURCES.get(stated, stated)))


def last_day_of(preparation: Preparation) -> dt.date | None:
    """Periods are kept with an end that is not included; people read the last day."""
    ends = preparation.ends_before
    return ends - dt.timedelta(days=1) if ends else None


def other_words(preparation: Preparation, links: list[PreparationTheme]) -> list[str]:
    """The free words that no theme of the preparation stands for yet."""
    known = {label.lower() for link in links for label in link.theme.labels.values()}
    return [word for word in preparation.keywords if word.lower() not in known]


def themes_by_origin(links: list[PreparationTheme]) -> list[tuple[str, list[PreparationTheme]]]:
    """The themes under where they come from, the register's first."""
    return [
        (str(origin.label), chosen)
        for origin in Origin
        if (chosen := [link for link in links if link.origin == origin])
    ]


def words_behind(link: PreparationTheme) -> str:
    """The words that made a subject look fitting, for those who decide on it."""
    return ", ".join(dict.fromkeys(reason["surface"] for reason in link.reasons))
