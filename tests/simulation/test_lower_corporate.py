"""Corporate actions: dividends of shares in their currency, everything else refused by name."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.errors import ConfigError

BARS = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 101.0, 102.0]}
HOLD = {"ts": ["2024-01-03"], "side": ["BUY"], "quantity": [8.0]}


def run(instrument: Any = None, **columns: list[Any]) -> bt.Result:
    equity = instrument or bt.Equity("X.SIM", currency="USD")
    rows = {"ts": ["2024-01-04"], "action": ["dividend"], "amount": [0.24]} | columns
    return bt.from_orders(BARS, HOLD, instruments=equity, venue=bt.Venue("SIM"), actions=rows)


def test_the_settings_tell_of_them():
    result = run(ts=["2024-01-04", "2025-01-04"], action=["dividend"] * 2, amount=[0.24, 0.25])
    assert result.funding["amount"].to_list() == [1.92]
    assert result.funding["kind"].to_list() == ["dividend"]
    told = result.settings["data"]["between_rows"]["actions"]
    assert told == {"X.SIM": {"dividends": 1, "outside_the_data": 1}}


@pytest.mark.parametrize("kind", ["split", "delisting"])
def test_other_kinds_are_refused(kind: str):
    with pytest.raises(ConfigError, match=f"X.SIM at .* is a {kind.upper()}, and runs know DIVIDEND alone"):
        run(action=[kind], ratio=[2.0])


def test_other_currencies_and_missing_amounts_are_refused():
    with pytest.raises(ConfigError, match=r"is paid in EUR, X\.SIM settles in USD"):
        run(currency=["EUR"])
    with pytest.raises(ConfigError, match="has no amount"):
        run(amount=[None])


def test_adjusted_bars_are_refused():
    bars = BARS | {"adjustment": [0.5, 1.0, 1.0]}
    rows = {"ts": ["2024-01-04"], "action": ["dividend"], "amount": [0.24]}
    with pytest.raises(ConfigError, match="never both"):
        bt.from_orders(bars, HOLD, instruments=bt.Equity("X.SIM", currency="USD"), actions=rows)


def test_what_is_no_share_pays_none():
    pair = bt.CurrencyPair("EUR/USD.SIM", price_precision=2, size_precision=0)
    with pytest.raises(ConfigError, match="is a CurrencyPair, and only an Equity pays dividends"):
        run(pair)
