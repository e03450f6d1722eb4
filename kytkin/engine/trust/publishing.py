"""The audit as a report that can be published: Markdown for people, plain data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Final

from kytkin.engine.trust.audit import Property

MEANING: Final = {
    "Counterfactual": "Name, gender, age, photo, birth year and graduation year change no score: "
    "matching takes none of them. The same records are read again with such fields added, once "
    "for one person and once for a wholly different one; nothing may change by a single bit.",
    "Language twins": "One need, and one profile, written in Finnish, Swedish and English: each "
    "must find the same ones in the same order. RBO is rank-biased overlap at 0.9, extrapolated "
    "(Webber, Moffat & Zobel 2010, equation 32): 1 is the same order.",
    "Impact ratio": "How often people of the least selected group stand among the first ten, over "
    "the most selected group (29 CFR 1607.4 D, the four-fifths rule). Agencies are cut into "
    "quartiles by size. 95 % bootstrap interval, people resampled within their groups.",
    "Exposure": "Places on a list are seen the less the lower they are (1 / log2(1 + place)). "
    "Exposure for relevance of people of smaller agencies, over that of larger ones (Singh & "
    "Joachims 2018, disparate treatment ratio); 95 % bootstrap interval.",
    "Explanation": "The reasons shown are the reasons: they sum to the score, and when a named "
    "reason is taken away from the person's profile, the score falls.",
    "Determinism": "The same input gives the same ranking, score and reasons, byte for byte, "
    "however the work is cut, so a match log can be checked afterwards.",
}
LIMITS: Final = (
    "Nobody in the set exists. Skills are drawn apart from the agency and the language, so the "
    "audit finds differences that the matching makes, not those that real profiles hold.",
    "Texts are lists of ESCO labels in the form ESCO writes them. People who write freely are read "
    "less surely; `kytkin bench skills` measures that.",
    "Structured attributes are no input. What people write of themselves in free text is: a form "
    "that asks for skills only, as Kytkin's does, is part of the protection.",
    "The anonymity of pulses (no cell, and no difference of two reports, may reveal a group under "
    "5) is not audited here: Kytkin has no pulses yet, and the audit comes with them.",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What was audited: how many people and needs, which skills and vectors, from which seed."""

    people: int
    needs: int
    skills: int
    vectors: str
    seed: int
    version: str


def markdown(properties: Sequence[Property], setting: Setting) -> str:
    """The report; the same audit gives the same letters."""
    missed = [one for one in properties if not one.holds]
    verdict = (
        "Every property holds."
        if not missed
        else f"{len(missed)} of {len(properties)} properties do not hold: "
        + "; ".join(f"{one.area.lower()}, {one.name}" for one in missed)
        + "."
    )
    lines = [
        "# Audit of matching",
        f"Kytkin {setting.version}. {setting.people} made-up people and {setting.needs} made-up "
        f"needs of {setting.skills} ESCO skills in Finnish, Swedish and English, from seed "
        f"{setting.seed}; text vectors: {setting.vectors}. Made by `kytkin audit matching`.",
        "",
        f"**{verdict}**",
        "",
    ]
    for area, found in groupby(properties, key=lambda one: one.area):
        lines += [f"## {area}", MEANING[area], "", *_table(list(found)), ""]
    lines += ["## What this audit does not say", *(f"- {limit}" for limit in LIMITS), ""]
    return "\n".join(lines)


def _table(properties: Sequence[Property]) -> list[str]:
    lines = ["| Property | Value | 95 % interval | Bar | |", "|---|---|---|---|---|"]
    for one in properties:
        name = f"{one.name} ({one.detail})" if one.detail else one.name
        cells = (name, shown(one.value), interval(one), one.bar, verdict(one))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def shown(value: float) -> str:
    """Four digits after the point; tiny distances as powers of ten."""
    if value == int(value):
        return str(int(value))
    return f"{value:.4f}" if abs(value) >= 1e-4 else f"{value:.1e}"


def interval(one: Property) -> str:
    """From–to, where the property has an interval."""
    return "" if one.low is None or one.high is None else f"{one.low:.3f}–{one.high:.3f}"


def verdict(one: Property) -> str:
    return "holds" if one.holds else "**fails**"


def as_data(properties: Sequence[Property], setting: Setting) -> dict[str, object]:
    """For programs: the setting, the properties, and whether all hold."""
    return {
        "setting": asdict(setting),
        "properties": [asdict(one) for one in properties],
        "holds": all(one.holds for one in properties),
    }
