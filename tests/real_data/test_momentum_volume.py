"""Momentum with volume, the sample strategy of the requirements, on eighteen months of bitcoin in bars of eight hours.

In where the price has risen by more than 0.1 % on more than one and a half of the usual volume; out at a loss of 5 % or
a gain of 10 %. A plain loop makes the same trades, to the cent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import polars as pl

import fastbt as bt
from fastbt import ta

CENT = Decimal("0.01")
COINS, FEE = Decimal(1), Decimal("0.001")
MOMENTUM, RATIO, WINDOW = 0.001, 1.5, 20
STOP, TARGET = Decimal("0.95"), Decimal("1.10")
SPOT = bt.CurrencyPair(
    "BTC/USDT.BINANCE", base_currency="BTC", quote_currency=bt.Currency("USDT", precision=2), price_precision=2,
    size_precision=6,
)  # fmt: skip


@cache
def bars(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "basis_btc_8h/binance_spot.parquet").sort("ts")


@cache
def run(folder: Path) -> bt.Result:
    return bt.from_signals(
        bars(folder),
        columns={"usual": ta.sma("volume", WINDOW), "risen": pl.col("close") / pl.col("close").shift(1) - 1},
        entries=(pl.col("risen") > MOMENTUM) & (pl.col("volume") > RATIO * pl.col("usual")),
        quantity=float(COINS),
        stop_loss=0.05,
        take_profit=0.10,
        instruments=SPOT,
        bar="8h",
        stamp="open",
        venue=bt.Venue(
            "BINANCE", balances=[bt.Money("100000", SPOT.quote_currency)], fees=bt.PercentageFees(FEE, FEE)
        ),
    )


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def by_hand(folder: Path) -> list[tuple[Decimal, Decimal, str]]:
    """Entry, exit and cause of each round trip; the low comes before the high, since it is the worse for a long."""
    frame = bars(folder)
    volume, closes = frame["volume"].to_list(), frame["close"].to_list()
    prices = [
        [Decimal(str(cell)) for cell in row] for row in frame.select("open", "high", "low", "close").rows()
    ]
    trades: list[tuple[Decimal, Decimal, str]] = []
    entry, waits = None, False
    for row, (opened, high, low, _) in enumerate(prices):
        if waits and entry is None:
            entry = opened
        if entry is not None:
            stop, target = cents(entry * STOP), cents(entry * TARGET)
            if low <= stop:
                trades.append((entry, min(opened, stop), "STOP_LOSS"))
                entry = None
            elif high >= target:
                trades.append((entry, target, "TAKE_PROFIT"))
                entry = None
        usual = sum(volume[row + 1 - WINDOW : row + 1]) / WINDOW if row + 1 >= WINDOW else None
        risen = row > 0 and closes[row] / closes[row - 1] - 1 > MOMENTUM
        waits = entry is None and risen and usual is not None and volume[row] > RATIO * usual
    return trades


def test_a_plain_loop_makes_the_same_trades(shared_data: Path):
    closed = run(shared_data).exact.trades.filter(~pl.col("is_open"))
    found = [(row["entry_price"], row["exit_price"], row["exit_cause"]) for row in closed.to_dicts()]
    expected = by_hand(shared_data)
    assert found == expected
    assert len(expected) > 20
    for row, (entry, left, _) in zip(closed.to_dicts(), expected, strict=True):
        assert row["pnl"] == cents(COINS * left) - cents(COINS * entry) - cents(COINS * entry * FEE) - cents(
            COINS * left * FEE
        )


def test_what_it_comes_to(shared_data: Path):
    result = run(shared_data)
    causes = set(result.trades.filter(~pl.col("is_open"))["exit_cause"])
    assert causes == {"STOP_LOSS", "TAKE_PROFIT"}
    worth = result.exact.equity["equity"][-1]
    assert worth == 100_000 + sum(result.exact.trades["pnl"])
    assert (
        result.portfolio(exact=True)["realized_pnl"][0] + result.portfolio(exact=True)["unrealized_pnl"][0]
        == worth - 100_000
    )
    assert result.stats.max_drawdown > -0.2
