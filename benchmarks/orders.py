"""Many orders: what a touch costs among thousands that rest, and whether a long run stays linear."""

from __future__ import annotations

import polars as pl

from benchmarks import scenarios
from benchmarks.timing import Figure, Spread, in_turn, number, own_time, repeat
from fastbt.simulation.lower import lower_market
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from fastbt.strategies.order_table import read_orders

ROWS = 100_000
RESTING = 10_000
EVERY = 10
"""Rows from one order to the next."""
SIZES = (1_000_000, 2_000_000, 5_000_000, 10_000_000)
"""Rows of the long runs; each sends an order on every tenth."""
SHORT_SIZES = (100_000, 1_000_000)


def touches(frame: pl.DataFrame, resting: int) -> Lowered:
    """A run in which every tenth bar touches one limit at the market, while others rest far below."""
    near = frame.gather_every(EVERY).head(frame.height // EVERY - 1)
    table = pl.DataFrame(
        {
            "ts": near["ts_event"],
            "side": ["BUY", "SELL"] * (near.height // 2) + ["BUY"] * (near.height % 2),
            "quantity": 1.0,
            "price": near["close"],
        }
    )
    far = scenarios.resting_orders(frame, resting).select(table.columns)
    market = Market.of(scenarios.options())
    bars = market.read(frame)
    run = lower_market(bars, market.venues)
    lower_orders(run, read_orders(pl.concat([far, table])), market.venues)
    return run


def touched() -> Figure:
    """Microseconds more that an order costs which is sent, touched and filled while 10,000 others rest."""
    frame = scenarios.walk(ROWS)
    many, few = (Machine(touches(frame, count)) for count in (RESTING, 1))

    def prepare() -> None:
        many.reset()
        few.reset()
        many.advance(2)  # the others rest by now
        few.advance(2)

    ours, other = in_turn(lambda: many.advance(ROWS), lambda: few.advance(ROWS), prepare, clock=own_time)
    fills = int(few.run["fills_count"][0])
    assert int(many.run["fills_count"][0]) == fills > ROWS // EVERY // 2, "an order is not touched"
    more = Spread.of([(a - b) * 1e6 / fills for a, b in zip(ours, other, strict=True)])
    a, b = Spread.of(ours, 1e6 / fills), Spread.of(other, 1e6 / fills)
    return Figure("touched", more, f"{number(a.median)} us an order", f"{number(b.median)} us with one")


def linear(short: bool) -> Figure:
    """Time per row of the longest run beside the shortest's, an order on every tenth row of both."""
    curve = []
    for rows in SHORT_SIZES if short else SIZES:
        place = pl.int_range(pl.len())
        words = {
            "entries": place % (2 * EVERY) == 0,
            "exits": place % (2 * EVERY) == EVERY,
            "quantity": scenarios.UNITS,
        }
        machine = Machine(scenarios.lowered(scenarios.walk(rows), 1, words))
        times = repeat(lambda m=machine, n=rows: m.advance(n), machine.reset, rounds=3, clock=own_time)
        orders = int(machine.run["orders_count"][0])
        assert orders >= rows // EVERY - 1, f"{orders} orders"
        curve.append((rows, orders, Spread.of(times, 1e9 / rows)))
        scenarios.walk.cache_clear()
    first, last = curve[0][2], curve[-1][2]
    words_ = ", ".join(
        f"{number(rows / 1e6)} M rows and {orders:,} orders {number(spread.median)} ns a row"
        for rows, orders, spread in curve
    )
    ratio = Spread(last.low / first.high, last.median / first.median, last.high / first.low)
    return Figure("linear", ratio, words_)


def orders(short: bool) -> list[Figure]:
    """Both."""
    return [touched(), linear(short)]
