"""Two strategies on real files, AAPL and BTC minutes and SPY days: a plain loop, and figures to check by hand."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from fastbt import ta

CENT = Decimal("0.01")
FEE = Decimal("0.001")


def read(folder: Path, file: str, symbol: str) -> pl.DataFrame:
    """One symbol of a file, without its symbol column."""
    return pl.read_parquet(folder / file).filter(pl.col("symbol") == symbol).drop("symbol")


def aapl(folder: Path) -> tuple[pl.DataFrame, dict]:
    """Minutes of AAPL, stamped at their open."""
    model = bt.Equity("AAPL.XNAS", currency="USD", price_precision=3, size_precision=0)
    return read(folder, "equities_us_1m.parquet", "AAPL"), {
        "instruments": model,
        "bar": "1m",
        "stamp": "open",
    }


def spy(folder: Path) -> tuple[pl.DataFrame, dict]:
    """Days of SPY, labeled by session."""
    model = bt.Equity("SPY.ARCX", currency="USD", price_precision=4, size_precision=0)
    return read(folder, "equities_us_daily_raw.parquet", "SPY"), {
        "instruments": model,
        "bar": "1d",
        "stamp": "session",
    }


def bitcoin(folder: Path) -> tuple[pl.DataFrame, dict]:
    """Minutes of BTC/USD, stamped at their open."""
    model = bt.CurrencyPair("BTC/USD.COINBASE", price_precision=2, size_precision=8)
    bars = read(folder, "crypto_coinbase_1m.parquet", "BTCUSD")
    return bars, {"instruments": model, "bar": "1m", "stamp": "open"}


def trade(entered: date, entry: str, left: date, exit: str, cause: str) -> dict:
    """A round trip by its sessions and prices."""
    return {
        "entry_time": entered,
        "entry_price": Decimal(entry),
        "exit_time": left,
        "exit_price": Decimal(exit),
        "exit_cause": cause,
    }


FIRST_SPY = [
    trade(date(1998, 3, 25), "111.41", date(1998, 3, 27), "109.1818", "STOP_LOSS"),
    trade(date(1998, 4, 3), "112.34", date(1998, 4, 8), "110.0932", "STOP_LOSS"),
    trade(date(1998, 6, 25), "113.91", date(1998, 7, 16), "118.4664", "TAKE_PROFIT"),
]
"""SPY's first three trades: entries are opens of the file, exits 0.98 or 1.04 of them or the open beyond."""

MARKETS = {"aapl": aapl, "spy": spy, "bitcoin": bitcoin}


def money(x: Decimal) -> Decimal:
    """Rounded to a cent, half up."""
    return x.quantize(CENT, ROUND_HALF_UP)


def decimals(bars: pl.DataFrame, name: str) -> list[Decimal]:
    """A column as decimals of four places, the most these files have; their floats carry noise behind them."""
    return [Decimal(f"{x:.4f}") for x in bars[name]]


def crosses(bars: pl.DataFrame, fast: int, slow: int) -> tuple[list[bool], list[bool]]:
    """Whether the fast average crosses above the slow one, and whether it is below, by plain exact sums."""
    close = decimals(bars, "close")
    above: list[bool | None] = []
    for row in range(len(close)):
        if row + 1 < slow:
            above.append(None)
            continue
        means = [sum(close[row + 1 - n : row + 1]) / n for n in (fast, slow)]
        above.append(means[0] > means[1])
    up = [bool(now) and before is False for now, before in zip(above, [None, *above[:-1]], strict=True)]
    return up, [now is False for now in above]


def walk(bars: pl.DataFrame, up: list[bool], down: list[bool], quantity: int) -> list[tuple]:
    """Buy at the open after ``up``, sell at the open after ``down``: (row, side, price, commission)."""
    opens, fills, held = decimals(bars, "open"), [], False
    for row in range(1, len(opens)):
        wanted = down[row - 1] if held else up[row - 1]
        if wanted:
            value = money(opens[row] * quantity)
            fills.append((row, "SELL" if held else "BUY", opens[row], money(value * FEE)))
            held = not held
    return fills


@pytest.mark.parametrize("market", MARKETS)
def test_average_cross(shared_data: Path, market: str):
    """Every fill and the final balance equal a plain loop over decimals."""
    bars, options = MARKETS[market](shared_data)
    bars = bars.head(3000)
    result = bt.from_signals(
        bars,
        columns={"fast": ta.sma("close", 10), "slow": ta.sma("close", 30)},
        entries=ta.crossed_above("fast", "slow"),
        exits=pl.col("fast") <= pl.col("slow"),
        quantity=2,
        venue=bt.Venue("SIM", balances=["1000000 USD"], fees=bt.PercentageFees(maker=0.001, taker=0.001)),
        **options,
    )
    up, down = crosses(bars, 10, 30)
    expected = walk(bars, up, down, 2)
    fills = result.exact.fills
    assert len(expected) == len(fills) > 20
    assert [row[1:] for row in expected] == list(fills.select("side", "price", "commission").iter_rows())
    balance = Decimal(1_000_000)
    for _, side, price, commission in expected:
        balance += money(price * 2) * (1 if side == "SELL" else -1) - commission
    assert fills.row(-1, named=True)["commission"] == expected[-1][3]
    assert result.exact.account["total"][-1] == balance


def test_bracket_breakout_on_spy(shared_data: Path):
    """SPY above its highest high of 55 days, stop 2 %, target 4 %: the first trades, to check by hand."""
    bars, options = spy(shared_data)
    result = bt.from_signals(
        bars,
        columns={"upper": ta.highest("high", 55).shift(1)},
        entries=pl.col("close") > pl.col("upper"),
        quantity=10,
        stop_loss=0.02,
        take_profit=0.04,
        venue=bt.Venue("SIM", balances=["100000 USD"]),
        **options,
    )
    trades = result.exact.trades
    sessions = pl.col("entry_time", "exit_time").dt.offset_by("-1d").dt.date()  # a session ends at 24:00
    first = trades.head(3).with_columns(sessions)
    assert list(first.select(list(FIRST_SPY[0])).iter_rows(named=True)) == FIRST_SPY
    for trade in trades.filter(~pl.col("is_open")).iter_rows(named=True):
        low, high = trade["entry_price"] * Decimal("0.98"), trade["entry_price"] * Decimal("1.04")
        assert trade["exit_price"] <= low + Decimal("0.0001") or trade["exit_price"] >= high - Decimal(
            "0.0001"
        )
