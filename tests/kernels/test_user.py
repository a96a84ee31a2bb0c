"""How a user's functions are compiled against the kernel's records (``kernels/user.py``)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fastbt.kernels import jit, state, user
from fastbt.simulation.callbacks import Records
from fastbt.simulation.machine import Machine
from tests.kernels.market import ends, market

PARAMETERS = np.dtype([("limit", "f8"), ("count", "i8"), ("wanted", "?")], align=True)


class Bench:
    """A machine of one instrument whose callback is a compiled hook."""

    def __init__(
        self, hook, bars=("100", "101", "102"), columns=None, parameters=(0.0, 0, True), event=None
    ) -> None:
        lowered = market(list(bars), account_type="MARGIN")
        self.records = Records(lowered, columns or {})
        self.parameters = np.array([parameters], PARAMETERS)
        self.records.user["parameters"] = self.parameters.ctypes.data
        self.hooks = [user.compile_row_hook(hook, self.records.dtype, PARAMETERS)]
        if event is not None:
            self.hooks.append(user.compile_event_hook(event, self.records.dtype, PARAMETERS))
        self.machine = Machine(
            lowered,
            callback=self.hooks[0].address,
            on_event=self.hooks[1].address if event is not None else 0,
            user=self.records.address,
        )
        self.records.context["run"] = self.machine.address


def test_numbers_and_none() -> None:
    """``None`` for a price is no price, in plain Python as in compiled code."""
    assert user.number_or_nan(3) == 3.0
    assert isinstance(user.number_or_nan(3), float)
    assert math.isnan(user.number_or_nan(None))


def test_the_context_with_columns() -> None:
    dtype = user.context_dtype(["fast", "sma 20"])
    plain = state.CONTEXT.names or ()
    assert dtype.names == (*plain, "fast", "sma 20")
    assert all(dtype.fields[name][1] == state.CONTEXT.fields[name][1] for name in plain)
    assert dtype.fields["fast"][1] == state.CONTEXT.itemsize
    seen = user.context_type(dtype)
    assert isinstance(seen, user.ContextRecord)
    assert (seen.size, seen.offset("sma 20")) == (dtype.itemsize, dtype.fields["sma 20"][1])


def every_kind_of_order(ctx, p):
    if ctx.row == 0:
        ctx.buy(3)
        ctx.buy(quantity=2, limit_price=90.0)
        ctx.sell(1.0, trigger_price=p.limit)
        ctx.sell(p.count, 120.0, 119)
        ctx.buy(quantity=4, stop_loss=0.1, take_profit=0.2)
        ctx.sell(5, limit_price=None, take_profit=None)


def test_orders_of_every_kind() -> None:
    bench = Bench(every_kind_of_order, parameters=(80.0, 7, True))
    bench.machine.advance(2)
    o = bench.machine.output().orders
    assert o["side"].tolist() == [1, 1, -1, -1, 1, -1, -1, -1]
    assert o["original_quantity"][[0, 1, 2, 3, 4, 7]].tolist() == [3, 2, 1, 7, 4, 5]
    none = state.NOTHING
    assert o["price"].tolist() == [none, 90, none, 120, none, none, 121, none]
    assert o["trigger"].tolist() == [none, none, 80, 119, none, 91, none, none]


def test_an_order_has_its_number() -> None:
    def hook(ctx, p):
        if ctx.row == 0 and (ctx.buy(1) != 0 or ctx.buy(1, stop_loss=0.1) != 1 or ctx.sell(1) != 3):
            ctx.buy(99)

    bench = Bench(hook)
    bench.machine.advance(1)
    assert len(bench.machine.output().orders) == 4


def test_closing_a_position() -> None:
    def hook(ctx, p):
        if ctx.row == 0 and ctx.close_position() == -1:
            ctx.sell(6)
        if ctx.row == 1:
            ctx.close_position()

    bench = Bench(hook, ["100"] * 4)
    bench.machine.advance(4)
    output = bench.machine.output()
    assert (output.fills["side"] * output.fills["quantity"]).tolist() == [-6, 6]
    assert output.orders["flags"][1] & state.ORDER_REDUCE_ONLY
    assert ends(output) == ["FILLED", "FILLED"]


def test_columns_and_parameters_are_read_by_name() -> None:
    def hook(ctx, p):
        if ctx["fast"] > ctx.slow and p.wanted:
            ctx.buy(p.count)

    fast, slow = np.array([math.nan, 2.0, 1.0]), np.array([1.0, 1.0, 2.0])
    bench = Bench(hook, columns={"fast": fast, "slow": slow}, parameters=(0.0, 5, True))
    bench.machine.advance(3)
    assert bench.machine.output().orders["row_init"].tolist() == [1]
    bench = Bench(hook, columns={"fast": fast, "slow": slow}, parameters=(0.0, 5, False))
    bench.machine.advance(3)
    assert len(bench.machine.output().orders) == 0


def test_an_exception_ends_the_run_with_its_row() -> None:
    def hook(ctx, p):
        if ctx.row == 1:
            raise ValueError("no")
        ctx.buy(1)

    bench = Bench(hook)
    with pytest.raises(Exception, match=r"USER_ERROR, row 1, time 1970-01-01T00:02:00Z, instrument X.SIM"):
        bench.machine.advance(3)
    assert len(bench.machine.output().orders) == 1


def test_event_hooks_see_the_event_and_the_row() -> None:
    def hook(ctx, p):
        if ctx.row == 0:
            ctx.buy(2)

    def on_event(ctx, p, event):
        # 13 is Filled: a stop for what was bought, below where it was bought
        if event.kind == 13 and ctx.position > 0.0:
            ctx.sell(event.quantity, trigger_price=event.price - 5.0)

    bench = Bench(hook, event=on_event)
    bench.machine.advance(3)
    o = bench.machine.output().orders
    assert (o["trigger"].tolist()[1], o["quantity"][1], o["row_init"][1]) == (96, 2, 1)




def buy_once(ctx, p):
    if ctx.position == 0.0:
        ctx.buy(1)


def test_a_strategy_compiles_nothing_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel is called through addresses, so a hook costs a third of a second and not the kernel's ten."""
    compiled: list[str] = []
    monkeypatch.setattr(jit, "_compile_helper", lambda helper, *_: compiled.append(helper))
    records = Records(market(["100"]), {})
    user.compile_row_hook(every_kind_of_order, records.dtype, PARAMETERS)
    assert compiled == []
