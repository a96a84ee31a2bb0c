"""Liquidation on bitcoin's minutes: the level worked by hand, every row's equity by a plain loop."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import fastbt as bt

LEVERAGE = 20
"""Initial margin 5 %, maintenance 2.5 %."""


@pytest.fixture
def frame(shared_data: Path) -> pl.DataFrame:
    return pl.read_parquet(shared_data / "crypto_btcperp_ftx_1m.parquet").head(10_000)


def held(frame: pl.DataFrame, **options: object) -> bt.Result:
    """Four bitcoins bought with 10,000 at the second bar's open, 46,377."""
    venue = bt.Venue(
        "SIM", balances=["10000 USD"], account_type="MARGIN", leverage=LEVERAGE,
        fees=bt.PercentageFees(0.0002, 0.0005), **options,
    )  # fmt: skip
    coin = bt.Equity("BTC.SIM", currency="USD", price_precision=1, size_precision=4)
    first = pl.int_range(pl.len()) == 0
    return bt.from_signals(
        frame, entries=first, quantity=4.0, instruments=coin, bar="1m", stamp="open", venue=venue
    )


def test_the_level_on_the_path(frame: pl.DataFrame) -> None:
    """10,000 less the fee of 92.754 is 9,907.25; 9,907.25 + 4 (p - 46,377) < 0.1 p below 45,025.83."""
    result = held(frame, liquidation_fee=0.005)
    out = result.exact.fills.row(1, named=True)
    assert (str(out["price"]), out["cause"], out["point"]) == ("45025.8", "LIQUIDATION", "LEG")
    lows = frame["low"].to_numpy()
    assert out["row"] == int((lows[1:] <= 45_025.8).argmax()) + 1
    # 180,103.20 of notional: 0.05 % as a taker and 0.5 % for the liquidation
    assert str(out["commission"]) == "990.57"
    assert str(result.exact.equity["equity"][-1]) == str(result.exact.account["total"][-1]) == "3511.88"


def test_closes_and_never(frame: pl.DataFrame) -> None:
    """A plain loop over the closes finds the row; without liquidation the account owes."""
    closes = frame["close"].to_numpy()
    worth = 9_907.25 + 4 * (closes - 46_377)
    row = int((worth[1:] < 0.025 * 4 * closes[1:]).argmax()) + 1
    out = held(frame, liquidation="close").fills.row(1, named=True)
    assert (out["row"], out["price"], out["point"]) == (row, closes[row], "CLOSE")
    never = held(frame, liquidation="off").equity["equity"].to_numpy()
    assert abs(never[1:] - worth[1:]).max() < 0.01
