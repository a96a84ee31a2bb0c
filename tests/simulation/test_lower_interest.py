"""Rates of interest as stretches of time: their years, what the settings tell, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError

START = datetime(2023, 12, 31, tzinfo=UTC)
BARS = pl.DataFrame({"ts_event": [START + timedelta(hours=h) for h in range(73)], "close": [100.0] * 73})
EQUITY = bt.Equity("X.SIM", currency="USD", size_precision=2)
HOLD = {"ts": [START], "side": ["BUY"], "quantity": [2.0]}


def run(account_type: str = "CASH", **rates: list[object]) -> bt.Result:
    venue = bt.Venue("SIM", balances=["1000000 USD"], account_type=account_type)
    return bt.from_orders(BARS, HOLD, instruments=EQUITY, venue=venue, rates=rates)


def at(*hours: float) -> list[datetime]:
    return [START + timedelta(hours=hour) for hour in hours]


def test_a_single_rate_accrues_at_midnights():
    result = run(ts=at(-100), kind=["deposit"], rate=[0.0365])
    assert result.funding["ts_event"].to_list() == at(24, 48, 72)
    assert result.funding["amount"].to_list() == [99.98, 99.99, 100.0]  # of 999,800 and what came before
    assert result.funding["rate"].to_list() == [0.0365] * 3
    (told,) = result.settings["data"]["between_rows"]["rates"].values()
    assert told == {
        "rows": 1, "outside_the_data": 0, "every": None, "gaps": 0, "longest_gap": None, "accruals": 3,
    }  # fmt: skip


def test_the_calendars_year_changes_at_its_midnight():
    result = run(ts=at(0), kind=["deposit"], rate=["0.3660"], day_count=["act/act"])
    first, second, _ = result.exact.funding["amount"].to_list()
    assert float(first) == round(999_800 * 0.366 / 365, 2)
    assert float(second) == round((999_800 + float(first)) * 0.001, 2)


def test_gaps_are_told():
    hours = [0, 8, 16, 40, 48, 100]
    result = run(ts=at(*hours), kind=["deposit"] * 6, rate=[0.01] * 6)
    (told,) = result.settings["data"]["between_rows"]["rates"].values()
    assert told == {
        "rows": 5, "outside_the_data": 1, "every": "8:00:00", "gaps": 1, "longest_gap": "1 day, 0:00:00",
        "accruals": 6,
    }  # fmt: skip


def test_profit_tells_interest_apart():
    both = run(ts=at(0, 0), kind=["deposit", "staking"], rate=[0.0365, 3.65])
    (row,) = both.pnl("account").to_dicts()
    assert (row["funding"], row["interest"]) == (6.0, 299.97)
    assert row["pnl"] == pytest.approx(both.equity["equity"][-1] - 1_000_000)
    assert both.equity["realized_pnl"][-1] == pytest.approx(305.97)
    assert both.positions["funding"].to_list() == [6.0]
    both.replay()


def test_other_rates_are_other_data():
    prints = {
        run(ts=at(8), kind=["deposit"], rate=[rate]).settings["data"]["fingerprint"] for rate in (0.1, 0.2)
    }
    assert len(prints) == 2


def test_what_is_refused():
    with pytest.raises(UnknownNameError, match="day_count in rates="):
        run(ts=at(0), kind=["deposit"], rate=[0.1], day_count=["30/360"])
    with pytest.raises(ConfigError, match="SIM-001 USD: a CASH account neither borrows nor sells short"):
        run(ts=at(0), kind=["borrow"], rate=[0.1])
    with pytest.raises(ConfigError, match=r"X\.SIM: a CASH account"):
        run(ts=at(0), kind=["borrow"], rate=[0.1], instrument_id=["X.SIM"])
    with pytest.raises(DataError, match="SIM-001 USD"):
        run(ts=at(0, 0), kind=["deposit"] * 2, rate=[0.1, 0.2])


def test_rates_of_a_catalog(tmp_path):
    catalog = bt.Catalog(tmp_path)
    catalog.write({"ts": at(0), "rate": [3.65], "kind": ["lending"]}, "X.SIM", kind="rates")
    result = bt.from_orders(BARS, HOLD, instruments=EQUITY, rates=catalog.rates("X.SIM"))
    assert result.funding["amount"].to_list() == [2.0, 2.0, 2.0]
