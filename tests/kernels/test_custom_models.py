"""Models of the user's own in the kernel: what a function is shown, how its answer counts, and what ends a run."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.codes import LiquiditySide, OrderType, RunStatus
from fastbt.errors import KernelError
from fastbt.simulation.entries import entries_of
from fastbt.simulation.machine import Machine, run_machine
from fastbt.venues import CustomFees, CustomFillPrice, CustomSlippage, FlatFees, PercentageFees
from tests.kernels.market import buy, market, prices, run, sell

MARGIN: dict[str, Any] = {"account_type": "MARGIN"}
BAR = "100 110 90 105 50"


def fees_of(model: CustomFees, bars: list[str], orders: list[Any], **options: Any) -> list[int]:
    """The commission of each fill."""
    return run(bars, orders, fees=model, **MARGIN, **options).fills["commission"].tolist()


def shown(fill: Any, p: Any) -> int:
    """One digit for each thing that a fee model is shown, if it is what it should be."""
    digits = 1 if fill.price == 100 and fill.quantity == 3 else 0
    digits += 10 if fill.notional == 300 and fill.filled == 0 else 0
    digits += 100 if fill.side == -1 and fill.order_type == p.type else 0
    digits += 1000 if fill.traded == 200 and fill.instrument == 0 else 0
    digits += 10000 if fill.is_maker == 0 and fill.reduce_only == 1 else 0
    return digits if fill.side < 0 else 0


def test_what_a_fee_model_is_shown() -> None:
    model = CustomFees(shown, params={"type": int(OrderType.MARKET)}, exact=True)
    bars, first = ["100", "100", "100"], buy(0, 2)
    assert fees_of(model, bars, [first, sell(1, 3)]) == [0, 1111]
    assert fees_of(model, bars, [first, sell(1, 2, reduce_only=True)]) == [0, 11100]
    assert fees_of(model, bars, [first, sell(1, 3, limit=100)]) == [0, 1011]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(2.4, 2), (2.5, 3), (-2.5, -3), (2.4999999999, 3), (2.499, 2), (0.0, 0), (-0.4, 0), (2.0**53, 2**53)],
)
def test_a_fee_is_rounded_half_away_from_zero(answer: float, wanted: int) -> None:
    """What lies within a millionth below a half counts as the half."""
    model = CustomFees(lambda fill, p: p.answer, params={"answer": answer})
    assert fees_of(model, ["100", "100"], [buy(0, 1)], cash=2**61) == [wanted]


def test_a_model_joins_a_list() -> None:
    model = CustomFees(lambda fill: fill.quantity * 2)
    output = run(
        ["100", "100"], [buy(0, 10)], fees=[PercentageFees(0, 0.01), model, FlatFees(3), model], **MARGIN
    )
    assert output.fills["commission"].tolist() == [10 + 20 + 3 + 20]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(0.0, 100), (1.0, 101), (1.0000001, 101), (1.001, 102), (0.3, 101), (-0.0000001, 100)],
)
def test_slippage_is_rounded_the_worse_way(answer: float, wanted: int) -> None:
    model = CustomSlippage(lambda fill, p: p.answer, params={"answer": answer})
    output = run(["100", "100"], [buy(0, 1), sell(0, 1)], slippage=model, **MARGIN)
    assert prices(output) == [wanted, 200 - wanted]


def test_what_a_slippage_model_is_shown() -> None:
    def digits(fill: Any) -> int:
        found = 1 if fill.open == 100 and fill.high == 110 else 0
        found += 10 if fill.low == 90 and fill.close == 105 else 0
        found += 100 if fill.volume == 50 and fill.price == 100 else 0
        return found + (1000 if fill.quantity == 4 and fill.filled == 0 else 0)

    model = CustomSlippage(digits, exact=True)
    assert prices(run(["100", BAR], [buy(0, 4)], slippage=model, **MARGIN)) == [100 + 1111]
    assert prices(run(["100", BAR], [buy(0, 4, limit=107)], slippage=model, **MARGIN)) == [107]


def test_a_volume_that_is_not_known() -> None:
    decimals = CustomSlippage(lambda fill: 1.0 if fill.volume != fill.volume else 2.0)
    counts = CustomSlippage(lambda fill: 1 if fill.volume == -(2**63) else 2, exact=True)
    for model in (decimals, counts):
        assert prices(run(["100", "100"], [buy(0, 1)], slippage=model, **MARGIN)) == [101]
        bars = {"X": ["100", "100"], "Y": ["100 100 100 100 9", "100 100 100 100 9"]}
        output = run(bars, [buy(0, 1), buy(0, 1, instrument=1)], slippage=model, **MARGIN)
        assert prices(output) == [101, 102]


@pytest.mark.parametrize(
    ("increment", "answer", "wanted"),
    [(1, 102.4, 102), (1, 102.5, 103), (4, 101.6, 100), (4, 102.0, 104), (5, 109.9, 110), (25, 90.0, 100)],
)
def test_a_fill_price_is_rounded_to_a_tick_within_its_row(increment: int, answer: float, wanted: int) -> None:
    model = CustomFillPrice(lambda fill, p: p.answer, params={"answer": answer})
    facts = {"price_increment": increment}
    bars = ["100", "100 110 90 105"] if increment != 25 else ["100", "100 125 75 100"]
    assert prices(run(bars, [buy(0, 1)], fill_price=model, instrument=facts, **MARGIN)) == [wanted]


def test_limits_and_closing_at_the_end_have_no_price_of_their_own() -> None:
    model = CustomFillPrice(lambda fill: fill.high)
    bars = ["100", BAR, BAR]
    output = run(bars, [buy(0, 2), buy(0, 1, limit=95)], fill_price=model, on_finish="close", **MARGIN)
    assert prices(output) == [110, 95, 105]


def raises(fill: Any) -> float:
    if fill.price > 0:
        raise ValueError("not today")
    return 0.0


@pytest.mark.parametrize(
    ("option", "model", "said"),
    [
        ("fees", CustomFees(raises), "fees: raises raised ValueError: not today"),
        ("fees", CustomFees(lambda fill: fill.price * float("nan")), "fees: <lambda> answered NaN"),
        ("fees", CustomFees(lambda fill: 1e30), "answered 1e.30, which 64 bits do not hold"),
        ("fees", CustomFees(lambda fill: float("-inf")), "answered -inf, which 64 bits do not hold"),
        ("fees", CustomFees(lambda fill: 2**62, exact=True), "which 64 bits do not hold"),
        ("slippage", CustomSlippage(raises), "slippage: raises raised"),
        ("slippage", CustomSlippage(lambda fill: -0.5), "answered -0.5, but slippage is zero or more"),
        ("slippage", CustomSlippage(lambda fill: -1, exact=True), "answered -1, but slippage"),
        ("slippage", CustomSlippage(lambda fill: 0.0 / (fill.price - fill.price)), "answered NaN"),
        ("fill_price", CustomFillPrice(lambda fill: fill.high + 1), "answered 111.0, outside the low 90.0 and"),
        ("fill_price", CustomFillPrice(lambda fill: fill.low - 1, exact=True), "answered 89, outside the low 90 "),
    ],
)
def test_what_ends_a_run(option: str, model: Any, said: str) -> None:
    """The error names model, row and order."""
    machine = Machine(market(["100", BAR], [buy(0, 1)], **{option: model}, **MARGIN))
    with pytest.raises(KernelError, match=said) as caught:
        run_machine(machine.lowered, machine=machine)
    assert caught.value.status is RunStatus.MODEL_ERROR
    assert caught.value.row == (0 if option == "fees" else 1)
    assert "asked about order O-S-1" in str(caught.value)
    machine.reset()
    assert machine.custom.records["problem"].tolist() == [0]


def test_entries_are_there_only_for_models_of_ones_own() -> None:
    plain = entries_of(market(["100"], fees=FlatFees(1), fill_price="mid"), False, False)
    assert not {"charge", "slip"} & set(plain)
    fees = entries_of(market(["100"], fees=CustomFees(lambda fill: 1.0)), False, False)
    assert "charge" in fees
    assert not {"slip", "market_price"} & set(fees)
    price = entries_of(market(["100"], fill_price=CustomFillPrice(lambda fill: 1.0)), False, False)
    assert price["market_price"] is not plain["market_price"]


def test_a_second_run_and_cuts_give_the_same() -> None:
    orders = [buy(0, 3), sell(1, 2, limit=108), buy(1, 5, trigger=109)]
    options = {"fees": CustomFees(shown, params={"type": 0}, exact=True), **MARGIN}
    options["slippage"] = CustomSlippage(lambda fill: (fill.high - fill.low) / 7)
    machine = Machine(market(["100", BAR, BAR, BAR], orders, **options))
    whole = run_machine(machine.lowered, machine=machine).fills
    machine.reset()
    again = run_machine(machine.lowered, machine=machine, cut=[1, 2, 3]).fills
    assert whole.tobytes() == again.tobytes()
    assert len(whole) == 3
    assert LiquiditySide.MAKER in whole["liquidity"]
