"""The driver of ticks: quiet stretches equal the row by row way, and any cut into pieces gives the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fastbt.simulation.machine import Machine
from tests.kernels.quotes import lowered, machine

LENGTH = 400


def drawn(kind: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """A walk of one kind of tick with orders now and then, some of which rest for long."""
    rng = np.random.default_rng(5)
    bids = 100 + np.cumsum(rng.integers(-2, 3, LENGTH))
    rows: list[Any] = [int(bid) for bid in bids]
    if kind == "quotes":
        rows = [(bid, bid + int(wide)) for bid, wide in zip(rows, rng.integers(1, 5, LENGTH), strict=True)]
    orders: list[dict[str, Any]] = []
    for at in range(0, LENGTH - 20, 25):
        side = "BUY" if rng.integers(2) else "SELL"
        word = ("price", "trigger_price", None)[int(rng.integers(3))]
        order = {"at": at, "side": side, "quantity": 1}
        orders.append(order | ({} if word is None else {word: int(bids[at]) + int(rng.integers(-4, 5))}))
    return rows, orders


def outcome(done: Machine) -> tuple[Any, ...]:
    output = done.output()
    names = ("mark", "held", "rows_seen", "current_row", "bid", "ask", "middle", "quote_row")
    return (
        output.equity.tolist(),
        output.fills.tolist(),
        [row["status"] for row in output.orders],
        [int(output.instruments[name][0]) for name in names],
        output.balances.tolist(),
    )


@pytest.mark.parametrize("kind", ["quotes", "prints"])
@pytest.mark.parametrize("mark", ["close_side", "mid"])
def test_quiet_stretches_change_nothing(kind: str, mark: str):
    rows, orders = drawn(kind)
    run = lowered(rows, orders, mark_price=mark)
    quiet, careful = Machine(run), Machine(run)
    assert int(quiet.run["plain_ticks"][0]) == 1
    careful.run["plain_ticks"] = 0
    for done in (quiet, careful):
        done.advance(LENGTH)
    assert outcome(quiet) == outcome(careful)
    assert len(quiet.output().fills) > 5


@pytest.mark.parametrize("plain", [0, 1])
def test_any_cut_gives_the_same(plain: int):
    run = lowered(*drawn("quotes"))
    whole, cut = Machine(run), Machine(run)
    cut.run["plain_ticks"] = whole.run["plain_ticks"] = plain
    whole.advance(LENGTH)
    for until in (1, 2, 50, 51, 52, 199, 333, LENGTH):
        cut.advance(until)
    assert outcome(whole) == outcome(cut)


def test_a_reset_machine_runs_again():
    done = machine(*drawn("quotes"))
    done.advance(LENGTH)
    first = outcome(done)
    done.reset()
    done.advance(LENGTH)
    assert outcome(done) == first


def test_ticks_of_two_kinds_are_not_plain():
    rows, orders = drawn("quotes")
    rows[3] = 100
    assert int(machine(rows, orders).run["plain_ticks"][0]) == 0
