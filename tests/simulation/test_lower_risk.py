"""Risk limits as records."""

from __future__ import annotations

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import LIMIT, NOTHING
from fastbt.simulation.machine import Machine
from fastbt.venues.risk import RiskLimits
from tests.kernels.market import buy, market, run

FINE = {"size_precision": 2}


def test_limits_stand_with_their_instruments():
    limits = RiskLimits(max_position={"X.SIM": "1.239"}, max_order_notional=10.0**30)
    lowered = market({"X": ["100"], "Y": ["100"]}, instrument=FINE, risk=limits)
    assert lowered.instruments["max_position"].tolist() == [123, NOTHING]
    assert lowered.instruments["max_order_notional"].tolist() == [LIMIT, LIMIT]


def test_without_limits_there_is_nothing():
    lowered = market(["100"])
    assert lowered.risk is None
    assert lowered.instruments["max_position"].tolist() == [NOTHING]
    assert int(Machine(lowered).run["assess"][0]) == 0


def test_an_instrument_that_is_not_in_the_run():
    with pytest.raises(ConfigError, match=r"a limit names 'Z.SIM', which is not in the run \(X.SIM\)"):
        market(["100"], risk=RiskLimits(max_position={"Z.SIM": 1}))


def test_a_second_run_counts_its_orders_anew():
    lowered = market(["100", "100"], [buy(0, 1)], risk=RiskLimits(max_orders=(1, "1w")))
    machine = Machine(lowered)
    for _ in range(2):
        machine.advance(2)
        assert int(machine.run["fills_count"][0]) == 1
        machine.reset()
    assert len(run(["100", "100"], [buy(0, 1)], risk=RiskLimits(max_orders=(1, "1w"))).fills) == 1
