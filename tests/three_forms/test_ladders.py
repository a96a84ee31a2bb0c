"""A ladder in every form of a strategy: signals, compiled, class and an order table send the same orders (rule F10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError

HALVES = [(0.02, 0.5), (0.04, 0.5)]
TIMES = [dt.datetime(2024, 1, 1, 0, minute, tzinfo=dt.UTC) for minute in range(1, 5)]
FRAME = pl.DataFrame(
    {
        "ts": TIMES,
        "open": [100.0, 100.0, 100.0, 100.0],
        "high": [100.0, 100.0, 103.0, 101.0],
        "low": [100.0, 100.0, 99.0, 94.0],
        "close": [100.0, 100.0, 100.0, 96.0],
        "go": [True, False, False, False],
    }
)
OPTIONS: dict[str, Any] = {
    "instruments": bt.Equity("X.SIM", currency="USD", price_precision=2, size_precision=0),
    "venue": bt.Venue("SIM", balances=["100000 USD"], account_type="MARGIN"),
}
SHOWN = ("order_type", "side", "quantity", "filled_quantity", "price", "trigger_price", "status", "reason")


@bt.compiled(columns=lambda p: {"due": pl.col("go").cast(pl.Float64)})
def in_a_list(ctx, p):
    if ctx.due == 1.0:
        ctx.buy(10.0, stop_loss=0.05, take_profit=[(0.02, 0.5), (0.04, 0.5)])


@bt.compiled(columns=lambda p: {"due": pl.col("go").cast(pl.Float64)})
def in_a_tuple(ctx, p):
    if ctx.due == 1.0:
        ctx.buy(10.0, None, None, 0.05, ((0.02, 0.5), (0.04, 0.5)))


@bt.compiled(columns=lambda p: {"due": pl.col("go").cast(pl.Float64)})
def that_adds_up_to_less(ctx, p):
    if ctx.due == 1.0:
        ctx.buy(10.0, take_profit=((0.02, 0.5), (0.04, 0.4)))


class InAClass(bt.Strategy):
    ladder: Any = HALVES

    def on_bar(self, bar: Any) -> None:
        if bar.row == 0:
            self.buy(10, stop_loss=0.05, take_profit=self.ladder)


def orders_of(result: bt.Result) -> list[tuple[Any, ...]]:
    return result.orders.select(SHOWN).rows()


def test_all_forms_send_the_same_ladder() -> None:
    table = pl.DataFrame(
        {"ts": TIMES[:1], "side": "BUY", "quantity": 10.0, "stop_loss": 0.05, "take_profit": [HALVES]}
    )
    wanted = orders_of(bt.from_orders(FRAME, table, **OPTIONS))
    assert [row[3] for row in wanted] == [10, 5, 5, 0]
    assert [row[-2] for row in wanted] == ["FILLED", "FILLED", "FILLED", "CANCELED"]
    signals = bt.from_signals(FRAME, entries="go", quantity=10, stop_loss=0.05, take_profit=HALVES, **OPTIONS)
    assert orders_of(signals) == wanted
    for form in (in_a_list, in_a_tuple, InAClass()):
        assert orders_of(bt.run(form, FRAME, **OPTIONS)) == wanted


def test_a_ladder_that_leaves_something_is_refused() -> None:
    strategy = InAClass()
    strategy.ladder = [(0.02, 0.5), (0.04, 0.4)]
    with pytest.raises(ConfigError, match=r"add up to 0.9, not 1"):
        bt.run(strategy, FRAME, **OPTIONS)
    with pytest.raises(bt.KernelError):
        bt.run(that_adds_up_to_less, FRAME, **OPTIONS)
