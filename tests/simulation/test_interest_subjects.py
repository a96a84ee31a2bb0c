"""What a rate is paid on: named, or the only one there is; kinds that do not go with it are refused."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, UnknownNameError

BARS = pl.DataFrame(
    {
        "ts": ["2024-01-02", "2024-01-03"] * 2,
        "instrument_id": ["X.A"] * 2 + ["Y.B"] * 2,
        "close": [100.0, 101.0, 50.0, 51.0],
    }
).sort("ts", "instrument_id")
NONE = {"ts": ["2024-01-03"], "instrument_id": ["X.A"], "side": ["BUY"], "quantity": [1.0]}
ROW = {"ts": ["2024-01-02T12:00"], "kind": ["deposit"], "rate": [0.05]}


def run(**rates: list[Any]) -> dict[str, Any]:
    result = bt.from_orders(
        BARS,
        NONE,
        instruments=[bt.Equity("X.A", currency="USD"), bt.Equity("Y.B", currency="EUR")],
        venue=[bt.Venue("A", balances=["1000 USD"]), bt.Venue("B", balances=["1000 EUR"])],
        conversion_rates={"ts": ["2024-01-01"], "base": ["EUR"], "quote": ["USD"], "rate": [1.1]},
        rates=rates,
    )
    return result.settings["data"]["between_rows"]["rates"]


def test_a_balance_is_an_account_and_a_currency():
    assert list(run(**ROW, account=["B-001"], currency=["EUR"])) == ["B-001 EUR deposit"]
    assert list(run(**ROW, Account_Id=["A-001"], Currency=["USD"])) == ["A-001 USD deposit"]


def test_of_several_it_has_to_say_which():
    with pytest.raises(ConfigError, match="several, A-001, B-001; say which in a column 'account'"):
        run(**ROW)
    with pytest.raises(ConfigError, match="several, USD, EUR; say which in a column 'currency'"):
        run(**ROW, account=["B-001"])
    with pytest.raises(ConfigError, match=r"several, X\.A, Y\.B; say which in a column 'instrument_id'"):
        run(**ROW | {"kind": ["lending"]})


def test_kinds_in_any_case_and_what_they_go_with():
    assert list(run(**ROW | {"kind": [" Lending "]}, instrument_id=["Y.B"])) == ["Y.B lending"]
    with pytest.raises(ConfigError, match=r"X\.A: a 'deposit' rate is paid on cash, not on positions"):
        run(**ROW, instrument_id=["X.A"])
    with pytest.raises(UnknownNameError, match="kind in rates="):
        run(**ROW | {"kind": ["repo"]})
    with pytest.raises(UnknownNameError, match="instrument in rates="):
        run(**ROW | {"kind": ["staking"]}, instrument_id=["Z.A"])
    with pytest.raises(ConfigError, match="there is no column 'kind'"):
        run(ts=["2024-01-02"], rate=[0.05])
