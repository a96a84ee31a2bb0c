"""A trend on a year of rubber futures, rolled eleven times; every row's equity against a sum of decimals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl

import fastbt as bt

LAST = datetime(2022, 10, 3, tzinfo=UTC)
LOTS, FEE, CENT_A_KILO = Decimal(2), Decimal("2.50"), Decimal(50)
"""Contracts held either way; what each costs; five tonnes at a cent a kilogram, in dollars."""
EARLY = timedelta(days=4)
"""How long before the source leaves a contract the position does."""


@cache
def contracts(folder: Path) -> pl.DataFrame:
    """Closes of the contract that the source holds and of the next one, by contract."""
    raw = pl.read_parquet(folder / "futures_rubber_multiprices.parquet").filter(pl.col("ts") < LAST)
    parts = [
        raw.select(
            "ts", pl.concat_str(pl.col(f"{name}_contract"), pl.lit(".SGX")).alias("instrument_id"), close=name
        )
        for name in ("price", "forward")
    ]
    found = pl.concat(parts).drop_nulls().unique(["ts", "instrument_id"], keep="first", maintain_order=True)
    return found.sort("ts", "instrument_id")


@cache
def trend(folder: Path) -> pl.DataFrame:
    """The joined series, which never depends on later rows, and the position wanted by two averages."""
    held = pl.read_parquet(folder / "futures_rubber_multiprices.parquet").filter(pl.col("ts") < LAST)
    name = pl.concat_str(pl.col("price_contract"), pl.lit(".SGX"))
    leaves = held.group_by(name.alias("contract")).agg(pl.col("ts").max() - EARLY).sort("ts")
    roll = leaves.select("ts", contract=pl.col("contract").shift(-1)).drop_nulls()
    first = pl.DataFrame({"ts": [held["ts"][0] - timedelta(days=1)], "contract": [leaves["contract"][0]]})
    roll = pl.concat([first.cast(roll.schema), roll])  # type: ignore[arg-type]
    series = bt.continuous(contracts(folder), roll, "difference", direction="forward", precision=1)
    fast, slow = (pl.col("close").rolling_mean(days) for days in (10, 30))
    return series.with_columns(target=(fast - slow).sign() * float(LOTS))


@cache
def run(folder: Path) -> bt.Result:
    names = contracts(folder)["instrument_id"].unique().sort().to_list()
    futures = [
        bt.FuturesContract(
            name, currency="USD", underlying="TSR20", asset_class="COMMODITY", multiplier=CENT_A_KILO,
            price_precision=1, expiry=datetime(int(name[:4]), int(name[4:6]), 1, tzinfo=UTC),
        )
        for name in names
    ]  # fmt: skip
    venue = bt.Venue(
        "SGX", balances=["100000 USD"], account_type="MARGIN", leverage=5, fees=bt.PerUnitFees(FEE)
    )
    return bt.from_orders(contracts(folder), bt.roll_orders(trend(folder)), instruments=futures, venue=venue)


def test_every_roll_is_two_trades(shared_data: Path):
    fills = run(shared_data).fills.filter(tag="roll")
    rolls = fills.group_by("ts_event", maintain_order=True).agg("instrument_id", "side")
    assert rolls.height == 10
    assert all(old < new for old, new in rolls["instrument_id"].to_list())
    assert all(sorted(sides) == ["BUY", "SELL"] for sides in rolls["side"].to_list())
    assert run(shared_data).orders["status"].unique().to_list() == ["FILLED"]


def test_nothing_is_left_to_an_expiry(shared_data: Path):
    result = run(shared_data)
    assert "EXPIRY" not in result.fills["cause"].cast(pl.String).to_list()
    assert result.positions.filter("is_open")["instrument_id"].to_list() == [
        trend(shared_data)["contract"][-1]
    ]


def test_equity_is_an_independent_sum_of_decimals(shared_data: Path):
    """What each position gains from close to close, less the fees, walked through the rows of all contracts."""
    closes: dict[str, Decimal] = {}
    held: dict[str, Decimal] = {}
    waiting: list[tuple[str, Decimal]] = []
    equity, found = Decimal(100000), []
    sent = bt.roll_orders(trend(shared_data)).rows_by_key("ts")
    for (ts,), rows in contracts(shared_data).group_by("ts", maintain_order=True):
        now = {name: Decimal(str(close)) for _, name, close in rows.rows()}
        for name, close in now.items():
            equity += held.get(name, Decimal(0)) * (close - closes.get(name, close)) * CENT_A_KILO
        closes |= now
        for name, lots in [one for one in waiting if one[0] in now]:
            held[name] = held.get(name, Decimal(0)) + lots
            equity -= abs(lots) * FEE
            waiting.remove((name, lots))
        found.append(equity)
        for name, side, quantity, _, _ in sent.get(ts, []):
            waiting.append((name, Decimal(str(quantity)) * (1 if side == "BUY" else -1)))
    assert run(shared_data).exact.equity["equity"].to_list() == found
