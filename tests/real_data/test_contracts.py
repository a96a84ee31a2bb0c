"""Contracts on real prices (A7): bitcoin's coin-margined perpetual and the E-mini, against sums worked out here."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt

COIN = bt.CryptoPerpetual("BTCUSD.BINANCE", base_currency="BTC", quote_currency="USD", price_precision=1,
                          size_precision=0, is_inverse=True, multiplier=100)  # fmt: skip


def half_away(x: Fraction) -> int:
    whole = (abs(x) + Fraction(1, 2)).__floor__()
    return whole if x >= 0 else -whole


def satoshis(contracts: int, price: float) -> int:
    """What contracts of 100 dollars are worth at a price of one decimal."""
    return half_away(Fraction(contracts * 100 * 10**8 * 10, round(price * 10)))


def perpetual(folder: Path) -> pl.DataFrame:
    bars = pl.read_parquet(folder / "basis_btc_8h" / "binance_perp_coin.parquet").rename({"ts": "ts_event"})
    return bars.drop("volume").with_columns(instrument_id=pl.lit("BTCUSD.BINANCE"))  # it counts coins


@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_a_coin_position_that_is_held(shared_data: Path, side: str) -> None:
    """Each row's equity is the start and the difference of two values in satoshis."""
    bars = perpetual(shared_data)
    orders = bars.head(1).select("instrument_id", ts="ts_event", side=pl.lit(side), quantity=pl.lit(1_000.0))
    venue = bt.Venue("BINANCE", account_type="MARGIN", leverage=3, balances=["10 BTC"])
    result = bt.from_orders(bars, orders, venue=venue, instruments=[COIN])
    entry = float(result.fills["price"][0])
    assert entry == bars["open"][1]
    sign = 1 if side == "BUY" else -1
    wanted = [10 * 10**8]
    wanted += [
        10 * 10**8 + sign * (satoshis(1_000, entry) - satoshis(1_000, close)) for close in bars["close"][1:]
    ]
    assert [int(cell.scaleb(8)) for cell in result.exact.equity["equity"]] == wanted
    assert result.exact.fills["notional"][0].scaleb(8) == satoshis(1_000, entry)


def test_coins_in_and_out(shared_data: Path) -> None:
    """The balance is the start, and of each fill the coins received less those paid and the fee."""
    bars = perpetual(shared_data).with_columns(
        go=pl.int_range(pl.len()) % 20 == 3, out=pl.int_range(pl.len()) % 20 == 13
    )
    fees = bt.PercentageFees(maker=0.0002, taker=0.0005)
    venue = bt.Venue("BINANCE", account_type="MARGIN", leverage=3, balances=["10 BTC"], fees=fees)
    result = bt.from_signals(
        bars,
        entries="go",
        exits="out",
        size=bt.percent_of_equity(0.8),
        venue=venue,
        instruments=[COIN],
        check="off",
    )
    balance = 10 * 10**8
    for row in result.exact.fills.iter_rows(named=True):
        value = satoshis(int(row["quantity"]), float(row["price"]))
        balance -= half_away(Fraction(value * 5, 10_000))
        balance += value if row["side"] == "BUY" else -value  # coins owed for dollars bought; paid back
    assert result.fills.height > 150
    assert result.exact.equity["cash"][-1].scaleb(8) == balance
    assert result.exact.trades["pnl"].sum().scaleb(8) == balance - 10 * 10**8


def test_the_e_mini(shared_data: Path) -> None:
    """50 dollars a point, row by row, on a contract that expires behind its last row."""
    days = pl.read_parquet(shared_data / "futures_es_daily.parquet").filter(pl.col("contract") == "201312")
    bars = days.select(
        "open", "high", "low", "close", "volume", ts_event="ts", instrument_id=pl.lit("ESZ3.CME")
    )
    expiry = bars["ts_event"].max() + timedelta(days=1)  # type: ignore[operator]
    future = bt.FuturesContract("ESZ3.CME", currency="USD", underlying="ES", expiry=expiry, asset_class="INDEX",
                                multiplier=50, price_increment="0.25", price_precision=2)  # fmt: skip
    orders = bars.head(1).select("instrument_id", ts="ts_event", side=pl.lit("BUY"), quantity=pl.lit(3.0))
    venue = bt.Venue("CME", account_type="MARGIN", leverage=10, balances=["100000 USD"])
    result = bt.from_orders(bars, orders, venue=venue, instruments=[future])
    entry = bars["open"][1]
    wanted = [100_000.0] + [100_000 + 3 * 50 * (close - entry) for close in bars["close"][1:]]
    assert result.equity["equity"].to_list() == wanted
    assert float(result.exact.fills["notional"][0]) == 3 * 50 * entry
