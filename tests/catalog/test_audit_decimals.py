"""Odd decimals: the noise of single precision, and a few rows with more decimals than all others."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.catalog.audit_checks import EXTRA_DECIMALS, FLOAT32_NOISE
from fastbt.catalog.audit_decimals import check_decimals, is_noise, single_precision
from tests.catalog.audited import audited, of, set_bar


def noisy(rows: int = 400, precision: int = 8, share: float = 1.0):
    """A walk in cents that went through single precision."""
    series = audited(rows, precision=precision)
    chosen = np.random.default_rng(2).random(rows) < share
    for name in ("open", "high", "low", "close"):
        column = getattr(series.arrays, name)
        column[chosen] = single_precision(column, precision, 2)[1][chosen]
    return series


@pytest.mark.parametrize("precision", [2, 4, 8])
def test_nothing_is_odd_in_a_walk_of_cents(precision):
    assert list(check_decimals(audited(precision=precision))) == []


@pytest.mark.parametrize("precision", [4, 5, 8])
def test_nothing_is_odd_where_all_decimals_are_used(precision):
    series = audited(precision=precision)
    ticks = np.random.default_rng(2).integers(1, 10 ** (precision - 2), 400)
    for name in ("open", "high", "low", "close"):
        getattr(series.arrays, name)[:] += ticks
    assert list(check_decimals(series)) == []


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_single_precision_is_named(share):
    series = noisy(share=share)
    findings = list(check_decimals(series))
    found = of(FLOAT32_NOISE, findings)
    assert [one.check for one in findings] == [FLOAT32_NOISE]
    close = series.arrays.close
    assert set(np.flatnonzero(close % 10**6).tolist()) <= set(found.row.tolist())
    assert found.note[0].endswith("in single precision")
    assert float(found.note[0].split()[0]) == pytest.approx(found.value[0], rel=1e-7)
    assert found.value[0] != float(found.note[0].split()[0])


def test_a_few_that_look_like_noise_are_chance():
    findings = list(check_decimals(noisy(5_000, share=0.005)))
    assert [one.check for one in findings] == [EXTRA_DECIMALS]


def test_the_noise_of_a_known_price():
    ticks = np.array([14_55000019, 14_55000000, 14_54999924, 14_55000020], dtype=np.int64)
    assert is_noise(ticks, 8, 2).tolist() == [True, False, False, False]


@pytest.mark.parametrize("precision", [4, 6])
def test_a_row_with_more_decimals(precision):
    series = audited(precision=precision)
    close = int(series.arrays.close[77])
    set_bar(series, 77, close, close + 1, close, close)
    found = of(EXTRA_DECIMALS, check_decimals(series))
    assert (found.row.tolist(), found.note) == ([77], ["nearly all have 2"])
    assert found.value.tolist() == [(close + 1) / 10**precision]


def test_more_than_one_in_a_hundred_is_no_oddity():
    series = audited(precision=4)
    series.arrays.close[:5] += 1
    assert list(check_decimals(series)) == []
    series = audited(precision=4)
    series.arrays.close[:4] += 1
    assert len(of(EXTRA_DECIMALS, check_decimals(series))) == 4


def test_a_price_that_is_whole_but_once():
    series = audited(precision=2)
    for name in ("open", "high", "low", "close"):
        getattr(series.arrays, name)[:] = getattr(series.arrays, name) // 100 * 100
    series.arrays.close[3] += 25
    assert of(EXTRA_DECIMALS, check_decimals(series)).note == ["nearly all have 0"]


def test_one_bar():
    assert list(check_decimals(audited(1))) == []
