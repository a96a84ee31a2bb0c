"""Strategies that are called back, compiled and class: what they see, send and hear of, and what happens when they raise."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import EventKind, RunStatus
from fastbt.errors import ConfigError, FastbtError, KernelError, StrategyError, UnknownNameError
from fastbt.simulation.callbacks import run_class, run_compiled
from fastbt.simulation.lowered import Lowered, RunOutput
from fastbt.simulation.machine import Machine, run_machine
from fastbt.strategies.compiled import CompiledStrategy, compiled
from fastbt.strategies.strategy import Strategy
from tests.kernels.market import MINUTE, buy, close, ends, fills, market

FILLED = int(EventKind.ORDER_FILLED)
QUIET = ["100", "101", "102", "103", "104"]
TWO = {"A": ["100", "101", "102", "103"], "B": ["10", None, "12", "13"]}


def play(
    strategy: Any, lowered: Lowered | None = None, columns: dict[str, Any] | None = None, **params: Any
) -> RunOutput:
    """Run a strategy of either form on a small market, with columns of its own if it is compiled."""
    lowered = market(QUIET, account_type="MARGIN") if lowered is None else lowered
    if isinstance(strategy, CompiledStrategy):
        lowered.frame = lowered.frame.with_columns(
            pl.Series(name, values) for name, values in (columns or {}).items()
        )
        return run_compiled(lowered, strategy, strategy.parameters(params), list(columns or {}))
    return run_class(lowered, strategy)


# ------------------------------------------------------------------------------------------------ orders, in both forms


@compiled
def one_of_each(ctx, p):
    """A market order with protection, a limit, a stop, a close."""
    if ctx.row == 0:
        ctx.buy(quantity=3, stop_loss=0.5, take_profit=0.5)
        ctx.sell(quantity=1, limit_price=103.0)
    if ctx.row == 1:
        ctx.buy(quantity=2, trigger_price=104.0, limit_price=105.0)
    if ctx.row == 3:
        ctx.close_position()


class OneOfEach(Strategy):
    """The same."""

    def on_bar(self, bar):
        if bar.row == 0:
            self.buy(quantity=3, stop_loss=0.5, take_profit=0.5)
            self.sell(quantity=1, limit_price=103.0)
        if bar.row == 1:
            self.buy(quantity=2, trigger_price=104.0, limit_price=105.0)
        if bar.row == 3:
            self.close_position()


@pytest.mark.parametrize("strategy", [one_of_each, OneOfEach()], ids=["compiled", "class"])
def test_orders(strategy: Any) -> None:
    output = play(strategy)
    # entry 0 with its children 1 and 2, the sale 3, the stop-limit 4, the close 5
    assert fills(output) == [
        (0, 1, 3, 101),
        (3, 3, -1, 103),
        (4, 4, 2, 104),
        (5, 4, -4, 104),
    ]  # a close takes all that is held at its fill
    gone = "CANCELED POSITION_CLOSED"
    assert ends(output) == ["FILLED", gone, gone, "FILLED", "FILLED", "FILLED"]
    assert output.orders["row_init"].tolist() == [0, 0, 0, 0, 1, 3]
    assert output.equity.tolist() == [10**12 + profit for profit in (0, 0, 3, 6, 8)]


def test_order_numbers() -> None:
    """A call answers with the order's number in the run; children take numbers too; -1 when there is nothing to close."""
    numbers: list[int] = []

    class Asks(Strategy):
        def on_bar(self, bar):
            if bar.row == 0:
                numbers.extend([self.close_position(), self.buy(1, stop_loss=0.5), self.sell(1), self.buy(0)])

    play(Asks())
    assert numbers == [-1, 0, 2, 3]


def test_a_close_takes_all_that_is_held_at_its_fill() -> None:
    """F9, close_position: also what was bought on the way, in every form."""

    @compiled
    def adds_and_closes(ctx, p):
        if ctx.row == 0:
            ctx.buy(5)
        if ctx.row == 1:
            ctx.buy(3)
            ctx.close_position()

    class AddsAndCloses(Strategy):
        def on_bar(self, bar):
            if bar.row == 0:
                self.buy(5)
            if bar.row == 1:
                self.buy(3)
                self.close_position()

    table = run_machine(market(QUIET, [buy(0, 5), buy(1, 3), close(1)], account_type="MARGIN"))
    assert fills(table) == [(0, 1, 5, 101), (1, 2, 3, 102), (2, 2, -8, 102)]
    for strategy in (adds_and_closes, AddsAndCloses()):
        assert fills(play(strategy)) == fills(table)


def test_class_strategies_see_what_they_hold() -> None:
    seen: list[tuple[float, float, float, bool, bool, bool]] = []

    class Looks(Strategy):
        def on_bar(self, bar):
            at = self.position
            seen.append((at.quantity, self.cash, self.equity, at.is_flat, at.is_long, at.is_short))
            if bar.row in (0, 2):
                self.buy(2) if at.is_flat else self.sell(5)

    play(Looks(), market(QUIET, cash=1_000, account_type="MARGIN"))
    assert seen == [
        (0, 1_000, 1_000, True, False, False),
        (2, 1_000, 1_000, False, True, False),
        (2, 1_000, 1_002, False, True, False),
        (-3, 1_004, 1_004, False, False, True),
        (-3, 1_004, 1_001, False, False, True),
    ]


def test_a_bar_changes_in_place_and_a_copy_does_not() -> None:
    bars: list[Any] = []
    copies: list[Any] = []

    class Keeps(Strategy):
        def on_bar(self, bar):
            bars.append(bar)
            copies.append(bar.copy())

    play(Keeps(), market(["100 105 95 101 7", "101 106 96 102"]))
    assert bars[0] is bars[1]
    first = copies[0]
    assert (first.open, first.high, first.low, first.close, first.volume, first.row) == (
        100,
        105,
        95,
        101,
        7,
        0,
    )
    assert (first.ts_event, first.instrument_id, copies[1].close) == (MINUTE, "X.SIM", 102)


@pytest.mark.parametrize("strategy", [one_of_each, OneOfEach()])
def test_venues_that_hedge_are_refused(strategy: Any) -> None:
    lowered = market(QUIET, account_type="MARGIN", oms_type="HEDGING")
    with pytest.raises(
        ConfigError, match=r"HEDGING.*: a (compiled|class) strategy sees one position of an instrument"
    ):
        play(strategy, lowered)


# ------------------------------------------------------------------------------------------------ instruments, columns


def test_several_instruments_in_both_forms() -> None:
    """Each row is shown with its instrument, in the order of the timeline; orders go to the instrument shown."""
    seen: list[tuple[str, int, float, float]] = []

    class Follows(Strategy):
        def on_bar(self, bar):
            seen.append((bar.instrument_id, bar.ts_event // MINUTE, bar.close, self.position.quantity))
            if self.position.is_flat:
                self.buy(1 + bar.instrument)

    @compiled
    def follows(ctx, p):
        if ctx.position == 0.0:
            ctx.buy(1 + ctx.instrument)

    lowered = market(TWO)
    output = play(Follows(), lowered)
    assert seen == [
        ("A.SIM", 1, 100, 0), ("B.SIM", 1, 10, 0), ("A.SIM", 2, 101, 1), ("A.SIM", 3, 102, 1),
        ("B.SIM", 3, 12, 2), ("A.SIM", 4, 103, 1), ("B.SIM", 4, 13, 2),
    ]  # fmt: skip
    # A's order is filled at minute 2, where B has no bar; B's waits for minute 3
    assert fills(output) == [(0, 2, 1, 101), (1, 4, 2, 12)]
    assert fills(play(follows, market(TWO))) == fills(output)


def test_columns_are_nan_where_they_are_null() -> None:
    """Warm-up: a comparison with NaN is false, and NaN is unequal to itself."""

    @compiled
    def warm(ctx, p):
        if ctx["fast"] != ctx["fast"]:
            ctx.buy(1)
        elif ctx["fast"] > 0.0:
            ctx.buy(10)
        else:
            ctx.buy(100)

    output = play(warm, columns={"fast": [None, None, 2.5, -1.0, None]})
    assert output.orders["quantity"].tolist() == [1, 1, 10, 100, 1]


@pytest.mark.filterwarnings("error")
def test_strategies_with_different_columns_do_not_disturb_each_other() -> None:
    """Their contexts begin alike; neither is taken for the other, and nothing is warned of."""

    def on_bar(ctx, p):
        if ctx.row == 0:
            ctx.buy(1)

    outputs = [
        play(compiled(on_bar), columns={name: [1.0] * 5 for name in names}) for names in ("", "a", "ab")
    ]
    assert [len(output.fills) for output in outputs] == [1, 1, 1]


def test_integer_and_boolean_columns_are_numbers() -> None:
    @compiled
    def reads(ctx, p):
        ctx.buy(ctx["count"] + 10.0 * ctx["flag"])

    output = play(reads, columns={"count": [1, 2, None, 4, 5], "flag": [True, False, True, None, False]})
    assert output.orders["quantity"].tolist() == [11, 2, 0, 0, 5]


def test_indicators_of_a_class_are_read_backwards() -> None:
    seen: list[tuple[float, ...]] = []

    class Means(Strategy):
        def on_start(self):
            self.mean = self.I(lambda: pl.col("close").rolling_mean(2))

        def on_bar(self, bar):
            seen.append((self.mean[-1], self.mean[-2], self.mean[-4]))

    play(Means())
    shown = [tuple("-" if math.isnan(x) else x for x in row) for row in seen]
    assert shown == [
        ("-", "-", "-"),
        (100.5, "-", "-"),
        (101.5, 100.5, "-"),
        (102.5, 101.5, "-"),
        (103.5, 102.5, 100.5),
    ]


def test_indicators_of_several_instruments_keep_apart() -> None:
    seen: list[tuple[str, float, float]] = []

    class Last(Strategy):
        def on_start(self):
            self.last = self.I(lambda: pl.col("close").shift(1))

        def on_bar(self, bar):
            seen.append((bar.instrument_id, self.last[-1], self.last[-2]))

    play(Last(), market(TWO))
    of_b = [row[1:] for row in seen if row[0] == "B.SIM"]
    assert str(of_b) == "[(nan, nan), (10.0, nan), (12.0, 10.0)]"


def test_an_indicator_has_no_future() -> None:
    class Peeks(Strategy):
        def on_start(self):
            self.close = self.I(lambda: pl.col("close"))

        def on_bar(self, bar):
            self.close[0]

    with pytest.raises(StrategyError, match=r"\[-1\] is now; \[0\] would be the future"):
        play(Peeks())


# ------------------------------------------------------------------------------------------------ before the first row


def test_before_the_first_row_there_are_no_prices() -> None:
    seen: list[tuple[float, ...]] = []

    class Starts(Strategy):
        def on_start(self):
            seen.append((self.session.bar.close, self.session.row, self.position.quantity))

    play(Starts())
    assert str(seen) == "[(nan, -1, 0.0)]"

    @compiled
    def starts(ctx, p):
        pass

    @starts.on_start
    def _(ctx, p):
        if ctx.close != ctx.close and ctx.row == -1 and ctx.position == 0.0 and ctx["fast"] != ctx["fast"]:
            ctx.buy(7)

    output = play(starts, columns={"fast": [1.0] * 5})
    assert ends(output) == ["DENIED NO_PRICE"]
    assert output.orders["quantity"].tolist() == [7]


def test_before_the_first_row_the_account_is_what_it_starts_with() -> None:
    seen: list[tuple[float, float]] = []

    class Starts(Strategy):
        def on_start(self):
            seen.append((self.cash, self.equity))

    play(Starts(), market(QUIET, cash=500))
    assert seen == [(500.0, 500.0)]

    @compiled
    def starts(ctx, p):
        pass

    @starts.on_start
    def _(ctx, p):
        if ctx.cash == 500.0 and ctx.equity == 500.0:
            ctx.buy(1)

    assert len(play(starts, market(QUIET, cash=500)).orders) == 1


def test_a_class_cannot_order_before_the_first_row() -> None:
    class Early(Strategy):
        def on_start(self):
            self.buy(1)

    with pytest.raises(StrategyError, match="there is no price before the first one; send it from on_bar"):
        play(Early())


def test_outside_a_run_there_is_no_session() -> None:
    strategy = OneOfEach()
    play(strategy)
    for ask in (lambda: strategy.buy(1), lambda: strategy.cash, lambda: strategy.position):
        with pytest.raises(StrategyError, match="OneOfEach is not in a run"):
            ask()


# ------------------------------------------------------------------------------------------------ events


def test_events_arrive_in_order_before_their_bar() -> None:
    """On the bar after the one on which they were sent, before ``on_bar``; fills also in ``on_order_filled``."""
    log: list[Any] = []

    class Listens(Strategy):
        def on_bar(self, bar):
            log.append(("bar", bar.row))
            if bar.row == 0:
                self.buy(2, stop_loss=0.5)
                self.buy(0)

        def on_order_event(self, event):
            log.append((EventKind(int(event.kind)).name, event.order))

        def on_order_filled(self, event):
            log.append(("filled", event.order, event.quantity, event.price, event.side))

    play(Listens(), market(["100", "101"]))
    assert log == [
        ("bar", 0),
        ("ORDER_DENIED", 2),
        ("ORDER_ACCEPTED", 0),
        ("ORDER_FILLED", 0),
        ("filled", 0, 2.0, 101.0, 1),
        ("ORDER_ACCEPTED", 1),
        ("bar", 1),
    ]


def test_compiled_and_class_hear_the_same() -> None:
    """Both write what they hear into orders: one lot more for each event, at a limit that says which it was."""

    @compiled
    def listens(ctx, p):
        if ctx.row == 0:
            ctx.buy(2, stop_loss=0.01)
        if ctx.row == 2:
            ctx.sell(1)

    @listens.on_order_event
    def _(ctx, p, event):
        if event.order < 10:
            ctx.buy(
                event.quantity if event.quantity == event.quantity else 50.0,
                limit_price=1.0 + event.kind + event.order,
            )

    class Listens(Strategy):
        def on_bar(self, bar):
            if bar.row == 0:
                self.buy(2, stop_loss=0.01)
            if bar.row == 2:
                self.sell(1)

        def on_order_event(self, event):
            if event.order < 10:
                self.buy(
                    50.0 if math.isnan(event.quantity) else event.quantity,
                    limit_price=1.0 + event.kind + event.order,
                )

    one, two = play(listens), play(Listens())
    assert len(one.orders) > 10
    for field in ("side", "quantity", "price", "row_init", "sequence_init", "status"):
        assert one.orders[field].tolist() == two.orders[field].tolist(), field


@pytest.mark.parametrize("timing", ["next_open", "this_close"])
def test_what_is_held_when_a_fill_is_heard_of(timing: str) -> None:
    """The position, the cash and the bar in ``on_order_filled`` are those after the fill, in both forms."""
    held: list[tuple[float, int, float]] = []

    class Listens(Strategy):
        def on_bar(self, bar):
            if bar.row == 1:
                self.buy(3)

        def on_order_filled(self, event):
            held.append((self.position.quantity, self.session.row, self.cash))

    row = 1 if timing == "this_close" else 2
    price = 101 if timing == "this_close" else 102
    play(Listens(), market(QUIET, cash=1_000, fill_timing=timing))
    assert held == [(3.0, row, 1_000.0 - 3 * price)]

    @compiled
    def listens(ctx, p):
        if ctx.row == 1:
            ctx.buy(3)

    @listens.on_order_event
    def _(ctx, p, event):
        if event.kind == 13 and ctx.position == 3.0 and ctx.row == p.row and ctx.cash == p.cash:
            ctx.sell(1, limit_price=500.0)

    listens.params |= {"row": 0, "cash": 0.0}
    output = play(listens, market(QUIET, cash=1_000, fill_timing=timing), row=row, cash=1_000.0 - 3 * price)
    assert output.orders["price"].tolist()[1:] == [500]


def test_an_order_from_an_event_goes_to_the_events_instrument() -> None:
    """A fills while the last row of the group is B's: a stop sent on hearing of it belongs to A."""

    class Protects(Strategy):
        def on_bar(self, bar):
            if bar.row == 0:
                self.buy(3)

        def on_order_filled(self, event):
            self.sell(event.quantity, trigger_price=90.0)

    @compiled
    def protects(ctx, p):
        if ctx.row == 0:
            ctx.buy(3)

    @protects.on_order_event
    def _(ctx, p, event):
        if event.kind == 13:
            ctx.sell(event.quantity, trigger_price=90.0)

    bars = {"A": ["100"] * 4, "B": ["95"] * 4}
    for strategy in (Protects(), protects):
        output = play(strategy, market(bars, account_type="MARGIN"))
        assert output.orders["instrument"].tolist() == [0, 0]


def test_events_of_orders_sent_from_an_event() -> None:
    """At this close a fill can cause the next; each is heard of, in order."""
    rows: list[tuple[int, int, str]] = []

    class Chains(Strategy):
        def on_bar(self, bar):
            if bar.row == 1:
                self.buy(1)

        def on_order_event(self, event):
            rows.append((self.session.row, event.order, EventKind(int(event.kind)).name))
            if event.kind == FILLED and event.order < 2:
                self.buy(1)

    output = play(Chains(), market(QUIET, fill_timing="this_close"))
    assert [row[1:] for row in rows] == [
        (n, kind) for n in range(3) for kind in ("ORDER_ACCEPTED", "ORDER_FILLED")
    ]
    assert fills(output) == [(n, 1, 1, 101) for n in range(3)]


class Hears(Strategy):
    """Overrides one of the two event hooks."""

    def on_order_filled(self, event):
        """Hear of it."""


@compiled
def hears(ctx, p):
    """Has an event hook."""


@hears.on_order_event
def _(ctx, p, event):
    pass


@pytest.mark.parametrize(
    ("strategy", "listens"), [(one_of_each, False), (OneOfEach(), False), (hears, True), (Hears(), True)]
)
def test_events_are_kept_only_for_those_who_hear_them(
    strategy: Any, listens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks: list[bool] = []

    class Spy(Machine):
        def __init__(self, *args: Any, on_event: int = 0, **options: Any) -> None:
            hooks.append(on_event != 0)
            super().__init__(*args, on_event=on_event, **options)

    monkeypatch.setattr("fastbt.simulation.callbacks.Machine", Spy)
    play(strategy)
    assert hooks == [listens]


# ------------------------------------------------------------------------------------------------ errors


def test_an_exception_of_a_class_arrives_with_its_traceback() -> None:
    class Breaks(Strategy):
        def on_bar(self, bar):
            if bar.row == 2:
                self.look_up({})

        def look_up(self, table):
            return table["missing"]

    with pytest.raises(KeyError, match="missing") as caught:
        play(Breaks())
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-2:] == ["on_bar", "look_up"]


@pytest.mark.parametrize("hook", ["on_start", "on_bar", "on_order_event", "on_order_filled"])
def test_exceptions_of_every_hook_of_a_class(hook: str) -> None:
    def fails(self, *_):
        raise ZeroDivisionError(hook)

    class Breaks(Strategy):
        def on_bar(self, bar):
            self.buy(1)

    strategy = type("Breaks", (Breaks,), {hook: fails})()
    with pytest.raises(ZeroDivisionError, match=hook):
        play(strategy)
    with pytest.raises(StrategyError, match="is not in a run"):
        strategy.buy(1)
    assert len(play(OneOfEach()).fills) == 4  # the next run is as if nothing had happened


def test_an_interrupt_ends_a_class() -> None:
    class Stops(Strategy):
        def on_bar(self, bar):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(Stops())


def test_an_exception_of_a_compiled_strategy_names_its_row() -> None:
    @compiled
    def breaks(ctx, p):
        if ctx.row == 3:
            raise ValueError("no")

    with pytest.raises(
        KernelError,
        match=r"the strategy raised an error \(status USER_ERROR, row 3, time 1970-01-01T00:04:00Z",
    ) as caught:
        play(breaks)
    assert (caught.value.status, caught.value.row, caught.value.instrument) == (
        RunStatus.USER_ERROR,
        3,
        "X.SIM",
    )


def test_an_exception_names_the_instrument_that_was_shown() -> None:
    @compiled
    def breaks(ctx, p):
        if ctx.row == 3:
            raise ValueError("no")

    with pytest.raises(KernelError) as caught:
        play(breaks, market({"A": ["1"] * 3, "B": ["1"] * 3, "C": ["1"] * 3}))
    assert (caught.value.row, caught.value.instrument) == (3, "A.SIM")


def test_an_exception_in_the_event_hook_of_a_compiled_strategy() -> None:
    @compiled
    def breaks(ctx, p):
        if ctx.row == 1:
            ctx.buy(1)

    @breaks.on_order_event
    def _(ctx, p, event):
        if event.kind == 13:
            raise ValueError("no")

    with pytest.raises(KernelError, match="USER_ERROR, row 2"):
        play(breaks)


def test_an_exception_before_the_first_row_of_a_compiled_strategy() -> None:
    @compiled
    def breaks(ctx, p):
        pass

    @breaks.on_start
    def _(ctx, p):
        raise ValueError("no")

    with pytest.raises(FastbtError):
        play(breaks)


def not_compiling() -> list[tuple[str, Callable[..., None], str]]:
    """Mistakes, and a word of the message that helps to find them."""

    def unknown_field(ctx, p):
        if ctx.closs > 0:
            ctx.buy(1)

    def unknown_column(ctx, p):
        if ctx["slow"] > 0:
            ctx.buy(1)

    def unknown_parameter(ctx, p):
        ctx.buy(p.quantitty)

    def unknown_method(ctx, p):
        ctx.by(1)

    def wrong_argument(ctx, p):
        ctx.buy(qty=1)

    def python_only(ctx, p):
        with open("x") as f:  # noqa: PTH123
            f.read()

    return [
        ("unknown_field", unknown_field, "closs"),
        ("unknown_column", unknown_column, "slow"),
        ("unknown_parameter", unknown_parameter, "quantitty"),
        ("unknown_method", unknown_method, "by"),
        ("wrong_argument", wrong_argument, "qty"),
        ("python_only", python_only, "'with (context manager) as (variable):'"),
    ]


@pytest.mark.parametrize(("name", "hook", "word"), not_compiling(), ids=[case[0] for case in not_compiling()])
def test_what_does_not_compile_is_said(name: str, hook: Callable[..., None], word: str) -> None:
    """The strategy, the hook and the word in question, in an error of ours."""
    with pytest.raises((StrategyError, UnknownNameError)) as caught:
        play(compiled(params={"quantity": 1.0})(hook), columns={"fast": [1.0] * 5})
    message = str(caught.value)
    assert f"{name}.on_bar" in message
    assert word in message
    assert len(message) < 2_000


@pytest.mark.parametrize("name", ["close", "position", "row"])
def test_a_column_cannot_take_the_place_of_a_field(name: str) -> None:
    @compiled
    def reads(ctx, p):
        pass

    with pytest.raises((ConfigError, StrategyError), match=name):
        play(reads, columns={f"{name}": [1.0] * 5})


# ------------------------------------------------------------------------------------------------ parameters


def test_parameters_of_every_kind() -> None:
    @compiled(params={"quantity": 1, "share": 0.5, "wanted": True})
    def sized(ctx, p):
        if p.wanted and ctx.row == 0:
            ctx.buy(p.quantity + p.share * 10)

    assert play(sized).orders["quantity"].tolist() == [6]
    assert play(sized, quantity=3, share=0.1).orders["quantity"].tolist() == [4]
    assert len(play(sized, wanted=False).orders) == 0


@pytest.mark.parametrize("value", [np.float64(3), np.int64(3), np.float32(3), np.int32(3), np.uint8(3)])
def test_parameters_of_numpy(value: Any) -> None:
    """What ``range`` and ``np.arange`` of a sweep give."""

    @compiled(params={"quantity": 1.0})
    def sized(ctx, p):
        if ctx.row == 0:
            ctx.buy(p.quantity)

    assert play(sized, quantity=value).orders["quantity"].tolist() == [3]


@pytest.mark.parametrize("value", ["ten", None, [1]])
def test_a_parameter_that_is_no_number_is_refused(value: Any) -> None:
    @compiled(params={"quantity": 1.0})
    def sized(ctx, p):
        ctx.buy(p.quantity)

    with pytest.raises(ConfigError, match="quantity"):
        play(sized, quantity=value)


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastbt.simulation.machine.PIECE", 2)
    for strategy in (one_of_each, OneOfEach()):
        told: list[int] = []
        lowered = market(QUIET, account_type="MARGIN")
        progress = lambda done, of, told=told: told.append(done)  # noqa: E731
        if isinstance(strategy, CompiledStrategy):
            output = run_compiled(lowered, strategy, strategy.parameters(None), [], progress)
        else:
            output = run_class(lowered, strategy, progress)
        assert told == [2, 4, 5]
        assert len(output.fills) == 4


def test_the_public_verb_takes_both_forms() -> None:
    frame = pl.DataFrame(
        {"date": [f"2024-01-0{d}" for d in range(1, 6)], "close": [100.0, 101.0, 102.0, 103.0, 104.0]}
    )
    venue = bt.Venue(account_type="MARGIN")
    one, two, three = (
        bt.run(strategy, frame, venue=venue) for strategy in (one_of_each, OneOfEach, OneOfEach())
    )
    assert one.fills.height == 4
    assert one.fills.equals(two.fills)
    assert one.fills.equals(three.fills)
