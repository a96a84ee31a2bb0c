"""Latency in the kernel (rule T6): entries, reports to strategies, jitter, cuts of a run, and what is told of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import fastbt as bt
from fastbt.codes import EventKind
from fastbt.simulation.machine import Machine, run_machine
from fastbt.strategies.compiled import compiled
from fastbt.strategies.strategy import Strategy
from tests.kernels.market import MINUTE, buy, cancel, market
from tests.reference.chance import SUBMIT, up_to
from tests.results.stories import told
from tests.simulation.test_callbacks import play

pytestmark = pytest.mark.filterwarnings("ignore::fastbt.errors.FastbtWarning")
RISING = [str(100 + k) for k in range(12)]
DAY = 24 * 60 * MINUTE


def test_entries_are_compiled_for_runs_with_latency_only() -> None:
    orders = [buy(0, 1), cancel(1, 0)]
    late = {"deliver", "delay_cancel", "delay_modify", "delay_report"}
    assert not late & set(Machine(market(RISING, orders)).entries())
    found = set(Machine(market(RISING, orders, latency=bt.Latency())).entries())
    assert late & found == {"deliver", "delay_cancel"}
    assert "closing" not in found
    assert "closing" in Machine(market(RISING, orders, latency=bt.Latency(), latency_in_bar="close")).entries()


def heard(report: float) -> list[tuple[str, int]]:
    """Order events as a class strategy hears them: kind, and the row before whose ``on_bar`` it was."""
    log: list[tuple[str, int]] = []
    bars = [0]

    class Listens(Strategy):
        def on_bar(self, bar: Any) -> None:
            bars[0] = bar.row + 1
            if bar.row == 0:
                self.buy(2, stop_loss=0.5)
                self.buy(0)

        def on_order_event(self, event: Any) -> None:
            log.append((EventKind(int(event.kind)).name, bars[0]))

    play(Listens(), market(RISING, latency=bt.Latency(report=int(report * MINUTE))))
    return log


def test_reports_are_told_late_and_refusals_at_once() -> None:
    fill = ["ORDER_ACCEPTED", "ORDER_FILLED", "ORDER_ACCEPTED"]
    assert heard(0) == [("ORDER_DENIED", 1), *((kind, 1) for kind in fill)]
    assert heard(1) == [("ORDER_DENIED", 1), *((kind, 2) for kind in fill)]
    assert heard(2.5) == [("ORDER_DENIED", 1), *((kind, 4) for kind in fill)]
    assert heard(100) == [("ORDER_DENIED", 1)]


def test_a_compiled_strategy_hears_late_too() -> None:
    @compiled
    def listens(ctx, p):
        if ctx.row == 0:
            ctx.buy(2)

    @listens.on_order_event
    def _(ctx, p, event):
        if event.kind == 13 and event.order == 0:
            ctx.sell(2)

    for report, row in ((0, 1), (1, 2), (2.5, 4)):
        output = play(listens, market(RISING, latency=bt.Latency(report=int(report * MINUTE))))
        assert output.orders["row_init"].tolist() == [0, row]


def test_jitter_is_a_function_of_seed_order_and_time() -> None:
    orders = [buy(row, 1) for row in range(8)]
    venue: dict[str, Any] = {"latency": bt.Latency(submit=5, jitter=3 * MINUTE)}
    seven = run_machine(market(RISING, orders, seed=7, **venue)).orders
    wanted = [
        MINUTE * (row + 1) + 5 + up_to(7, SUBMIT, row, MINUTE * (row + 1), 3 * MINUTE) for row in range(8)
    ]
    assert seven["live_from"].tolist() == wanted
    eight = run_machine(market(RISING, orders, seed=8, **venue)).orders
    assert seven["live_from"].tolist() != eight["live_from"].tolist()


def test_any_cut_of_a_run_gives_the_same() -> None:
    orders = [row for k in range(8) for row in (buy(k, 1, limit=90), cancel(k + 1, 2 * k))]
    latency = bt.Latency(submit=MINUTE // 2, cancel=2 * MINUTE, jitter=MINUTE)
    whole = run_machine(market(RISING, orders, latency=latency))
    pieces = run_machine(market(RISING, orders, latency=latency), cut=range(12))
    for pool in ("orders", "changes"):
        for name in getattr(whole, pool).dtype.names:
            assert np.array_equal(getattr(whole, pool)[name], getattr(pieces, pool)[name]), name


def test_a_machine_runs_again_after_a_reset() -> None:
    lowered = market(RISING, [buy(0, 1, limit=90), cancel(2, 0)], latency=bt.Latency(cancel=3 * MINUTE))
    machine = Machine(lowered)
    first = run_machine(lowered, machine=machine).orders["status"].tolist()
    machine.reset()
    assert run_machine(lowered, machine=machine).orders["status"].tolist() == first


def test_short_latencies_warn() -> None:
    with pytest.warns(bt.FastbtWarning, match="arrives 5,000,000 ns at most after it is sent, the shortest bar has 86,400,"):
        told({}, latency=bt.Latency(submit="5ms"))
    with pytest.warns(bt.FastbtWarning, match=r"acts at its close \(latency_in_bar\)"):
        told({}, latency=bt.Latency(submit="5ms"), latency_in_bar="close")


@pytest.mark.filterwarnings("error::fastbt.errors.FastbtWarning")
@pytest.mark.parametrize("latency", [bt.Latency(submit="1d"), bt.Latency(cancel="5ms")])
def test_no_warning_where_bars_can_show_it(latency: bt.Latency) -> None:
    told({}, latency=latency)


def test_explaining_a_cancel_on_its_way() -> None:
    run = told(
        {"order_type": "LIMIT", "price": 50.0},
        {"ts": "2024-01-03", "action": "cancel", "client_order_id": "o1"},
        latency=bt.Latency(cancel="36h"),
    )
    text = " ".join(str(run.explain("o1")).split())
    assert "2024-01-03 a cancel is on its way" in text
    assert "2024-01-05 canceled: the strategy canceled it" in text
    order = run.replay().orders["o1"]
    assert [type(event).__name__ for event in order.events][-2:] == ["OrderPendingCancel", "OrderCanceled"]


def test_settings_show_latency() -> None:
    shown = told({}, latency=bt.Latency(submit="1d")).settings["venue"]
    assert (shown["latency"]["submit"], shown["latency_in_bar"]) == (DAY, "wait")
