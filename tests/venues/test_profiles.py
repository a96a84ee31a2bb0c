"""The options by which a venue answers as its peers do: each exists under its name, with the values that they need.

Peers: Nautilus 1.x and 2.0, backtesting.py 0.6, vectorbt 1.2. Options of accounts (section A) come with those. What
is not built yet is expected to fail, strictly: whoever builds it takes it off the list.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from fastbt.strategies.signals import Signals
from fastbt.venues import slippage
from fastbt.venues.options import OPTIONS
from fastbt.venues.venue import Venue

WORDS = [
    ("fill_timing", "T5", ("next_open", "this_close")),
    ("tick_timing", "T5", ("next_row", "this_row")),
    ("latency_in_bar", "T6", ("wait", "close")),
    ("bar_path", "B1", ("worst", "OHLC", "adaptive")),
    ("fill_on_zero_volume", "B5", ("auto", "on", "off")),
    ("limit_touch", "F2", ("touch", "through")),
    ("limit_gap", "F2", ("limit", "open")),
    ("stop_limit_same_bar", "F4", ("on", "off")),
    ("trail_update", "F6", ("path", "row")),
    ("gtd_edge", "F8", ("strict", "first_point")),
    ("cancel_linked", "F10", ("off", "on")),
    ("bracket_from", "F10", ("fill", "next_row", "fill_if_market")),
    ("bracket_anchor", "F10", ("fill", "price", "close")),
    ("stops_per", "S4", ("entry", "position")),
    ("stop_in_market", "F16", ("trigger", "reject")),
    ("volume_split", "F11", ("row", "points")),
    ("through_fills", "F11", ("capped", "all")),
    ("remainder", "F11", ("next_row", "tick_worse")),
    ("slippage_on", "F13", ("taker", "all", "entries", "no_stops")),
    ("clamp_slippage", "F12", ("off", "on")),
    ("sizing", "S2", ("fill", "decision", "row_close")),
    ("stop_cancels_signals", "S4", ("off", "on")),
]
"""(option, rule, values), the default first."""
NOT_YET: set[str] = set()
"""Options that other work brings."""
NUMBERS_NOT_YET: set[str] = set()
OPTIMISTIC = {
    "this_close", "this_row", "entries", "no_stops", "next_row", "fill_if_market", "all", "tick_worse", "row_close",
}  # fmt: skip
"""Marked in the rules; ``all`` for ``through_fills``, ``next_row`` for ``bracket_from``, ``on`` for ``clamp_slippage``."""


def marked(option: str, value: str) -> bool:
    """Whether the rules call a value optimistic."""
    if value == "all":
        return option == "through_fills"
    if value == "next_row":
        return option == "bracket_from"
    return value in OPTIMISTIC or (option, value) == ("clamp_slippage", "on")


def expected(names: list[Any], missing: set[str]) -> list[Any]:
    """The cases, those of missing options expected to fail."""
    later = pytest.mark.xfail(strict=True, reason="other work brings it", raises=(KeyError, AssertionError))
    return [pytest.param(*case, id=case[0], marks=later if case[0] in missing else ()) for case in names]


@pytest.mark.parametrize(("name", "rule", "values"), expected(WORDS, NOT_YET))
def test_an_option_exists_with_these_values(name: str, rule: str, values: tuple[str, ...]):
    option = OPTIONS[name]
    assert option.rule == rule
    assert option.values[0] == values[0]
    assert set(values) <= set(option.values)
    assert [value for value in values if marked(name, value)] == [v for v in values if v in option.optimistic]


@pytest.mark.parametrize(
    "name",
    expected([("volume_limit",), ("limit_touch_probability",), ("slippage",), ("fees",)], NUMBERS_NOT_YET),
)
def test_a_number_or_model_exists(name: str):
    assert name in {field.name for field in fields(Venue)}


def test_models_of_slippage():
    assert {"ProbabilisticSlippage", "BasisPointsSlippage"} <= set(vars(slippage))


def test_opposite_entries():
    """S3 under vectorbt's names."""
    for word in ("reverse", "reversereduce"):
        assert Signals(entries="e", on_opposite_entry=word, quantity=1).on_opposite_entry == word


def test_the_list_of_what_is_missing_names_options():
    assert {name for name, _, _ in WORDS} >= NOT_YET
