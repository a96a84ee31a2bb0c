"""What happens between rows acts at the group it is due at, however the run is cut (``kernels/actions.py``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from fastbt.codes import FlowKind
from fastbt.kernels import actions
from fastbt.kernels.state import DUE_FUNDING, RATE
from fastbt.simulation.action_tables import new_records
from fastbt.simulation.lower_actions import times_of
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import MINUTE, buy, market, same

FUNDING = int(FlowKind.FUNDING)
BARS = ["100 110 90 105", "105 115 95 110", "110 120 100 115", "115 125 105 120", "120 130 110 125"]


def funded(when: Sequence[float], rate: float = 0.01, **words: object) -> Lowered:
    """A long of 10 from the second bar on that pays at these minutes."""
    lowered = market(BARS, [buy(0, 10)], cash=100_000, account_type="MARGIN", **words)  # type: ignore[arg-type]
    records = new_records(len(when))
    start = int(lowered.columns.ts_event[0]) - MINUTE
    records["ts"] = [start + int(minute * MINUTE) for minute in when]
    records["kind"], records["instrument"], records["rate"] = DUE_FUNDING, 0, int(rate * RATE)
    records["group"], records["on_time"] = times_of(lowered.columns).places(records["ts"])
    lowered.actions = records
    return lowered


def test_it_pays_by_the_mark_of_its_time_and_stands_in_the_equity_of_its_group() -> None:
    output = run_machine(funded([3, 3.5]))
    assert output.flows["amount"].tolist() == [-12, -12]  # 10 x 115 x 0.01, rounded
    assert output.flows["kind"].tolist() == [FUNDING, FUNDING]
    assert output.flows["row"].tolist() == [2, 3]
    assert output.flows["quantity"].tolist() == [10, 10]
    assert output.equity.tolist() == [100_000, 100_050, 100_088, 100_126, 100_176]
    assert output.positions["funding"].tolist() == [-24]


@pytest.mark.parametrize("options", [{}, {"leverage": 5, "liquidation": "close"}])
def test_any_cut_into_calls_gives_the_same(options: dict[str, object]) -> None:
    lowered = funded([1, 1.5, 2, 2, 2.5, 4.5, 5], **options)
    whole = run_machine(lowered)
    assert len(whole.flows) == 5  # nothing is held before the second bar
    for cut in ([1, 2, 3, 4], [2], [0, 2, 2, 5], [5]):
        parts = run_machine(lowered, cut=cut)
        for name in ("flows", "fills", "orders", "positions"):
            assert same(getattr(parts, name), getattr(whole, name)), (cut, name)
        assert (parts.equity == whole.equity).all()


def test_what_is_due_acts_only_when_the_run_goes_on() -> None:
    machine = Machine(funded([3, 5]))
    machine.advance(3)
    assert len(machine.output().flows) == 0
    machine.advance(4)
    assert len(machine.output().flows) == 1
    machine.advance(5)  # the end of the data
    assert len(machine.output().flows) == 2
    machine.advance(5)
    assert len(machine.output().flows) == 2


def test_a_reset_run_pays_again() -> None:
    machine = Machine(funded([3, 5]))
    machine.advance(5)
    first = machine.output()
    machine.reset()
    machine.advance(5)
    assert same(machine.output().flows, first.flows)


def test_a_run_without_actions_has_no_driver_between_rows() -> None:
    machine = Machine(market(BARS, [buy(0, 10)], account_type="MARGIN"))
    assert int(machine.run["stretch"][0]) == 0
    assert int(machine.run["driver"][0]) != actions.advance_between.address


def test_an_amount_that_leaves_64_bits_ends_the_run() -> None:
    lowered = funded([3])
    assert lowered.actions is not None
    lowered.actions["rate"] = np.int64(2**62 - 1)
    lowered.instruments["value_numerator"] = 10**12
    lowered.balances["total"] = 10**17
    with pytest.raises(Exception, match="64-bit money"):
        run_machine(lowered)
