"""`kytkin overlap`: for each preparation those of other groups that are worth a talk, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import click

from kytkin.cli.counting import counting
from kytkin.cli.records import Record, read_records, writing
from kytkin.cli.vectors import keeping
from kytkin.engine.overlap.model import MOST, OverlapModel
from kytkin.engine.overlap.records import Overlap, Period, Preparation, TimeOverlap, Wording
from kytkin.engine.text.encoders import dense_encoder
from kytkin.engine.text.language import detect_language

FIELDS: Final = ("id", "neighbours")
LANGUAGE_OF_FIELD: Final = re.compile(r"_([a-z]{2})$")
CODE: Final = re.compile(r"[a-z]{2,3}")
DAY: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
BETWEEN_SUBJECTS: Final = re.compile(r"\s*[;|]\s*")
DECIMALS: Final = 6
File = click.Path(path_type=Path)
Columns = tuple[str, ...]


def _columns(_context: click.Context, _option: click.Parameter, value: str | None) -> Columns:
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


def _code(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    code = (value or "").strip().lower()
    if code and not CODE.fullmatch(code):
        raise click.BadParameter(f"expected a code such as fi, sv or en, found “{value}”.")
    return code or None


@click.command("overlap")
@click.argument("source", metavar="IN", type=File)
@click.option(
    "--text", "text", callback=_columns, required=True,
    help="Fields to compare, divided by commas: the first is the name, the others the body.",
)  # fmt: skip
@click.option(
    "--queries-text", callback=_columns,
    help="Fields to ask with instead, maybe in another language; the others are asked among.",
)  # fmt: skip
@click.option("--group", help="Field that says whose each is: branch, department.")
@click.option("--only-across", is_flag=True, help="Compare only with those of other groups.")
@click.option("--lang", callback=_code, help="Language of the texts (fi, sv, en …); else a field's"
              " ending tells (name_fi), else it is detected.")  # fmt: skip
@click.option("--subjects", help="Field with subjects: a list, or a text divided by ; or |.")
@click.option("--starts", help="Field with the first day: 2026, 2026-11 or 2026-11-23.")
@click.option("--ends", help="Field with the last day, in the same forms.")
@click.option("--top", type=click.IntRange(1, MOST), default=10, show_default=True)
@click.option(
    "--least", type=float, help="Leave out neighbours that score less; 1 is a good floor."
)
@click.option("--cache", type=File, help="Keep vectors in this file for the next time.")
@click.option("-o", "--output", type=File, required=True, help="Where to: .jsonl, .csv or .xlsx.")
def command(
    source: Path,
    text: Columns,
    queries_text: Columns,
    group: str | None,
    only_across: bool,
    lang: str | None,
    subjects: str | None,
    starts: str | None,
    ends: str | None,
    top: int,
    least: float | None,
    cache: Path | None,
    output: Path,
) -> None:
    """Find the preparations of IN that overlap, with the probability, reasons and a suggestion.

    \b
    kytkin overlap --text name_fi,objective_fi --group ministry --only-across IN.jsonl -o OUT.jsonl
    in:  {"id": "p1", "name_fi": "…", "objective_fi": "…", "ministry": "STM"}
    out: {"id": "p1", "neighbours": [{"id": "p7", "score": 4.1, "probability": 0.13,
          "verdict": "overlapping", "time": …, "subjects": […], "sentences": …, "reasons": […]}]}

    Reasons sum to the score. 0 is an ordinary pair of the same file, 3 a rare one. The verdict
    (duplicate, overlapping, complementary, or none below 1) is a suggestion: people decide. A
    probability above 0.1 is an order only (docs/overlap.md). A record's own field "lang" goes
    before --lang; --queries-text goes by its fields' endings first.
    """
    if not text:
        raise click.UsageError("--text names at least one field.")
    if only_across and not group:
        raise click.UsageError("--only-across needs --group: the field that says whose each is.")
    records = read_records(source, required=("id", text[0]))
    if len(records) > MOST:
        raise click.UsageError(f"At most {MOST:,} preparations are compared at once.")
    for field in (*text, *queries_text, group, subjects, starts, ends):
        if field and not any(field in record.values for record in records):
            raise records[0].broken(field, "expected this field in at least one record")
    reading = _Reading(text, queries_text, group, lang, subjects, starts, ends)
    preparations = [reading.preparation(record) for record in records]
    dense = dense_encoder()
    if dense is None:
        click.echo("No dense encoder is installed, so overlap goes by words only.", err=True)
    with writing(output, FIELDS) as writer:
        with keeping(dense, cache) as encoder:
            model = OverlapModel.of(preparations, encoder, only_across=only_across)
        with counting("Compared") as counter:
            for record in records:
                found = [
                    one for one in model.best(record.id, top) if least is None or one.score >= least
                ]
                writer.write({"id": record.id, "neighbours": [_shown(one) for one in found]})
                counter.update(1)


class _Reading:
    """Which fields of a record are what."""

    def __init__(
        self,
        text: Columns,
        asked: Columns,
        group: str | None,
        language: str | None,
        subjects: str | None,
        starts: str | None,
        ends: str | None,
    ) -> None:
        self._text, self._asked, self._group, self._language = text, asked, group, language
        self._subjects, self._starts, self._ends = subjects, starts, ends

    def preparation(self, record: Record) -> Preparation:
        return Preparation(
            record.id,
            self._wording(record, self._text, self._language_of(record, self._text)),
            record.text(self._group, "").strip() if self._group else "",
            frozenset(_subjects(record, self._subjects)) if self._subjects else frozenset(),
            self._period(record),
            self._wording(record, self._asked, _ending(self._asked)) if self._asked else None,
        )

    def _period(self, record: Record) -> Period:
        first, after = _first(record, self._starts), _after(record, self._ends)
        if first and after and after <= first:
            expected = f"expected a day not before {self._starts}, {first}"
            raise record.broken(str(self._ends), expected)
        return Period(first, after)

    def _language_of(self, record: Record, fields: Columns) -> str | None:
        """As the record tells, else the option, else the field's name."""
        own = record.text("lang", "").strip().lower()
        if own and not CODE.fullmatch(own):
            raise record.broken("lang", f"expected a code such as fi, sv or en, found “{own[:40]}”")
        return own or self._language or _ending(fields)

    def _wording(self, record: Record, fields: Columns, language: str | None) -> Wording:
        texts = [record.text(field, "").strip() for field in fields]
        name, body = texts[0], ". ".join(text for text in texts[1:] if text)
        return Wording(language or detect_language(f"{name}. {body}"), name, body)


def _ending(fields: Columns) -> str | None:
    found = LANGUAGE_OF_FIELD.search(fields[0])
    return found and found[1]


def _subjects(record: Record, field: str) -> Sequence[str]:
    value = record.values.get(field)
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return [part for part in BETWEEN_SUBJECTS.split(value.strip()) if part]
    for one in (found := record.listed(field)):
        if not isinstance(one, str):
            raise record.broken(field, "expected a list of texts")
    return [str(one) for one in found]


def _span(record: Record, field: str | None) -> tuple[date, date] | None:
    """The first day of what a field names, and the first after it."""
    text = record.text(field, "").strip() if field else ""
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, (first + timedelta(days=31)).replace(day=1)
        return first, date(first.year + 1, 1, 1)
    except (ValueError, OverflowError):
        expected = f"expected a day as 2026, 2026-11 or 2026-11-23, found “{text[:40]}”"
        raise record.broken(str(field), expected) from None


def _first(record: Record, field: str | None) -> date | None:
    span = _span(record, field)
    return span and span[0]


def _after(record: Record, field: str | None) -> date | None:
    span = _span(record, field)
    return span and span[1]


def _shown(found: Overlap) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": found.other,
        "score": round(found.score, DECIMALS),
        "probability": round(found.probability, DECIMALS),
        "verdict": str(found.verdict),
        "time": _time(found.time),
        "subjects": list(found.shared_subjects),
        "reasons": [
            {"kind": str(reason.kind), "contribution": round(reason.contribution, DECIMALS)}
            | ({"about": list(reason.about)} if reason.about else {})
            for reason in found.reasons
        ],
    }
    if found.sentences:
        pair = found.sentences
        cosine = round(pair.cosine, DECIMALS)
        shown["sentences"] = {"own": pair.one, "other": pair.other, "cosine": cosine}
    return shown


def _time(time: TimeOverlap) -> dict[str, object]:
    return {"timing": str(time.timing)} | ({} if time.days is None else {"days": time.days})
