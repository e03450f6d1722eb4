"""Loading the demo: the real public data and the fictional people, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from kytkin.accounts.models import User
from kytkin.demo.agreements import seed_agreements
from kytkin.demo.content import DATA
from kytkin.demo.crowd_storing import missing, store_crowd
from kytkin.demo.goals import seed_goals
from kytkin.demo.moves import seed_moves
from kytkin.demo.needs import seed_needs
from kytkin.demo.pools import seed_appropriations, seed_pools
from kytkin.demo.profiles import seed_profiles, seed_proposals
from kytkin.exchange.hankeikkuna.captured import import_captured
from kytkin.exchange.models import ImportRun, RunState, Source
from kytkin.exchange.seed.organisations import seed_organisations
from kytkin.exchange.seed.people import appoint_demo_contacts, seed_people
from kytkin.exchange.seed.phenomena import seed_phenomena
from kytkin.exchange.vocabulary import shipped
from kytkin.exchange.vocabulary.rows import ConceptRow
from kytkin.exchange.vocabulary.storing import store_concepts
from kytkin.matching.suggesting import suggest_themes
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation
from kytkin.search import index
from kytkin.themes.models import Phenomenon, Theme

VOCABULARIES: Final[dict[str, tuple[str, Callable[[Any], Iterator[ConceptRow]]]]] = {
    "YSO": ("yso_labels_fi_sv_en.tsv.gz", shipped.read_yso),
    "JUHO": ("juho_labels_fi_sv_en.tsv", shipped.read_juho),
    "ESCO, skills": ("esco_skills_fi_sv_en.csv.gz", shipped.read_esco_skills),
    "ESCO, occupations": ("esco_occupations_fi_sv_en.csv.gz", shipped.read_esco_occupations),
}
FOUND_BY_SEARCH: Final = (Organisation, Theme, Phenomenon, Preparation)


class Bars(Protocol):
    """Makes a progress bar: called with the number of steps and a label."""

    def __call__(self, length: int, label: str) -> AbstractContextManager[Any]: ...


def is_loaded() -> bool:
    """The demo was loaded wholly before."""
    return ImportRun.objects.filter(source=Source.DEMO, state=RunState.COMPLETED).exists()


def holds_real_people() -> bool:
    """Somebody works here in earnest: no place for a demo, in which anyone signs in as anyone."""
    return User.objects.filter(is_fictional=False).exists()


def is_indexed() -> bool:
    return index.version() > 0


def load_demo(*, now: dt.datetime, bars: Bars) -> None:
    """Load everything; what is there already is left alone, so an interrupted load goes on."""
    for name, (file, read) in VOCABULARIES.items():
        rows = list(read(DATA / file))
        with bars(len(rows), name) as bar:
            store_concepts(rows, progress=bar.update)
    with bars(3, "Organisations, phenomena, people") as bar:
        seed_organisations(DATA / "organisations.csv")
        bar.update(1)
        seed_phenomena(DATA / "phenomena.json", now=now)
        bar.update(1)
        seed_people(DATA / "people.json")
        bar.update(1)
    register, across = DATA / "hankeikkuna_projects.tsv", DATA / "preparations.jsonl"
    lines = sum(len(path.read_bytes().splitlines()) for path in (register, across))
    with bars(lines, "Preparations of the ministries") as bar:
        import_captured(
            register,
            across,
            DATA / "titles.json",
            now=now,
            progress=bar.update,
        )
        appoint_demo_contacts()
    seed_profiles(DATA / "profiles.json", now=now)
    seed_proposals(DATA / "proposals.json", now=now)
    with bars(Preparation.objects.count(), "Suggested themes") as bar:
        suggest_themes(now=now, progress=bar.update)
    seed_moves(DATA / "moves.json", now=now)
    seed_needs(DATA / "needs.json", now=now)
    seed_goals(DATA / "goals.json", now=now)
    seed_pools(DATA / "goals.json", DATA / "budget_items.json", now=now)
    seed_appropriations(DATA / "appropriations_2024.tsv")
    seed_agreements(DATA / "agreements.json", now=now)
    build_index(now=now, bars=bars)
    ImportRun.objects.create(
        source=Source.DEMO,
        origin="kytkin/demo/data",
        state=RunState.COMPLETED,
        started_at=now,
        finished_at=dt.datetime.now(dt.UTC),
    )


def load_crowd(people: int, *, now: dt.datetime, bars: Bars) -> int:
    """Make the crowd at least this large; gives how many were made. Nobody is ever removed."""
    numbers = missing(people)
    if not numbers:
        return 0
    with bars(len(numbers), "Fictional people") as bar:
        return store_crowd(numbers, now=now, progress=bar.update)


def build_index(*, now: dt.datetime, bars: Bars) -> None:
    """Make everything loaded findable."""
    documents = sum(model._default_manager.count() for model in FOUND_BY_SEARCH)
    with bars(documents, "Search index") as bar:
        index.rebuild(now=now, progress=bar.update)
