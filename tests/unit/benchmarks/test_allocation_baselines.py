"""What HiGHS says last is what it is credited with."""

from __future__ import annotations

import pytest

from benchmarks.allocation_baselines import plain_highs, read_log
from benchmarks.allocation_generator import generate
from kytkin.engine.allocation.compiled import compile_problem

pytestmark = pytest.mark.one_database
LOG = """
 J       0       0         0   0.00%   inf             8864.684           Large        0      0
         0       0         0   0.00%   9417.79925      8864.684           6.24%        0      0
 L       0       0         0   0.00%   9401.5          9301.25            1.08%        0      0
"""


def test_the_last_line_of_progress_counts() -> None:
    assert read_log(LOG) == (9301.25, 9401.5)
    first = "\n".join(LOG.splitlines()[:2])
    assert read_log(first) == (8864.684, None)
    assert read_log("HiGHS begins") == (None, None)


def test_plain_highs_solves_a_small_problem() -> None:
    found = plain_highs(compile_problem(generate(60, 24, seed=1)), 10, 0.001)
    assert found.objective is not None
    assert found.bound is not None
    assert found.objective <= found.bound + 1e-6
