"""A volume limit by a function of the user's own in the kernel: what it is told, how it counts, what ends a run."""

from __future__ import annotations

from typing import Any

import pytest

import fastbt as bt
from fastbt.codes import OrderType, RunStatus
from fastbt.errors import KernelError
from fastbt.simulation.entries import CAPS, OWN_LIMIT
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, market, sell

BAR = "100 110 90 105 50"
MARGIN: dict[str, Any] = {"account_type": "MARGIN"}


def own(function: Any, **words: Any) -> dict[str, Any]:
    """Venue options: a volume limit by a function."""
    return {"volume_limit": bt.CustomVolumeLimit(function, **words), **MARGIN}


def lots(orders: list[Any], **venue: Any) -> list[int]:
    """Lots of each fill on two bars."""
    return run_machine(market([BAR] * 2, orders, **venue)).fills["quantity"].tolist()


def digits(fill: Any, p: Any) -> int:
    """One digit for each thing that it is told, if it is what it should be; what was taken is left out."""
    found = 1 if fill.open == 100 and fill.high == 110 else 0
    found += 10 if fill.low == 90 and fill.close == 105 and fill.volume == 50 else 0
    found += 100 if fill.price == p.price and fill.is_maker == p.is_maker and fill.side == p.side else 0
    found += 1000 if fill.quantity == p.quantity and fill.filled == 0 and fill.instrument == 0 else 0
    found += 10000 if fill.order_type == p.type and fill.reduce_only == 0 else 0
    return found + fill.taken


@pytest.mark.parametrize("exact", [False, True])
def test_what_it_is_told(exact: bool) -> None:
    common = {"price": 100, "is_maker": 0, "side": 1, "quantity": 90000, "type": int(OrderType.MARKET)}
    assert lots([buy(0, 90000)], **own(digits, params=common, exact=exact)) == [11111]
    resting = common | {"price": 108, "is_maker": 1, "side": -1, "type": int(OrderType.LIMIT)}
    orders = [buy(0, 3), sell(0, 90000, limit=108)]
    assert lots(orders, **own(digits, params=resting, exact=exact))[-1] == 11111


def test_what_fills_took_comes_off() -> None:
    venue = own(lambda fill: fill.volume * 0.2)
    machine = Machine(market([BAR] * 3, [buy(0, 4), buy(0, 4), buy(0, 4)], **venue))
    machine.advance(2)
    assert machine.output().fills["quantity"].tolist() == [4, 4, 2]
    assert (machine.instruments["size_row"][0], machine.instruments["row_taken"][0]) == (1, 10)
    machine.advance(3)
    assert (machine.instruments["size_row"][0], machine.instruments["row_taken"][0]) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "increment", "wanted"),
    [(9.999, 1, [9]), (9.9999999, 1, [10]), (9.0, 5, [5]), (4.9, 5, []), (-1e-9, 1, []), (1e15, 1, [90])],
)
def test_an_answer_is_rounded_down_to_a_lot(answer: float, increment: int, wanted: list[int]) -> None:
    venue = own(lambda fill, p: p.answer, params={"answer": answer})
    assert lots([buy(0, 90)], instrument={"size_increment": increment}, **venue) == wanted


def raises(fill: Any) -> float:
    if fill.taken < 1:
        raise ValueError("no market")
    return 0.0


@pytest.mark.parametrize(
    ("function", "exact", "said"),
    [
        (raises, False, "volume_limit: raises raised ValueError: no market"),
        (lambda fill: fill.price * float("nan"), False, "volume_limit: <lambda> answered NaN"),
        (lambda fill: 1e30, False, "answered 1e.30, which 64 bits do not hold"),
        (lambda fill: 2**62, True, "which 64 bits do not hold"),
        (lambda fill: -0.5, False, r"answered -0\.5, but orders take zero or more of a row \(F11\)"),
        (lambda fill: -1, True, "answered -1, but orders take"),
    ],
)
def test_what_ends_a_run(function: Any, exact: bool, said: str) -> None:
    """The error names model, row and order."""
    machine = Machine(market([BAR] * 2, [buy(0, 1)], **own(function, exact=exact)))
    with pytest.raises(KernelError, match=said) as caught:
        run_machine(machine.lowered, machine=machine)
    assert caught.value.status is RunStatus.MODEL_ERROR
    assert caught.value.row == 1
    assert "asked about order O-S-1" in str(caught.value)


def test_closing_at_the_end_does_not_ask_it() -> None:
    venue = own(lambda fill: 5.0 if fill.side > 0 else -1.0)
    assert lots([buy(0, 5)], on_finish="close", **venue) == [5, 5]


def test_its_entries_take_the_place_of_the_built_in_ones() -> None:
    found = Machine(market([BAR] * 2, [buy(0, 1)], **own(lambda fill: 1.0))).entries()
    assert {name: found[name] for name in OWN_LIMIT} == OWN_LIMIT
    assert set(CAPS) <= set(found)
    plain = Machine(market([BAR] * 2, [buy(0, 1)], volume_limit=0.5)).entries()
    assert {name: plain[name] for name in CAPS} == CAPS
    assert not set(CAPS) - {"fill"} & set(Machine(market([BAR] * 2, [buy(0, 1)])).entries())


def test_a_second_run_and_cuts_give_the_same() -> None:
    orders = [buy(0, 9), sell(1, 7, limit=108), buy(1, 9, trigger=109), sell(2, 3)]
    machine = Machine(market([BAR] * 5, orders, **own(lambda fill: fill.taken / 2 + 3)))
    whole = run_machine(machine.lowered, machine=machine).fills
    machine.reset()
    again = run_machine(machine.lowered, machine=machine, cut=[1, 2, 3, 4]).fills
    assert whole.tobytes() == again.tobytes()
    assert len(whole) > 5
