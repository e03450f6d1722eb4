"""`kytkin audit matching`: whether matching can be trusted, as a report that can be published."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kytkin.cli.counting import counting
from kytkin.cli.records import read_records, whole_file, writing

if TYPE_CHECKING:
    from kytkin.cli.records import Record
    from kytkin.engine.ranking.records import Profile
    from kytkin.engine.trust.audit import Audit, Property, Reader
    from kytkin.engine.trust.fiction import Skill
    from kytkin.engine.trust.publishing import Setting
    from kytkin.engine.trust.vectors import Vectors

SKILLS: Final = (
    Path(__file__).resolve().parents[1] / "demo" / "data" / "esco_skills_fi_sv_en.csv.gz"
)
SEED: Final = 2026
COMPARED: Final = 300
RANKED: Final = 20
ASKED: Final = 5
# Two made-up lives, as different as a form could tell them apart.
LIVES: Final[tuple[Mapping[str, object], ...]] = (
    {},
    {"name": "Aino Esimerkki", "gender": "female", "age": 29, "photo": "aino.jpg",
     "birth_year": 1997, "graduation_year": 2021},
    {"name": "Oskari Exempel", "gender": "male", "age": 64, "photo": "oskari.png",
     "birth_year": 1962, "graduation_year": 1986},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made up; `vocabulary` is how many ESCO skills are known when texts are read."""

    people: int
    needs: int
    skills: int
    vocabulary: int | None


WHOLE: Final = Size(people=4_000, needs=400, skills=960, vocabulary=None)
SMALL: Final = Size(people=1_500, needs=200, skills=240, vocabulary=240)


@click.group("audit")
def command() -> None:
    """Show, for anybody to check, that matching can be trusted.

    \b
    kytkin audit matching
    kytkin audit matching -o audit.md --json audit.json
    """


@command.command("matching")
@click.option(
    "--json", "data", type=click.Path(dir_okay=False, path_type=Path), help="Figures as JSON."
)
@click.option(
    "-o", "report", type=click.Path(dir_okay=False, path_type=Path), help="The report as Markdown."
)
@click.option("--small", is_flag=True, help="A smaller set: seconds instead of minutes.")
@click.option(
    "--vectors",
    type=click.Choice(["none", "texts", "skills"]),
    default="none",
    show_default=True,
    help="Compare by vectors too: of what people wrote, or of the skills read from it.",
)
@click.option(
    "--cache",
    "kept_in",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep vectors in this file between runs.",
)
def matching(
    data: Path | None, report: Path | None, small: bool, vectors: str, kept_in: Path | None
) -> None:
    """Audit the ranking of people and needs over a made-up administration.

    Counterfactuals, language twins, impact ratios, exposure, explanations and determinism: each
    with its value, its bar, and whether it holds. Nobody in the set exists; no database is needed.
    Exit code 0: every property holds; 1: at least one does not; 2: the command was written wrongly.

    \b
    kytkin audit matching --small
    kytkin audit matching -o audit.md --json audit.json
    """
    from kytkin.engine.trust.publishing import as_data, markdown

    properties, setting = run(SMALL if small else WHOLE, vectors, kept_in)
    text = markdown(properties, setting)
    if report is None:
        click.echo(text)
    else:
        with whole_file(report) as stream:
            stream.write(text.encode())
        for one in properties:
            click.echo(line(one))
    if data is not None:
        with whole_file(data) as stream:
            found = json.dumps(as_data(properties, setting), ensure_ascii=False, indent=1)
            stream.write(found.encode() + b"\n")
    sys.exit(0 if all(one.holds for one in properties) else 1)


def line(one: Property) -> str:
    """A property on one line of a terminal."""
    from kytkin.engine.trust.publishing import shown

    mark = "holds" if one.holds else "FAILS"
    return f"{mark}  {one.area}: {one.name}: {shown(one.value)} (bar {one.bar})"


def run(
    size: Size, vectors: str = "none", kept_in: Path | None = None
) -> tuple[list[Property], Setting]:
    """Every property over a set of this size, and what the set was."""
    from kytkin.engine.trust.audit import Audit, Matching
    from kytkin.engine.trust.fiction import made_up
    from kytkin.engine.trust.publishing import Setting

    known = _skills(size.vocabulary)
    step = max(1, len(known) // size.skills)
    chosen = known[::step][: size.skills]
    fiction = made_up(chosen, size.people, size.needs, SEED)
    rows = _vectors(vectors, kept_in, known)
    audit = Audit(Matching(fiction, _reader(known), rows), SEED)
    properties = audit.properties()
    inputs = [one for one in properties if one.area == "Counterfactual"]
    others = [one for one in properties if one.area != "Counterfactual"]
    setting = Setting(
        len(fiction.people),
        len(fiction.asks),
        len(chosen),
        "none" if rows is None else rows.name,
        SEED,
        metadata.version("kytkin"),
    )
    return [*inputs, *counterfactuals(audit), *others], setting


def _vectors(kind: str, kept_in: Path | None, known: list[Skill]) -> Vectors | None:
    if kind == "none":
        return None
    from kytkin.engine.ranking.meaning import shipped_centres
    from kytkin.engine.text.encoders import CachedEncoder, dense_encoder
    from kytkin.engine.trust.vectors import SkillVectors, TextVectors

    dense = dense_encoder()
    if dense is None:
        raise click.UsageError("The dense encoder is not installed: pip install kytkin[dense].")
    with counting("Encoded") as bar:
        encoder = CachedEncoder(dense, kept_in, lambda done, _all: bar.update(done - bar.done))
        if kind == "texts":
            return TextVectors(encoder, shipped_centres(encoder.name))
        return SkillVectors(encoder, {skill.id: skill.labels["en"] for skill in known})


def _skills(count: int | None) -> list[Skill]:
    """ESCO skills with a label in every language, by URI; `count` of them, evenly apart."""
    from kytkin.engine.trust.fiction import LANGUAGES, Skill

    skills = [
        Skill(row.text("uri"), {language: row.text(language) for language in LANGUAGES})
        for row in read_records(SKILLS, required=("uri", *LANGUAGES))
        if all(row.text(language) for language in LANGUAGES)
    ]
    skills.sort(key=lambda skill: skill.id)
    return skills if count is None else skills[:: len(skills) // count][:count]


def _reader(skills: list[Skill]) -> Reader:
    """Texts to the skills whose labels stand in them, letter by letter before by lemma."""
    from kytkin.engine.text.labels import Label, LabelMatcher
    from kytkin.engine.trust.fiction import LANGUAGES

    matchers = {}
    written = {(skill.id, language): label.casefold() for skill in skills
               for language, label in skill.labels.items()}  # fmt: skip
    with counting("Labels") as bar:
        for language in LANGUAGES:
            labels = [Label(skill.id, language, skill.labels[language]) for skill in skills]
            matchers[language] = LabelMatcher(labels)
            bar.update(len(labels))

    @cache
    def read(text: str, language: str) -> frozenset[str]:
        found: set[str] = set()
        for match in matchers[language].match(text, language):
            if not match.via_part:
                surface = match.surface.casefold()
                exact = [id for id in match.concept_ids if written[id, language] == surface]
                found.update(exact or match.concept_ids)
        return frozenset(found)

    return read


def counterfactuals(audit: Audit) -> list[Property]:
    """The first 300 people as files, without and with each of two lives added."""
    from kytkin.engine.ranking.board import Board
    from kytkin.engine.trust.audit import Property
    from kytkin.engine.trust.rankings import digest, largest_difference

    vectors = None if audit.person_vectors is None else audit.person_vectors[:COMPARED]
    scores, digests = [], set()
    with tempfile.TemporaryDirectory(prefix="kytkin-audit-") as folder:
        for number, life in enumerate(LIVES):
            path = Path(folder) / f"people-{number}.jsonl"
            _write_people(audit, path, life)
            profiles = [profile_of(row, audit.matching.read) for row in read_records(path)]
            board = Board(profiles, vectors, audit.weights)
            found = board.best_for(audit.needs, len(profiles), audit.ask_vectors)
            fits = [found.of(place) for place in range(len(audit.needs))]
            scores.append([{fit.id: fit.score for fit in one} for one in fits])
            digests.add(digest(fits))
    changed = max(largest_difference(scores[0], other) for other in scores[1:])
    names = ", ".join(LIVES[1])
    return [
        Property("Counterfactual", "largest change of a score with personal fields added", changed,
                 "= 0", changed == 0, detail=f"{COMPARED} people, every need; {names}"),
        Property("Counterfactual", "rankings with reasons that are not byte-identical",
                 len(digests) - 1, "= 0", len(digests) == 1),
        _by_command(audit),
    ]  # fmt: skip


def _by_command(audit: Audit) -> Property:
    """The command itself: `kytkin rank` over the same people, with and without the two lives."""
    from kytkin.cli.rank import command as rank
    from kytkin.engine.trust.audit import Property

    fiction = audit.matching.fiction
    written = set()
    with tempfile.TemporaryDirectory(prefix="kytkin-audit-") as folder:
        queries, corpus, found = (Path(folder) / f"{name}.jsonl" for name in ("q", "c", "found"))
        with writing(queries, ("id", "text", "lang")) as writer:
            for ask in fiction.asks[:ASKED]:
                text = ask.text(ask.written_in)
                writer.write({"id": ask.id, "text": text, "lang": ask.written_in})
        words = ["--queries", queries, "--corpus", corpus, "-o", found, "--top", RANKED,
                 "--cache", Path(folder) / "vectors"]  # fmt: skip
        for life in LIVES:
            with writing(corpus, ("id", "text", "lang", *LIVES[1])) as writer:
                for person in fiction.people[:RANKED]:
                    text = person.can(person.written_in)
                    held = {"id": person.id, "text": text, "lang": person.written_in}
                    writer.write({**held, **life})
            rank.main([str(word) for word in words], standalone_mode=False)
            written.add(found.read_bytes())
    return Property(
        "Counterfactual", "answers of `kytkin rank` that are not byte-identical",
        len(written) - 1, "= 0", len(written) == 1, detail=f"{RANKED} people, {ASKED} needs",
    )  # fmt: skip


def _write_people(audit: Audit, path: Path, life: Mapping[str, object]) -> None:
    fields = ("id", "lang", "can", "wants", "share_percent", "starts_on", "ends_before",
              "languages", *LIVES[1])  # fmt: skip
    with writing(path, fields) as writer:
        for person in audit.matching.fiction.people[:COMPARED]:
            held: dict[str, Any] = {
                "id": person.id,
                "lang": person.written_in,
                "can": person.can(person.written_in),
                "wants": person.wants(person.written_in),
                "share_percent": person.time.share_percent,
                "starts_on": person.time.starts_on.isoformat(),
                "ends_before": person.time.ends_before.isoformat(),
                "languages": sorted(person.languages),
            }
            writer.write({**held, **life})


def profile_of(record: Record, read: Reader) -> Profile:
    """What of a person's record enters matching; whatever else it holds is not looked at."""
    from kytkin.engine.ranking.records import Profile, WorkTime

    language = record.text("lang")
    return Profile(
        record.id,
        skills=read(record.text("can"), language),
        wishes=read(record.text("wants"), language),
        time=WorkTime(
            record.number("share_percent"),
            date.fromisoformat(record.text("starts_on")),
            date.fromisoformat(record.text("ends_before")),
        ),
        languages=frozenset(str(one) for one in record.listed("languages")),
    )
