"""Ranking many for many: exact, the same whatever the blocks, changed one record at a time."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.ranking.board import Board, Fits
from kytkin.engine.ranking.records import Need, Preparation, Profile
from kytkin.engine.ranking.topk import Blocks
from tests.unit.engine.ranking.making import many, needs, profiles, unit_rows, work_time

pytestmark = pytest.mark.one_database
people_lists = st.lists(profiles, min_size=1, max_size=12)
need_lists = st.lists(needs, min_size=1, max_size=5)


def by_brute_force(people: list[Profile], asked: list[Need], k: int, seed: int) -> list[list[str]]:
    """The best by a board for each pair: nothing shared, nothing cut."""
    offers, asks = unit_rows(len(people), seed), unit_rows(len(asked), seed + 1)
    ranked = []
    for n, need in enumerate(asked):
        scored = []
        for p, person in enumerate(people):
            board = Board([person], offers[p : p + 1])
            scored += board.best_for([need], 1, asks[n : n + 1]).of(0)
        scored.sort(key=lambda one: (-one.score, one.id))
        ranked.append([one.id for one in scored[:k]])
    return ranked


def ids(fits: Fits) -> list[list[str]]:
    return [[one.id for one in found] for found in fits]


@settings(deadline=None, max_examples=25)
@given(people_lists, need_lists, st.integers(1, 6), st.integers(0, 99))
def test_the_best_are_those_that_brute_force_finds(
    people: list[Profile], asked: list[Need], k: int, seed: int
) -> None:
    people, asked = many(Profile, people), many(Need, asked)
    board = Board(people, unit_rows(len(people), seed))
    found = board.best_for(asked, k, unit_rows(len(asked), seed + 1))
    assert ids(found) == by_brute_force(people, asked, k, seed)


@settings(deadline=None, max_examples=25)
@given(people_lists, need_lists, st.integers(1, 6), st.integers(1, 5), st.integers(1, 9))
def test_blocks_and_threads_change_no_byte(
    people: list[Profile], asked: list[Need], k: int, asks: int, offers: int
) -> None:
    people, asked = many(Profile, people), many(Need, asked)
    board, vectors = Board(people, unit_rows(len(people), 1)), unit_rows(len(asked), 2)
    whole = board.best_for(asked, k, vectors).best
    cut = board.best_for(asked, k, vectors, Blocks(asks, offers, threads=2)).best
    assert whole.scores.tobytes() == cut.scores.tobytes()
    assert whole.offers.tobytes() == cut.offers.tobytes()
    assert whole.starts.tobytes() == cut.starts.tobytes()


@settings(deadline=None, max_examples=25)
@given(people_lists, need_lists, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    people: list[Profile], asked: list[Need], shuffler: random.Random
) -> None:
    people, asked = many(Profile, people), many(Need, asked)
    vectors = dict(zip([one.id for one in people], unit_rows(len(people), 3), strict=True))
    plainly = Board(people, np.array([vectors[one.id] for one in people]))
    shuffler.shuffle(people)
    shuffled = Board(people, np.array([vectors[one.id] for one in people]))
    asking = unit_rows(len(asked), 4)
    assert list(plainly.best_for(asked, 5, asking)) == list(shuffled.best_for(asked, 5, asking))


def test_equal_scores_go_by_id_however_many_there_are() -> None:
    people = [Profile(f"p{n:04d}", skills=frozenset("a")) for n in range(900)]
    board = Board(people[::-1], np.tile(unit_rows(1, 5), (900, 1)))
    found = board.best_for([Need("n", skills=frozenset("a"))], 3, unit_rows(1, 5))
    assert ids(found) == [["p0000", "p0001", "p0002"]]


def test_many_records_near_each_other_are_ranked_as_by_double_precision() -> None:
    rows = unit_rows(1, 6, 64) + np.float32(1e-7) * unit_rows(3000, 7, 64)
    people = [Profile(f"p{n:04d}") for n in range(3000)]
    query = unit_rows(40, 8, 64)
    found = Board(people, rows).best_for([Need(str(n)) for n in range(40)], 7, query)
    exact = query.astype(np.float64) @ rows.astype(np.float64).T
    for row, fits in zip(exact, found, strict=True):
        order = np.lexsort((np.arange(3000), -np.round(row, 12)))
        expected = [f"p{n:04d}" for n in order[:7] if row[n] > 0]
        assert sorted(one.id for one in fits) == sorted(expected)


def test_a_changed_profile_is_ranked_anew() -> None:
    board = Board([Profile("a", skills=frozenset("x")), Profile("b", skills=frozenset("y"))])
    need = Need("n", frozenset("s"), frozenset("xz"), languages=frozenset(["fi"]))
    board.put(Profile("b", frozenset("s"), frozenset("z"), languages=frozenset(["fi"])))
    assert ids(board.best_for([need], 5)) == [["b", "a"]]
    board.put(Profile("0", frozenset("s"), frozenset("xz")))
    assert ids(board.best_for([need], 5)) == [["0", "b", "a"]]
    board.remove("b")
    assert ids(board.best_for([need], 5)) == [["0", "a"]]
    assert len(board) == 2


def test_a_changed_text_is_ranked_anew() -> None:
    rows = unit_rows(3, 9)
    board = Board([Profile("a"), Profile("b")], rows[:2])
    board.put(Profile("a"), rows[2])
    assert board.best_for([Need("n")], 1, rows[2:]).of(0)[0].id == "a"
    board.put(Profile("a"))
    assert "a" not in ids(board.best_for([Need("n")], 2, rows[2:]))[0]


@settings(deadline=None, max_examples=30)
@given(people_lists, profiles)
def test_a_board_changed_in_place_equals_one_built_anew(
    people: list[Profile], changed: Profile
) -> None:
    people = many(Profile, people)
    changed = replace(changed, id=people[-1].id)
    board = Board(people)
    board.put(changed)
    asked = Need("n", frozenset("abcd"), frozenset("efgh"), work_time())
    anew = Board([*people[:-1], changed])
    assert list(board.best_for([asked], 9)) == list(anew.best_for([asked], 9))


def test_a_preparation_is_not_near_itself() -> None:
    held = [Preparation(name, frozenset("a")) for name in "abcd"]
    board = Board(held)
    assert ids(board.best_for(held[:2], 2)) == [["b", "c"], ["a", "c"]]
    assert ids(board.best_for([Preparation("e", frozenset("a"))], 2)) == [["a", "b"]]


def test_places_beyond_a_word_of_bits_are_kept_apart() -> None:
    people = [
        Profile(f"p{n:03d}", skills=frozenset("a"), places=frozenset([f"place {n}"]))
        for n in range(130)
    ]
    need = Need("n", skills=frozenset("a"), places=frozenset(["place 129"]))
    found = Board(people).best_for([need], 2).of(0)
    assert [one.id for one in found] == ["p129", "p000"]
    assert [term.about for term in found[0].terms] == ["a", "place 129"]


def test_an_empty_board_and_no_seekers_find_nothing() -> None:
    assert ids(Board([]).best_for([Need("n", skills=frozenset("a"))], 3)) == [[]]
    assert len(Board([Profile("a")]).best_for([], 3)) == 0


def test_records_that_share_an_id_are_refused() -> None:
    with pytest.raises(ValueError, match="different ids"):
        Board([Profile("a"), Profile("a")])


def test_vectors_that_are_not_one_for_each_record_are_refused() -> None:
    with pytest.raises(ValueError, match="as many vectors"):
        Board([Profile("a")], unit_rows(2, 0))
