"""Explanations of whole orders: worked cases as text, and every status and reason."""

from __future__ import annotations

import re

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import OrderStatus, Reason
from fastbt.results.fill_steps import TYPE_RULES
from fastbt.results.order_steps import SENT_BY, TRIGGER_RULES
from fastbt.results.reason_words import REASONS
from fastbt.results.result import Result
from tests.docs.sources import page
from tests.results.buffers import cash_run
from tests.results.stories import BARS, signals, told

LIMIT = {"order_type": "LIMIT"}


def test_a_market_order():
    result = told({}, fees=bt.PercentageFees(taker=0.001), slippage=bt.FixedSlippage(ticks=2))
    assert (
        str(result.explain("o1"))
        == """\
o1: BUY 10 ABC.SIM, MARKET, GTC
FILLED: 10 at 100.02 on row 1, 2024-01-03.
  row 0  2024-01-02  sent at the close, 100.00 (T2)
  row 1  2024-01-03  accepted at the open (T5)
  row 1  2024-01-03  filled 10 at 100.02 at the open, 100.00 before slippage of 0.02, TAKER, fee
                     1.00 USD: a market order fills where it arrives (F1, F13, F14)
                     its bar: open 100.00, high 102.00, low 98.00, close 100.00"""
    )


def test_a_limit_that_the_market_never_came_to():
    explained = told(LIMIT | {"price": 94.0}).explain("o1")
    assert (
        str(explained)
        == """\
o1: BUY 10 ABC.SIM, LIMIT, limit 94.00, GTC
ACCEPTED, never filled: still open at the end of the run. Nearest in 5 rows: low 95.00 on row 4,
2024-01-06, 1.00 (1.06 %) short of its limit 94.00.
  row 0  2024-01-02  sent at the close, 100.00 (T2)
  row 1  2024-01-03  accepted at the open, limit 94.00 (T5)
  to do: a limit nearer to the market, or more time"""
    )
    assert explained.rules == ("T2", "T5")
    assert (explained.status, explained.reason) == ("ACCEPTED", Reason.NONE)


def test_an_order_that_was_denied():
    assert (
        str(told({"quantity": 1000}).explain("o1"))
        == """\
o1: BUY 1,000 ABC.SIM, MARKET, GTC
DENIED, refused when it was sent: INSUFFICIENT_CASH, the account lacked free cash for cost and fee.
  row 0  2024-01-02  refused when it was sent: 1,000 x 100.00 are 100,000.00 USD before fees;
                     10,000.00 USD were free at the start (A4)
  to do: ask for less, leave room for the fee and for a gap to the next open, size by a budget such
         as bt.percent_of_equity(95), or set on_insufficient_cash='cut' on the venue"""
    )


def test_a_bracket():
    result = signals(stop_loss=0.04, take_profit=0.10)
    stop, target = (str(result.explain(f"O-S-{k}")) for k in (2, 3))
    assert (
        stop
        == """\
O-S-2: SELL 10 ABC.SIM, STOP_MARKET, trigger 96.00, GTC, reduce-only, stop-loss of O-S-1
FILLED: 10 at 96.00 on row 4, 2024-01-06.
  row 0  2024-01-02  created with its entry at the close, 100.00 (F10)
  row 1  2024-01-03  accepted at the open, trigger 96.00 (F10)
  row 4  2024-01-06  triggered at 96.00; now a market order (F3)
  row 4  2024-01-06  filled 10 at 96.00 on the bar's path, TAKER, no fee: the price came to its
                     trigger 96.00 (F3, B1, B3)
                     its bar: open 99.00, high 100.00, low 95.00, close 96.00"""
    )
    assert (
        target
        == """\
O-S-3: SELL 10 ABC.SIM, LIMIT, limit 110.00, GTC, reduce-only, take-profit of O-S-1
CANCELED, never filled: POSITION_CLOSED, it was reduce-only and its position was closed. Nearest in
3 rows: high 105.00 on row 2, 2024-01-04, 5.00 (4.55 %) short of its limit 110.00.
  row 0  2024-01-02  created with its entry at the close, 100.00 (F10)
  row 1  2024-01-03  accepted at the open, limit 110.00 (F10)
  row 4  2024-01-06  canceled: because of F-2 of O-S-2, SELL 10 at 96.00 (F9)"""
    )


def test_an_order_that_the_data_end_before():
    explained = told({"ts": "2024-01-07"}).explain("o1")
    assert explained.answer == "SUBMITTED, never live: the data end before its instrument's next open."
    assert "this_close" in explained.advice


def test_a_limit_on_rows_that_do_not_trade():
    bars = BARS.with_columns(volume=pl.Series([5.0, 5.0, 5.0, 5.0, 0.0, 5.0]))
    explained = told(LIMIT | {"price": 95.2}, bars=bars).explain("o1")
    assert explained.nearest is not None
    assert (explained.nearest.row, str(explained.nearest.distance)) == (5, "0.30")
    assert "Nearest in 4 rows" in explained.answer


def test_part_of_an_order():
    result = told({"quantity": 150}, on_insufficient_cash="cut")
    explained = result.explain("o1")
    assert explained.answer == (
        "CANCELED, 100 at 100.00 on row 1, 2024-01-03 of 150: CUT_TO_FUNDS, the quantity was cut to what "
        "the funds allow."
    )
    assert explained.nearest is None


# ------------------------------------------------------------------------------- every status and reason


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NONE])
@pytest.mark.parametrize("status", [OrderStatus.DENIED, OrderStatus.REJECTED, OrderStatus.CANCELED])
def test_every_reason_is_explained(reason: Reason, status: OrderStatus):
    run = cash_run()
    name = 3 if status is OrderStatus.DENIED else 1
    run.orders["status"][name], run.orders["reason"][name] = status, reason
    explained = Result(run).explain(f"O-test-{name + 1}")
    assert (explained.status, explained.reason) == (status.name, reason)
    assert reason.name in explained.answer
    assert explained.steps[-1].kind == f"ORDER_{status.name}"
    assert explained.steps[-1].rules
    assert str(explained).startswith(f"{explained.id}: ")


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_is_explained(status: OrderStatus):
    run = cash_run()
    if status is OrderStatus.DENIED:
        run.orders["row_accepted"][4] = -1
    run.orders["status"][4] = status
    run.orders["reason"][4] = Reason.EXPIRED if status is OrderStatus.EXPIRED else Reason.NONE
    if status in (OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED):
        run.fills["order"][3], run.orders["filled"][4] = 4, 5
    explained = Result(run).explain("O-test-5")
    assert explained.status == status.name
    assert status.name in explained.answer


def test_every_rule_named_is_in_the_document():
    """Rules of order types that are built later may be missing there, and none else."""
    documented = set(re.findall(r"\b([TBFAOSQ]\d+)\b", page("docs/semantics.md")))
    named = {rule for words in REASONS.values() for rule in words.rules}
    named |= {rule for _, rules in SENT_BY.values() for rule in rules}
    named |= {*TYPE_RULES.values(), *TRIGGER_RULES.values()}
    assert named - documented <= {"F5", "F6", "F7"}
