"""Likeness of rankings: RBO by its paper, overlap, differences, and the same to the last bit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.ranking.board import Fit, Term
from kytkin.engine.trust.rankings import (
    digest,
    largest_difference,
    overlap_at,
    rank_biased_overlap,
    serialised,
)

pytestmark = pytest.mark.one_database
RANKINGS = st.lists(st.integers(0, 30).map(str), unique=True, max_size=20)


def by_definition(one, other, p, depth=2_000):
    """The infinite sum, agreement beyond the ends of lists of one length staying as it was."""
    total, length = 0.0, len(one)
    for d in range(1, depth):
        seen = min(d, length)
        total += p ** (d - 1) * len(set(one[:seen]) & set(other[:seen])) / seen
    return (1 - p) * total


@given(one=RANKINGS.filter(bool), p=st.floats(0.05, 0.97), data=st.data())
def test_rbo_of_lists_of_one_length_is_the_infinite_sum(one, p, data):
    other = data.draw(st.permutations(range(20, 20 + len(one)))).copy()
    other = [str(number) for number in other]
    assert rank_biased_overlap(one, other, p) == pytest.approx(by_definition(one, other, p))


@given(one=RANKINGS, other=RANKINGS)
def test_rbo_is_symmetric_and_between_nothing_and_one(one, other):
    found = rank_biased_overlap(one, other)
    assert found == pytest.approx(rank_biased_overlap(other, one))
    assert -1e-9 <= found <= 1 + 1e-9
    assert rank_biased_overlap(one, one) == pytest.approx(1)


def test_rbo_of_uneven_lists_follows_equation_32():
    """s = 1, l = 3, X = 1, 1, 1: worked by hand."""
    p = 0.9
    seen = p + p**2 / 2 + p**3 / 3
    beyond = 1 * 1 / 2 * p**2 + 1 * 2 / 3 * p**3
    expected = (1 - p) / p * (seen + beyond) + (0 / 3 + 1 / 1) * p**3
    assert rank_biased_overlap(["a"], ["a", "b", "c"]) == pytest.approx(expected)


def test_rbo_weighs_the_top_more():
    assert rank_biased_overlap("abcdef", "bacdef") < rank_biased_overlap("abcdef", "abcdfe")


def test_rbo_of_nothing():
    assert rank_biased_overlap([], []) == 1
    assert rank_biased_overlap(["a"], []) == 0
    assert rank_biased_overlap(["a"], ["b"]) == pytest.approx(0)


def test_rbo_refuses_what_is_no_ranking():
    with pytest.raises(ValueError, match="twice"):
        rank_biased_overlap(["a", "a"], ["a", "b"])
    for persistence in (0, 1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            rank_biased_overlap(["a"], ["a"], persistence)


def test_overlap_counts_what_both_have_among_the_first():
    assert overlap_at("abcd", "badc", 2) == 1
    assert overlap_at("abcd", "acbd", 2) == 0.5
    assert overlap_at("a", "ab", 10) == 0.5
    assert overlap_at("", "", 10) == 1


def test_largest_difference_counts_the_absent_as_nothing():
    assert largest_difference([{"a": 0.5}], [{"a": 0.5}]) == 0
    assert largest_difference([{"a": 0.5}, {}], [{"a": 0.4}, {"b": 0.3}]) == 0.3
    with pytest.raises(ValueError, match="shorter"):
        largest_difference([{}], [])


def test_serialised_rankings_differ_by_the_last_bit_of_a_score():
    term = Term("skill", "s1", 0.5)
    same = [(Fit("a", 0.5, (term,)),)]
    other = [(Fit("a", math.nextafter(0.5, 1), (term,)),)]
    assert (
        serialised(same) == b"ranking\na\t0x1.0000000000000p-1\n\tskill\ts1\t0x1.0000000000000p-1"
    )
    assert digest(same) == digest(list(same))
    assert digest(same) != digest(other)
    assert serialised([(), ()]) == b"ranking\nranking"
