"""Deposits and transfers: whose they are, in which currency, and what the settings tell of them."""

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
    assert places_of("deposits", "currency", pl.Series(["EUR", "USD"]), ["USD", "EUR"]).tolist() == [1, 0]
    with pytest.raises(ConfigError, match="several, USD, EUR"):
        places_of("deposits", "currency", pl.Series([None], dtype=pl.String), ["USD", "EUR"])


def test_an_amount_finer_than_its_currency_is_refused():
    with pytest.raises(ConfigError, match="row 1: the amount has more than the 2 decimals of USD"):
        run(ts=["2024-01-03", "2024-01-04"], amount=[1.25, 0.125])


def test_a_refused_withdrawal_is_told_and_counted():
    result = run(ts=["2024-01-03"], amount=[-200_000.0])
    assert result.funding.height == 0
    told = result.events.filter(kind="COMMAND_REFUSED")
    assert told["reason"].to_list() == ["BEYOND_FREE_CASH"]


TWO = pl.DataFrame(
    {"date": BARS["date"] * 2, "instrument_id": ["X.A"] * 3 + ["Y.B"] * 3, "close": [100.0] * 6}
)


def moved(result: bt.Result) -> list[tuple[object, ...]]:
    return result.funding.select("account_id", "kind", "amount").rows()


def transfer(**transfers: list[object]) -> bt.Result:
    orders = {"ts": ["2024-01-03"], "instrument_id": ["X.A"], "side": ["BUY"], "quantity": [6.0]}
    return bt.from_orders(
        TWO.sort("date", "instrument_id"),
        orders,
        instruments=[bt.Equity("X.A", currency="USD"), bt.Equity("Y.B", currency="USD")],
        venue=[bt.Venue("A", balances=["1000 USD"]), bt.Venue("B", balances=["50 USD"])],
        transfers=transfers,
    )


def test_a_transfer_leaves_one_account_and_reaches_the_other_at_once():
    result = transfer(
        ts=["2024-01-03", "2024-01-03", "2024-01-04"], to=["B-001", "A-001", "B-001"],
        **{"from": ["A-001", "B-001", "A-001"]}, amount=[100.25, 150.25, 451.0],
    )  # fmt: skip
    # the second has what the first brought; the third is more than the 1,050 - 600 that are left
    assert moved(result) == [
        ("A-001", "transfer", -100.25), ("B-001", "transfer", 100.25),
        ("B-001", "transfer", -150.25), ("A-001", "transfer", 150.25),
    ]  # fmt: skip
    assert result.events.filter(kind="COMMAND_REFUSED")["reason"].to_list() == ["BEYOND_FREE_CASH"]
    assert set(result.equity["equity"]) == {1050.0}
    assert set(result.equity["realized_pnl"]) == {0.0} and set(result.equity["drawdown"]) == {0.0}
    assert result.settings["data"]["between_rows"]["transfers"] == {"rows": 3, "after_the_data": 0}
    result.replay()


def test_transfers_that_are_none_are_refused():
    words = {"ts": ["2024-01-03"], "from_account": ["A-001"], "to_account": ["B-001"], "amount": [1.0]}
    with pytest.raises(ConfigError, match="row 0: the amount has to be above 0"):
        transfer(**words | {"amount": [-1.0]})
    with pytest.raises(ConfigError, match="row 0: it goes to the account it comes from"):
        transfer(**words | {"to_account": ["A-001"]})
    with pytest.raises(
        ConfigError, match="transfers=, row 0: the amount has more than the 2 decimals of USD"
    ):
        transfer(**words | {"amount": ["0.001"]})
    with pytest.raises(UnknownNameError, match="account in transfers="):
        transfer(**words | {"to_account": ["C-001"]})
