"""Signals to orders (rules S1 to S4): conflicts, masks, sizes, what an entry means in each state."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from fastbt.kernels import signals, state
from fastbt.kernels.jit import entry
from fastbt.kernels.memory import i64_at
from fastbt.simulation.machine import Machine
from tests.kernels.market import ends, fills, market, run

LONG, EXIT_LONG, SHORT, EXIT_SHORT, TARGET = (
    state.SIGNAL_ENTRY_LONG,
    state.SIGNAL_EXIT_LONG,
    state.SIGNAL_ENTRY_SHORT,
    state.SIGNAL_EXIT_SHORT,
    state.SIGNAL_TARGET,
)
QUIET = ["100"] * 12


@entry
def compute(address: int, what: int) -> int:
    """``resolved`` bits of (run, bits), or the mask of a run."""
    run = i64_at(address, 0)
    if what == 0:
        return signals.mask_of(run, 0)
    return signals.resolved(run, 0, i64_at(address, 1))


def machine_of(**words: Any) -> Machine:
    words = {"entries": [False] * 12, "quantity": 1, **words}
    return Machine(market(QUIET, signals=words, account_type="MARGIN"))


def answer(machine: Machine, what: int, bits: int = 0) -> int:
    block = np.array([machine.address, bits], np.int64)
    return int(compute.call(block.ctypes.data, what))


# ------------------------------------------------------------------------------------------------ conflicts


def settled(bits: set[str], held: int, on_direction: str, on_conflict: str) -> set[str]:
    """S3 as it is written, in sets of words."""
    bits = set(bits)
    if {"long", "short"} <= bits:
        keep = {
            "ignore": None,
            "long": "long",
            "short": "short",
            "adjacent": {1: "long", -1: "short", 0: None}[held],
            "opposite": {1: "short", -1: "long", 0: None}[held],
        }[on_direction]
        bits -= {"long", "short"} - {keep}
    for direction, side in (("long", 1), ("short", -1)):
        pair = {direction, f"exit {direction}"}
        if pair <= bits:
            holding = held == side
            keep = {
                "ignore": None,
                "entry": direction,
                "exit": f"exit {direction}",
                "adjacent": direction if holding else None,
                "opposite": f"exit {direction}" if holding else None,
            }[on_conflict]
            bits -= pair - {keep}
    return bits


BITS = {"long": LONG, "exit long": EXIT_LONG, "short": SHORT, "exit short": EXIT_SHORT}


@pytest.mark.parametrize("on_direction", ["ignore", "long", "short", "adjacent", "opposite"])
@pytest.mark.parametrize("on_conflict", ["ignore", "entry", "exit", "adjacent", "opposite"])
def test_every_conflict_in_every_mode(on_direction: str, on_conflict: str) -> None:
    """S3: all sixteen combinations of signals, long, flat and short."""
    machine = machine_of(on_direction_conflict=on_direction, on_conflict=on_conflict)
    for held, given in product((-3, 0, 5), product((False, True), repeat=4)):
        words = {word for word, there in zip(BITS, given, strict=True) if there}
        machine.instruments["held"] = held
        wanted = sum(BITS[word] for word in settled(words, int(np.sign(held)), on_direction, on_conflict))
        assert answer(machine, 1, sum(BITS[word] for word in words)) == wanted, (held, words)


# ------------------------------------------------------------------------------------------------ masks

ENTRIES = LONG | SHORT


@pytest.mark.parametrize(
    ("held", "waiting", "accumulate", "replace", "mask"),
    [
        (0, 0, False, False, ENTRIES),  # flat: exits mean nothing
        (0, 0, True, True, ENTRIES),
        (5, 0, False, False, EXIT_LONG | SHORT),
        (-5, 0, False, False, EXIT_SHORT | LONG),
        (5, 0, True, False, EXIT_LONG | SHORT | LONG),
        (-5, 0, True, False, EXIT_SHORT | LONG | SHORT),
        (0, 1, False, False, EXIT_LONG | SHORT),  # a waiting entry counts as the position
        (0, -1, False, False, EXIT_SHORT | LONG),
        (0, 1, False, True, EXIT_LONG | SHORT | LONG),  # and can be replaced
        (0, -1, False, True, EXIT_SHORT | LONG | SHORT),
        (5, -1, False, False, EXIT_LONG | EXIT_SHORT | LONG | SHORT),  # a reversal on its way
        (-5, 1, False, False, EXIT_LONG | EXIT_SHORT | LONG | SHORT),
        (5, 1, False, False, EXIT_LONG | SHORT),
    ],
)
def test_bits_that_can_matter(held: int, waiting: int, accumulate: bool, replace: bool, mask: int) -> None:
    entries = [False] * 12
    machine = Machine(
        market(
            QUIET,
            signals={
                "entries": [True, *entries[1:]],
                "short_entries": entries,
                "quantity": 1,
                "limit_price": 50.0,
                "accumulate": accumulate,
            },
            account_type="MARGIN",
            waiting_entry="replace" if replace else "ignore",
        )
    )
    if waiting:
        machine.lowered.signals[0] = LONG if waiting > 0 else SHORT
        machine.advance(1)
        assert machine.instruments["entry_order"][0] == 0
    machine.instruments["held"] = held
    assert answer(machine, 0) == mask


def test_the_mask_of_a_target_is_its_bit() -> None:
    machine = Machine(
        market(QUIET, signals={"target": [1.0] * 12, "target_type": "quantity"}, account_type="MARGIN")
    )
    for held in (-1, 0, 1):
        machine.instruments["held"] = held
        assert answer(machine, 0) == TARGET


# ------------------------------------------------------------------------------------------------ runs


def at(*rows: int, count: int = 12) -> list[bool]:
    return [row in rows for row in range(count)]


def trades(bars: list[str] | None = None, **words: Any) -> list[tuple[int, int]]:
    """(row, signed quantity) of each fill on quiet bars."""
    venue = {
        name: words.pop(name) for name in ("waiting_entry", "stop_cancels_signals", "sizing") if name in words
    }
    output = run(bars or QUIET, signals={"quantity": 2, **words}, account_type="MARGIN", **venue)
    return [(row, quantity) for _, row, quantity, _ in fills(output)]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ({"entries": at(0, 2), "exits": at(4)}, [(1, 2), (5, -2)]),
        ({"entries": at(0, 2), "exits": at(4), "accumulate": True}, [(1, 2), (3, 2), (5, -4)]),
        ({"entries": at(0, 2), "exits": at(4, 6), "accumulate": "both"}, [(1, 2), (3, 2), (5, -2), (7, -2)]),
        ({"entries": at(0), "exits": at(4, 5)}, [(1, 2), (5, -2)]),
        ({"exits": at(0)}, []),
        ({"short_entries": at(0, 2), "short_exits": at(4)}, [(1, -2), (5, 2)]),
        (
            {"entries": at(0), "short_entries": at(3)},
            [(1, 2), (4, -4)],
        ),  # reverse: what is held and the new size
        ({"entries": at(0), "short_entries": at(3), "on_opposite_entry": "close"}, [(1, 2), (4, -2)]),
        ({"entries": at(0), "short_entries": at(3), "on_opposite_entry": "ignore"}, [(1, 2)]),
        ({"entries": at(0), "short_entries": at(3), "on_opposite_entry": "closereduce"}, [(1, 2), (4, -2)]),
        ({"entries": at(0), "short_entries": at(3), "on_opposite_entry": "reversereduce"}, [(1, 2), (4, -4)]),
        (
            {
                "entries": at(0, 2),
                "short_entries": at(4),
                "on_opposite_entry": "closereduce",
                "accumulate": True,
            },
            [(1, 2), (3, 2), (5, -2)],
        ),
        (
            {
                "entries": at(0),
                "short_entries": at(4, 6),
                "on_opposite_entry": "reversereduce",
                "accumulate": True,
            },
            [(1, 2), (5, -2), (7, -2)],
        ),
        ({"entries": at(0, 1), "exits": at(1), "on_conflict": "exit"}, [(1, 2), (2, -2)]),
        ({"entries": at(0, 1), "exits": at(1)}, [(1, 2)]),
    ],
)
def test_what_signals_send(words: dict[str, Any], wanted: list[tuple[int, int]]) -> None:
    words.setdefault("entries", at())
    if "short_entries" in words:
        words.setdefault("exits", at())
    assert trades(**words) == wanted


def test_an_exit_cancels_the_waiting_entry() -> None:
    words = {"entries": at(0), "exits": at(2), "limit_price": 90.0, "quantity": 1}
    output = run([*QUIET[:4], *["100 100 80 100"] * 8], signals=words)
    assert ends(output) == ["CANCELED SIGNAL_EXIT"]


def test_a_waiting_entry_is_kept_or_replaced() -> None:
    limits = [90.0, 90.0, 95.0, *[90.0] * 9]
    words = {"entries": at(0, 2), "limit_price": limits, "quantity": 1}
    bars = ["100"] * 4 + ["100 100 94 100"] * 8
    assert ends(run(bars, signals=words)) == ["ACCEPTED"]
    replaced = run(bars, signals=words, waiting_entry="replace")
    assert ends(replaced) == ["CANCELED REPLACED", "FILLED"]
    assert fills(replaced) == [(1, 4, 1, 95)]


def test_an_entry_against_a_waiting_entry_replaces_it() -> None:
    words = {
        "entries": at(0),
        "short_entries": at(2),
        "exits": at(),
        "limit_price": [90.0, 90.0, 110.0, *[90.0] * 9],
        "quantity": 1,
    }
    assert ends(run(QUIET, signals=words, account_type="MARGIN")) == ["CANCELED REPLACED", "ACCEPTED"]


def test_a_close_is_sent_once() -> None:
    """An exit is repeated while the market order waits on a bar without volume."""
    bars = ["100 100 100 100 5"] * 3 + ["100 100 100 100 0"] * 3 + ["100 100 100 100 5"] * 6
    words = {"entries": at(0), "exits": at(2, 3, 4, 5), "quantity": 3}
    output = run(bars, signals=words)
    assert ends(output) == ["FILLED", "FILLED"]
    assert [fill[1] for fill in fills(output)] == [1, 6]


def test_a_size_read_at_its_row() -> None:
    quantity = [float(n) for n in range(12)]
    assert trades(entries=at(0, 3), exits=at(5), quantity=quantity) == [(4, 3), (6, -3)]  # 0 lots are denied


def test_a_stop_may_silence_its_row() -> None:
    """S4: the stop-loss fills on row 3, where another entry stands."""
    bars = ["100", "100", "100", "100 100 90 95", *["95"] * 8]
    words = {"entries": at(0, 3), "stop_loss": 0.05}
    assert trades(bars, **words) == [(1, 2), (3, -2), (4, 2)]
    assert trades(bars, stop_cancels_signals="on", **words) == [(1, 2), (3, -2)]


@pytest.mark.parametrize(("span", "row"), [(1, 2), (2, 3), (4, 5), ("60s", 3), ("90s", 4)])
def test_time_stops(span: Any, row: int) -> None:
    """S4: the entry fills on row 1, the first of its rows; at the n-th close the order is sent and fills on the next row.

    A duration is counted from that row's end: 60 s later ends row 2, 90 s are over on row 3.
    """
    assert trades(entries=at(0), time_stop=span) == [(1, 2), (row, -2)]
