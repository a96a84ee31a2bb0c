"""Targets to bytes and a PLAN: which rows act, what is refused before the run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.errors import ConfigError, DataError
from fastbt.kernels.state import SEQUENCE_GIVEN, SEQUENCE_SELLS_FIRST, SIGNAL_TARGET
from fastbt.simulation.lower_targets import decisions, lower_targets
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.targets import Targets
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues
from tests.kernels.market import market

TWO = {"A": ["100"] * 3, "B": ["10"] * 3}


def lowered(column: list[float | None], kind: str = "weight", bars: Any = None, **words: Any) -> Lowered:
    """A market with targets; the column has A and B in turn."""
    options = {name: words.pop(name) for name in ("account_type", "instrument") if name in words}
    return market(bars or TWO, targets={kind: column, **words}, **options)


def test_rows_with_a_target_act():
    run = lowered([0.5, None, 0.0, 0.25, None, None])
    assert run.signals.tolist() == [SIGNAL_TARGET * acts for acts in (1, 0, 1, 1, 0, 0)]
    assert decisions(run) == 2
    assert run.plan["sequence"][0] == SEQUENCE_SELLS_FIRST
    assert run.plan["drift"][0] == 0
    np.testing.assert_array_equal(run.plan_columns["wanted"], [0.5, np.nan, 0, 0.25, np.nan, np.nan])


def test_only_the_times_that_decide():
    run = lowered([0.1] * 6, rebalance=["1970-01-01T00:02:00"])
    assert run.signals.tolist() == [0, 0, SIGNAL_TARGET, SIGNAL_TARGET, 0, 0]
    single = lowered([0.1] * 3, bars=["100"] * 3, rebalance=["1970-01-01T00:02:30"])
    assert single.signals.tolist() == [0, 0, SIGNAL_TARGET]
    assert decisions(lowered([0.1] * 6, rebalance=["2000-01-01"])) == 0


def test_a_constant_is_one_number():
    run = market(TWO, targets={"weight": 0.25})
    assert run.plan_columns["wanted"].tolist() == [0.25]
    assert (run.signals == SIGNAL_TARGET).all()


@pytest.mark.parametrize(
    ("drift", "rate"), [(0.05, 5 * 10**10), (0.001, 10**9), (1e-12, 1), (0.999, 999 * 10**9)]
)
def test_drift_is_a_decimal_of_twelve_places(drift: float, rate: int):
    assert lowered([0.1] * 6, drift=drift).plan["drift"][0] == rate


def test_weights_above_one_on_cash_name_time_and_sum():
    with pytest.raises(
        DataError,
        match=r"the weights sum to 1.1, above 1 \(table bars, column weight, time 1970-01-01T00:02:00Z\)",
    ):
        lowered([0.5, 0.5, 0.5, 0.6, 0.1, 0.1])
    lowered([0.5, 0.5, 0.5, 0.6, 0.1, 0.1], account_type="MARGIN")
    lowered([0.5, 0.5, 0.5, 0.6, 0.1, 0.1], rebalance=["1970-01-01T00:03:00"])  # that time does not decide
    lowered([0.5, 0.5 + 1e-10] * 3)
    with pytest.raises(DataError, match="above 1"):
        lowered([0.5, 0.5 + 1e-8] * 3)
    with pytest.raises(DataError, match=r"sum to 1\.5"):
        lowered([0.5, None, 1.5], bars=["100"] * 3)
    lowered([0.7] * 3, bars=["100"] * 3)


@pytest.mark.parametrize("kind", ["weight", "value", "quantity"])
def test_short_on_cash_names_the_row(kind: str):
    with pytest.raises(
        DataError,
        match=rf"{kind} -0.5 is below zero \(.*column {kind}, row 3, .*00:02:00Z, instrument B.SIM\).*MARGIN",
    ):
        lowered([None, None, 0.1, -0.5, None, None], kind)
    lowered([None, None, 0.1, -0.5, None, None], kind, account_type="MARGIN")


@pytest.mark.parametrize(("kind", "most"), [("weight", 4e6), ("value", 4e18), ("quantity", 4e18)])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_no_integer_holds_names_the_row(kind: str, most: float, sign: int):
    lowered([sign * most] * 6, kind, account_type="MARGIN")
    for bad in (2 * most, float("inf")):
        with pytest.raises(DataError, match=r"is too large .*row 4"):
            lowered([None, None, None, None, sign * bad, 0.1], kind, account_type="MARGIN")


def test_decimals_of_each_instrument_count():
    with pytest.raises(DataError, match="too large"):
        lowered([4e16] * 6, "quantity", instrument={"size_precision": 3})


def test_quantities_are_found_at_the_decision():
    run = lowered([0.1] * 6)
    with pytest.raises(ConfigError, match=r"sizing='fill': targets across instruments"):
        lower_targets(run, Targets(weight=0.1), {}, Venues.given(Venue()))


def test_the_first_given_gets_the_largest_rank():
    import polars as pl

    run = lowered([0.1] * 6)
    words = {"rank": pl.Series([3, 1, 4, 0, 5, 2])}
    lower_targets(run, Targets(weight=0.1, sequence="given"), words, Venues.given(Venue(sizing="decision")))
    assert run.plan["sequence"][0] == SEQUENCE_GIVEN
    assert run.plan_columns["rank"].tolist() == [2, 4, 1, 5, 0, 3]
