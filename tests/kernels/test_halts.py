"""Halts for losses: any cut gives the same, a reset run is not halted, runs without limits have no joint (A11)."""

from __future__ import annotations

from typing import Any

from fastbt.codes import FillCause
from fastbt.kernels import halts
from fastbt.simulation.machine import Machine, run_machine
from fastbt.venues.risk import RiskLimits
from tests.kernels.market import buy, ends, market, same

BARS = ["100 100 100 100", "100 100 100 100", "100 100 90 90", "90 90 80 80", "80 80 80 80", "80 80 80 80"]
MARGIN: dict[str, Any] = {"account_type": "MARGIN", "leverage": 10, "cash": 1_000}
CLOSES = RiskLimits(max_drawdown=0.1, on_halt="close")
REDUCES = RiskLimits(max_daily_loss=0.1)


def test_a_halt_closes_and_denies() -> None:
    output = run_machine(market(BARS, [buy(0, 10), buy(3, 1)], risk=CLOSES, **MARGIN))
    assert output.fills["cause"].tolist() == [FillCause.SIGNAL, FillCause.RISK_HALT]
    assert ends(output) == ["FILLED", "FILLED", "DENIED MAX_DRAWDOWN"]
    assert output.equity.tolist() == [1_000, 1_000, 900, 900, 900, 900]


def test_any_cut_into_calls_gives_the_same() -> None:
    for limits in (CLOSES, REDUCES):
        lowered = market(BARS, [buy(0, 10), buy(2, 1), buy(4, 1)], risk=limits, **MARGIN)
        whole = run_machine(lowered)
        for cut in ([1, 2, 3, 4], [2], [3], [0, 2, 2, 6]):
            parts = run_machine(lowered, cut=cut)
            for name in ("fills", "orders", "positions"):
                assert same(getattr(parts, name), getattr(whole, name)), (cut, name)
            assert (parts.equity == whole.equity).all()


def test_a_second_run_is_not_halted() -> None:
    machine = Machine(market(BARS, [buy(0, 10), buy(3, 1)], risk=CLOSES, **MARGIN))
    machine.advance(6)
    first = machine.output()
    machine.reset()
    machine.advance(6)
    assert same(machine.output().orders, first.orders)


def test_runs_without_limits_on_losses_watch_margins_alone() -> None:
    without = Machine(market(BARS, [buy(0, 10)], risk=RiskLimits(max_position=100), **MARGIN))
    assert int(without.run["halts"][0]) == 0 and int(without.run["open_count"][0]) == 0
    assert int(without.run["watch"][0]) != halts.watch_losses.address
    with_them = Machine(market(BARS, [buy(0, 10)], risk=CLOSES, **MARGIN))
    assert int(with_them.run["watch"][0]) == halts.watch_losses.address
    assert int(with_them.run["watch_margin"][0]) == int(without.run["watch"][0])
