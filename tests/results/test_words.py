"""A result in words, and why it has no trades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from fastbt.codes import OrderStatus, Reason
from fastbt.kernels.state import SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG
from fastbt.results import words
from fastbt.results.result import Result
from tests.results.buffers import cash_run, empty_run, fills, margin_run, positions


def never_filled():
    run = cash_run()
    run.fills, run.positions, run.changes = fills(), positions(), run.changes[:0]
    run.orders = run.orders[3:5].copy()
    return run


def test_a_repr_is_short_and_aligned():
    lines = repr(Result(cash_run())).splitlines()
    assert lines[0] == "Result of test on ABC.SIM: 8 rows, 2024-01-02 to 2024-01-09"
    assert len(lines) <= 15
    assert len({len(line) for line in lines[1:6]}) == 1
    assert "10,100.79 USD" in lines[1]


def test_many_instruments_are_not_all_named():
    facts = Result(margin_run()).facts
    many = replace(facts, instruments={f"I{n}.SIM": facts.instruments["X.SIM"] for n in range(5)})
    assert "on I0.SIM, I1.SIM, I2.SIM and 2 more:" in words.title(many, Result(margin_run()).stats)


def test_notes_name_what_flatters_the_figures():
    facts = Result(cash_run()).facts
    settings = {"venue": {"fees": None, "slippage": None}, "optimistic": ["fill_timing=this_close"]}
    notes = words.notes(facts, settings, "")
    assert notes == [
        "costs left out: no fees and no slippage",
        "† optimistic options: fill_timing=this_close",
        "refused: INSUFFICIENT_CASH 1, ORDER_CLOSED 1, NO_POSITION 1",
    ]
    assert words.notes(facts, {"venue": {"fees": [1], "slippage": {}}}, "no trades")[:2] == [
        "no trades",
        "costs left out: no slippage",
    ]


def test_fees_of_the_instrument_are_fees():
    run = cash_run()
    model = run.lowered.models[0]
    run.lowered.models[0] = type(model)("ABC.SIM", currency="USD", taker_fee=0.001)
    notes = words.notes(Result(run).facts, {"venue": {"fees": None, "slippage": None}}, "")
    assert notes[0] == "costs left out: no slippage"


def test_inferred_instruments_are_named():
    run = cash_run()
    object.__setattr__(run.lowered.models[0], "inferred", True)
    assert "inferred from the data: ABC.SIM" in words.notes(Result(run).facts, {}, "")


def test_with_trades_there_is_nothing_to_explain():
    assert Result(cash_run()).why_no_trades() == ""
    assert "no trades" not in repr(Result(cash_run()))


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (0, "no entry was true on any of 8 rows; null counts as false"),
        (SIGNAL_EXIT_LONG, "no entry was true on any of 8 rows, although exits were on 8"),
        (SIGNAL_ENTRY_LONG, "entries on 8 of 8 rows, but each was ignored"),
    ],
)
def test_signals_that_sent_nothing(signals: int, expected: str):
    run = empty_run()
    run.lowered.signals = np.full(8, signals, dtype=np.uint8)
    why = Result(run).why_no_trades()
    assert why.startswith("no trades: ")
    assert expected in why
    assert why in repr(Result(run))


def test_commands_that_made_no_order():
    run = empty_run()
    run.lowered.commands = np.zeros(0, dtype=[("row", "i8")])
    assert Result(run).why_no_trades() == "no trades: the table of orders is empty"
    run.lowered.commands = np.zeros(2, dtype=[("row", "i8")])
    run.changes = cash_run().changes[1:].copy()
    assert "none of 2 commands made an order; refused: NO_POSITION 1" in Result(run).why_no_trades()


def test_a_silent_strategy():
    assert Result(empty_run()).why_no_trades() == "no trades: the strategy sent no order"


def test_orders_that_never_filled():
    why = Result(never_filled()).why_no_trades()
    assert why.startswith("no trades: none of 2 orders was filled: ")
    assert "EXPIRED 1" in why
    assert "DENIED 1" in why


def test_all_refused():
    run = never_filled()
    run.orders["status"], run.orders["reason"] = OrderStatus.DENIED, Reason.INSUFFICIENT_CASH
    assert Result(run).why_no_trades() == "no trades: all 2 orders were refused: INSUFFICIENT_CASH 2"


def test_no_more_than_a_few_reasons():
    counts = {f"REASON_{n}": n for n in range(6)}
    assert words.counted(counts) == "REASON_0 0, REASON_1 1, REASON_2 2, REASON_3 3 ..."
    assert words.why_no_trades(Result(empty_run()).facts, pl.DataFrame({"a": []}), 1) == ""
