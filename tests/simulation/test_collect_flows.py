"""What trades take along of what their position was paid (A3, A13)."""

from __future__ import annotations

import numpy as np

from fastbt.simulation.collect_flows import flow_shares, share
from fastbt.simulation.collect_positions import trades
from fastbt.simulation.collect_source import Source
from fastbt.simulation.machine import run_machine
from tests.kernels.market import buy, market, sell
from tests.kernels.test_actions import funded


def test_a_part_takes_its_share_and_the_last_what_is_left():
    lowered = funded([2, 3, 4.5])
    orders = market(["100"] * 5, [buy(0, 10), sell(1, 3), sell(2, 4)], cash=100_000, account_type="MARGIN")
    lowered.commands = orders.commands
    source = Source(run_machine(lowered))
    assert source.output.flows["amount"].tolist() == [-11, -8, -4]  # of 10 x 110, 7 x 115 and 3 x 120
    shares, left = flow_shares(source)
    assert shares.tolist() == [-3, -9]  # 11 x 3 / 10; (8 + 8) x 4 / 7
    assert left.tolist() == [-11]
    found = trades(source)
    assert found["funding"].to_list() == [-3, -9, -11]
    assert sum(found["pnl"].to_list()) == source.output.equity[-1] - 100_000


def test_without_flows_nothing_is_shared_out():
    source = Source(run_machine(market(["100"] * 4, [buy(0, 10), sell(1, 10)], account_type="MARGIN")))
    shares, left = flow_shares(source)
    assert not np.any(shares)
    assert not np.any(left)


def test_shares_are_rounded_half_away_from_zero():
    assert [share(amount, 1, 2) for amount in (5, -5, 4)] == [3, -3, 2]
    assert share(7, 3, 3) == 7
