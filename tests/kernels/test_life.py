"""The life of an order after it was sent (``kernels/life.py``): expiry in order, ends that pull others along, events numbered."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np
import pytest

from fastbt.codes import EventKind
from fastbt.simulation.machine import Machine, _c_library
from tests.kernels import lists
from tests.kernels.draw import random_run
from tests.kernels.market import MINUTE, Row, buy, cancel, ends, market, run, same, sell


def test_thousands_of_orders_expire_in_order_of_time_and_sequence() -> None:
    """T3.1: few times and many orders, so that most are equal; half of them end otherwise first."""
    rng = np.random.default_rng(14)
    count, groups = 4_000, 40
    rows: list[Row] = []
    for n in range(count):
        group = n * 20 // count
        rows.append(
            buy(group, 1, limit=50, expire=(group + 1) * MINUTE + int(rng.integers(1, 30)) * MINUTE // 2)
        )
    rows += [cancel(20, int(n)) for n in rng.permutation(count)[: count // 2]]
    machine = Machine(market(["100"] * groups, rows, account_type="MARGIN"))
    for group in range(1, groups + 1, 3):
        machine.advance(group)
        lists.check(machine)
    output = machine.output()
    expired = output.orders["status"] == 6
    assert 1_000 < expired.sum() < count
    ended = output.orders[expired]
    when = ended["sequence_last"].argsort()
    # those that expire in one group do so by (time, sequence)
    keys = list(
        zip(ended["row_last"][when], ended["expire"][when], np.flatnonzero(expired)[when], strict=True)
    )
    assert keys == sorted(keys)
    times = output.lowered.columns.ts_event
    assert (ended["expire"] < times[ended["row_last"]]).all()
    assert (ended["expire"] >= times[ended["row_last"] - 1]).all()


def test_an_order_lives_through_its_last_moment() -> None:
    """It expires in the first group whose time is later, not at it."""
    at_two = buy(0, 1, limit=90, expire=2 * MINUTE)
    assert ends(run(["100", "100 100 90 95", "100"], [at_two])) == ["FILLED"]
    assert ends(run(["100", "100", "100 100 90 95"], [at_two])) == ["EXPIRED EXPIRED"]
    assert ends(run(["100", "100"], [at_two])) == ["ACCEPTED"]
    assert ends(run(["100", "100"], [buy(0, 1, limit=90, expire=MINUTE)])) == ["DENIED EXPIRED"]


def test_an_order_on_its_way_expires_too() -> None:
    bars = {"A": ["100"] * 4, "B": ["10", None, None, "10"]}
    assert ends(run(bars, [buy(0, 1, instrument=1, expire=2 * MINUTE)])) == ["EXPIRED EXPIRED"]


@pytest.mark.parametrize(
    ("rows", "bars", "wanted"),
    [
        ([buy(0, 1, limit=90, stop=80, target=120), cancel(1, 0)], ["100"] * 3, "CANCELED BY_USER"),
        ([buy(0, 1, limit=90, stop=80, target=120, expire=2 * MINUTE)], ["100"] * 3, "EXPIRED EXPIRED"),
        ([buy(0, 1, limit=90, stop=80, target=120, time_in_force=1)], ["100"] * 3, "CANCELED TIME_IN_FORCE"),
        ([buy(0, 99, stop=80, target=160)], ["100", "150", "100"], "REJECTED INSUFFICIENT_CASH"),
    ],
)
def test_children_end_with_an_entry_that_never_filled(rows: list[Row], bars: list[str], wanted: str) -> None:
    """F10."""
    output = run(bars, rows, cash=10_000)
    assert ends(output) == [wanted, "CANCELED PARENT_ENDED", "CANCELED PARENT_ENDED"]
    ended = output.orders["sequence_last"]
    assert (np.diff(ended) == 1).all()


def test_children_outlive_an_entry_that_was_cut() -> None:
    rows = [buy(0, 15, stop=80, target=120)]
    output = run(["100"] * 3, rows, cash=1_000, on_insufficient_cash="cut")
    assert ends(output) == ["CANCELED CUT_TO_FUNDS", "ACCEPTED", "ACCEPTED"]
    assert output.orders["quantity"][1:].tolist() == [10, 10]


def test_a_denied_entry_has_no_children() -> None:
    output = run(["100"] * 3, [buy(0, 99, stop=80, target=120)], cash=1_000)
    assert ends(output) == ["DENIED INSUFFICIENT_CASH"]
    assert len(output.brackets) == 0


def test_a_cut_is_on_record() -> None:
    """F9: position 6, reduce-only sales of 4 and 5; the first fills, the second is cut to 2."""
    rows = [buy(0, 6), sell(1, 4, limit=110, reduce_only=True), sell(1, 5, limit=120, reduce_only=True)]
    output = run(["100", "100", "100", "100 115 100 115", "115"], rows)
    assert ends(output) == ["FILLED", "FILLED", "ACCEPTED"]
    assert output.orders["quantity"].tolist() == [6, 4, 2]
    assert output.orders["original_quantity"].tolist() == [6, 4, 5]
    change = output.changes[0]
    assert (change["kind"], change["order"], change["quantity"], change["price"]) == (
        EventKind.ORDER_UPDATED,
        2,
        2,
        120,
    )


def test_every_event_has_its_number() -> None:
    for seed in range(30, 36):
        machine = Machine(random_run(seed, 2))
        machine.advance(machine.lowered.columns.groups)
        lists.check_sequence(machine)
        assert machine.run["sequence"][0] > 100


def filled_memory(byte: int) -> tuple[object, int]:
    """A realloc whose fresh memory holds one byte everywhere, and its address."""
    library = _c_library()
    library.realloc.restype, library.realloc.argtypes = ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_size_t)
    sizes: dict[int, int] = {}

    def reallocate(address: int, size: int) -> int:
        old = sizes.pop(address, 0)
        fresh = int(library.realloc(address or None, size))
        ctypes.memset(fresh + old, byte, size - old)
        sizes[fresh] = size
        return fresh

    kind: Callable[..., object] = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
    function = kind(reallocate)
    return function, int(ctypes.cast(function, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]


def test_no_field_is_left_as_the_memory_was() -> None:
    """Checkpoints compare bit by bit: every field of every record is written, whatever memory held before."""
    outputs = []
    for byte in (0x00, 0xFF):
        machine = Machine(random_run(3, 2))
        kept, address = filled_memory(byte)
        machine.run["reallocate"] = address
        machine.advance(machine.lowered.columns.groups)
        outputs.append(machine.output())
        assert kept is not None
    for name in ("orders", "fills", "positions", "changes", "brackets"):
        one, two = (getattr(output, name) for output in outputs)
        different = [
            field
            for field in one.dtype.names
            if not same(one, two, [f for f in one.dtype.names if f != field])
        ]
        assert not different, f"{name}: {different}"
