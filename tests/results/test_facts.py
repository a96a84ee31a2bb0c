"""Facts of a run, and their way to JSON and back."""

from __future__ import annotations

import json

import numpy as np

from fastbt.codes import AccountType
from fastbt.kernels.state import SIGNAL_ENTRY_LONG, SIGNAL_EXIT_LONG, SIGNAL_EXIT_SHORT
from fastbt.results.facts import RunFacts, count_signals
from fastbt.results.result import Result
from fastbt.schema.table import Kind
from tests.results.buffers import cash_run, margin_run


def test_facts_of_a_run():
    facts = Result(margin_run()).facts
    assert list(facts.instruments) == ["X.SIM", "Y.SIM"]
    assert facts.account_types == {"SIM-001": AccountType.MARGIN}
    assert facts.scales == {Kind.PRICE: 4, Kind.QUANTITY: 3, Kind.MONEY: 2}
    assert (facts.rows, facts.strategy, facts.currency.code) == (8, "test", "USD")
    assert facts.signals is None
    assert facts.commands is None


def test_signals_and_commands_are_counted():
    run = cash_run()
    run.lowered.signals = np.array(
        [SIGNAL_ENTRY_LONG, SIGNAL_ENTRY_LONG | SIGNAL_EXIT_SHORT, 0], dtype=np.uint8
    )
    run.lowered.commands = np.zeros(3, dtype=[("row", "i8")])
    facts = Result(run).facts
    assert facts.signals == {"entries": 2, "exits": 0, "short_entries": 0, "short_exits": 1, "target": 0}
    assert facts.commands == 3
    assert count_signals(np.array([SIGNAL_EXIT_LONG], dtype=np.uint8))["exits"] == 1


def test_round_trip_through_json():
    for run in (cash_run(), margin_run()):
        facts = Result(run).facts
        assert RunFacts.from_dict(json.loads(json.dumps(facts.to_dict()))) == facts
