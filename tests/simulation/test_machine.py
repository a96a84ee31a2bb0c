"""One run, however it is cut, repeated or reset (decision 3, rule O4)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fastbt.codes import RunStatus
from fastbt.errors import KernelError
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import BOOKS, POOLS, Machine, run_machine
from tests.kernels.draw import random_run, random_signal_run
from tests.kernels.market import MINUTE, buy, close, fills, market, run, same, sell, with_columns

LINKS = {"orders": ("next", "previous", "next_open", "previous_open")}
"""Places in lists: written only while an order is in them."""


def assert_equal(one: RunOutput, two: RunOutput) -> None:
    """Every pool, balance, instrument and equity row, bit by bit."""
    for name in ("orders", "fills", "positions", "changes", "brackets"):
        assert same(getattr(one, name), getattr(two, name), LINKS.get(name, ())), name
    assert same(one.balances, two.balances)
    assert same(one.accounts, two.accounts)
    memory = tuple(f"{book}{part}" for book in BOOKS for part in ("", "_capacity"))
    assert same(one.instruments, two.instruments, memory)
    assert (one.equity == two.equity).all()
    assert (one.gross is None) == (two.gross is None)
    assert one.gross is None or (one.gross == two.gross).all()


@pytest.mark.parametrize("instruments", [1, 3])
@pytest.mark.parametrize("draw", [random_run, random_signal_run])
def test_two_runs_are_equal(draw: Callable[..., Lowered], instruments: int) -> None:
    for seed in range(300, 306):
        assert_equal(run_machine(draw(seed, instruments)), run_machine(draw(seed, instruments)))


def test_runs_in_threads_are_equal() -> None:
    """Side by side, without the interpreter's lock: no run reaches into another's memory."""
    seeds = range(340, 364)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda seed: run_machine(random_run(seed, 2)), seeds))
    for seed, output in zip(seeds, found, strict=True):
        assert_equal(run_machine(random_run(seed, 2)), output)


@pytest.mark.parametrize("pieces", [2, 7, None])
@pytest.mark.parametrize("instruments", [1, 3])
@pytest.mark.parametrize("draw", [random_run, random_signal_run])
def test_a_cut_changes_nothing(draw: Callable[..., Lowered], instruments: int, pieces: int | None) -> None:
    """In two, in seven, after every group: resting orders, brackets, time stops, GTD orders and closes at the end go on."""
    found = 0
    for seed in range(310, 325):
        lowered = draw(seed, instruments)
        groups = lowered.columns.groups
        cut = range(1, groups) if pieces is None else [groups * k // pieces for k in range(1, pieces)]
        whole = run_machine(lowered)
        assert_equal(whole, run_machine(lowered, cut=cut))
        found += len(whole.fills)
    assert found > 100


def test_what_is_cut_has_everything_in_it() -> None:
    """The draws above hold what a cut could lose: brackets, time stops, expiries, fills at this close."""
    kinds = {
        "brackets": 0,
        "time stops": 0,
        "expired": 0,
        "this_close": 0,
        "resting": 0,
        "closed at the end": 0,
    }
    for seed in range(310, 325):
        for instruments in (1, 3):
            lowered = random_run(seed, instruments)
            output = run_machine(lowered)
            kinds["brackets"] += len(output.brackets)
            kinds["time stops"] += int((output.fills["cause"] == 4).sum())
            kinds["expired"] += int((output.orders["status"] == 6).sum())
            kinds["this_close"] += int((output.fills["point"] == 2).sum())
            kinds["resting"] += int(
                (output.fills["row"] > output.orders["row_accepted"][output.fills["order"]]).sum()
            )
            kinds["closed at the end"] += int((output.fills["cause"] == 9).sum())
    assert min(kinds.values()) >= 3, kinds


@pytest.mark.parametrize("instruments", [1, 3])
def test_a_machine_that_is_reset_is_a_new_one(instruments: int) -> None:
    for seed in range(330, 340):
        for draw in (random_run, random_signal_run):
            lowered = draw(seed, instruments)
            machine = Machine(lowered)
            first = run_machine(lowered, machine=machine)
            equity = first.equity.copy()
            machine.reset()
            assert [int(machine.run[f"{name}_count"][0]) for name in POOLS] == [0] * len(POOLS)
            again = run_machine(lowered, machine=machine)
            assert_equal(run_machine(lowered), again)
            assert (equity == again.equity).all()


def test_reset_in_the_middle() -> None:
    lowered = random_run(7, 2)
    machine = Machine(lowered)
    machine.advance(20)
    machine.reset()
    assert_equal(run_machine(lowered), run_machine(lowered, machine=machine))


def test_reset_after_an_error() -> None:
    lowered = market(["100"] * 4, [buy(0, 2**40)], account_type="MARGIN", cash=2**61)
    high = np.array([100, 100, 2**40, 100])
    machine = Machine(with_columns(lowered, close=high, high=high))
    for _ in range(2):
        with pytest.raises(KernelError, match="OVERFLOW"):
            machine.advance(4)
        machine.reset()
        assert machine.run["status"] == RunStatus.DONE
        machine.advance(1)


def test_what_came_out_is_kept_when_the_machine_goes_on() -> None:
    """Pools are copied out; a later run of the same machine does not reach into them."""
    lowered = market(["100", "101", "102", "103"], [buy(0, 1), buy(1, 2), close(2)])
    machine = Machine(lowered)
    machine.advance(2)
    first = machine.output()
    machine.advance(4)
    assert (len(first.orders), len(first.fills)) == (2, 1)
    assert (first.fills["price"][0], first.instruments["held"][0]) == (101, 1)
    assert len(machine.output().fills) == 3


def test_lowered_can_be_run_again() -> None:
    """The machine works on copies of instruments, balances, accounts and commands."""
    lowered = random_run(3, 2)
    before = {
        name: getattr(lowered, name).copy()
        for name in ("instruments", "balances", "accounts", "commands", "venues", "fees")
    }
    first = run_machine(lowered)
    for name, kept in before.items():
        assert same(getattr(lowered, name), kept), name
    assert_equal(first, run_machine(lowered))


# ------------------------------------------------------------------------------------------------ errors, progress, memory


@pytest.mark.parametrize(
    ("orders", "row", "instrument"),
    [
        ([buy(1, 1, instrument=1), buy(2, 2**40, instrument=1)], 5, "B.SIM"),
    ],
)
def test_an_overflow_names_where_it_happened(orders: list[dict[str, int]], row: int, instrument: str) -> None:
    """Huge price x quantity: row, time and instrument are those of the order that could not be valued."""
    lowered = market({"A": ["100"] * 5, "B": ["100"] * 5}, orders, account_type="MARGIN", cash=2**61)
    huge = np.full(10, 2**40)
    with pytest.raises(KernelError) as caught:
        run_machine(with_columns(lowered, open=huge, high=huge, low=huge, close=huge))
    error = caught.value
    assert (error.status, error.row, error.time, error.instrument) == (
        RunStatus.OVERFLOW,
        row,
        3 * MINUTE,
        instrument,
    )
    place = f"(status OVERFLOW, row {row}, time 1970-01-01T00:03:00Z, instrument {instrument})"
    assert str(error).startswith("an amount left")
    assert str(error).endswith(place)


def test_an_overflow_names_the_instrument_of_an_order_being_sent() -> None:
    """B has no bar in the second minute: the order is sent on A's row, and it is B's price that is too large."""
    bars = {"A": ["100"] * 3, "B": ["100", None, "100"]}
    lowered = market(bars, [buy(1, 2**40, instrument=1)], account_type="MARGIN", cash=2**61)
    huge = np.full(5, 2**40)
    with pytest.raises(KernelError) as caught:
        run_machine(with_columns(lowered, open=huge, high=huge, low=huge, close=huge))
    error = caught.value
    assert (error.status, error.row, error.time, error.instrument) == (
        RunStatus.OVERFLOW,
        2,
        2 * MINUTE,
        "B.SIM",
    )


def test_the_state_up_to_an_error_is_kept() -> None:
    lowered = market(["100"] * 4, [buy(0, 2**30)], account_type="MARGIN", cash=2**61)
    high = np.array([100, 100, 2**40, 100])
    machine = Machine(with_columns(lowered, close=high, high=high))
    with pytest.raises(KernelError):
        machine.advance(4)
    assert fills(machine.output()) == [(0, 1, 2**30, 100)]
    with pytest.raises(KernelError):  # it does not go on as if nothing had happened
        machine.advance(4)


def test_progress_is_told_between_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastbt.simulation.machine.PIECE", 3)
    told: list[tuple[int, int]] = []
    lowered = random_run(5, 1, 10)
    output = run_machine(lowered, progress=lambda done, of: told.append((done, of)))
    assert told == [(3, 10), (6, 10), (9, 10), (10, 10)]
    assert_equal(output, run_machine(lowered))
    assert output.seconds > 0


def resident() -> int:
    """Memory of this process that is really there, bytes."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_runs_give_their_memory_back() -> None:
    """200 runs of some megabytes each; what one run holds must not add up."""
    orders = [buy(0, 1) if n % 2 else sell(0, 1, limit=150 + n % 90) for n in range(4_000)]
    lowered = market(["100", "100", "100"], orders, account_type="MARGIN")
    for _ in range(20):
        run_machine(lowered)
    gc.collect()
    before = resident()
    for _ in range(200):
        run_machine(lowered)
    gc.collect()
    assert resident() - before < 20 * 2**20  # a run's pools are 1.5 MB


def test_a_run_of_one_row() -> None:
    output = run(["100"], [buy(0, 1)])
    assert (len(output.orders), len(output.fills), output.equity.tolist()) == (1, 0, [10**12])
