"""The basis trade on bitcoin: spot bought on one venue, the perpetual sold on another, funding collected.

Eighteen months at Binance. What is left of the price is the basis; every row's equity equals an independent sum of
exact decimals.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt

CENT = Decimal("0.01")
BITCOINS = Decimal("1.5")
SPOT_FEE, PERPETUAL_FEE = Decimal("0.001"), Decimal("0.0005")
USDT = bt.Currency("USDT", precision=2)
SPOT = bt.CurrencyPair(
    "BTCUSDT.SPOT", base_currency="BTC", quote_currency=USDT, price_precision=2, size_precision=6
)
PERPETUAL = bt.CryptoPerpetual(
    "BTCUSDT.PERP", base_currency="BTC", quote_currency=USDT, settlement_currency=USDT, price_precision=1,
    size_precision=3,
)  # fmt: skip


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@cache
def prices(folder: Path) -> pl.DataFrame:
    """Bars of both, of the times that both have."""
    names = {"BTCUSDT.SPOT": "binance_spot", "BTCUSDT.PERP": "binance_perp_usdt"}
    parts = [
        pl.read_parquet(folder / f"basis_btc_8h/{file}.parquet").select(
            pl.lit(name).alias("instrument_id"), "ts", "open", "high", "low", "close", "volume"
        )
        for name, file in names.items()
    ]
    return pl.concat(parts).sort("ts", "instrument_id")


def rates(folder: Path) -> pl.DataFrame:
    found = pl.read_parquet(folder / "funding_binance_btcusdt_8h.parquet")
    return found.with_columns(pl.lit("BTCUSDT.PERP").alias("instrument_id"))


@cache
def run(folder: Path) -> bt.Result:
    """In after the first bar, out after the last but one."""
    bars = prices(folder)
    times = bars["ts"].unique().sort()
    first, out = times[1], times[-1]  # a bar ends when the next one opens
    orders = pl.DataFrame(
        {
            "ts": [first, first, out, out],
            "instrument_id": ["BTCUSDT.SPOT", "BTCUSDT.PERP"] * 2,
            "side": ["BUY", "SELL", "SELL", "BUY"],
            "quantity": [float(BITCOINS)] * 4,
        }
    )
    return bt.from_orders(
        bars,
        orders,
        instruments=[SPOT, PERPETUAL],
        bar="8h",
        stamp="open",
        funding=rates(folder),
        venue=[
            bt.Venue("SPOT", balances=[bt.Money("30000", USDT)], fees=bt.PercentageFees(SPOT_FEE, SPOT_FEE)),
            bt.Venue(
                "PERP", balances=[bt.Money("150000", USDT)], account_type="MARGIN", leverage=2,
                fees=bt.PercentageFees(PERPETUAL_FEE, PERPETUAL_FEE),
            ),
        ],
    )  # fmt: skip


def paid(folder: Path, until: Any, since: Any) -> Decimal:
    """What the short has received from one time to another, each payment rounded."""
    marks = prices(folder).filter(instrument_id="BTCUSDT.PERP")
    marks = marks.select(
        ts=(pl.col("ts") + pl.duration(hours=8)).cast(pl.Datetime("ns", "UTC")), mark="close"
    )
    due = rates(folder).filter((pl.col("ts") > since) & (pl.col("ts") <= until)).join_asof(marks, on="ts")
    return sum(
        (
            cents(BITCOINS * Decimal(str(mark)) * Decimal(f"{rate:.8f}"))
            for rate, mark in due.select("rate", "mark").rows()
        ),
        Decimal(0),
    )


def test_every_row_is_basis_and_funding(shared_data: Path):
    result, bars = run(shared_data), prices(shared_data)
    opened = {row["instrument_id"]: row for row in result.exact.fills.to_dicts()[:2]}
    spot, perpetual = (opened[name]["price"] for name in ("BTCUSDT.SPOT", "BTCUSDT.PERP"))
    costs = cents(BITCOINS * spot * SPOT_FEE) + cents(BITCOINS * perpetual * PERPETUAL_FEE)
    closes = bars.pivot("instrument_id", index="ts", values="close").sort("ts")
    equity = result.exact.equity["equity"].to_list()
    # the fills are of the open of a bar that is over then; a settlement at its end finds the positions
    since = result.fills["ts_event"][0] - timedelta(seconds=1)
    for place in (1, 2, 3, 500, 1_000, 1_500, 1_640):
        now = result.equity["ts_event"][place]
        of_spot, of_perpetual = (
            Decimal(str(closes[name][place])) for name in ("BTCUSDT.SPOT", "BTCUSDT.PERP")
        )
        basis = BITCOINS * (of_spot - spot) - BITCOINS * (of_perpetual - perpetual)
        received = paid(shared_data, now, since)
        assert equity[place] == cents(180_000 + basis - costs + received), place


def test_it_earns_the_funding_whatever_the_price_does(shared_data: Path):
    result = run(shared_data)
    parts = {row["instrument_id"]: row for row in result.pnl("instrument", exact=True).to_dicts()}
    total = result.exact.equity["equity"][-1] - 180_000
    assert sum(row["pnl"] for row in parts.values()) == total
    assert parts["BTCUSDT.SPOT"]["pnl"] > 60_000 and parts["BTCUSDT.PERP"]["pnl"] < -50_000
    funding = parts["BTCUSDT.PERP"]["funding"]
    assert funding == result.exact.funding["amount"].sum()
    assert abs(total - funding) < Decimal(250)  # the basis and four fees
    assert result.stats.max_drawdown > -0.01
    assert result.facts.liquidations == 0


def test_the_perpetual_alone_is_liquidated_without_its_margin(shared_data: Path):
    """A short of 1.5 bitcoins at 16,500 on 30,000 USDT does not live to see 40,000."""
    bars = prices(shared_data).filter(instrument_id="BTCUSDT.PERP")
    orders = {"ts": [bars["ts"][1]], "side": ["SELL"], "quantity": [float(BITCOINS)]}
    result = bt.from_orders(
        bars, orders, instruments=PERPETUAL, bar="8h", stamp="open", funding=rates(shared_data),
        venue=bt.Venue("PERP", balances=[bt.Money("30000", USDT)], account_type="MARGIN", leverage=2),
    )  # fmt: skip
    (closed,) = result.fills.filter(pl.col("cause") == "LIQUIDATION").to_dicts()
    (opened,) = result.fills.filter(pl.col("side") == "SELL").to_dicts()
    received = float(paid(shared_data, closed["ts_event"], opened["ts_event"]))
    # equity = 30,000 + funding - 1.5 (p - entry) < a quarter of 1.5 p
    level = (30_000 + received + 1.5 * opened["price"]) / (1.5 * 1.25)
    assert closed["price"] == pytest.approx(level, abs=30)
