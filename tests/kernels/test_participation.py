"""How much of a row orders may take (F11): measured once a row, in lots, used up in turn, cut anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.kernels import state
from fastbt.simulation.entries import CAPS
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lower_ticks import lower_ticks
from fastbt.simulation.machine import Machine, run_machine
from fastbt.simulation.read_ticks import read_ticks
from fastbt.strategies.order_table import read_orders
from fastbt.venues.venues import Venues
from tests.kernels.market import buy, fills, market, sell

BAR = "100 100 100 100 100"


def test_only_runs_with_a_limit_compile_it() -> None:
    plain, capped = market([BAR] * 3, [buy(0, 1)]), market([BAR] * 3, [buy(0, 1)], volume_limit=0.1)
    assert Machine(plain).run["fill_whole"][0] == 0
    machine = Machine(capped)
    assert {name: machine.entries()[name] for name in CAPS} == CAPS
    assert machine.run["fill_most"][0] == state.FAR_UP


def test_ticks_compile_it_only_where_a_size_is_known() -> None:
    times, order = [f"2024-01-02T10:00:0{n}" for n in range(3)], {"side": ["BUY"], "quantity": [1]}
    quotes: dict[str, list[Any]] = {"ts": times, "bid": [1.0] * 3, "ask": [2.0] * 3}
    table = read_orders(pl.DataFrame({"ts": times[:1]} | order))
    for sizes, wanted in (({}, False), ({"bid_size": [None, None, 7.0]}, True), ({"ask_size": [0.0] * 3}, True)):
        lowered = lower_ticks(read_ticks([quotes | sizes]), Venues.given(bt.Venue()))
        lower_orders(lowered, table, Venues.given(bt.Venue()))
        assert ("fill_whole" in Machine(lowered).entries()) == wanted


@pytest.mark.parametrize(
    ("limit", "increment", "lots"), [(0.1, 1, 10), (0.199, 1, 19), (0.199, 5, 15), (1, 1, 100), (2.5, 1, 250)]
)
def test_a_share_of_the_volume_down_to_a_lot(limit: float, increment: int, lots: int) -> None:
    lowered = market(
        [BAR] * 2, [buy(0, 1000)], volume_limit=limit, instrument={"size_increment": increment}, account_type="MARGIN"
    )
    assert run_machine(lowered).fills["quantity"].tolist() == [lots]


def test_a_row_is_measured_once_and_used_up_in_turn() -> None:
    machine = Machine(market([BAR] * 3, [buy(0, 4), buy(0, 4), buy(0, 4)], volume_limit=0.1))
    machine.advance(1)
    assert machine.instruments["size_row"][0] == -1
    machine.advance(2)
    assert (machine.instruments["size_row"][0], machine.instruments["size_rest"][0]) == (1, 0)
    assert machine.output().fills["quantity"].tolist() == [4, 4, 2]
    machine.advance(3)
    assert (machine.instruments["size_row"][0], machine.instruments["size_rest"][0]) == (2, 8)
    machine.reset()
    assert machine.instruments["size_row"][0] == -1


def test_a_run_cut_anywhere_is_the_same() -> None:
    bars = ["100 103 97 101 70", "102 104 98 99 30", "99 101 95 96 0", "96 99 94 98 55"] * 8
    orders = [
        order
        for group in range(0, 28, 4)
        for order in (buy(group, 9, 99), sell(group, 7, trigger=97), buy(group, 12))
    ]
    lowered = market(bars, orders, volume_limit=0.1, account_type="MARGIN")
    whole = run_machine(lowered)
    assert len(whole.fills) > 0 and (whole.orders["filled"] > 0).sum() < len(whole.fills)
    again = run_machine(lowered, cut=range(1, 32))
    for name in ("orders", "fills", "positions", "changes"):
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name


def test_a_share_beyond_64_bits_caps_nothing() -> None:
    lowered = market(["1 1 1 1 900000000000000"] * 2, [buy(0, 10**15)], volume_limit=1_000_000, cash=10**16)
    assert fills(run_machine(lowered)) == [(0, 1, 10**15, 1)]
