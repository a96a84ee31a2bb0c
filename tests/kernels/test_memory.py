"""Records and numbers at addresses, and pools that grow (``kernels/memory.py``)."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.errors import KernelError
from fastbt.kernels import memory, state
from fastbt.kernels.jit import entry
from fastbt.simulation.machine import POOLS, Machine
from tests.kernels.market import buy, cancel, ends, market, run, sell


@entry
def touch_numbers(address: int, _: int) -> int:
    """Double an int64, an int32, a float64 and a byte; move four bytes, clear two."""
    memory.put_i64(address, 1, memory.i64_at(address, 0) * 2)
    memory.put_i32(address, 5, memory.i32_at(address, 4) * 2)
    memory.put_f64(address, 4, memory.f64_at(address, 3) * 2)
    memory.put_u8(address, 41, memory.u8_at(address, 40) * 2)
    memory.move_bytes(address + 49, address + 48, 4)
    memory.clear_bytes(address + 56, 2)
    memory.prefetch(address, 1)
    return memory.count_trailing_zeros(memory.i64_at(address, 0))


@entry
def fill_pool(run: int, count: int) -> int:
    """Append to the pool of changes; the sum of the indices, -1 when memory is out."""
    total = 0
    for k in range(count):
        index = memory.append(run, run + memory.CHANGES, memory.CHANGE_SIZE)
        if index < 0:
            return -1
        memory.change_at(memory.run_at(run, 0).changes, index).sequence = k * k
        total += index
    return total


def test_numbers_at_addresses() -> None:
    block = np.zeros(8, np.int64)
    block[0] = 40
    block.view(np.int32)[4] = -3
    block.view(np.float64)[3] = 1.25
    block.view(np.uint8)[40] = 100
    block.view(np.uint8)[48:52] = 1, 2, 3, 4
    block[7] = -1
    assert touch_numbers.call(block.ctypes.data, 0) == 3  # 40 = 0b101000
    assert block[1] == 80
    assert block.view(np.int32)[5] == -6
    assert block.view(np.float64)[4] == 2.5
    assert block.view(np.uint8)[41] == 200
    assert block.view(np.uint8)[48:54].tolist() == [1, 1, 2, 3, 4, 0]
    assert block.view(np.uint8)[56:].tolist() == [0, 0, *[255] * 6]


def test_a_pool_grows_and_keeps_what_it_holds() -> None:
    machine = Machine(market(["100"]))
    count = 100_000
    assert fill_pool.call(machine.address, count) == count * (count - 1) // 2
    held = machine.output().changes["sequence"]
    assert (held == np.arange(count) ** 2).all()
    assert machine.run["changes_count"] == count
    assert count <= machine.run["changes_capacity"] < 4 * count


def test_every_pool_is_where_the_machine_says() -> None:
    """The kernel's byte offsets and record sizes are those of the records that Python reads."""
    for name, dtype in POOLS.items():
        offset, size = memory._pool_place(name)
        assert (offset, size) == (state.RUN.fields[name][1], dtype.itemsize)
        assert state.RUN.fields[f"{name}_count"][1] == offset + 8
        assert state.RUN.fields[f"{name}_capacity"][1] == offset + 16


def test_a_hundred_thousand_orders_on_one_bar() -> None:
    count = 100_000
    orders = [buy(0, 1 + n % 7) if n % 2 == 0 else sell(0, 1 + n % 7) for n in range(count)]
    output = run(["100", "100 105 95 101", "102"], orders, account_type="MARGIN")
    assert len(output.orders) == len(output.fills) == count
    assert (output.fills["order"] == np.arange(count)).all()
    assert (output.fills["row"] == 1).all()
    assert (output.fills["quantity"] == 1 + np.arange(count) % 7).all()
    held = int((output.fills["side"] * output.fills["quantity"]).sum())
    assert output.instruments["held"][0] == held
    assert output.equity[2] - output.equity[0] == held * 2  # bought and sold at 100, marked at 102


def test_books_of_ten_thousand_orders() -> None:
    """Far from the market first, near it first, all at one level; then a bar that reaches every one."""
    count = 10_000
    orders = [buy(0, 1, limit=90 - n % 50) for n in range(count)] + [
        sell(0, 1, limit=110 + n % 50) for n in range(count)
    ]
    output = run(["100", "100", "100 200 10 100"], orders, account_type="MARGIN", bar_path="OHLC")
    assert len(output.fills) == 2 * count
    assert (np.diff(output.fills["price"][:count]) >= 0).all()  # up to the high: the nearest sale first
    assert (np.diff(output.fills["price"][count:]) <= 0).all()  # down to the low: the nearest buy first
    assert output.instruments["held"][0] == 0


def no_memory(machine: Machine) -> object:
    """Let the machine ask for memory in vain; keep what is returned."""
    refuse = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(lambda _address, _size: 0)
    machine.run["reallocate"] = ctypes.cast(refuse, ctypes.c_void_p).value
    return refuse


@pytest.mark.parametrize(
    "orders",
    [
        [buy(1, 1)],
        [buy(1, 1, limit=90, expire=10**15, stop=80, target=120)],
        [buy(1, 1), sell(1, 1, trigger=95, reduce_only=True)],
    ],
    ids=["order", "bracket", "stop"],
)
def test_when_memory_is_out_the_run_ends_with_its_row(orders: list[dict[str, int]]) -> None:
    machine = Machine(market(["100", "100", "100 110 90 100"], orders, account_type="MARGIN"))
    kept = no_memory(machine)
    with pytest.raises(
        KernelError,
        match=r"memory is out \(status OUT_OF_MEMORY, row 1, time 1970-01-01T00:02:00Z, instrument X.SIM\)",
    ):
        machine.advance(3)
    assert machine.run["status"] == RunStatus.OUT_OF_MEMORY
    assert kept is not None


def test_memory_that_runs_out_later_ends_the_run_too() -> None:
    """Orders, fills and positions have room already; the pool that is full first ends the run."""
    orders = [buy(0, 1) for _ in range(200)] + [buy(2, 1) for _ in range(200)]
    machine = Machine(market(["100"] * 5, orders, account_type="MARGIN"))
    machine.advance(2)
    kept = no_memory(machine)
    with pytest.raises(KernelError, match="OUT_OF_MEMORY, row 2"):
        machine.advance(5)
    output = machine.output()
    assert (len(output.orders), len(output.fills)) == (256, 200)
    assert (output.fills["price"] == 100).all()
    assert kept is not None


def test_pools_of_one_run_are_not_those_of_another() -> None:
    first = run(["100", "101"], [buy(0, 1)])
    second = run(["100", "101", "102"], [buy(0, 2), cancel(0, 0), buy(1, 3)])
    assert first.orders["quantity"].tolist() == [1]
    assert ends(first) == ["FILLED"]
    assert ends(second) == ["CANCELED BY_USER", "FILLED"]
