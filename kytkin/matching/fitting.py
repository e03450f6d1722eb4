"""Needs that fit a person, and people who fit a need: each with its reasons, people decide.

Nothing enters but what people tell of ability, will and opportunity: subjects, skills, wishes,
time, languages, place. No name, age, gender, pay, absence. Ranking people is off until the
agency has switched it on, shows only those who opened the parts to everyone, and is logged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.engine.ranking import records
from kytkin.engine.ranking.board import Board, Fit
from kytkin.engine.ranking.weights import Weights
from kytkin.matching.models import MatchChoice, MatchRun
from kytkin.mobility.models import JoinRequest, Need
from kytkin.mobility.queries_needs import COUNTED, choices_of, needs
from kytkin.people.models import Audience, Place, Profile, ProfileSkill
from kytkin.people.queries import ProfileQuerySet, profiles
from kytkin.preparations.models import PreparationTheme
from kytkin.vocabulary.models import Concept

VERSION: Final = "named terms 1"
MOST_SHOWN: Final = 20
KEPT: Final = dt.timedelta(days=365)
FAR: Final = dt.timedelta(days=3650)
WEIGHTS: Final = Weights()
WEIGHED: Final = (
    "concepts", "text", "half", "subject", "skill", "wish", "time", "language", "place",
)  # fmt: skip
CONCEPT_KINDS: Final = frozenset({"subject", "skill", "wish"})


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its kind (subject, skill, wish, time, language, place), of what, and its part."""

    kind: str
    concept: Concept | None
    about: str
    contribution: float


@dataclass(frozen=True, slots=True)
class FittingNeed:
    """A need that fits a person, with the reasons, the weightiest first."""

    need: Need
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class FittingPerson:
    """A person who fits a need, with the reasons, the weightiest first."""

    profile: Profile
    reasons: tuple[Why, ...]


def needs_for(
    person: User, *, today: dt.date, themes: Iterable[int] = (), most: int = MOST_SHOWN
) -> list[FittingNeed]:
    """Open needs for the person's own list, by what they tell and the themes they follow."""
    profile = profiles().of(person).for_page().first()
    followed = _concepts_of_themes(themes)
    seeker = _person_record(profile, followed) if profile else records.Profile("me", followed)
    found = list(needs().open_on(today).visible_to(person).for_cards().exclude(written_by=person))
    fits = _best(Board(_need_records(found), weights=WEIGHTS), seeker, most)
    by_id = {str(need.pk): need for need in found}
    named = _concepts(fits)
    return [FittingNeed(by_id[fit.id], _reasons(fit, named)) for fit in fits]


def ranks_people(need: Need) -> bool:
    """The agency that sets the preparation has switched the ranking of people on."""
    choices = choices_of(need.preparation.setter)
    return choices is not None and choices.ranks_people


def people_for(need: Need, *, by: User, now: dt.datetime) -> tuple[list[FittingPerson], MatchRun]:
    """People who fit a need, of those who let everyone see their skills or wishes; logged.

    Whoever shares a skill or subject with the need is ranked: no threshold hides anybody.
    """
    (asking,) = _need_records([need])
    seen = _candidates(need, asking).exclude(person__in=[by.pk])
    candidates = list(seen.for_page())
    board = Board([_open_record(one) for one in candidates], weights=WEIGHTS)
    fits = _best(board, asking, MOST_SHOWN)
    by_id = {str(one.pk): one for one in candidates}
    named = _concepts(fits)
    found = [FittingPerson(by_id[fit.id], _reasons(fit, named)) for fit in fits]
    run = _log(need, fits, len(candidates), by=by, now=now)
    return found, run


def record_choice(
    *, run: MatchRun, request: JoinRequest, why: str, by: User, now: dt.datetime
) -> MatchChoice:
    """Keep who was chosen from a ranking, and why."""
    with transaction.atomic():
        choice = MatchChoice.objects.create(run=run, request=request, why=why, by=by, at=now)
        record("choose_from_match", by=by, now=now, kind="need", id=str(run.need_id))
    return choice


def shown_to_others(person: User) -> list[dict[str, object]]:
    """Each time the person stood in a ranking: for which need, when, in which place and why."""
    profile = profiles().of(person).first()
    if profile is None:
        return []
    # JSON is searched as text, the same on both databases; then read properly.
    runs = (
        MatchRun.objects.annotate(shown_text=Cast("shown", TextField()))
        .filter(shown_text__contains=f'"profile": {profile.pk}')
        .order_by("at", "pk")
    )
    return [
        {"need": run.need_id, "at": run.at, "place": place, "reasons": row["terms"]}
        for run in runs
        for place, row in enumerate(run.shown, start=1)
        if row["profile"] == profile.pk
    ]


def forget_old_runs(*, now: dt.datetime) -> int:
    """Remove what has been kept for a year; how many runs."""
    gone, _each = MatchRun.objects.filter(at__lt=now - KEPT).delete()
    return gone


def _log(
    need: Need, fits: Sequence[Fit], candidates: int, *, by: User, now: dt.datetime
) -> MatchRun:
    shown = [
        {
            "profile": int(fit.id),
            "score": round(fit.score, 6),
            "terms": [[term.kind, term.about, round(term.contribution, 6)] for term in fit.terms],
        }
        for fit in fits
    ]
    weights = {name: getattr(WEIGHTS, name) for name in WEIGHED}
    with transaction.atomic():
        run = MatchRun.objects.create(
            need=need, by=by, at=now, version=VERSION, weights=weights, candidates=candidates,
            shown=shown,
        )  # fmt: skip
        record("rank_people", by=by, now=now, kind="need", id=str(need.pk))
    return run


def _candidates(need: Need, asking: records.Need) -> ProfileQuerySet:
    skills = ProfileSkill.objects.filter(concept__uri__in=asking.skills)
    had = Q(pk__in=skills.filter(is_wanted=False).values("profile"))
    wanted = Q(pk__in=skills.filter(is_wanted=True).values("profile"))
    themed = Q(
        pk__in=Profile.themes.through.objects.filter(
            theme__concept__uri__in=asking.subjects
        ).values("profile")
    )
    return (
        profiles()
        .of_active()
        .filter(is_protected=False)
        .filter(
            had & Q(skills_audience=Audience.STATE)
            | (wanted | themed) & Q(will_audience=Audience.STATE)
        )
        # JSON lists are searched as text: the same on both databases.
        .annotate(open_text=Cast("open_to", TextField()))
        .filter(open_text__contains=f'"{need.kind}"')
        .order_by("pk")
    )


def _need_records(found: Sequence[Need]) -> list[records.Need]:
    """Each need by the subjects of its preparation and its skills."""
    subjects: dict[int, set[str]] = {}
    links = PreparationTheme.objects.filter(
        preparation__in={need.preparation_id for need in found}, standing__in=COUNTED
    )
    for preparation, uri in links.values_list("preparation", "theme__concept__uri"):
        subjects.setdefault(preparation, set()).add(uri)
    return [
        records.Need(
            str(need.pk),
            frozenset(subjects.get(need.preparation_id, ())),
            frozenset(skill.concept.uri for skill in need.skills.select_related("concept")),
            _time(need.share_percent, need.starts_on, need.ends_before),
            frozenset(need.languages),
            _places(need.place, need.town),
        )
        for need in found
    ]


def _person_record(profile: Profile, followed: frozenset[str]) -> records.Profile:
    """Everything that a person tells, for their own list."""
    skills = list(profile.skills.all())
    return records.Profile(
        str(profile.pk),
        frozenset(theme.concept.uri for theme in profile.themes.all()) | followed,
        frozenset(one.concept.uri for one in skills if not one.is_wanted),
        frozenset(one.concept.uri for one in skills if one.is_wanted),
        _time(profile.share_percent, profile.starts_on, profile.ends_before),
        frozenset(profile.languages),
        _places(profile.place, profile.town),
    )


def _open_record(profile: Profile) -> records.Profile:
    """Only the parts that the person shows to everyone."""
    whole = _person_record(profile, frozenset())
    wishes, skills = (
        profile.will_audience == Audience.STATE,
        profile.skills_audience == Audience.STATE,
    )
    time, about = (
        profile.time_audience == Audience.STATE,
        profile.about_audience == Audience.STATE,
    )
    return records.Profile(
        whole.id,
        whole.subjects if wishes else records.NONE,
        whole.skills if skills else records.NONE,
        whole.wishes if wishes else records.NONE,
        whole.time if time else None,
        whole.languages if about else records.NONE,
        whole.places if time else records.NONE,
    )


def _time(
    share: int | None, starts_on: dt.date | None, ends_before: dt.date | None
) -> records.WorkTime | None:
    if share is None:
        return None
    starts = starts_on or timezone.localdate()
    return records.WorkTime(
        share, starts, max(ends_before or starts + FAR, starts + dt.timedelta(1))
    )


def _places(place: str, town: str) -> frozenset[str]:
    """Remote or a town; both ways is both."""
    at_office = {f"town:{town.strip().casefold()}"} if town.strip() else {Place.OFFICE.value}
    if place == Place.BOTH:
        return frozenset({Place.REMOTE.value, *at_office})
    if place == Place.REMOTE:
        return frozenset({Place.REMOTE.value})
    return frozenset(at_office) if place == Place.OFFICE else records.NONE


def _concepts_of_themes(themes: Iterable[int]) -> frozenset[str]:
    return frozenset(Concept.objects.filter(theme__in=list(themes)).values_list("uri", flat=True))


def _best(board: Board, seeker: records.Record, most: int) -> list[Fit]:
    return list(board.best_for([seeker], most).of(0)) if len(board) else []


def _concepts(fits: Iterable[Fit]) -> dict[str, Concept]:
    uris = {term.about for fit in fits for term in fit.terms if term.kind in CONCEPT_KINDS}
    return {one.uri: one for one in Concept.objects.filter(uri__in=uris)}


def _reasons(fit: Fit, named: dict[str, Concept]) -> tuple[Why, ...]:
    return tuple(
        Why(term.kind, named.get(term.about), term.about, term.contribution) for term in fit.terms
    )
