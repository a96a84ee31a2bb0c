"""Interest in the kernel: what cash is, and that an amount beyond 64 bits ends the run."""

from __future__ import annotations

import numpy as np
import pytest

from fastbt.codes import FlowKind
from fastbt.kernels import interest
from fastbt.kernels.state import DUE_ON_CASH, DUE_ON_DEBT, RATE
from fastbt.simulation.action_tables import new_records
from fastbt.simulation.lower_actions import times_of
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import MINUTE, buy, market

BARS = ["100 110 90 105", "105 115 95 110", "110 120 100 115"]


def bearing(kind: int, cash: int, **words: object) -> Lowered:
    """A long of 10 from the second bar on; at the third one a tenth of the cash, or of the debt, is due."""
    lowered = market(BARS, [buy(0, 10)], cash=cash, **words)  # type: ignore[arg-type]
    records = new_records(1)
    records["ts"] = lowered.columns.ts_event[0] + 2 * MINUTE
    records["kind"], records["balance"], records["rate"] = kind, 0, RATE
    records["numerator"], records["divisor"] = 1, 10
    records["group"], records["on_time"] = times_of(lowered.columns).places(records["ts"])
    lowered.actions = records
    return lowered


def test_cash_is_what_was_not_spent() -> None:
    for account_type in ("CASH", "MARGIN"):
        output = run_machine(bearing(DUE_ON_CASH, 10_000, account_type=account_type))
        assert output.flows["amount"].tolist() == [895]  # (10,000 - 10 x 105) / 10
        assert output.flows["kind"].tolist() == [int(FlowKind.INTEREST)]
        assert output.flows["rate"].tolist() == [RATE]


def test_debt_is_what_was_spent_beyond_the_equity() -> None:
    words = {"account_type": "MARGIN", "leverage": 10}
    output = run_machine(bearing(DUE_ON_DEBT, 500, **words))
    assert output.flows["amount"].tolist() == [-55]  # 10 x 115 - (500 + 10 x 10)
    assert output.flows["kind"].tolist() == [int(FlowKind.BORROW)]
    assert len(run_machine(bearing(DUE_ON_CASH, 500, **words)).flows) == 0
    assert len(run_machine(bearing(DUE_ON_DEBT, 10_000, **words)).flows) == 0


def test_only_runs_with_interest_have_its_entry() -> None:
    lowered = bearing(DUE_ON_CASH, 10_000)
    assert int(Machine(lowered).run["accrue"][0]) == interest.accrue.address
    assert lowered.actions is not None
    lowered.actions["kind"] = 1
    assert int(Machine(lowered).run["accrue"][0]) == 0


def test_an_amount_that_leaves_64_bits_ends_the_run() -> None:
    lowered = bearing(DUE_ON_CASH, 10**17)
    assert lowered.actions is not None
    lowered.actions["rate"] = np.int64(2**62 - 1)
    with pytest.raises(Exception, match="64-bit money"):
        run_machine(lowered)
