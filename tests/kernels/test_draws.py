"""Random draws as functions of seed, purpose, order and row (rule O4)."""

from __future__ import annotations

import numpy as np

from fastbt.kernels.draws import SLIPPAGE, happens, mixed
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at, put_i64
from fastbt.kernels.state import RATE
from fastbt.simulation.machine import Machine
from tests.kernels.market import market
from tests.reference import chance

WORD = 2**64


@entry
def mix(address: int, _: int) -> int:
    """``mixed`` for rows of (state, number); the answer replaces ``state``."""
    for k in range(i64_at(address, 0)):
        row = address + 8 + k * 16
        put_i64(row, 0, mixed(i64_at(row, 0), i64_at(row, 1)))
    return 0


@entry
def draw(address: int, _: int) -> int:
    """``happens`` for rows of (purpose, order, row, probability) of the run whose address comes first."""
    run = i64_at(address, 0)
    for k in range(i64_at(address, 1)):
        row = address + 16 + k * 32
        put_i64(row, 0, happens(run, i64_at(row, 0), i64_at(row, 1), i64_at(row, 2), i64_at(row, 3)))
    return 0


def drawn(seed: int, rows: list[tuple[int, int, int, int]]) -> list[int]:
    machine = Machine(market(["1"], seed=seed))
    block = np.concatenate(([machine.address, len(rows)], np.array(rows, np.int64).ravel()))
    draw.call(block.ctypes.data, 0)
    return block[2:].reshape(-1, 4)[:, 0].tolist()


def test_the_first_numbers_are_those_of_splitmix64() -> None:
    """The published sequence of seed 0: its state after n steps is n x the golden number."""
    block = np.array([1, 0, 0], np.int64)
    mix.call(block.ctypes.data, 0)
    assert int(block[1]) % WORD == 0xE220A8397B1DCDAF


def test_every_bit_as_in_whole_numbers_of_any_size() -> None:
    rng = np.random.default_rng(12)
    pairs = rng.integers(-(2**63), 2**63 - 1, (2_000, 2))
    block = np.concatenate(([len(pairs)], pairs.ravel()))
    mix.call(block.ctypes.data, 0)
    wanted = [chance.mixed(int(a) % WORD, int(b) % WORD) for a, b in pairs]
    assert [int(bits) % WORD for bits in block[1:].reshape(-1, 2)[:, 0]] == wanted


def test_a_probability_is_met_and_seeds_and_orders_differ() -> None:
    rows = [(SLIPPAGE, order, row, RATE // 4) for order in range(100) for row in range(100)]
    found = drawn(7, rows)
    assert abs(sum(found) - 2_500) < 200
    others = drawn(8, rows), drawn(7, [(SLIPPAGE + 1, *rest) for _, *rest in rows])
    for other in others:  # independent: both happen in one of sixteen
        assert abs(sum(np.array(found) & np.array(other)) - 625) < 120
    assert found == drawn(7, rows)


def test_nothing_never_happens_and_the_certain_always() -> None:
    rows = [(SLIPPAGE, order, 5, probability) for order in range(500) for probability in (0, RATE)]
    assert drawn(2**63 - 1, rows) == [0, 1] * 500
