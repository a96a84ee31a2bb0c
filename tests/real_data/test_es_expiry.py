"""The December 2013 E-mini held to its expiry beside a position that rolled into March before it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import fastbt as bt

EXPIRY = datetime(2013, 12, 20, 14, 30, tzinfo=UTC)
"""The open of the third Friday; the day's bar, which ends at midnight, comes after it."""
FIFTY = Decimal(50)


@cache
def bars(folder: Path) -> pl.DataFrame:
    names = pl.concat_str(pl.lit("ES"), pl.col("contract"), pl.lit(".CME"))
    found = pl.read_parquet(folder / "futures_es_daily.parquet").filter(
        pl.col("contract").is_in(["201312", "201403"])
    )
    return found.select(
        pl.col("ts").cast(pl.Date), names.alias("instrument_id"), "open", "high", "low", "close"
    )


def run(folder: Path, **options: Any) -> bt.Result:
    """Three long in December, of which two are rolled five days before the expiry."""
    futures = [
        bt.FuturesContract(
            name, currency="USD", underlying="SPX", expiry=expiry, asset_class="INDEX", multiplier=FIFTY,
            price_increment="0.25",
        )
        for name, expiry in (("ES201312.CME", EXPIRY), ("ES201403.CME", datetime(2014, 3, 21, 13, 30, tzinfo=UTC)))
    ]  # fmt: skip
    rolled = (
        bars(folder)
        .rename({"instrument_id": "contract"})
        .with_columns(
            expiry=pl.when(pl.col("contract") == "ES201312.CME")
            .then(EXPIRY.date())
            .otherwise(datetime(2014, 3, 21).date())  # noqa: DTZ001
        )
    )
    series = bt.continuous(rolled, 5, "none").with_columns(target=pl.lit(2))
    alone = series[:1].select("ts_event", "contract", target=pl.lit(1))
    orders = pl.concat([bt.roll_orders(series), bt.roll_orders(alone)]).sort("ts", maintain_order=True)
    return bt.from_orders(
        bars(folder), orders, instruments=futures,
        venue=bt.Venue("CME", balances=["100000 USD"], account_type="MARGIN", leverage=20, fees=bt.PerUnitFees("2.25")),
        **options,
    )  # fmt: skip


def test_one_contract_is_settled_and_two_were_rolled(shared_data: Path):
    result = run(shared_data)
    settled = result.exact.fills.filter(cause="EXPIRY").row(0, named=True)
    assert (settled["quantity"], settled["commission"], settled["ts_event"]) == (
        Decimal(1),
        Decimal(0),
        EXPIRY,
    )
    assert settled["price"] == Decimal("1808.00")  # the close of the day before: the last price at the expiry
    rolled = result.fills.filter(tag="roll")
    assert rolled.select("instrument_id", "side", "quantity").rows() == [
        ("ES201312.CME", "SELL", 2.0), ("ES201403.CME", "BUY", 2.0),
    ]  # fmt: skip
    assert result.positions.filter("is_open").select("instrument_id", "quantity").rows() == [
        ("ES201403.CME", 2.0)
    ]
    told = result.settings["data"]["between_rows"]["expiries"]["ES201312.CME"]
    assert told == {"expiry": "2013-12-20T14:30:00 UTC", "settlement_price": False, "rows_after": 1}


def test_the_balance_is_what_was_paid_and_received(shared_data: Path):
    """Fills times fifty, less 2.25 for each contract traded, and what March is worth at its last close."""
    result = run(shared_data)
    paid = sum(
        (1 if side == "SELL" else -1) * quantity * price * FIFTY
        for side, quantity, price in result.exact.fills.select("side", "quantity", "price").rows()
    )
    last = Decimal(str(bars(shared_data).filter(instrument_id="ES201403.CME").sort("ts")["close"][-1]))
    assert result.exact.equity["equity"][-1] == 100_000 + paid + 2 * last * FIFTY - 7 * Decimal("2.25")


def test_a_settlement_price_takes_the_place_of_the_last_one(shared_data: Path):
    given = {"instrument_id": ["ES201312.CME"], "ts": [EXPIRY], "kind": ["settlement"], "amount": [1810.37]}
    settled, plain = run(shared_data, actions=given), run(shared_data)
    change = settled.exact.equity["equity"][-1] - plain.exact.equity["equity"][-1]
    assert change == (Decimal("1810.37") - Decimal("1808.00")) * FIFTY
