"""The drivers skip only what cannot matter: beside the plain loop of ``plain.py`` they give the same orders, fills and equity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.draw import random_run, random_signal_run
from tests.kernels.market import MINUTE, buy, ends, fills, market, prices, run, same, sell
from tests.kernels.plain import run_plain

LINKS = ("next", "previous", "next_open", "previous_open")
"""Places in lists: written only while an order is in them."""
MARKS = ("marked", "value", "initial", "maintenance")
"""Between decisions the fast driver marks its position in the equity column alone."""


def assert_same(one: RunOutput, two: RunOutput) -> None:
    """Equal pools, balance and equity."""
    for name in ("orders", "fills", "changes", "brackets"):
        assert same(getattr(one, name), getattr(two, name), LINKS), name
    assert same(one.positions, two.positions, MARKS)
    assert same(one.balances, two.balances, ("marked", "gross", "initial", "maintenance"))
    assert (one.equity == two.equity).all()
    if one.gross is not None and two.gross is not None:
        assert (one.gross == two.gross).all()


@pytest.mark.parametrize("instruments", [1, 3])
@pytest.mark.parametrize("draw", [random_run, random_signal_run])
def test_nothing_that_matters_is_skipped(draw: Callable[..., Lowered], instruments: int) -> None:
    found = 0
    for seed in range(40):
        lowered = draw(seed, instruments)
        output = run_machine(lowered)
        assert_same(output, run_plain(lowered))
        found += len(output.fills)
    assert found > 500


def test_quiet_stretches_longer_than_what_is_looked_ahead() -> None:
    """Signals hundreds of rows apart, an order that rests for long, positions held for long."""
    rng = np.random.default_rng(15)
    rows = 5_000
    closes = 1_000 + np.cumsum(rng.integers(-2, 3, rows))
    acts = np.zeros((4, rows), np.bool_)
    acts[:, rng.integers(0, rows, 60)] = rng.random((4, 60)) < 0.4
    names = ("entries", "exits", "short_entries", "short_exits")
    words = dict(zip(names, acts.tolist(), strict=True))
    bars = [f"{c} {c + 2} {c - 2} {c}" for c in closes]
    for more in ({}, {"stop_loss": 0.02}, {"limit_price": (closes - 15.0).tolist(), "time_stop": 700}):
        lowered = market(bars, signals={**words, "quantity": 3, **more}, account_type="MARGIN")
        output = run_machine(lowered)
        assert len(output.fills) > 5
        assert_same(output, run_plain(lowered))


def as_many(lowered: Lowered) -> Lowered:
    """The same run for the driver of many instruments."""
    lowered.columns = replace(lowered.columns, instrument=np.zeros(lowered.columns.rows, np.int32))
    return lowered


@pytest.mark.parametrize("draw", [random_run, random_signal_run])
def test_one_instrument_through_the_driver_of_many(draw: Callable[..., Lowered]) -> None:
    for seed in range(200, 220):
        assert_same(run_machine(draw(seed)), run_machine(as_many(draw(seed))))


# ------------------------------------------------------------------------------------------------ cases


@pytest.mark.parametrize("instruments", ["X", "AB"])
def test_the_end_of_a_run_closes_what_is_open(instruments: str) -> None:
    """A12: at the last close, with fee and without slippage, before the last equity row is recorded."""
    bars = {name: ["100", "100", "104", "107"] for name in instruments}
    orders = [buy(0, 2, instrument=0), buy(0, 1, limit=90, instrument=0)]
    output = run(bars, orders, on_finish="close", cash=1_000)
    assert prices(output) == [100, 107]
    assert ends(output) == ["FILLED", "ACCEPTED", "FILLED"]
    assert output.orders["cause"][-1] == 9
    assert output.equity.tolist() == [1_000, 1_000, 1_008, 1_014]
    assert output.balances["total"][0] == 1_014
    assert run(bars, orders, on_finish="mark", cash=1_000).positions["is_open"].tolist() == [1]


def test_positions_are_closed_at_their_own_last_close() -> None:
    bars = {"A": ["10", "10", "12", None], "B": ["20", "20", "20", "25"]}
    output = run(bars, [buy(0, 1, instrument=0), buy(0, 1, instrument=1)], on_finish="close")
    assert fills(output)[2:] == [(2, 6, -1, 12), (3, 6, -1, 25)]


def test_a_closing_order_that_was_on_its_way_is_not_the_close_out() -> None:
    """F9: only accepted orders are cut or ended with the position."""
    output = run(["100", "100", "104"], [buy(0, 2), sell(2, 2, reduce_only=True)], on_finish="close")
    assert ends(output) == ["FILLED", "SUBMITTED", "FILLED"]
    assert prices(output) == [100, 104]


def test_it_stops_where_it_is_told() -> None:
    machine = Machine(market(["100"] * 10, [buy(3, 1)]))
    for until in (0, 4, 4, 5, 10):
        machine.advance(until)
        assert machine.run["group"] == until
        assert machine.run["fills_count"] == (1 if until > 4 else 0)
    machine.advance(3)  # no way back
    assert machine.run["group"] == 10


def test_expiry_between_two_stretches() -> None:
    """A GTD order that expires while nothing else happens, and a touch after it that must not fill it."""
    bars = ["100"] * 600 + ["100 100 80 100"] * 2
    output = run(bars, [buy(0, 1, limit=90, expire=300 * MINUTE)])
    assert ends(output) == ["EXPIRED EXPIRED"]
    assert output.orders["row_last"][0] == 300
