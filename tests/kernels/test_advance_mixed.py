"""The driver of bars and ticks: which driver a run has, and any cut into pieces gives the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

import fastbt as bt
from fastbt.kernels import advance_mixed, advance_ticks
from fastbt.simulation.entries import entries_of
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from fastbt.strategies.order_table import read_orders
from tests.kernels.quotes import MINUTE, START, TIME, lowered

BARS = 60


def times(minutes: Any) -> pl.Series:
    """Times as minutes from the start."""
    return pl.Series(START + np.asarray(minutes) * MINUTE, dtype=pl.Int64).cast(TIME)


def mixed() -> Lowered:
    """A walk as bars of five minutes, with prints in every other stretch of fifty, and orders all along."""
    rng = np.random.default_rng(9)
    prices = 100.0 + np.cumsum(rng.integers(-2, 3, BARS * 5))
    ends = np.arange(5, BARS * 5 + 1, 5)
    bars = pl.DataFrame(
        {
            "ts_event": times(ends),
            "ts_open": times(ends - 5),
            "open": prices[::5],
            "high": prices.reshape(-1, 5).max(axis=1),
            "low": prices.reshape(-1, 5).min(axis=1),
            "close": prices[4::5],
        }
    )
    at = np.array([minute for minute in range(1, BARS * 5 + 1) if (minute // 50) % 2])
    prints = pl.DataFrame({"ts": times(at), "price": prices[at - 1], "size": 1e6})
    sent = np.arange(7, BARS * 5, 9)
    orders: dict[str, Any] = {
        "ts": times(sent),
        "side": rng.choice(["BUY", "SELL"], len(sent)),
        "quantity": 1.0,
        "price": [float(prices[n]) + rng.integers(-4, 5) if rng.integers(2) else None for n in sent],
    }
    model = bt.Equity("X.SIM", currency="USD", price_precision=0)
    market = Market.of({"venue": bt.Venue("SIM", account_type="MARGIN"), "instruments": model})
    own, ticks = market.read_both(bars, [prints])
    run = lower_market(own, market.venues, others=ticks.instruments)
    add_finer(run, market, ticks)
    lower_orders(run, read_orders(pl.DataFrame(orders)), market.venues)
    return run


def outcome(done: Machine) -> tuple[Any, ...]:
    output = done.output()
    names = ("mark", "held", "rows_seen", "current_row", "bid", "ask", "quote_row")
    return (
        output.equity.tolist(),
        output.fills.tolist(),
        [row["status"] for row in output.orders],
        [int(output.instruments[name][0]) for name in names],
        output.balances.tolist(),
    )


def test_only_bars_beside_ticks_need_the_driver():
    assert entries_of(mixed(), False, False)["driver"] is advance_mixed.advance_mixed
    ticks = lowered([(99, 101), 100], [{"at": 0, "side": "BUY", "quantity": 1}])
    assert entries_of(ticks, False, False)["driver"] is advance_ticks.advance_ticks


def test_any_cut_gives_the_same():
    run = mixed()
    whole, cut = Machine(run), Machine(run)
    groups = run.columns.groups
    whole.advance(groups)
    for until in (1, 2, 13, 14, 60, 61, 150, groups):
        cut.advance(until)
    assert outcome(whole) == outcome(cut)
    fills = whole.output().fills
    kinds = run.columns.kind
    assert kinds is not None
    assert {int(kind) for kind in kinds[fills["row"]]} == {0, 6}


def test_rows_of_the_strategy_are_its_bars():
    done = Machine(mixed())
    done.advance(done.lowered.columns.groups)
    assert int(done.output().instruments["rows_seen"][0]) == BARS


def test_a_reset_machine_runs_again():
    done = Machine(mixed())
    done.advance(done.lowered.columns.groups)
    first = outcome(done)
    done.reset()
    done.advance(done.lowered.columns.groups)
    assert outcome(done) == first
