"""`kytkin bench skills`: does the tagger find the skills that a CV paragraph tells of?

Two sets, both made from ESCO with a seed.

Paragraphs: the same five skills told in Finnish, Swedish and English by the same sentences, not
word for word: verbs are bent (johtaa → johtaminen, leda → leder, manage → managing), half of the
labels change their order of words, and the longest ones lose a word. Alternative labels are not
used for the texts. The three languages have the same cases, so fi/en is fair.

CVs: twelve short ones written by us as people write, in three languages. Phrases and the share of
a word's beginning were chosen on them, the rest of the tagger before they were written. Each says
a few things; what counts as found is any of the skills that we hold to say it. They are few, and
half of what is right may be missing from our lists: read them as an order.

Descriptions: ESCO's English description of a skill, to find that skill; its label is often in it.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from kytkin.engine.tagging import Entry, SkillTagger, read_skills
from kytkin.engine.text.labels import Label, LabelMatcher
from kytkin.engine.text.lemmas import QUALIFIER

ROOT: Final = Path(__file__).resolve().parents[1]
VOCABULARIES: Final = ROOT / "kytkin" / "demo" / "data"
LANGUAGES: Final = ("fi", "sv", "en")
CVS: Final = Path(__file__).with_name("data") / "cv_paragraphs.json"
TOLD: Final = 5
LONG_LABEL: Final = 4  # words; such a label loses its last but one
SENTENCES: Final = {
    "fi": "Työssäni olen hoitanut monenlaista: {0}. Viime vuosina tehtäviini on kuulunut {1} ja "
    "{2}. Lisäksi olen tehnyt tätä: {3}. Vapaa-aikana luen paljon. Kokemusta on myös tästä: {4}.",
    "sv": "I mitt arbete har jag skött mycket: {0}. De senaste åren har {1} och {2} hört till "
    "mina uppgifter. Dessutom har jag gjort detta: {3}. På fritiden läser jag mycket. "
    "Erfarenhet har jag också av detta: {4}.",
    "en": "In my work I have done many things: {0}. In recent years my tasks have included {1} "
    "and {2}. I have also done this: {3}. In my free time I read a lot. "
    "I have experience of this too: {4}.",
}
BENT: Final = {
    "fi": (
        (r"^(\w+)at[a]$", r"\1aaminen"), (r"^(\w+)ät[ä]$", r"\1ääminen"),
        (r"^(\w{3,}[aeioiuyäö])d?[aä]$", r"\1minen"),
    ),
    "sv": ((r"^(\w{3,}er)a$", r"\1ar"), (r"^(\w{3,})a$", r"\1er")),
    "en": ((r"^(\w{2,}[^aeiou\s])e$", r"\1ing"), (r"^(\w{3,}[^e\W])$", r"\1ing")),
}  # fmt: skip
# A Finnish label tells best whether a skill is something one does: johtaa, but not liikenteessä.
INFINITIVE: Final = re.compile(r"(?<!ss)(?<!st)(?<!ll)(?<!lt)[aä]$")
Suggest = Callable[[str], list[str]]


@dataclass(frozen=True)
class Case:
    """A text and the skills that it tells of."""

    text: str
    skills: frozenset[str]


def bent(label: str, language: str, is_activity: bool) -> str:
    """The label with its first word bent, when the skill is something one does."""
    words = label.split(" ")
    if not is_activity or len(words) < 2:
        return label
    for pattern, form in BENT[language]:
        changed, times = re.subn(pattern, form, words[0])
        if times:
            return " ".join([changed, *words[1:]])
    return label


def told(entry: Entry, language: str, turn: bool) -> str:
    """A skill as a person might tell it; `turn` puts the first word last."""
    label = QUALIFIER.sub("", entry.labels[language])
    finnish = entry.labels["fi"].split(" ")
    is_activity = len(finnish) > 1 and bool(INFINITIVE.search(finnish[0]))
    words = bent(label, language, is_activity).split(" ")
    if len(words) >= LONG_LABEL:
        del words[-2]
    if turn and len(words) > 1:
        words = [*words[1:], words[0]]
    return " ".join(words)


def paragraphs(entries: list[Entry], number: int) -> dict[str, list[Case]]:
    """Cases by language; the n-th of each language tells of the same skills the same way."""
    draw = random.Random(20261123)
    found: dict[str, list[Case]] = {language: [] for language in LANGUAGES}
    for _case in range(number):
        chosen = draw.sample(entries, TOLD)
        turns = [draw.random() < 0.5 for _skill in chosen]
        for language in LANGUAGES:
            parts = [told(e, language, turn) for e, turn in zip(chosen, turns, strict=True)]
            text = SENTENCES[language].format(*parts)
            found[language].append(Case(text, frozenset(entry.uri for entry in chosen)))
    return found


def descriptions(number: int) -> list[Case]:
    with gzip.open(VOCABULARIES / "esco_skills_fi_sv_en.csv.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["description_en"]]
    chosen = random.Random(20261123).sample(rows, number)
    return [Case(row["description_en"], frozenset({row["uri"]})) for row in chosen]


def by_labels(entries: list[Entry], language: str) -> Suggest:
    """The baseline: labels that stand in the text in any form but in their order, as mentioned."""
    matcher = LabelMatcher(
        Label(entry.uri, language, name)
        for entry in entries
        for name in (entry.labels.get(language, ""), *entry.others.get(language, ()))
        if name
    )

    def suggest(text: str) -> list[str]:
        found: Counter[str] = Counter()
        for match in matcher.match(text, language):
            found.update(dict.fromkeys(match.concept_ids, 1 + match.key.count(" ")))
        return [uri for uri, _words in found.most_common(2 * TOLD)]

    return suggest


def by_tagger(tagger: SkillTagger) -> Suggest:
    return lambda text: [s.concept_id for s in tagger.suggest(text, limit=2 * TOLD)]


def measured(cases: list[Case], suggest: Suggest) -> dict[str, float]:
    """Means over cases of F1 of the first five and recall of the first ten."""
    answers = [(suggest(case.text), case.skills) for case in cases]
    return {
        "F1@5": statistics.fmean(
            2 * len(skills.intersection(found[:TOLD])) / (TOLD + len(skills))
            for found, skills in answers
        ),
        "recall@10": statistics.fmean(
            len(skills.intersection(found)) / len(skills) for found, skills in answers
        ),
    }


class Cvs:
    """Written by hand; each thing that one tells stands for any of several skills."""

    def __init__(self, entries: list[Entry]) -> None:
        uris: dict[str, set[str]] = {}
        for entry in entries:
            uris.setdefault(entry.labels["en"], set()).add(entry.uri)
        self.texts = json.loads(CVS.read_text(encoding="utf-8"))
        self.told = [
            [set().union(*(uris[label] for label in labels)) for labels in text["tells"]]
            for text in self.texts
        ]

    def answers(self, language: str, suggest: Suggest) -> list[list[str]]:
        return [suggest(text[language]) for text in self.texts]

    def measured(self, answers: list[list[str]]) -> dict[str, float]:
        pairs = list(zip(answers, self.told, strict=True))
        return {
            "right of the first 5": statistics.fmean(
                len(set().union(*told).intersection(found[:TOLD])) / TOLD for found, told in pairs
            ),
            "told things found in the first 10": statistics.fmean(
                statistics.fmean(bool(one.intersection(found)) for one in told)
                for found, told in pairs
            ),
        }


def alike(one: list[list[str]], other: list[list[str]]) -> float:
    """How many of the first five skills are the same, as a share."""
    return statistics.fmean(
        len(set(a[:TOLD]) & set(b[:TOLD])) / TOLD for a, b in zip(one, other, strict=True)
    )


def figures(number: int) -> dict[str, Any]:
    entries = list(read_skills(VOCABULARIES))
    whole = [entry for entry in entries if all(entry.labels.get(lang) for lang in LANGUAGES)]
    sets = paragraphs(whole, number)
    cvs, read = Cvs(entries), {}
    shown: list[dict[str, Any]] = []
    values: dict[str, dict[str, float]] = {}
    for language in LANGUAGES:
        taggers = {
            "labels in order": by_labels(entries, language),
            "tagger": by_tagger(SkillTagger(entries, language)),
        }
        for name, suggest in taggers.items():
            values[language] = measured(sets[language], suggest)
            for measure, value in values[language].items():
                figure = {"name": f"paragraphs {language}, {measure}, {name}"}
                shown.append(figure | {"value": round(value, 4), "baseline": name != "tagger"})
        for name, suggest in taggers.items():
            read[language] = cvs.answers(language, suggest)
            for measure, value in cvs.measured(read[language]).items():
                figure = {"name": f"CVs {language}, {measure}, {name}", "value": round(value, 4)}
                shown.append(figure | {"baseline": name != "tagger"})
        if language == "en":
            for name, suggest in taggers.items():
                value = measured(descriptions(number), suggest)["recall@10"]
                figure = {"name": f"descriptions en, recall@10, {name}", "value": round(value, 4)}
                shown.append(figure | {"baseline": name != "tagger"})
    for language in ("fi", "sv"):
        ratio = values[language]["F1@5"] / values["en"]["F1@5"]
        figure = {"name": f"paragraphs {language}/en, F1@5", "value": round(ratio, 4)}
        shown.append(figure | {"goal": 0.95, "baseline": False})
        figure = {"name": f"CVs, the same of the first 5 in {language} and en"}
        same = round(alike(read[language], read["en"]), 4)
        shown.append(figure | {"value": same, "baseline": False})
    notes = [
        f"{number} cases of {TOLD} skills each, the same in the three languages, against all"
        f" {len(entries)} skills; {number} descriptions.",
        f"{len(cvs.texts)} CVs written by hand in three languages: far harder than paragraphs made"
        " from labels, which share their words with what is to be found.",
        "Alternative labels exist in English only; the tagger and the baseline use them there.",
    ]
    return {"name": "skills", "figures": shown, "notes": notes}


@click.command("skills")
@click.option("--cases", default=300, show_default=True, type=click.IntRange(1, 5_000))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures too.")
def command(cases: int, target: Path | None) -> None:
    """ESCO skills found in CV paragraphs of three languages."""
    result = figures(cases)
    for figure in result["figures"]:
        mark = " (baseline)" if figure["baseline"] else ""
        goal = f"  goal ≥ {figure['goal']}" if figure.get("goal") else ""
        click.echo(f"{figure['name'] + mark:56} {figure['value']}{goal}")
    for note in result["notes"]:
        click.echo(note)
    if target:
        target.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
