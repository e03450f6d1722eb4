"""A frozen report in words: its facts as headings and tables, in Finnish, Swedish or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kytkin.common.documents import Block, Facts, Heading, Paragraph, Said, Table, said
from kytkin.goals.models import GoalStatus, Level
from kytkin.steering.achievement import Standing
from kytkin.steering.differences import dimension_of
from kytkin.steering.models import Dimension, ReportKind

NOTHING = "–"


def title_of(content: Mapping[str, Any], language: str) -> str:
    with translation.override(language):
        if content["kind"] == ReportKind.VERTICAL:
            return _("Report on operations %(year)d") % {"year": content["year"]}
        return _("Report on a shared goal %(year)d") % {"year": content["year"]}


def subject_of(content: Mapping[str, Any], language: str) -> Said:
    facts = content["facts"]
    named = facts["agency"]["name"] if "agency" in facts else facts["goal"]["title"]
    return said(named, language)


def blocks_of(content: Mapping[str, Any], language: str) -> tuple[Block, ...]:
    """What a report says; works from the frozen content alone."""
    with translation.override(language):
        if content["kind"] == ReportKind.VERTICAL:
            return tuple(_vertical(content["facts"], language))
        return tuple(_horizontal(content["facts"], language))


def _vertical(facts: Mapping[str, Any], language: str) -> Iterator[Block]:
    ministries = ", ".join(said(one["name"], language).text for one in facts["ministries"])
    first, last = facts["period"]
    yield Facts(
        (
            (_("Steered by"), Said(ministries, language)),
            (_("Performance agreement"), Said(
                _("%(first)d–%(last)d, version %(version)d")
                % {"first": first, "last": last, "version": facts["version"]}, language)),
            (_("Case number"), Said(facts["case_number"] or NOTHING, language)),
            (_("Weight of the targets reached"), Said(
                _("%(sum)d of 100") % {"sum": facts["reached_weight"]}, language)),
        )
    )  # fmt: skip
    for dimension in Dimension:
        rows = [one for one in facts["targets"] if one["dimension"] == dimension]
        if rows:
            yield Heading(_capital(dimension_of(dimension)))
            yield _targets(rows, dimension_of(dimension), language)
    if facts["resources"]:
        yield Heading(_("Resources"))
        yield _table(
            _("Money and person-years by budget item"),
            (_("Budget item"), _("Euros"), _("Person-years")),
            [
                (f"{one['item']} {said(one['name'], language).text}".strip(),
                 _money(one["eur"]), _money(one["person_years"]))
                for one in facts["resources"]
            ],
            language,
        )  # fmt: skip
    yield Heading(_("Given to shared goals"))
    yield from _amounts_of_goals(_("What the agency brought to shared goals"), facts["given"],
                                 language)  # fmt: skip
    yield Heading(_("Got from others"))
    yield from _amounts_of_goals(_("What others brought to goals that the agency owns"),
                                 facts["got"], language)  # fmt: skip
    if facts["review"]:
        yield Heading(_("Half-year review"))
        yield Paragraph(Said(facts["review"]["text"], language), _("The agency:"))
        if facts["review"]["answer"]:
            yield Paragraph(Said(facts["review"]["answer"], language), _("The ministry:"))


def _targets(rows: Sequence[Mapping[str, Any]], dimension: str, language: str) -> Table:
    cells = []
    for one in rows:
        named = said(one["text"], language)
        goal = said(one["goal"], language).text if one["goal"] else ""
        text = _("%(target)s (shared goal: %(goal)s)") % {
            "target": named.text, "goal": goal,
        } if goal else named.text  # fmt: skip
        measured = said(one["indicator"], language).text
        unit = said(one["unit"], language).text
        cells.append(
            (
                text, f"{measured} ({unit})" if unit else measured, str(one["weight_percent"]),
                _number(one["target"]), _number(one["actual"]),
                _standing(one["standing"], one["words"]),
            )
        )  # fmt: skip
    return _table(
        _("Targets and what was reached: %(dimension)s") % {"dimension": dimension},
        (
            _("Performance target"),
            _("Indicator"),
            _("Weight"),
            _("Target value"),
            _("Actual"),
            _("Standing"),
        ),
        cells,
        language,
    )


def _standing(code: str, words: str) -> str:
    label = _capital(str(Standing(code).label))
    return f"{label}. {words}" if words else label


def _amounts_of_goals(
    caption: str, rows: Sequence[Mapping[str, Any]], language: str
) -> Iterator[Block]:
    if not rows:
        yield Paragraph(Said(_("Nothing in this year."), language))
        return
    named = [
        (said(one["title"], language).text or _("Other goals, not public"), one) for one in rows
    ]
    yield _sums(caption, _("Shared goal"), named, language)


def _sums(
    caption: str, first: str, rows: Sequence[tuple[str, Mapping[str, Any]]], language: str
) -> Table:
    keys = ("confirmed_eur", "confirmed_person_years", "used_eur", "used_person_years")
    cells = [(name, *(_money(one[key]) for key in keys)) for name, one in rows]
    total = [sum((Decimal(one[key]) for _name, one in rows), Decimal(0)) for key in keys]
    cells.append((_("Together"), *(_money(format(value, "f")) for value in total)))
    return _table(
        caption,
        (first, _("Confirmed, euros"), _("Confirmed, person-years"), _("Used, euros"),
         _("Used, person-years")),
        cells,
        language,
    )  # fmt: skip


def _horizontal(facts: Mapping[str, Any], language: str) -> Iterator[Block]:
    first, last = facts["horizon"]
    owners = ", ".join(said(one["name"], language).text for one in facts["owners"])
    status = _capital(str(GoalStatus(facts["status"]).label))
    if facts["stated_reason"]:
        status = f"{status}. {facts['stated_reason']}"
    yield Facts(
        (
            (_("Owners"), Said(owners, language)),
            (_("Horizon"), Said(f"{first}–{last}", language)),
            (_("How the goal stands"), Said(status, language)),
        )
    )
    yield Paragraph(said(facts["goal"]["text"], language))
    yield Heading(_("Impact"))
    if facts["indicators"]:
        yield _table(
            _("What the indicators show"),
            (_("Indicator"), _("Target value"), _("Actual"), _("Standing"), _("Source")),
            [
                (
                    said(one["name"], language).text, _number(one["target"]),
                    _number(one["actual"]), _capital(str(GoalStatus(one["status"]).label)),
                    said(one["source"], language).text or NOTHING,
                )
                for one in facts["indicators"]
            ],
            language,
        )  # fmt: skip
    if facts["chain"]:
        yield _table(
            _("The impact chain"),
            (_("Level"), _("Step")),
            [
                (_capital(str(Level(one["level"]).label)), said(one["text"], language).text)
                for one in facts["chain"]
            ],
            language,
        )
    yield Heading(_("Who brought how much"))
    if facts["need"]:
        yield Paragraph(
            Said(
                _("The goal needed %(eur)s euros and %(time)s person-years.")
                % {"eur": _money(facts["need"]["eur"]),
                   "time": _money(facts["need"]["person_years"])},
                language,
            )
        )  # fmt: skip
    if facts["brought"]:
        rows = [(said(one["name"], language).text, one) for one in facts["brought"]]
        yield _sums(_("What each agency brought"), _("Agency"), rows, language)
    else:
        yield Paragraph(Said(_("Nothing in this year."), language))
    if facts["people"]:
        yield _table(
            _("People named to the goal"), (_("Organisation"), _("People")),
            [(one["code"], str(one["count"])) for one in facts["people"]], language,
        )  # fmt: skip
    if isinstance(facts["preparations"], list) and facts["preparations"]:
        yield _table(
            _("Preparations that serve the goal"),
            (_("Number"), _("Preparation"), _("Share of its work input, percent")),
            [
                (one["id"], said(one["name"], language).text, str(one["share_percent"]))
                for one in facts["preparations"]
            ],
            language,
        )


def _table(
    caption: str, columns: tuple[str, ...], rows: Sequence[Sequence[str]], language: str
) -> Table:
    return Table(
        caption, columns, tuple(tuple(Said(cell, language) for cell in row) for row in rows)
    )


def _money(value: str) -> str:
    return number_format(Decimal(value), 2, use_l10n=True, force_grouping=True)


def _number(value: str | None) -> str:
    if value is None:
        return NOTHING
    return number_format(Decimal(value), use_l10n=True, force_grouping=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
