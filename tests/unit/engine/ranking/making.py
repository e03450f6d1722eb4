"""Records and vectors for the tests of ranking, and Hypothesis strategies of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from kytkin.engine.ranking.board import Board, Fit
from kytkin.engine.ranking.records import Need, Profile, Record, WorkTime
from kytkin.engine.ranking.weights import Weights

NEW_YEAR = date(2027, 1, 1)
DIMENSIONS = 4


def work_time(share: float = 20, start: int = 0, days: int = 100) -> WorkTime:
    starts_on = NEW_YEAR + timedelta(days=start)
    return WorkTime(share, starts_on, starts_on + timedelta(days=days))


def fit(offer: Record, ask: Record, weights: Weights | None = None, text: float = 0.0) -> Fit:
    """How one record fits another, whose texts are this similar; an empty fit when not at all."""
    one = np.array([[1.0, 0.0]], dtype=np.float32)
    other = np.array([[text, np.sqrt(1 - text**2)]], dtype=np.float32)
    found = Board([offer], other, weights).best_for([ask], 1, one).of(0)
    return found[0] if found else Fit(offer.id, 0.0, ())


def unit_rows(count: int, seed: int, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


concepts = st.frozensets(st.sampled_from("abcdefgh"), max_size=4)
times = st.none() | st.builds(
    work_time, st.sampled_from([5.0, 20.0, 100.0]), st.integers(-50, 50), st.integers(1, 200)
)
languages = st.frozensets(st.sampled_from(["fi", "sv", "en"]))
places = st.frozensets(st.sampled_from(["Oulu", "Vaasa"]))
profiles = st.builds(
    Profile, st.just("person"), concepts, concepts, concepts, times, languages, places
)
needs = st.builds(Need, st.just("need"), concepts, concepts, times, languages, places)
weights = st.builds(
    Weights,
    concepts=st.floats(0.1, 1),
    text=st.floats(0, 1),
    half=st.floats(0.5, 5),
    time=st.floats(0, 0.4),
    language=st.floats(0, 0.3),
    place=st.floats(0, 0.2),
)


def many(kind: type[Profile] | type[Need], drawn: list[Profile] | list[Need]) -> list[Record]:
    """The drawn records with ids of their own."""
    return [replace(one, id=f"{kind.__name__}-{n:02d}") for n, one in enumerate(drawn)]
