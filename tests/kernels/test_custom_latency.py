"""Latency by a function of the user's own in the kernel: what it is told of a message, and what ends a run."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.codes import MessageKind, OrderType, RunStatus
from fastbt.errors import KernelError
from fastbt.simulation.machine import Machine, run_machine
from fastbt.strategies.strategy import Strategy
from tests.kernels.market import MINUTE, buy, cancel, market, sell
from tests.reference.chance import CANCEL, SUBMIT, up_to
from tests.simulation.test_callbacks import play

pytestmark = pytest.mark.filterwarnings("ignore::fastbt.errors.FastbtWarning")
RISING = [str(100 + k) for k in range(12)]
LONGEST = 2**50


def own(function: Any, **words: Any) -> dict[str, Any]:
    """Venue options: a latency by a function."""
    return {"latency": bt.CustomLatency(function, **({"longest": LONGEST} | words))}


def lives_from(orders: list[Any], **venue: Any) -> list[int]:
    """When each order is at the venue, ns after the end of its row."""
    sent = run_machine(market(RISING, orders, account_type="MARGIN", **venue)).orders
    return [int(ns) - MINUTE * (int(row) + 1) for ns, row in zip(sent["live_from"], sent["row_init"], strict=True)]


def digits(message: Any, p: Any) -> int:
    """One digit for each thing that a latency is told, if it is what it should be."""
    found = 1 if message.quantity == 3 and message.filled == 0 else 0
    found += 10 if message.kind == p.submit and message.ts == 2 * p.minute else 0
    found += 100 if message.side == -1 and message.order_type == p.limit else 0
    return found + (1000 if message.reduce_only == 1 and message.instrument == 0 else 0)


def test_what_it_is_told_of_an_order() -> None:
    params = {"submit": int(MessageKind.SUBMIT), "limit": int(OrderType.LIMIT), "minute": MINUTE}
    for exact in (False, True):
        venue = own(digits, params=params, exact=exact)
        assert lives_from([sell(1, 3, limit=120)], **venue) == [111]
        assert lives_from([buy(0, 2), sell(1, 3, reduce_only=True)], **venue) == [0, 1011]


def test_a_quantity_that_is_found_at_the_fill_is_not_known() -> None:
    signals = {"entries": [True] + [False] * 11, "size": bt.percent_of_equity(0.5)}
    for function, exact in (
        (lambda message: 1.0 if message.quantity != message.quantity else 2.0, False),
        (lambda message: 1 if message.quantity == -(2**63) else 2, True),
    ):
        sent = run_machine(market(RISING, signals=signals, **own(function, exact=exact))).orders
        assert sent["live_from"].tolist() == [MINUTE + 1]


def test_chance_is_a_function_of_seed_kind_order_and_time() -> None:
    orders = [buy(row, 1) for row in range(4)]
    wanted = [up_to(7, SUBMIT, row, MINUTE * (row + 1), 10**12 - 1) for row in range(4)]
    assert lives_from(orders, seed=7, **own(lambda message: message.chance, exact=True)) == wanted
    assert lives_from(orders, seed=7, **own(lambda message: message.chance * 1e12)) == wanted
    assert lives_from(orders, seed=8, **own(lambda message: message.chance, exact=True)) != wanted
    of_cancels = own(lambda message: message.chance if message.kind == 3 else 0, exact=True)
    machine = Machine(market(RISING, [buy(0, 1, limit=1), cancel(1, 0)], **of_cancels))
    machine.advance(2)
    drawn = up_to(0, CANCEL, 0, 2 * MINUTE, 10**12 - 1)
    assert int(machine.run["next_arrival"][0]) == 2 * MINUTE + drawn - 1


@pytest.mark.parametrize(("answer", "wanted"), [(0.4, 0), (0.5, 1), (2.5, 3), (-1e-9, 0), (float(LONGEST), LONGEST)])
def test_an_answer_is_rounded_to_a_nanosecond(answer: float, wanted: int) -> None:
    venue = own(lambda message, p: p.answer, params={"answer": answer})
    assert lives_from([buy(0, 1)], **venue) == [wanted]


def test_reports_are_told_by_it() -> None:
    heard: list[int] = []

    class Listens(Strategy):
        def on_bar(self, bar: Any) -> None:
            heard.append(0)
            if bar.row == 0:
                self.buy(2)

        def on_order_event(self, event: Any) -> None:
            heard[-1] += 1

    venue = own(lambda message: 150e9 if message.kind == 4 else 0.0)
    play(Listens(), market(RISING, **venue))
    assert heard.index(2) == 3  # filled in row 1, told before that of row 4: two and a half minutes later
    with pytest.raises(KernelError, match=r"answered -1\.0, but a message takes zero nanoseconds or more"):
        play(Listens(), market(RISING, **own(lambda message: -1.0 if message.kind == 4 else 0.0)))


def raises(message: Any) -> float:
    if message.quantity > 0:
        raise ValueError("the line is down")
    return 0.0


@pytest.mark.parametrize(
    ("function", "exact", "said"),
    [
        (raises, False, "latency: raises raised ValueError: the line is down"),
        (lambda message: message.chance * float("nan"), False, "latency: <lambda> answered NaN"),
        (lambda message: 1e30, False, "answered 1e.30, which 64 bits do not hold"),
        (lambda message: 2**62, True, "which 64 bits do not hold"),
        (lambda message: -0.5, False, "answered -0.5, but a message takes zero nanoseconds or more"),
        (lambda message: -1, True, "answered -1, but a message"),
        (lambda message: 5.6e3, False, r"answered 5600.0, but longest=5000 says that no message takes so many ns"),
        (lambda message: 5001, True, "answered 5001, but longest=5000"),
    ],
)
def test_what_ends_a_run(function: Any, exact: bool, said: str) -> None:
    """The error names model, row and order."""
    machine = Machine(market(RISING, [buy(1, 1)], **own(function, exact=exact, longest=5000)))
    with pytest.raises(KernelError, match=said) as caught:
        run_machine(machine.lowered, machine=machine)
    assert caught.value.status is RunStatus.MODEL_ERROR
    assert caught.value.row == 1
    assert "asked about order O-S-1" in str(caught.value)
    machine.reset()
    assert machine.custom.records["problem"].tolist() == [0]


def test_a_cancel_ends_a_run_too() -> None:
    venue = own(lambda message: -1 if message.kind == 3 else 0, exact=True)
    with pytest.raises(KernelError, match="asked about order O-S-1") as caught:
        run_machine(market(RISING, [buy(0, 1, limit=1), cancel(2, 0)], **venue))
    assert caught.value.row == 2


def test_its_entry_takes_the_place_of_the_built_in_one() -> None:
    own_entries = Machine(market(RISING, [buy(0, 1)], **own(lambda message: 0.0))).entries()
    built_in = Machine(market(RISING, [buy(0, 1)], latency=bt.Latency())).entries()
    assert set(own_entries) == set(built_in)
    assert [name for name in built_in if own_entries[name] is not built_in[name]] == ["message_time"]
    assert "message_time" not in Machine(market(RISING, [buy(0, 1)])).entries()


def test_a_second_run_and_cuts_give_the_same() -> None:
    orders = [buy(0, 1, limit=90) for _ in range(9)] + [cancel(3, k) for k in range(9)]
    machine = Machine(market(RISING, orders, **own(lambda message: message.chance * 3e11)))
    whole = run_machine(machine.lowered, machine=machine)
    machine.reset()
    again = run_machine(machine.lowered, machine=machine, cut=range(12))
    assert whole.orders.tobytes() == again.orders.tobytes()
    assert whole.changes.tobytes() == again.changes.tobytes()
    assert len(whole.changes) > 2
