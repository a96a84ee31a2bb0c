"""Expiries of contracts: which lie in a run, what the settings tell, prices that nobody could know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

import fastbt as bt
from fastbt.errors import ConfigError

BARS = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 101.0, 102.0]}
HOLD = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [2.0]}


def run(expiry: str, **options: Any) -> bt.Result:
    future = bt.FuturesContract(
        "X.SIM", currency="USD", underlying="U", expiry=expiry, asset_class="INDEX", multiplier=10
    )
    venue = bt.Venue("SIM", account_type="MARGIN")
    return bt.from_orders(BARS, HOLD, instruments=future, venue=venue, **options)


def settlement(ts: str, price: float | None) -> dict[str, Any]:
    return {"ts": [ts], "kind": ["settlement"], "amount": [price]}


def test_an_expiry_behind_the_data_does_nothing():
    result = run("2024-01-05")
    assert result.positions["is_open"].to_list() == [True]
    assert "expiries" not in (result.settings["data"].get("between_rows") or {})


def test_a_date_is_the_end_of_its_day_and_the_settlement_of_that_day_is_its_price():
    result = run("2024-01-04", actions=settlement("2024-01-04", 102.5))
    assert result.fills.select("price", "cause").row(1) == (102.5, "EXPIRY")
    assert result.trades.select("exit_price", "exit_cause", "pnl").row(0) == (102.5, "EXPIRY", 30.0)
    told = result.settings["data"]["between_rows"]
    assert told == {
        "expiries": {
            "X.SIM": {"expiry": "2024-01-05T00:00:00 UTC", "settlement_price": True, "rows_after": 0}
        }
    }


def test_between_rows_the_settlement_has_its_own_time_in_every_table():
    result = run("2024-01-04T14:30")
    when = datetime(2024, 1, 4, 14, 30, tzinfo=UTC)
    assert result.fills["ts_event"][1] == result.trades["exit_time"][0] == when
    assert result.positions["ts_closed"][0] == result.account["ts_event"][2] == when
    assert result.orders.select("ts_init", "ts_accepted", "ts_last").row(1) == (when, when, when)
    assert set(result.events.filter(client_order_id="O-S-2")["ts_event"]) == {when}
    assert result.settings["data"]["between_rows"]["expiries"]["X.SIM"]["rows_after"] == 1
    assert result.replay().positions["P-1"].is_closed


def test_a_settlement_that_nobody_knew_is_refused():
    with pytest.raises(ConfigError, match=r"X\.SIM: is settled at .*, after its expiry at .* nobody knew"):
        run("2024-01-03T12:00", actions=settlement("2024-01-04", 102.5))


def test_one_settlement_price_each():
    rows = {"ts": ["2024-01-03", "2024-01-04"], "kind": ["settlement"] * 2, "amount": [1.0, 2.0]}
    with pytest.raises(ConfigError, match=r"X\.SIM: has two settlement prices"):
        run("2024-01-04", actions=rows)


def test_a_settlement_has_a_price_and_a_future_is_not_delisted():
    with pytest.raises(ConfigError, match="the settlement has no amount; give its price"):
        run("2024-01-04", actions=settlement("2024-01-04", None))
    with pytest.raises(ConfigError, match="which ends at its expiry"):
        run("2024-01-04", actions={"ts": ["2024-01-04"], "kind": ["delisting"], "amount": [1.0]})
