"""Equal weights of 31 large US stocks, set anew every month for twelve years: a plain loop, and figures to check by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt

START = 1_000_000
FEE = 1_000
"""A fee of one in a thousand."""
WEIGHT = round(1e12 / 31)
"""One of 31, as the decimal of twelve places that the engine takes it for."""


@pytest.fixture(scope="module")
def stocks(shared_data: Path) -> pl.DataFrame:
    """The file as it is: 25 rows have no open, 151 a high or low that open or close lie outside of."""
    frame = pl.read_parquet(shared_data / "equities_djia30_daily.parquet")
    return frame.with_columns(instrument_id=pl.col("symbol") + ".US").drop("symbol")


@pytest.fixture(scope="module")
def result(stocks: pl.DataFrame) -> bt.Result:
    """1/31 in each, at the first session of every month."""
    ids = stocks["instrument_id"].unique().sort()
    return bt.from_targets(
        stocks,
        weight=1 / 31,
        rebalance="1mo",
        instruments=[bt.Equity(name, currency="USD", price_precision=2, size_precision=0) for name in ids],
        bar="1d",
        stamp="session",
        on_error="repair",
        venue=bt.Venue(
            "SIM", balances=[f"{START} USD"], fees=bt.PercentageFees(maker=1 / FEE, taker=1 / FEE)
        ),
    )


def cents(frame: pl.DataFrame, name: str) -> list[int]:
    """A column of prices as whole cents."""
    return [round(x * 100) for x in frame[name]]


def days_of(stocks: pl.DataFrame) -> dict[date, dict[str, tuple[int, int]]]:
    """Open and close in cents by session and stock; a row without an open is none."""
    rows = stocks.drop_nulls("open")
    days: dict[date, dict[str, tuple[int, int]]] = {}
    columns = (rows["ts"].dt.date(), rows["instrument_id"], cents(rows, "open"), cents(rows, "close"))
    for day, name, open_, close in zip(*columns, strict=True):
        days.setdefault(day, {})[name] = (open_, close)
    return dict(sorted(days.items()))


def fee_of(value: int) -> int:
    """A fee in cents, half up."""
    return (2 * value + FEE) // (2 * FEE)


def affordable(cash: int, price: int, lots: int) -> int:
    """The most of ``lots`` that cash pays for, with their fee."""
    while lots and lots * price + fee_of(lots * price) > cash:
        lots -= 1
    return lots


def plain(stocks: pl.DataFrame) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The fills (session, stock, signed shares, price) and the equity of every session, in plain whole numbers."""
    cash, month = START * 100, None
    held: dict[str, int] = {}
    last: dict[str, int] = {}
    waiting: list[tuple[str, int]] = []
    fills, equity = [], []
    for day, rows in days_of(stocks).items():
        arriving, waiting = [w for w in waiting if w[0] in rows], [w for w in waiting if w[0] not in rows]
        for name, wanted in arriving:
            price = rows[name][0]
            lots = wanted if wanted < 0 else affordable(cash, price, wanted)
            if lots:
                cash -= lots * price + fee_of(abs(lots) * price)
                held[name] = held.get(name, 0) + lots
                fills.append((day, name, lots, price))
        last |= {name: close for name, (_, close) in rows.items()}
        equity.append(cash + sum(lots * last[name] for name, lots in held.items()))
        if month != (day.year, day.month):
            month = (day.year, day.month)
            value = (2 * equity[-1] * WEIGHT + 10**12) // (2 * 10**12)
            missing = [(name, value // last[name] - held.get(name, 0)) for name in sorted(rows)]
            missing = [(name, lots) for name, lots in missing if lots]
            missing.sort(key=lambda m: (m[1] > 0, -abs(m[1]) * last[m[0]]))
            assert not waiting, "two decisions while an order waits: the loop would have to count it"
            waiting = missing
    return fills, equity


def test_every_fill_and_every_equity_equal_a_plain_loop(stocks: pl.DataFrame, result: bt.Result):
    fills, equity = plain(stocks)
    session = pl.col("ts_event").dt.offset_by("-1d").dt.date()
    signed = pl.col("quantity") * pl.when(pl.col("side") == "BUY").then(1).otherwise(-1)
    found = result.fills.select(
        session, "instrument_id", signed.cast(int), (pl.col("price") * 100).round().cast(int)
    )
    assert found.rows() == fills
    assert len(fills) > 4_000
    assert [round(x * 100) for x in result.equity["equity"]] == equity


def test_the_first_month_by_hand(stocks: pl.DataFrame, result: bt.Result):
    """3 January 2006 decides: 1,000,000 / 31 = 32,258.06; AABA closed at 40.91: 788.5, so 788 at the next open, 41.22."""
    first = result.fills.filter(
        pl.col("ts_event").dt.date() == date(2006, 1, 5)
    )  # the session of the 4th ends here
    assert first.height == 31
    row = first.filter(pl.col("instrument_id") == "AABA.US").row(0, named=True)
    assert (row["side"], row["quantity"], row["price"]) == ("BUY", 788.0, 41.22)
    assert row["commission"] == 32.48  # 788 x 41.22 = 32,481.36, a thousandth of it
    closes = stocks.filter(pl.col("ts").dt.date() == date(2006, 1, 3)).sort("instrument_id")
    wanted = (1_000_000 / 31 / closes["close"]).floor().to_list()
    bought = first.sort("instrument_id")["quantity"].to_list()
    short = [name for name, w, b in zip(closes["instrument_id"], wanted, bought, strict=True) if w != b]
    assert len(short) == 1, "the fees are taken from the last purchase, the one of the smallest value"
    value = closes.with_columns(value=(1_000_000 / 31 / pl.col("close")).floor() * pl.col("close"))
    assert short == [value.sort("value")["instrument_id"][0]]


def test_decisions_are_the_first_sessions_of_144_months(stocks: pl.DataFrame, result: bt.Result):
    assert result.settings["strategy"]["decisions"] == 144
    sent = result.orders["ts_init"].unique().dt.date().sort()
    sessions = stocks["ts"].dt.date().unique().sort()
    firsts = {
        min(d for d in sessions if (d.year, d.month) == (year, month))
        for year in range(2006, 2018)
        for month in range(1, 13)
    }
    assert {day - timedelta(days=1) for day in sent} == firsts


def test_the_cash_is_never_negative_and_nearly_all_is_invested(result: bt.Result):
    cash, equity = result.equity["cash"], result.equity["equity"]
    assert cash.min() >= 0
    assert (cash / equity)[100:].max() < 0.1
    assert result.settings["data"]["dropped"] == {"missing_open_or_close": 25}
    assert sum(result.settings["data"]["repaired"].values()) > 100


def test_what_twelve_years_left(stocks: pl.DataFrame, result: bt.Result):
    """3.43 times the start, without dividends; bought once and held, the same stocks come to 3.82 (AMZN alone to 24.6)."""
    growth = stocks.group_by("instrument_id").agg(g=pl.col("close").last() / pl.col("close").first())["g"]
    assert result.equity["equity"][-1] == 3_429_816.95
    assert round(growth.mean(), 2) == 3.82
