"""A run told to a message bus."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError
from fastbt.results.publish import bar_length
from tests.results.stories import signals
from tests.results.test_replay import CASES
from tests.results.test_replay import bars as hourly


def heard(result: Any, topic: str = "*") -> list[Any]:
    bus, messages = bt.MessageBus(), []
    bus.subscribe(topic, messages.append)
    result.replay(bus)
    return messages


def test_bars_come_before_the_events_of_their_end():
    messages = heard(signals(stop_loss=0.04))
    names = [type(message).__name__ for message in messages]
    assert names.count("Bar") == 6
    times = [message.ts_event for message in messages]
    assert times == sorted(times)
    for earlier, later in pairwise(messages):
        if earlier.ts_event == later.ts_event:
            assert not isinstance(later, bt.Bar) or isinstance(earlier, bt.Bar)


def test_all_of_it_in_order():
    names = ("ABC.SIM", "XYZ.SIM")
    models = [bt.Equity(name, currency="USD", price_precision=2, size_precision=0) for name in names]
    result = bt.from_signals(
        hourly(3, names, rows=60), entries="entry", exits="exit", instruments=models, check="off",
        **CASES["cash with brackets"],
    )  # fmt: skip
    messages = heard(result)
    events = [message for message in messages if not isinstance(message, bt.Bar)]
    assert events == result.replay().events
    found = [message for message in messages if isinstance(message, bt.Bar)]
    rows = result.bars.select("instrument_id", pl.col("ts_event").cast(pl.Int64), "close").rows()
    assert [(str(bar.instrument_id), bar.ts_event, float(bar.close)) for bar in found] == rows
    assert {str(bar.bar_type) for bar in found} == {f"{name}-1-HOUR-LAST" for name in names}


def test_topics():
    result = signals(stop_loss=0.04)
    assert len(heard(result, "data.bars.ABC.SIM-1-DAY-LAST")) == 6
    assert {type(event).__name__ for event in heard(result, "events.positions.*")} == {
        "PositionOpened", "PositionClosed",
    }  # fmt: skip
    assert heard(result, "data.quotes.*") == []


@pytest.mark.parametrize(
    ("minutes", "settings", "expected"),
    [
        (5, {}, "5m"),
        (60, {}, "1h"),
        (1440, {"data": {"bar": None}}, "1d"),
        (7, {"data": {"bar": "10tick"}}, "10tick"),
    ],
)
def test_length_of_bars(minutes: int, settings: dict[str, Any], expected: str):
    ends = pl.Series([minutes, 2 * minutes, 9 * minutes]).cast(pl.Int64) * 60_000_000_000
    starts = ends - minutes * 60_000_000_000
    frame = pl.DataFrame({"ts_event": ends, "ts_open": starts}).cast(pl.Datetime("ns", "UTC"))
    assert bar_length(frame, settings).key == expected


def test_bars_without_a_length():
    same = pl.Series([1, 2]).cast(pl.Datetime("ns", "UTC"))
    with pytest.raises(ConfigError, match="bar='1m'"):
        bar_length(pl.DataFrame({"ts_event": same, "ts_open": same}), {})
