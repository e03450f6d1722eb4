"""What the law and the guides say of the terms of a move, with the basis of each rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kytkin.mobility.kinds import LegalBasis, MoveKind, excluded
from kytkin.organisations.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """The terms that are checked: a share in percent and a period."""

    share_percent: int | None
    starts_on: dt.date
    ends_before: dt.date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that speaks of these terms. One that `blocks` is kept, or gone past on record."""

    rule: str
    text: str
    basis: LegalBasis
    blocks: bool


def agency_of(organisation: Organisation) -> Organisation:
    """The agency or ministry that an organisation is or lies in; itself when in none."""
    place: Organisation | None = organisation
    while place is not None:
        if place.kind in (OrganisationKind.AGENCY, OrganisationKind.MINISTRY):
            return place
        place = place.parent
    return organisation


def findings(
    kind: MoveKind,
    terms: TermsAsked,
    *,
    home: Organisation,
    receiving: Organisation,
    title: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Every rule that these terms meet, those that block first. `title` is the person's, if any."""
    found = [
        *_of_share(kind, terms),
        *_of_period(kind, terms),
        *_of_sides(kind, home, receiving),
        *_of_post(kind, title or {}),
    ]
    return tuple(sorted(found, key=lambda one: not one.blocks))


def _of_share(kind: MoveKind, terms: TermsAsked) -> Iterator[Finding]:
    if kind.share is None:
        return
    least, most = kind.share
    share = terms.share_percent
    if share is None:
        yield Finding("share_missing", _("State the share of working time."), kind.basis, True)
    elif not least <= share <= most:
        text = _(
            "Of this kind the share is %(least)s–%(most)s %% of working time, not %(share)s %%."
        )
        said = text % {"least": least, "most": most, "share": share}
        yield Finding("share_range", said, kind.basis, True)


def _of_period(kind: MoveKind, terms: TermsAsked) -> Iterator[Finding]:
    if terms.ends_before is None:
        if kind.term == "fixed":
            text = _("This kind is for a fixed term: state the last day.")
            if kind.code == "internal_application":
                text = _(
                    "A permanent post in another agency cannot be filled by an internal call: "
                    "state the last day."
                )
            yield Finding("end_missing", text, kind.basis, True)
        return
    if kind.term == "permanent":
        text = _("This kind is permanent: it has no last day.")
        yield Finding("end_given", text, kind.basis, True)
        return
    length = (terms.ends_before - terms.starts_on).days
    if kind.days and not kind.days[0] <= length <= kind.days[1]:
        yield Finding("length", _length_said(kind, length), kind.basis, kind.days_bind)


def _length_said(kind: MoveKind, length: int) -> str:
    if kind.days_bind:
        text = _(
            "Without an open call this lasts under two years; the period is %(length)s days. "
            "Shorten it, or open the post to applications."
        )
        return text % {"length": length}
    least, most = kind.days or (0, 0)
    text = _("By the guide this lasts %(least)s–%(most)s days; the period is %(length)s days.")
    return text % {"least": least, "most": most, "length": length}


def _of_post(kind: MoveKind, title: Mapping[str, str]) -> Iterator[Finding]:
    """A title that reads like a judge's is a remark only: people decide what the post is."""
    rule = excluded()
    words = " ".join(title.values()).casefold()
    if kind.under_act and any(word in words for word in rule.judges):
        text = _(
            "The title reads like a judge’s. Section 20 of the Civil Servants Act does not apply "
            "to judges: check it."
        )
        yield Finding("judge", text, rule.basis, False)


def _of_sides(kind: MoveKind, home: Organisation, receiving: Organisation) -> Iterator[Finding]:
    from_agency, to_agency = agency_of(home), agency_of(receiving)
    if kind.needs_other_agency and from_agency.pk == to_agency.pk:
        text = _("This kind needs another agency; both sides are %(agency)s.")
        said = text % {"agency": str(from_agency.name)}
        yield Finding("same_agency", said, kind.basis, True)
    if not kind.under_act:
        return
    rule = excluded()
    if from_agency.code in rule.organisations:
        text = _("The Civil Servants Act does not cover the officials of %(agency)s.")
        said = text % {"agency": str(from_agency.name)}
        yield Finding("excluded_home", said, rule.basis, True)
    if kind.code == "joint_preparation" and from_agency.pk != to_agency.pk:
        text = _(
            "The tasks must lie within your own agency's competence. When you do tasks of the "
            "other agency's competence, choose part-time staff rotation."
        )
        yield Finding("competence", text, kind.basis, False)
    if kind.code == "make_permanent":
        text = _("The fixed-term relation must have lasted over two years: check it.")
        yield Finding("two_years_served", text, kind.basis, False)
