"""Liquidation and bust of MARGIN accounts (``kernels/liquidation.py``, rule A5)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from fastbt.codes import FillCause
from fastbt.kernels.jit import entry
from fastbt.kernels.liquidation import lacks_at, level_of_position
from fastbt.kernels.memory import instrument_at, run_at
from fastbt.kernels.state import BUST, FAR_DOWN, FAR_UP
from fastbt.simulation.machine import Machine, run_machine
from fastbt.venues.fees import FlatFees
from tests.kernels import lists
from tests.kernels.market import buy, ends, fills, market, sell

TEN: dict[str, Any] = {"account_type": "MARGIN", "leverage": 10}
"""Initial margin 10 %, maintenance 5 %."""


@entry
def level(run: int, instrument: int) -> int:
    """The level of an instrument's position."""
    return level_of_position(run, instrument_at(run_at(run, 0).instruments, instrument).position_first)


@entry
def lacks(run: int, price: int) -> int:
    """Whether margin lacks with the first instrument at a price."""
    return lacks_at(run, 0, price)


@pytest.mark.parametrize("seed", range(60))
def test_the_level_is_the_nearest_price_at_which_margin_lacks(seed: int) -> None:
    """Against a look at every price of the grid."""
    draw = random.Random(seed)
    side, lots = draw.choice((buy, sell)), draw.choice((1, 7, 50, 180))
    step = draw.choice((1, 1, 5))
    price = 20 * draw.randint(1, 30)
    terms = {"leverage": draw.choice((2, 10, 50, 200)), "margin_model": draw.choice(("rate", "none"))}
    lowered = market(
        [str(price), str(price), f"{price} {price + 400} {step} {price}"], [side(0, lots)],
        cash=draw.choice((10, 1_000, 60_000)), instrument={"price_increment": step}, account_type="MARGIN", **terms,
    )  # fmt: skip
    machine = Machine(lowered)
    machine.advance(2)
    if not machine.run["fills_count"][0]:
        return
    found = level.call(machine.address, 0)
    grid = range(-(price + 400 + 2 * step) // step * step, price + 400 + 2 * step, step)
    lacking = [at for at in grid if lacks.call(machine.address, at)]
    if side is buy:
        assert found == max(lacking, default=FAR_DOWN)
        assert lacking == [at for at in grid if at <= found]
    else:
        nearest = min(lacking, default=FAR_UP)
        assert found == nearest or (found >= nearest and nearest == FAR_UP)
        assert lacking == [at for at in grid if at >= found]


def test_rows_beyond_the_level_cost_nothing_until_one_reaches_it() -> None:
    """The level stands in the instrument's bounds; when the position is closed it is gone."""
    rows = ["100", "100", "100 100 85 90", "100", "100", "100"]
    machine = Machine(market(rows, [buy(0, 50), sell(3, 50)], cash=1_000, **TEN))
    machine.advance(2)
    i, b = machine.instruments[0], machine.balances[0]
    assert (i["touch_down"], i["liquidate_down"], b["level_instrument"]) == (84, 84, 0)
    assert machine.run["open_count"][0] == 1
    machine.advance(6)
    assert (machine.instruments[0]["touch_down"], machine.balances[0]["level_instrument"]) == (FAR_DOWN, -1)
    assert machine.run["open_count"][0] == 0
    assert [fill[-2:] for fill in fills(machine.output())] == [(50, 100), (-50, 100)]


@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize("liquidation", ["path", "close", "bust"])
def test_a_bust_account_sends_no_more(liquidation: str, cut: int) -> None:
    """A gap below zero: the order sent before is canceled, the one after is not sent; any cut gives the same."""
    orders = [buy(0, 50), buy(1, 1, limit=20), buy(3, 1)]
    machine = Machine(
        market(["100", "100", "70", "70", "70"], orders, cash=1_000, liquidation=liquidation, **TEN)
    )
    for group in range(cut, 6, cut):
        machine.advance(min(group, 5))
    machine.advance(5)
    output = machine.output()
    assert ends(output) == ["FILLED", "CANCELED LIQUIDATED", "FILLED"]
    assert output.fills["cause"].tolist() == [FillCause.SIGNAL, FillCause.LIQUIDATION]
    assert output.balances[["status", "bust_row"]].tolist() == [(BUST, 2)]
    assert output.equity.tolist() == [1_000, 1_000, -500, -500, -500]
    machine.reset()
    machine.advance(5)
    assert machine.output().equity.tolist() == output.equity.tolist()


def test_an_order_sent_with_the_one_that_busts_is_denied() -> None:
    """this_close: the first order's fee takes the last unit of money, the second is of the same row."""
    rows = ["100", "100", "79 100 79 79"]
    orders = [buy(0, 50), sell(2, 50), buy(2, 1)]
    options = {**TEN, "liquidation": "bust", "fill_timing": "this_close", "fees": FlatFees("1")}
    output = run_machine(market(rows, orders, cash=1_052, **options))
    assert ends(output) == ["FILLED", "FILLED", "DENIED ACCOUNT_BUST"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_many_instruments_are_tested_group_by_group(count: int) -> None:
    """The largest loss goes first, whole positions, until margin suffices; quiet stretches stop in time."""
    rows = ["100"] * 30 + [str(100 - n) for n in range(1, 20)]
    named = {f"I{k}": rows if k == 0 else ["100"] * len(rows) for k in range(count)}
    orders = [buy(0, 50, instrument=k) for k in range(count)]
    cash = 600 * count + 400
    output = run_machine(market(named, orders, cash=cash, liquidation="close", **TEN))
    forced = [fill for fill in fills(output) if fill[-2] < 0]
    # maintenance is 5 % of all values
    lacking = [n for n in range(1, 20) if cash - 50 * n < 0.05 * (50 * (100 - n) + 5_000 * (count - 1))]
    if not lacking:
        assert forced == []
        return
    assert (forced[0][1], forced[0][-1]) == (29 + lacking[0], 100 - lacking[0])
    assert output.fills["instrument"][len(orders)] == 0


@pytest.mark.parametrize("seed", range(8))
def test_lists_and_sums_hold_through_liquidations(seed: int) -> None:
    """Everything in memory fits together after every group, the sums of margins too."""
    draw = random.Random(seed)
    price, rows = 100, []
    for _ in range(60):
        opened = max(price + draw.choice((0, 0, -9, 8)), 20)
        closed = max(opened + draw.randint(-6, 6), 20)
        high, low = max(opened, closed) + draw.randint(0, 4), min(opened, closed) - draw.randint(0, 4)
        rows.append(f"{opened} {high} {low} {closed}")
        price = closed
    orders = [
        draw.choice((buy, sell))(n, draw.choice((5, 20, 60)), limit=draw.choice((None, price)))
        for n in range(59)
    ]
    mode = draw.choice(("path", "close", "bust"))
    machine = Machine(market(rows, orders, cash=2_000, account_type="MARGIN", leverage=20, liquidation=mode))
    for group in range(60):
        machine.advance(group + 1)
        lists.check(machine)
        held = lists.pool(machine, "positions", lists.state.POSITION)
        held = held[held["is_open"] == 1]
        b = machine.balances[0]
        assert (b["initial"], b["maintenance"]) == (held["initial"].sum(), held["maintenance"].sum())
    assert machine.run["fills_count"][0] > 5
