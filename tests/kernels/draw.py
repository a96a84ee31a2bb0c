"""Random runs for the tests of the kernel, the same for the same seed: crowded markets in which much happens at once.

Prices walk between few ticks, so that levels coincide; orders of all kinds rest, expire, are canceled and cut; every option of
the venue is drawn. What a run should do is not said here: these runs are compared with themselves, cut or driven otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastbt.codes import SizeRule
from fastbt.kernels.state import RATE
from fastbt.simulation.lowered import Lowered
from fastbt.strategies.sizers import percent_of_cash, percent_of_equity, risk_percent, value
from fastbt.venues import BasisPointsSlippage, FixedSlippage, FlatFees, PercentageFees
from tests.kernels.market import MINUTE, Row, buy, cancel, cancel_all, close, market, sell

Rng = np.random.Generator


def random_bars(rng: Rng, count: int, *, gaps: bool, silent: bool) -> list[str | None]:
    """Bars between 80 and 120 ticks, with ``gaps`` not in every minute, with ``silent`` some without volume."""
    bars: list[str | None] = []
    price = int(rng.integers(90, 111))
    for _ in range(count):
        open_, close_ = (int(np.clip(price + rng.integers(-6, 7), 80, 120)) for _ in range(2))
        high, low = max(open_, close_) + int(rng.integers(0, 6)), min(open_, close_) - int(rng.integers(0, 6))
        volume = 0 if silent and rng.random() < 0.1 else 10
        bars.append(None if gaps and rng.random() < 0.2 else f"{open_} {high} {low} {close_} {volume}")
        price = close_
    return bars


def one_of(rng: Rng, *values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def random_venue(rng: Rng, *, shorts: bool = False) -> dict[str, Any]:
    """Options of ``market``; with ``shorts`` always MARGIN."""
    account = one_of(rng, "MARGIN", "MARGIN", "MARGIN" if shorts else "CASH")
    return {
        "cash": int(one_of(rng, 3_000, 20_000, 10**9)),
        "account_type": account,
        "leverage": one_of(rng, None, 4) if account == "MARGIN" else None,
        "bar_path": one_of(rng, "worst", "OHLC", "OLHC", "adaptive"),
        "fill_timing": one_of(rng, "next_open", "next_open", "this_close"),
        "limit_gap": one_of(rng, "limit", "open"),
        "stop_in_market": one_of(rng, "trigger", "reject"),
        "on_insufficient_cash": one_of(rng, "deny", "cut"),
        "on_finish": one_of(rng, "mark", "close"),
        "stops_per": one_of(rng, "entry", "position"),
        "fees": one_of(
            rng,
            None,
            PercentageFees(maker=0.001, taker=0.004),
            [PercentageFees(maker=-0.01, taker=0.02), FlatFees(2)],
        ),
        "slippage": one_of(rng, None, FixedSlippage(ticks=1), BasisPointsSlippage(bps=80)),
    }


def random_order(rng: Rng, group: int, instruments: int) -> Row:
    """One order of any kind."""
    near = 100 + rng.integers(-15, 16, 4)
    limit, trigger = (int(near[0]), None), (None, int(near[1]))
    prices = one_of(
        rng, (None, None), (None, None), limit, limit, trigger, trigger, (int(near[0]), int(near[1]))
    )
    order = (buy if rng.random() < 0.5 else sell)(group, int(rng.integers(1, 30)), *prices)
    order["instrument"] = int(rng.integers(instruments))
    order["reduce_only"] = bool(rng.random() < 0.15)
    if rng.random() < 0.2:
        order["time_in_force"] = int(rng.integers(1, 3))
    elif rng.random() < 0.25:
        order["expire"] = (group + 1) * MINUTE + int(rng.integers(1, 12)) * MINUTE // 2
    if rng.random() < 0.1:
        rule, amount = one_of(
            rng, (SizeRule.VALUE, 900), (SizeRule.PERCENT_OF_EQUITY, RATE // 5), (SizeRule.PERCENT_OF_CASH, RATE // 3), (SizeRule.RISK_PERCENT, RATE // 50)
        )  # fmt: skip
        order |= {"size_rule": rule, "amount": amount, "quantity": 0}
    if rng.random() < 0.4 and not order["reduce_only"]:
        add_bracket(rng, order)
    return order


def add_bracket(rng: Rng, order: Row) -> None:
    """A stop-loss, a take-profit, a time stop, in any combination."""
    side = int(order["side"])
    if rng.random() < 0.7:
        order["stop"] = 100 - side * int(rng.integers(1, 14))
    if rng.random() < 0.6:
        order["target"] = 100 + side * int(rng.integers(1, 14))
    if rng.random() < 0.4:
        order |= one_of(
            rng,
            {"time_kind": 1, "time_value": int(rng.integers(1, 6))},
            {"time_kind": 2, "time_value": int(rng.integers(1, 9)) * MINUTE // 2},
        )


def random_script(rng: Rng, groups: int, instruments: int, rate: float) -> list[Row]:
    """Orders and commands, ``rate`` of them per group on average."""
    rows: list[Row] = []
    submitted: list[int] = []
    for group in range(groups):
        for _ in range(int(rng.poisson(rate))):
            kind = rng.random()
            if kind < 0.75 or not submitted:
                submitted.append(len(rows))
                rows.append(random_order(rng, group, instruments))
            elif kind < 0.9:
                which = int(one_of(rng, *submitted[-20:]))
                members = [
                    0,
                    *([1] if "stop" in rows[which] else []),
                    *([2] if "target" in rows[which] else []),
                ]
                rows.append(cancel(group, which, one_of(rng, *members)))
            elif kind < 0.97:
                rows.append(close(group, int(rng.integers(instruments))))
            else:
                rows.append(cancel_all(group, int(rng.integers(-1, instruments))))
    return rows


def random_run(seed: int, instruments: int = 1, count: int = 60, rate: float = 1.5, **venue: Any) -> Lowered:
    """A run of an order table."""
    rng = np.random.default_rng(seed)
    names = "ABCDEFGH"[:instruments]
    silent = bool(rng.random() < 0.5)
    bars = {name: random_bars(rng, count, gaps=name != "A", silent=silent) for name in names}
    script = random_script(rng, count, instruments, rate)
    return market(bars, script, **{**random_venue(rng), **venue})


def random_signals(rng: Rng, rows: int) -> dict[str, Any]:
    """Words of ``Signals``, every mode drawn."""
    words: dict[str, Any] = {}
    if rng.random() < 0.15:
        kind = one_of(rng, "quantity", "value", "weight")
        scale = {"quantity": 20, "value": 2_000, "weight": 0.9}[kind]
        wanted = rng.uniform(-scale, scale, rows)
        wanted[rng.random(rows) < 0.7] = np.nan
        return {"target": [None if np.isnan(x) else float(x) for x in wanted], "target_type": kind}
    for name in ("entries", "exits", "short_entries", "short_exits"):
        words[name] = (rng.random(rows) < rng.uniform(0.02, 0.5)).tolist()
    words |= one_of(
        rng,
        {"quantity": 7},
        {"quantity": [float(q) for q in rng.integers(0, 20, rows)]},
        {"size": percent_of_equity(30)},
        {"size": percent_of_cash(50)},
        {"size": value(1_500)},
        {"size": risk_percent(2), "stop_loss": 0.04},
    )
    kind = rng.random()
    if kind < 0.3:
        words["limit_price"] = [float(x) for x in 100 + rng.integers(-9, 10, rows)]
    elif kind < 0.5:
        words["trigger_price"] = [float(x) for x in 100 + rng.integers(-9, 10, rows)]
    if kind < 0.5 and rng.random() < 0.4:
        words["expire_after"] = one_of(rng, 1, 3, "90s")
    if "stop_loss" not in words and rng.random() < 0.4:
        words |= one_of(
            rng,
            {"stop_loss": 0.03},
            {"stop_loss_offset": 4},
            {"stop_loss": [None if rng.random() < 0.3 else 0.02 for _ in range(rows)]},
        )
    if rng.random() < 0.3:
        words |= one_of(rng, {"take_profit": 0.03}, {"take_profit_offset": 5})
    if rng.random() < 0.3:
        words["time_stop"] = one_of(rng, 1, 2, 5, "150s")
    words["accumulate"] = one_of(rng, False, False, True, "both")
    words["on_opposite_entry"] = one_of(rng, "reverse", "reversereduce", "close", "closereduce", "ignore")
    words["on_conflict"] = one_of(rng, "ignore", "entry", "exit", "adjacent", "opposite")
    words["on_direction_conflict"] = one_of(rng, "ignore", "long", "short", "adjacent", "opposite")
    return words


def random_signal_run(seed: int, instruments: int = 1, count: int = 80) -> Lowered:
    """A run of signals."""
    rng = np.random.default_rng(seed)
    silent = bool(rng.random() < 0.3)
    bars = {
        name: random_bars(rng, count, gaps=name != "A", silent=silent) for name in "ABCDEFGH"[:instruments]
    }
    rows = sum(bar is not None for column in bars.values() for bar in column)
    venue = random_venue(rng, shorts=True)
    venue |= {
        "sizing": one_of(rng, "fill", "decision", "row_close"),
        "stop_cancels_signals": one_of(rng, "off", "on"),
        "waiting_entry": one_of(rng, "ignore", "replace"),
    }
    return market(bars, signals=random_signals(rng, rows), **venue)
