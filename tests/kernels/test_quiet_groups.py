"""Quiet stretches of many instruments: marking them in one go leaves what group by group leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from fastbt.kernels.quiet_groups import WORTHWHILE
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import Machine, run_machine
from tests.kernels.market import buy, fills, market, same
from tests.kernels.plain import run_plain
from tests.kernels.test_advance import assert_same

GROUPS = 120


def drawn(seed: int, count: int = 3, missing: float = 0.0, **options: Any) -> Lowered:
    """Random walks with targets on some rows; ``missing``: share of rows that are not there."""
    rng = np.random.default_rng(seed)
    bars: dict[str, list[str | None]] = {}
    for name in "ABCDEFGH"[:count]:
        closes = 1_000 + np.cumsum(rng.integers(-9, 10, GROUPS))
        gone = rng.random(GROUPS) < missing
        gone[0] = False
        bars[name] = [None if g else f"{c} {c + 3} {c - 3} {c}" for c, g in zip(closes, gone, strict=True)]
    rows = sum(bar is not None for column in bars.values() for bar in column)
    low = 0.0 if options.get("account_type", "CASH") == "CASH" else -0.3
    weights = [float(w) if acts else None for w, acts in zip(rng.uniform(low, 0.3, rows), rng.random(rows) < 0.03, strict=True)]
    return market(bars, targets={"weight": weights}, cash=1_000_000, **options)


def same_in_all(one: RunOutput, two: RunOutput) -> None:
    """Equal to the last field: instruments and positions are up to date at the end of every stretch."""
    for name in ("orders", "fills", "positions", "instruments", "balances", "accounts"):
        assert same(getattr(one, name), getattr(two, name)), name
    assert (one.equity == two.equity).all()
    assert (one.gross == two.gross).all()


def quiet_rows(lowered: Lowered) -> int:
    """Rows of the last quiet stretch of a run."""
    machine = Machine(lowered)
    run_machine(lowered, machine=machine)
    return int(machine.markings["seen"].sum())


def each(lowered: Lowered) -> Iterable[int]:
    """A cut after every group: no stretch is long enough to be quiet."""
    return range(1, lowered.columns.groups)


MARKETS = {
    "dense": {},
    "dense, rounded": {"instrument": {"size_precision": 3}},
    "dense, short": {"account_type": "MARGIN"},
    "sparse": {"missing": 0.2},
    "sparse, rounded, short": {"missing": 0.2, "instrument": {"size_precision": 2}, "account_type": "MARGIN"},
}


@pytest.mark.parametrize("options", MARKETS.values(), ids=MARKETS)
def test_a_stretch_leaves_what_single_groups_leave(options: dict[str, Any]) -> None:
    for seed in range(6):
        whole = run_machine(drawn(seed, **options))
        assert len(whole.fills) > 3
        same_in_all(whole, run_machine(drawn(seed, **options), cut=each(drawn(seed, **options))))
        same_in_all(whole, run_machine(drawn(seed, **options), cut=[7, 50, 51, 90]))
        assert_same(whole, run_plain(drawn(seed, **options)))


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_equity_by_hand(missing: float) -> None:
    """Cash and what is held at its last price, in plain numbers, at every group."""
    lowered = drawn(11, missing=missing)
    output = run_machine(lowered)
    assert quiet_rows(drawn(11, missing=missing)) > 0
    held, last, cash = [0] * 3, [0] * 3, 1_000_000
    by_row = {row: (k, lots, price) for k, row, lots, price in zip(
        output.fills["instrument"], output.fills["row"], output.fills["side"] * output.fills["quantity"],
        output.fills["price"], strict=True,
    )}  # fmt: skip
    starts = lowered.columns.group_start
    for group in range(lowered.columns.groups):
        for row in range(starts[group], starts[group + 1]):
            if row in by_row:
                k, lots, price = by_row[row]
                held[k] += lots
                cash -= lots * price
            last[lowered.columns.instrument[row]] = int(lowered.columns.close[row])
        value = sum(h * p for h, p in zip(held, last, strict=True))
        assert output.equity[group] == cash + value
        assert output.gross[group] == value


def test_values_that_leave_the_range_are_marked_one_by_one() -> None:
    """Three positions below 2^62 whose sum may be above: no stretch is quiet, equity is right all the same."""
    rows = 60
    bars = {name: ["100"] * rows for name in "ABC"}
    orders = [buy(0, 10, instrument=k) for k in range(3)]
    lowered = market(bars, orders)
    assert quiet_rows(lowered) > 0
    lowered.instruments["largest_price"] = 2**62 // 25
    assert quiet_rows(lowered) == 0
    assert (run_machine(lowered).equity == 10**12).all()


def test_short_stretches_are_not_worth_it() -> None:
    bars = {name: ["100"] * WORTHWHILE for name in "ABC"}
    assert quiet_rows(market(bars)) == 0
    bars = {name: ["100"] * (WORTHWHILE + 1) for name in "ABC"}
    assert quiet_rows(market(bars)) == 3 * (WORTHWHILE + 1)


@pytest.mark.parametrize("at", [0, 1, 30, 58, 59])
def test_a_command_ends_a_stretch(at: int) -> None:
    bars = {name: ["100"] * 60 for name in "ABC"}
    output = run_machine(market(bars, [buy(at, 10, instrument=1)]))
    assert [(row, lots) for _, row, lots, _ in fills(output)] == ([(3 * at + 4, 10)] if at < 59 else [])
