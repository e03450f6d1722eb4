"""`kytkin bench tagging`: do the tagger's five first subjects agree with people's?

Library: questions and answers with subjects by librarians (`library_questions_fi_dev.jsonl.gz`,
which may not ship: --data DIR or KYTKIN_BENCH_DATA). Projects: names of government projects with
the subjects their ministry gave; a JUHO subject counts as the YSO subject that replaced it.
F1@5: the five first against all subjects given, F1 of each text, averaged over texts.
"""

from __future__ import annotations

import csv
import gzip
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from kytkin.engine.tagging import Entry, TextField, read_subjects, subject_tagger, suggest_subjects
from kytkin.engine.tagging.vocabulary import expanded
from kytkin.engine.text.labels import Label, LabelMatcher

ROOT: Final = Path(__file__).resolve().parents[1]
VOCABULARIES: Final = ROOT / "kytkin" / "demo" / "data"
QUESTIONS: Final = "library_questions_fi_dev.jsonl.gz"
FIRST: Final = 5
Suggest = Callable[[str], list[str]]


@dataclass(frozen=True)
class Case:
    """A text with the subjects that people gave it."""

    text: str
    subjects: frozenset[str]


def library(folder: Path | None) -> list[Case]:
    """The librarians' cases, or none when the file is not there."""
    tried = [folder / QUESTIONS, folder / "text" / QUESTIONS] if folder else []
    path = next((path for path in tried if path.exists()), None)
    if path is None:
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Case(row["text"], frozenset(row["subjects"])) for row in map(json.loads, lines)]


def projects(successors: dict[str, tuple[str, ...]]) -> list[Case]:
    with (VOCABULARIES / "hankeikkuna_projects.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    cases = []
    for row in rows:
        given = [expanded(short) for short in row["asiasanat"].split(";") if short]
        if given:
            cases.append(Case(row["nimi_fi"], frozenset(succeeded(given, successors))))
    return cases


def succeeded(uris: Iterable[str], successors: dict[str, tuple[str, ...]]) -> list[str]:
    """Each subject, or what replaced it, once."""
    return list(dict.fromkeys(new for uri in uris for new in successors.get(uri) or (uri,)))


def f1(suggested: list[str], given: frozenset[str]) -> float:
    return 2 * len(given.intersection(suggested)) / max(1, len(suggested) + len(given))


def measured(cases: list[Case], suggest: Suggest) -> tuple[float, float]:
    """Mean F1@5 and seconds for each text."""
    begun = time.perf_counter()
    values = [f1(suggest(case.text)[:FIRST], case.subjects) for case in cases]
    return statistics.fmean(values), (time.perf_counter() - begun) / len(cases)


def calibration_error(cases: list[Case]) -> float:
    """Expected calibration error of the five first scores, ten bins (Guo et al. 2017)."""
    tagger = subject_tagger("fi")
    bins: list[list[tuple[float, bool]]] = [[] for _bin in range(10)]
    for case in cases:
        for found in tagger.suggest(case.text, limit=FIRST, fill=True):
            given = found.concept_id in case.subjects
            bins[min(9, int(found.score * 10))].append((found.score, given))
    return sum(
        abs(sum(score for score, _given in held) - sum(given for _score, given in held))
        for held in bins
    ) / max(1, sum(map(len, bins)))


def by_mentions(matcher: LabelMatcher) -> Suggest:
    """The labels found whole, most often first, then in the order of the text."""

    def suggest(text: str) -> list[str]:
        found: Counter[str] = Counter()
        for match in matcher.match(text, "fi"):
            if not match.via_part:
                found.update(match.concept_ids)
        return [uri for uri, _times in found.most_common()]

    return suggest


def by_labels(matcher: LabelMatcher) -> Suggest:
    """Whole labels and parts of compounds, weighed by length: what suggested themes so far."""

    def suggest(text: str) -> list[str]:
        found = suggest_subjects(
            [TextField("text", text, "fi")], {"fi": matcher}, background={}, background_size=1,
            limit=2 * FIRST, least_score=0.0,
        )  # fmt: skip
        return [suggestion.concept_id for suggestion in found]

    return suggest


def in_yso(suggest: Suggest, successors: dict[str, tuple[str, ...]]) -> Suggest:
    """The same suggestions, each replaced subject by its successor."""
    return lambda text: succeeded(suggest(text), successors)


def systems(entries: tuple[Entry, ...]) -> dict[str, Suggest]:
    successors = {entry.uri: entry.successors for entry in entries}
    labels = (Label(e.uri, "fi", e.labels["fi"]) for e in entries if "fi" in e.labels)
    matcher = LabelMatcher(labels)
    plain = {"labels by mentions": by_mentions(matcher), "labels weighed": by_labels(matcher)}
    made = {name: in_yso(suggest, successors) for name, suggest in plain.items()}
    tagger = subject_tagger("fi")
    made["tagger, always five"] = lambda text: [
        s.concept_id for s in tagger.suggest(text, limit=FIRST, fill=True)
    ]
    made["tagger"] = lambda text: [s.concept_id for s in tagger.suggest(text, limit=FIRST)]
    return made


def figures(folder: Path | None) -> dict[str, Any]:
    entries = read_subjects(VOCABULARIES)
    sets = {
        "project names": (projects({e.uri: e.successors for e in entries}), None),
        "library questions": (library(folder), 0.42),
    }
    shown: list[dict[str, Any]] = []
    for title, (cases, goal) in sets.items():
        values = {}
        for name, suggest in systems(entries).items() if cases else ():
            value, seconds = measured(cases, suggest)
            values[name] = value
            figure = {"name": f"{title}, F1@5, {name}", "value": round(value, 4)}
            figure |= {"baseline": not name.startswith("tagger")}
            if name == "tagger":
                figure |= {"goal": goal} if goal else {}
            shown.append(figure)
            if name == "tagger":
                pace = {"name": f"{title}, tagger", "value": round(1 / seconds, 1)}
                shown.append(pace | {"unit": "texts/s", "baseline": False})
                error = {"name": f"{title}, calibration error of scores, tagger"}
                shown.append(error | {"value": round(calibration_error(cases), 4)})
        if title == "project names":
            for name, bar in (("labels by mentions", 1.3), ("labels weighed", None)):
                ratio = {"name": f"{title}, tagger against {name}", "unit": "×"}
                ratio |= {"goal": bar} if bar else {}
                shown.append(ratio | {"value": round(values["tagger"] / values[name], 3)})
    notes = [
        "Library: the file from which seven parameters of the tagger were chosen; an even and an"
        " odd half of it differ by less than 0.01. Published: a neural ensemble trained on such"
        " questions and on titles, .403.",
        "Projects: names only; what ministries give as subjects is often not in the name.",
    ]
    if not sets["library questions"][0]:
        notes.append(f"Library questions were left out: no {QUESTIONS}; say where with --data.")
    return {"name": "tagging", "figures": shown, "notes": notes}


@click.command("tagging")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="KYTKIN_BENCH_DATA",
    help=f"Folder that has {QUESTIONS}, or has it in text/.",
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures too.")
def command(data: Path | None, target: Path | None) -> None:
    """Subjects that the tagger suggests against those that people gave."""
    result = figures(data)
    for figure in result["figures"]:
        mark = " (baseline)" if figure.get("baseline") else ""
        goal = f"  goal ≥ {figure['goal']}" if figure.get("goal") else ""
        unit = f" {figure['unit']}" if figure.get("unit") else ""
        click.echo(f"{figure['name'] + mark:58} {figure['value']}{unit}{goal}")
    for note in result["notes"]:
        click.echo(note)
    if target:
        target.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
