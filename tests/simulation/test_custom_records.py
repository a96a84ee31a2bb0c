"""Models of the user's own laid out for the kernel, their errors, and that they repeat what built-in ones do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fastbt.errors import StrategyError, UnknownNameError
from fastbt.simulation.custom_records import CustomRecords
from fastbt.venues import (
    CustomFees,
    CustomFillPrice,
    CustomSlippage,
)
from fastbt.venues.latency import CustomLatency
from tests.properties.given import large_scenario
from tests.reference import BasisPointsSlippage as Points
from tests.reference import OwnFees, OwnFillPrice, OwnSlippage, PercentageFees, compare
from tests.reference.adapter import fastbt_result, run_fastbt


def one(fill: Any) -> float:
    return 1.0


def test_each_model_has_a_record_and_memory_of_its_own() -> None:
    models = [CustomFees(one), CustomFees(one), CustomSlippage(one), CustomFillPrice(one)]
    records = CustomRecords(models)
    assert len(set(records.records["seen"].tolist())) == 4
    assert CustomRecords([]).address == 0


def test_one_function_is_compiled_once() -> None:
    """Unless what it reads has changed, or it is shown something else."""

    def made(rate: float) -> Any:
        return lambda fill: fill.price * rate

    first, same, other = (CustomRecords([CustomFees(made(rate))]) for rate in (0.5, 0.5, 0.25))
    assert first.records["function"][0] == same.records["function"][0]
    assert first.records["function"][0] != other.records["function"][0]
    slippage = CustomRecords([CustomSlippage(made(0.5))])
    assert slippage.records["function"][0] != first.records["function"][0]


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"name in fees: <lambda> 'volume'\. Known: .*traded"):
        CustomRecords([CustomFees(lambda fill: fill.volume)])
    with pytest.raises(UnknownNameError, match=r"'rats'.*rate"):
        CustomRecords([CustomSlippage(lambda fill, p: p.rats, params={"rate": 1})])


def test_a_latency_is_told_of_messages() -> None:
    with pytest.raises(UnknownNameError, match=r"name in latency: <lambda> 'price'\. Known: .*kind"):
        CustomRecords([CustomLatency(lambda message: message.price, longest=1)])
    assert CustomRecords([CustomLatency(one, longest="1s")]).records["longest"].tolist() == [10**9]


def test_what_does_not_compile_names_the_model() -> None:
    with pytest.raises(StrategyError, match="slippage: <lambda> does not compile: it answers none"):
        CustomRecords([CustomSlippage(lambda fill: None)])
    with pytest.raises(StrategyError, match="fees: <lambda> does not compile"):
        CustomRecords([CustomFees(lambda fill: print("x", file=fill))])


def percentage(fill: Any, p: Any) -> float:
    return fill.notional * (p.maker if fill.is_maker else p.taker)


def points(fill: Any, p: Any) -> float:
    return abs(fill.price) * p.bps / 10_000


def middle(fill: Any) -> float:
    return (fill.high + fill.low) / 2


BUILT_IN = {"fees": (PercentageFees("0.0002", "0.0015"),), "slippage": Points(25), "fill_price": "mid"}
OWN = {
    "fees": (OwnFees(percentage, (("maker", 0.0002), ("taker", 0.0015))),),
    "slippage": OwnSlippage(points, (("bps", 25.0),)),
    "fill_price": OwnFillPrice(middle),
}


@pytest.mark.parametrize("seed", [0, 2, 3, 5, 6, 12])
def test_a_function_that_repeats_the_built_in_models_fills_alike(seed: int) -> None:
    """Every table of a long scenario, drawn with orders, signals, targets and ticks."""
    scenario = large_scenario(seed)
    levels = [rows for name in scenario.bars for rows in scenario.levels(name)]
    sides = any(bar.bid or bar.ask for rows in levels for bar in rows)
    options = {"fill_price": "open"} if sides else {}
    wanted = replace(scenario, venue=replace(scenario.venue, **(BUILT_IN | options)))
    given = replace(scenario, venue=replace(scenario.venue, **(OWN | options)))
    assert compare(run_fastbt(wanted), run_fastbt(given)) is None


def test_two_runs_are_the_same_to_the_last_digit() -> None:
    scenario = large_scenario(0)
    scenario = replace(scenario, venue=replace(scenario.venue, **OWN))
    one_run, another = fastbt_result(scenario), fastbt_result(scenario)
    assert one_run.fills.equals(another.fills)
    assert one_run.settings["venue"] == another.settings["venue"]
