"""A trend on nine years of Apple as it was traded: two splits, every dividend, a stop that rests through them.

Signals are found on prices adjusted forward, orders meet the prices of the day. The whole run, day by day, equals a loop in
decimals that was written from the rules.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import fastbt as bt

FIRST, LAST = datetime(2012, 7, 2, tzinfo=UTC), datetime(2021, 3, 31, tzinfo=UTC)
SHARES, STOP, CENT = Decimal(100), Decimal("0.2"), Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def apple(folder: Path, name: str) -> pl.DataFrame:
    chosen = pl.col("ts").is_between(FIRST, LAST) & (pl.col("symbol") == "AAPL")
    return pl.read_parquet(folder / f"equities_us_daily_{name}.parquet").filter(chosen).sort("ts")


@cache
def actions(folder: Path) -> pl.DataFrame:
    """From the session after the one that the source names on."""
    is_split = pl.col("action") == "split"
    return apple(folder, "actions").select(
        pl.col("ts") + pl.duration(days=1),
        kind="action",
        ratio=pl.when(is_split).then("value"),
        amount=pl.when(~is_split).then("value"),
    )


@cache
def bars(folder: Path) -> pl.DataFrame:
    """Prices of the day; entries and exits where the adjusted close crosses its average of 100 days."""
    prices = pl.col("open", "high", "low", "close").round(2)
    traded = apple(folder, "raw").select(pl.col("ts").cast(pl.Date), prices, "volume")
    adjusted = bt.adjust(traded, actions(folder), direction="forward", precision=None)
    close = adjusted["close"]
    above = (close > close.rolling_mean(100)).fill_null(value=False)
    crossed = above.shift(1)
    return traded.with_columns(
        entries=(above & ~crossed).fill_null(value=False), exits=(~above & crossed).fill_null(value=False)
    )


@cache
def run(folder: Path) -> bt.Result:
    return bt.from_signals(
        bars(folder), entries="entries", exits="exits", quantity=float(SHARES), stop_loss=float(STOP),
        instruments=bt.Equity("AAPL.XNAS", currency="USD", price_precision=2), actions=actions(folder),
        venue=bt.Venue("XNAS", balances=["100000 USD"]),
    )  # fmt: skip


def test_two_splits_and_all_dividends_are_in_the_data(shared_data: Path):
    given = actions(shared_data)
    assert given["ratio"].drop_nulls().to_list() == [7.0, 4.0]
    told = run(shared_data).settings["data"]["between_rows"]["actions"]["AAPL.XNAS"]
    assert (told["splits"], told["dividends"]) == (2, given["amount"].drop_nulls().len())


def test_a_position_and_its_stop_went_through_a_split(shared_data: Path):
    result = run(shared_data)
    split = result.funding.filter(kind="split")
    assert split.height > 0
    stops = result.events.filter(kind="ORDER_UPDATED", reason="SPLIT")
    assert stops["ts_event"].to_list() == split["ts_event"].to_list()
    assert stops["quantity"].to_list() == split["quantity"].to_list()


def test_every_day_equals_a_loop_in_decimals(shared_data: Path):
    table = bars(shared_data).select("ts", "open", "low", "close", "entries", "exits").rows()
    due = [(ts.date(), kind, ratio, amount) for ts, kind, ratio, amount in actions(shared_data).rows()]
    due.sort(key=lambda row: (row[0], row[1] == "split"))
    cash, held, stop, order = Decimal(100000), Decimal(0), Decimal(0), ""
    equity: list[Decimal] = []
    for day, *numbers, entry, exit_ in table:
        opened, low, close = (Decimal(str(number)) for number in numbers)
        while due and due[0][0] <= day:
            cash, held, stop = act(due.pop(0), cash, held, stop)
        if order == "exit" or (held > 0 and opened <= stop):
            cash, held = cash + held * opened, Decimal(0)
        elif order == "entry":
            cash, held, stop = cash - SHARES * opened, SHARES, cents(opened * (1 - STOP))
        if held and low <= stop:
            cash, held = cash + held * stop, Decimal(0)
        equity.append(cash + held * close)
        order = "entry" if entry and not held else "exit" if exit_ and held else ""
    found = run(shared_data).exact
    assert found.equity["cash"][-1] == cash
    assert without_days_of_splits(found.equity["equity"], shared_data) == without_days_of_splits(
        equity, shared_data
    )


def act(
    row: tuple[date, str, Any, Any], cash: Decimal, held: Decimal, stop: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """What a dividend or a split makes of cash, shares and the stop's price."""
    _, kind, ratio, amount = row
    if kind == "dividend":
        return cash + cents(held * Decimal(str(amount))), held, stop
    return cash, held * Decimal(str(ratio)), cents(stop / Decimal(str(ratio)))


def without_days_of_splits(equity: Any, folder: Path) -> list[Decimal]:
    """The last session before an action has it at its end: its close is that over the ratio, to a cent."""
    days = [day.date() for day in actions(folder)["ts"]]
    following = [*bars(folder)["ts"].to_list()[1:], date(2100, 1, 1)]
    own = bars(folder)["ts"].to_list()
    kept = [not any(now < day <= after for day in days) for now, after in zip(own, following, strict=True)]
    return [value for value, keep in zip(equity, kept, strict=True) if keep]
