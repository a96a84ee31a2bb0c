"""The kernel of crossings: hand values, the definition on random columns, prefixes."""

from __future__ import annotations

import math

import numpy as np

from fastbt.kernels.indicators.crossings import UNKNOWN, crossed_above
from tests.kernels.indicators import definitions

NAN = math.nan


def crossings(upper, lower):
    out = np.full(len(upper), 99, np.int8)
    crossed_above(np.array(upper, np.float64), np.array(lower, np.float64), out)
    return out.tolist()


def test_by_hand():
    # touching is not above; staying above is no crossing; infinity is a value
    assert crossings([1, 2, 3, 4, 2, 3, math.inf], [2, 2, 2, 2, 2, 2, 2]) == [0, 0, 1, 0, 0, 1, 0]


def test_the_first_known_row_has_nothing_to_compare_with():
    assert crossings([3, 3], [2, 2]) == [UNKNOWN, 0]
    assert crossings([1, 3], [2, 2]) == [0, 1]
    assert crossings([NAN, 3, 1, 3], [2, 2, 2, 2]) == [UNKNOWN, UNKNOWN, 0, 1]


def test_a_gap_neither_hides_nor_invents_a_crossing():
    assert crossings([1, NAN, 3], [2, 2, 2]) == [0, UNKNOWN, 1]
    assert crossings([1, 3, 3], [2, NAN, 2]) == [0, UNKNOWN, 1]
    assert crossings([1, 3, NAN, NAN, 3], [2, 2, 2, 2, 2]) == [0, 1, UNKNOWN, UNKNOWN, 0]


def test_against_the_definition_and_on_prefixes():
    draw = np.random.default_rng(1)
    a, b = draw.integers(0, 4, (2, 3_000)).astype(np.float64)
    a[draw.random(a.size) < 0.1] = NAN
    b[draw.random(b.size) < 0.1] = NAN
    code = {None: UNKNOWN, False: 0, True: 1}
    expected = [code[answer] for answer in definitions.crossed_above(a.tolist(), b.tolist())]
    assert crossings(a, b) == expected
    assert set(expected) == {UNKNOWN, 0, 1}
    for cut in (0, 1, 2, 77, 2_999):
        assert crossings(a[:cut], b[:cut]) == expected[:cut]
