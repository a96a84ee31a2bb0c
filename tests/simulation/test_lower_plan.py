"""The PLAN of signals: kinds and modes as codes, numbers as columns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from fastbt.codes import SizeRule, Sizing, TimeInForce
from fastbt.kernels import state
from fastbt.kernels.state import FAR_UP
from fastbt.simulation.lower_plan import plan_columns, plan_record, values_of
from fastbt.strategies.signals import Signals
from fastbt.strategies.sizers import percent_of_cash, risk_percent, value
from fastbt.venues.calendar import TradingCalendar
from fastbt.venues.calendar_sources import DAY
from fastbt.venues.venue import Venue
from fastbt.venues.venues import Venues
from tests.simulation.markets import MINUTE, bar_frame, market

ENTRIES: dict[str, Any] = {"entries": "e", "exits": "x"}


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        ({"quantity": 1}, "size_rule", SizeRule.QUANTITY),
        ({"size": 0.5}, "size_rule", SizeRule.PERCENT_OF_EQUITY),
        ({"size": percent_of_cash(50)}, "size_rule", SizeRule.PERCENT_OF_CASH),
        ({"size": value(5)}, "size_rule", SizeRule.VALUE),
        ({"size": risk_percent(1), "stop_loss": 0.1}, "size_rule", SizeRule.RISK_PERCENT),
        ({"stop_loss": 0.1}, "stop_kind", state.BRACKET_FRACTION),
        ({"stop_loss_offset": 1}, "stop_kind", state.BRACKET_OFFSET),
        ({"stop_loss_price": 1}, "stop_kind", state.BRACKET_PRICE),
        ({"take_profit": 0.1}, "target_kind", state.BRACKET_FRACTION),
        ({"take_profit_offset": 1}, "target_kind", state.BRACKET_OFFSET),
        ({"take_profit_price": 1}, "target_kind", state.BRACKET_PRICE),
        ({}, "stop_kind", state.BRACKET_NONE),
        ({"time_stop": 3}, "time_kind", 1),
        ({"time_stop": timedelta(1)}, "time_kind", 2),
        ({}, "time_kind", 0),
        ({}, "time_in_force", TimeInForce.GTC),
        ({"expire_after": 1}, "time_in_force", TimeInForce.GTD),
        ({"time_in_force": "FOK"}, "time_in_force", TimeInForce.FOK),
        ({}, "accumulate", 0),
        ({"accumulate": True}, "accumulate", 1),
        ({"accumulate": "both"}, "accumulate", 2),
        ({}, "on_opposite_entry", state.OPPOSITE_REVERSE),
        ({"on_opposite_entry": "ignore"}, "on_opposite_entry", state.OPPOSITE_IGNORE),
        ({"on_opposite_entry": "close"}, "on_opposite_entry", state.OPPOSITE_CLOSE),
        ({"on_opposite_entry": "closereduce"}, "on_opposite_entry", state.OPPOSITE_CLOSE_REDUCE),
        ({"on_opposite_entry": "reversereduce"}, "on_opposite_entry", state.OPPOSITE_REVERSE_REDUCE),
        ({}, "on_conflict", state.CONFLICT_IGNORE),
        ({"on_conflict": "entry"}, "on_conflict", state.CONFLICT_FIRST),
        ({"on_conflict": "exit"}, "on_conflict", state.CONFLICT_SECOND),
        ({"on_conflict": "adjacent"}, "on_conflict", state.CONFLICT_ADJACENT),
        ({"on_conflict": "opposite"}, "on_conflict", state.CONFLICT_OPPOSITE),
        ({"on_direction_conflict": "long"}, "on_direction_conflict", state.CONFLICT_FIRST),
        ({"on_direction_conflict": "short"}, "on_direction_conflict", state.CONFLICT_SECOND),
    ],
)
def test_words_become_codes(words: dict[str, Any], field: str, code: int):
    if "size" not in words:
        words = {"quantity": 1} | words
    assert plan_record(Signals(**ENTRIES, **words), {}, Venues.given(Venue()))[field][0] == code


@pytest.mark.parametrize(("kind", "code"), [("quantity", 1), ("value", 2), ("weight", 3)])
def test_target_kinds(kind: Any, code: int):
    assert (
        plan_record(Signals(target=1, target_type=kind), {}, Venues.given(Venue()))["wanted_kind"][0] == code
    )


def test_options_of_the_venue():
    signals = Signals(**ENTRIES, quantity=1)
    plain = plan_record(signals, {}, Venues.given(Venue()))[0]
    names = ("sizing", "stop_cancels_signals", "waiting_replace")
    assert [plain[name] for name in names] == [0, 0, 0]
    venue = Venue(sizing="decision", stop_cancels_signals="on", waiting_entry="replace")
    record = plan_record(signals, {}, Venues.given(venue))[0]
    assert [record[name] for name in names] == [Sizing.DECISION, 1, 1]


def test_constants_are_one_value_and_columns_one_per_row():
    run = market(bar_frame([1.0] * 3))
    signals = Signals(
        **ENTRIES, quantity="q", limit_price=9, stop_loss_offset="atr", take_profit=0.5, time_stop="2m"
    )
    words = {"quantity": pl.Series([1, None, 3]), "stop_loss_offset": pl.Series([0.5, 0.25, None])}
    found = plan_columns(signals, words, run, np.array([True, False, False]), Venues.given(Venue()))
    assert set(found) == {"quantity", "limit_price", "stop", "target", "time_stop"}
    np.testing.assert_array_equal(found["quantity"], [1.0, np.nan, 3.0])
    np.testing.assert_array_equal(found["stop"], [0.5, 0.25, np.nan])
    assert (found["limit_price"].tolist(), found["target"].tolist(), found["time_stop"].tolist()) == (
        [9.0],
        [0.5],
        [2.0 * MINUTE],
    )
    assert all(values.dtype == np.float64 and values.flags.c_contiguous for values in found.values())


def test_entries_expire_by_row():
    run = market(bar_frame([1.0] * 5))
    signals = Signals(**ENTRIES, quantity=1, expire_after="n")
    entries = np.array([True, False, True, True, False])
    found = plan_columns(
        signals, {"expire_after": pl.Series([2, 3, 1, None, 1])}, run, entries, Venues.given(Venue())
    )
    assert found["expire"].tolist() == [3 * MINUTE, FAR_UP, 4 * MINUTE, FAR_UP, FAR_UP]
    assert found["expire"].dtype == np.int64


def test_entries_of_a_day_expire_with_the_session():
    run = market(bar_frame([1.0] * 4))
    signals = Signals(**ENTRIES, quantity=1, time_in_force="DAY")
    entries = np.array([True, False, True, False])
    venue = Venue(calendar=TradingCalendar("X", [0, 3 * MINUTE], [2 * MINUTE, 9 * MINUTE], [0, DAY]))
    found = plan_columns(signals, {}, run, entries, Venues.given(venue))["expire"].tolist()
    assert found == [2 * MINUTE, FAR_UP, 9 * MINUTE, FAR_UP]
    assert plan_columns(signals, {}, run, entries, Venues.given(Venue()))["expire"][0] == DAY


def test_a_size_is_its_rules_number():
    assert values_of("size", Signals(**ENTRIES, size=0.25), {}).tolist() == [0.25]  # type: ignore[union-attr]
    assert values_of("size", Signals(**ENTRIES, quantity=1), {}) is None


def test_every_field_of_the_record_is_filled_or_an_address():
    """A field that the kernel reads and nobody writes would be a silent default."""
    addresses = {
        "quantity",
        "size",
        "limit_price",
        "trigger_price",
        "stop",
        "target",
        "wanted",
        "time_stop",
        "expire",
        "trailing_stop",
        "break_even",
    }
    addresses |= {f"{name}_stride" for name in addresses}
    written = {
        "money_scale", "size_rule", "sizing", "stop_kind", "target_kind", "time_kind", "wanted_kind",
        "time_in_force", "accumulate", "on_opposite_entry", "on_conflict", "on_direction_conflict",
        "stop_cancels_signals", "waiting_replace", "trailing_stop_kind",
    }  # fmt: skip
    written |= {"rungs", "rung_count"}  # in ``lower_signals`` and the machine; golden case ladder-of-signals
    of_targets = {"sequence", "drift", "rank", "rank_stride"}  # tests/simulation/test_lower_targets.py
    assert set(state.PLAN.names or ()) - addresses - written - of_targets == {
        "strategy"
    }  # 0: one strategy a run
