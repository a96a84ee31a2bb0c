"""Explanations of positions."""

from __future__ import annotations

import fastbt as bt
from fastbt.codes import Reason
from tests.results.stories import told


def test_from_flat_to_flat():
    result = told(
        {}, {"ts": "2024-01-03", "quantity": 5}, {"ts": "2024-01-04", "side": "SELL", "quantity": 15},
        fees=bt.FlatFees(amount=1),
    )  # fmt: skip
    explained = result.explain("P-1")
    assert (
        str(explained)
        == """\
P-1: LONG 15 ABC.SIM at 100.33333333 on average
CLOSED on 2024-01-05: 37.00 USD realized, fees of 3.00 USD deducted.
  row 1  2024-01-03  opened by F-1 of o1 (signal): BUY 10 at 100.00, 10 held (A2, A3)
  row 2  2024-01-04  changed by F-2 of o2 (signal): BUY 5 at 101.00, 15 held, -2.00 USD realized by
                     then (A2, A3)
  row 3  2024-01-05  closed by F-3 of o3 (signal): SELL 15 at 103.00, 37.00 USD realized by then
                     (A2, A3)"""
    )
    assert (explained.status, explained.reason, explained.nearest) == ("FLAT", Reason.NONE, None)


def test_open_and_through_zero():
    result = told({}, {"ts": "2024-01-03", "side": "SELL", "quantity": 25}, account_type="MARGIN")
    assert (
        result.explain("P-1").answer == "CLOSED on 2024-01-04: 10.00 USD realized, fees of 0.00 USD deducted."
    )
    short = result.explain("P-2")
    assert short.asked == "SHORT 15 ABC.SIM at 101 on average"
    assert short.answer.startswith("OPEN, 15 held, 45.00 USD unrealized; 0.00 USD realized")
    assert [step.facts["fill_id"] for step in short.steps] == ["F-2"]


def test_funding_is_told_between_rows():
    perpetual = bt.CryptoPerpetual(
        "BTC.SIM", base_currency="BTC", quote_currency="USD", price_precision=0, size_precision=0
    )
    bars = {"date": ["2024-01-02", "2024-01-03", "2024-01-04"], "close": [100.0, 101.0, 102.0]}
    result = bt.from_orders(
        bars, {"ts": ["2024-01-03T00:00"], "side": ["BUY"], "quantity": [10.0]}, instruments=perpetual,
        venue=bt.Venue("SIM", account_type="MARGIN"), funding={"ts": ["2024-01-04T08:00"], "rate": [0.01]},
    )  # fmt: skip
    (_, paid) = result.explain("P-1").steps
    assert paid.row is None
    assert paid.text == "received or paid a flow of its own (result.funding), -10.10 USD realized by then"
    assert result.position("P-1").funding.amount == result.exact.positions["funding"][0]
