"""A run told to a message bus: its bars and typed events, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import merge
from typing import Any

import polars as pl

from fastbt.codes import BarAggregation
from fastbt.errors import ConfigError
from fastbt.model.bar_types import BarSpecification
from fastbt.model.data_views import BarView
from fastbt.model.events import Event
from fastbt.results.facts import RunFacts
from fastbt.strategies.bus import MessageBus, topic_of

UNITS = {
    86_400_000_000_000: BarAggregation.DAY,
    3_600_000_000_000: BarAggregation.HOUR,
    60_000_000_000: BarAggregation.MINUTE,
    1_000_000_000: BarAggregation.SECOND,
}
"""Nanoseconds of the units in which the length of a bar is told, the longest first."""


def publish(
    events: Iterable[Event], bars: pl.DataFrame, facts: RunFacts, settings: Mapping[str, Any], bus: MessageBus
) -> None:
    """Publish the bars and events of a run.

    A bar is published at its end, before the events of that time; bars of one time by instrument.

    Args:
        events: all events, in order.
        bars: table ``bars``.
        facts: what else is known of the run.
        settings: its settings; they tell the length of the bars.
        bus: who hears it, under the topics of ``strategies.bus.topic_of``.

    Raises:
        ConfigError: the bars are of no known length.
    """
    length = bar_length(bars, settings)
    views = []
    for name, model in facts.instruments.items():
        own = bars if "instrument_id" not in bars.columns else _of(bars, name)
        views.append(BarView(own, model, length))
    waiting = merge(*views, key=lambda bar: bar.ts_event)
    bar = next(waiting, None)
    for event in events:
        while bar is not None and bar.ts_event <= event.ts_event:
            bus.publish(topic_of(bar), bar)
            bar = next(waiting, None)
        bus.publish(topic_of(event), event)
    while bar is not None:
        bus.publish(topic_of(bar), bar)
        bar = next(waiting, None)


def bar_length(bars: pl.DataFrame, settings: Mapping[str, Any]) -> BarSpecification:
    """The length of a run's bars: as it was given, else the commonest distance from start to end.

    Args:
        bars: table ``bars``.
        settings: the run's settings.

    Raises:
        ConfigError: there is no such distance of whole seconds.
    """
    data = settings.get("data")
    given = data.get("bar") if isinstance(data, Mapping) else None
    if given is not None:
        return BarSpecification.parse(given)
    lengths = (bars["ts_event"] - bars["ts_open"]).dt.total_nanoseconds()
    if lengths.len():
        usual = int(lengths.mode().min())  # type: ignore[arg-type] # integers, and there are some
        for unit, aggregation in UNITS.items():
            if usual >= unit and usual % unit == 0:
                return BarSpecification(usual // unit, aggregation)
    raise ConfigError("replay: the length of the bars is not known; give it to the run, as in bar='1m'")


def _of(bars: pl.DataFrame, name: str) -> pl.DataFrame:
    return bars.filter(pl.col("instrument_id").cast(pl.String) == name)
