"""Deposits: whose they are, in which currency, and what the settings tell of them."""

from __future__ import annotations

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.simulation.lower_deposits import places_of

BARS = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 101.0, 102.0]}
NONE = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [1.0]}


def run(**deposits: list[object]) -> bt.Result:
    equity = bt.Equity("X.SIM", currency="USD")
    return bt.from_orders(BARS, NONE, instruments=equity, venue=bt.Venue("SIM"), deposits=deposits)


def test_what_lies_after_the_data_does_nothing():
    result = run(ts=["2024-01-01T00:00", "2024-01-05T00:00", "2024-01-05T00:01"], amount=[1.0, 2.0, 4.0])
    assert result.funding["amount"].to_list() == [1, 2]
    assert result.account["event"].to_list()[:2] == ["START", "DEPOSIT"]
    assert result.settings["data"]["between_rows"]["deposits"] == {"rows": 2, "after_the_data": 1}


def test_account_and_currency_may_be_named():
    assert run(ts=["2024-01-03"], amount=[1.0], account=["SIM-001"], currency=["USD"]).funding.height == 1
    with pytest.raises(UnknownNameError, match="account in deposits="):
        run(ts=["2024-01-03"], amount=[1.0], account=["OTHER"])
    with pytest.raises(UnknownNameError, match="currency in deposits="):
        run(ts=["2024-01-03"], amount=[1.0], currency=["EUR"])


def test_of_several_it_has_to_say_which():
    assert places_of("currency", pl.Series(["EUR", "USD"]), ["USD", "EUR"]).tolist() == [1, 0]
    with pytest.raises(ConfigError, match="several, USD, EUR"):
        places_of("currency", pl.Series([None], dtype=pl.String), ["USD", "EUR"])


def test_an_amount_finer_than_its_currency_is_refused():
    with pytest.raises(ConfigError, match="row 1: the amount has more than the 2 decimals of USD"):
        run(ts=["2024-01-03", "2024-01-04"], amount=[1.25, 0.125])


def test_a_refused_withdrawal_is_told_and_counted():
    result = run(ts=["2024-01-03"], amount=[-200_000.0])
    assert result.funding.height == 0
    told = result.events.filter(kind="COMMAND_REFUSED")
    assert told["reason"].to_list() == ["BEYOND_FREE_CASH"]
