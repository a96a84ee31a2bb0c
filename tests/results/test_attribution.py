"""Profit by instrument, account, venue and currency adds up to the change of equity (rule A13)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import fastbt as bt
from tests.simulation.test_collect_base import run

BY = ("instrument", "strategy", "account", "venue", "currency")


def test_by_instrument():
    """10 SAP bought at 101 stand at 110, 20 AAPL sold short at 51 at 53."""
    found = run(base_currency="USD").pnl("instrument")
    assert found.select("instrument_id", "currency", "positions", "unrealized_pnl", "pnl").rows() == [
        ("AAPL.Y", "USD", 1, -40.0, -40.0),
        ("SAP.X", "EUR", 1, 90.0, 90.0),
    ]


@pytest.mark.parametrize("by", BY)
def test_the_parts_add_up_in_every_currency(by: str):
    found = run(base_currency="USD").pnl(by, exact=True)
    total = {
        row["currency"]: row["pnl"] for row in found.group_by("currency").agg(pl.col("pnl").sum()).to_dicts()
    }
    assert total == {"EUR": Decimal(90), "USD": Decimal(-40)}


def test_the_parts_are_the_change_of_equity(make: bt.Result):
    for by in BY:
        change = make.exact.equity["equity"][-1] - make.exact.account["total"][0]
        assert make.pnl(by, exact=True)["pnl"].sum() == change


@pytest.fixture(params=["CASH", "MARGIN"])
def make(request: pytest.FixtureRequest) -> bt.Result:
    bars = pl.DataFrame(
        {
            "ts": [f"2024-01-{day:02}" for day in range(1, 13)],
            "close": [10.0, 12, 11, 13, 9, 14, 10, 11, 12, 10, 9, 13],
        }
    )
    return bt.from_signals(
        bars, entries=pl.Series([n % 3 == 0 for n in range(12)]), exits=pl.Series([n % 5 == 4 for n in range(12)]), quantity=7,
        instruments=bt.Equity("A.SIM", currency="USD"),
        venue=bt.Venue("SIM", account_type=request.param, fees=bt.PercentageFees(0.0013, 0.0027)),
    )  # fmt: skip


def test_by_nothing_known():
    with pytest.raises(bt.FastbtError, match="by 'color'"):
        run(base_currency="USD").pnl("color")


def test_the_log_rebuilds_every_balance():
    """Also those of an account in several currencies (O2)."""
    result = run(base_currency="USD")
    last = {(row["account_id"], row["currency"]): row["total"] for row in result.exact.account.to_dicts()}
    rebuilt = {key: balance.total.amount for key, balance in result.replay().balances.items()}
    assert rebuilt == last
    assert set(last) == {("X-001", "EUR"), ("Y-001", "USD"), ("FX-001", "USD")}


def test_a_saved_result_tells_the_same(tmp_path: Path):
    result = run(base_currency="USD")
    again = bt.Result.load(result.save(tmp_path / "run"))
    assert again.stats.ending_balance == result.stats.ending_balance
    assert again.pnl("venue").equals(result.pnl("venue"))
    assert list(again.settings["venues"]) == ["X", "Y", "FX"]
