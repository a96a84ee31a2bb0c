"""Eighteen months of bitcoin's funding at Binance: every payment equals one product of exact decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl

import fastbt as bt

CENT = Decimal("0.01")


def test_a_held_position_pays_each_settlement_to_the_cent(shared_data: Path):
    bars = pl.read_parquet(shared_data / "basis_btc_8h/binance_perp_usdt.parquet")
    rates = pl.read_parquet(shared_data / "funding_binance_btcusdt_8h.parquet")
    usdt = bt.Currency("USDT", precision=2)
    perpetual = bt.CryptoPerpetual(
        "BTCUSDT.SIM", base_currency="BTC", quote_currency=usdt, settlement_currency=usdt, price_precision=1,
        size_precision=3,
    )  # fmt: skip
    result = bt.from_holding(
        bars, size=bt.value(50_000), instruments=perpetual, bar="8h", stamp="open", funding=rates,
        venue=bt.Venue("SIM", balances=[bt.Money("100000", usdt)], account_type="MARGIN", leverage=2),
    )  # fmt: skip
    (held,) = result.exact.fills["quantity"]
    opened = result.fills["ts_event"][0]
    marks = bars.select(ts=(pl.col("ts") + pl.duration(hours=8)).cast(rates.schema["ts"]), mark="close")
    last = result.equity["ts_event"][-1]
    due = rates.filter(pl.col("ts").is_between(opened, last)).join_asof(marks, on="ts")
    expected = [
        -(held * Decimal(str(mark)) * Decimal(f"{rate:.8f}")).quantize(CENT, ROUND_HALF_UP)
        for rate, mark in due.select("rate", "mark").rows()
    ]
    assert len(expected) > 1_600
    assert result.exact.funding["amount"].to_list() == expected
    assert result.exact.positions["funding"].to_list() == [sum(expected)]
    assert result.exact.account["total"][-1] == 100_000 + sum(expected)
    told = result.settings["data"]["between_rows"]["funding"]["BTCUSDT.SIM"]
    assert (told["rows"], told["gaps"]) == (1_642, 0)
