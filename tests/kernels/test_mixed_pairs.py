"""Bars of bid and ask beside ticks: which entries a run has, where a bar leaves its market, any cut gives the same."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.kernels import advance_mixed, advance_pairs, mixed_pairs
from fastbt.kernels.state import NOTHING, ROW_NO_ASK
from fastbt.simulation.entries import entries_of
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from fastbt.strategies.order_table import read_orders
from tests.kernels.sides import MINUTE, TIME, lowered_pairs, orders, pair_frame

BARS = ["99 99 99 99 | 101 101 101 101", "100 105 95 102 | 102 107 97 104", "103 104 99 100 | -"]
TABLE = orders((1, "BUY", 2, {}), (2, "SELL", 1, {"price": 104.0}), (3, "BUY", 1, {}))


def mixed(*ticks: tuple[float, dict[str, Any]]) -> Lowered:
    """The bars beside ticks of one table: minute, and the columns of a quote or a print."""
    rows = [{"ts": int(at * MINUTE), "instrument_id": "A.X"} | words for at, words in ticks]
    frame = pl.DataFrame(rows).with_columns(pl.col("ts").cast(TIME))
    model = bt.Equity("A.X", currency="USD", price_precision=0, size_precision=0)
    market = Market.of({"venue": bt.Venue(account_type="MARGIN"), "instruments": model})
    own, read = market.read_both(pair_frame(BARS), [frame])
    run = lower_market(own, market.venues, others=read.instruments)
    add_finer(run, market, read)
    lower_orders(run, read_orders(TABLE), market.venues)
    return run


def quote(bid: float, ask: float) -> dict[str, Any]:
    return {"bid": bid, "ask": ask}


def done(run: Lowered, *cuts: int) -> Machine:
    machine = Machine(run)
    for until in (*cuts, run.columns.groups):
        machine.advance(until)
    return machine


def test_only_bars_of_bid_and_ask_beside_ticks_need_the_entries() -> None:
    found = entries_of(mixed((4.5, quote(98, 99))), False, False)
    assert found["driver"] is advance_mixed.advance_mixed
    assert found["take_pair"] is mixed_pairs.take_pair
    assert found["step_pairs"] is mixed_pairs.step_pairs
    alone = entries_of(lowered_pairs(BARS, TABLE), False, False)
    assert alone["driver"] is advance_pairs.advance_pairs
    assert not {"take_pair", "step_pairs", "step_tick"} & set(alone)


def test_a_bar_leaves_its_market_at_the_closes_of_both_sides() -> None:
    i = done(mixed((2.5, quote(98, 99)))).output().instruments[0]
    # the quote keeps the third bar from executing
    assert (i["bid"], i["ask"], i["not_shown"], i["last"]) == (98, 99, 0, NOTHING)
    i = done(mixed((1.0, quote(98, 99)))).output().instruments[0]
    assert (i["bid"], i["ask"], i["not_shown"], i["quote_row"]) == (100, 104, ROW_NO_ASK, -1)


@pytest.mark.parametrize("tick", [{"price": 107.0, "size": 5.0}, quote(105, 107)])
def test_a_tick_after_a_missing_side_takes_what_waits_for_it(tick: dict[str, Any]) -> None:
    fills = done(mixed((4.0, tick))).output().fills
    assert fills["price"].tolist() == [102, 104, 107]
    assert fills["row"].tolist() == [1, 2, 3]


def test_any_cut_gives_the_same() -> None:
    run = mixed((1.5, quote(97, 98)), (4.0, quote(105, 107)))
    whole, cut = done(run), done(run, 1, 2, 3)
    for name in ("fills", "orders", "equity", "instruments"):
        found = [getattr(one.output(), name) for one in (whole, cut)]
        if found[0].dtype.names is not None:  # what stands at an address is not compared
            names = [n for n in found[0].dtype.names if n in ("price", "row", "status", "bid", "ask", "mark", "held")]
            found = [one[names] for one in found]
        assert found[0].tolist() == found[1].tolist(), name
