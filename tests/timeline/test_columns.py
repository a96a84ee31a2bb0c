"""Bars as the timeline's integer columns: order, groups, openings, bars without volume."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from fastbt.catalog.normalize import normalize_bars
from fastbt.errors import DataError
from fastbt.kernels.state import NOTHING
from fastbt.model.instruments import Equity
from fastbt.timeline import Columns, columns_of

MINUTE = 60_000_000_000


def bars(ids: list[str], minutes: list[float], **columns: list[Any]) -> Columns:
    """Columns of one-price bars, or of the prices given."""
    mode = columns.pop("fill_on_zero_volume", "auto")
    data: dict[str, Any] = {
        "instrument_id": ids, "ts_event": [int(m * MINUTE) for m in minutes],
        "close": [1.25] * len(ids), **columns,
    }  # fmt: skip
    data["ts_event"] = pl.Series(data["ts_event"]).cast(pl.Datetime("ns", "UTC"))
    if "ts_open" in data:
        data["ts_open"] = pl.Series([int(m * MINUTE) for m in data["ts_open"]]).cast(pl.Datetime("ns", "UTC"))
    known = [Equity(name, currency="USD", size_precision=1) for name in set(ids)]
    return columns_of(normalize_bars(pl.DataFrame(data), known), fill_on_zero_volume=str(mode))


def test_one_instrument_has_a_group_per_row():
    columns = bars(["A.X"] * 3, [1, 2, 3])
    assert columns.instrument is None
    assert columns.group_start is None
    assert (columns.rows, columns.groups) == (3, 3)
    assert columns.group_last_row().tolist() == [0, 1, 2]
    assert columns.ts_event.tolist() == [MINUTE, 2 * MINUTE, 3 * MINUTE]
    assert columns.close.tolist() == [125, 125, 125]
    assert columns.volume is None
    assert columns.flags is None


def test_rows_sort_by_time_then_instrument_whatever_their_order():
    """T1; the number of an instrument is the place of its id among the sorted ids."""
    columns = bars(["B.X", "B.X", "A.X", "A.X"], [1, 2, 2, 3], close=[1.0, 2.0, 3.0, 4.0])
    assert columns.ts_event.tolist() == [MINUTE, 2 * MINUTE, 2 * MINUTE, 3 * MINUTE]
    assert columns.instrument is not None
    assert columns.instrument.tolist() == [1, 0, 1, 0]
    assert columns.instrument.dtype == np.int32
    assert columns.close.tolist() == [100, 300, 200, 400]
    assert columns.group_start is not None
    assert columns.group_start.tolist() == [0, 1, 3, 4]
    assert columns.group_last_row().tolist() == [0, 2, 3]
    assert columns.groups == 3


def test_a_nanosecond_apart_is_another_group():
    assert bars(["A.X", "B.X"], [1, 1 + 1 / MINUTE]).groups == 2


def test_a_bar_twice_is_refused_with_its_row():
    with pytest.raises(DataError, match="row 2"):
        bars(["A.X"] * 3, [1, 2, 2])


def test_a_frame_without_rows_is_refused():
    with pytest.raises(DataError, match="no rows"):
        bars([], [])


@pytest.mark.parametrize(
    ("opens", "contiguous"), [([0, 1, 2], True), ([0, 1.5, 2.5], True), ([0, 0.5, 2], False)]
)
def test_contiguous_bars_of_one_instrument(opens: list[float], *, contiguous: bool):
    prices = {name: [1.0] * 3 for name in ("open", "high", "low")}
    assert bars(["A.X"] * 3, [1, 2, 3], ts_open=opens, close=[1.0] * 3, **prices).contiguous is contiguous


@pytest.mark.parametrize(
    ("opens", "contiguous"),
    [
        ([0, 0, 1, 1], True),
        ([0, 0, 1, 1.5], True),  # within a group bars may open at different times
        ([0, 0.9, 1, 1], True),  # the first group has none before it
        ([0, 0, 1, 0.5], False),
    ],
)
def test_contiguous_bars_of_two_instruments(opens: list[float], *, contiguous: bool):
    prices = {name: [1.0] * 4 for name in ("open", "high", "low", "close")}
    columns = bars(["A.X", "B.X", "A.X", "B.X"], [1, 1, 2, 2], ts_open=opens, **prices)
    assert columns.contiguous is contiguous


def flags(ids: list[str], volume: list[float | None], mode: str = "auto") -> list[int] | None:
    minutes = list(range(1, len(ids) + 1))
    found = bars(ids, minutes, volume=volume, fill_on_zero_volume=mode).flags  # type: ignore[arg-type]
    return None if found is None else found.tolist()


def test_a_bar_of_volume_zero_touches_nothing_where_volume_is_known():
    """B5."""
    assert flags(["A.X"] * 3, [1.0, 0.0, 2.0]) == [0, 1, 0]
    assert flags(["A.X"] * 3, [1.0, 3.0, 2.0]) is None


def test_a_source_of_zeros_does_not_know_its_volume():
    assert flags(["A.X"] * 2, [0.0, 0.0]) is None
    assert flags(["A.X"] * 2, [0.0, 0.0], "off") == [1, 1]
    assert flags(["A.X"] * 2, [0.0, 1.0], "on") is None


def test_a_volume_that_is_null_executes():
    assert flags(["A.X"] * 3, [None, 0.0, 1.0]) == [0, 1, 0]
    assert flags(["A.X"] * 2, [None, None], "off") is None


def test_each_instrument_knows_its_volume_by_itself():
    assert flags(["A.X", "B.X", "A.X", "B.X"], [0.0, 0.0, 1.0, 0.0]) == [1, 0, 0, 0]


def test_volume_in_lots():
    columns = bars(["A.X"] * 2, [1, 2], volume=[1.5, None])
    assert columns.volume is not None
    assert columns.volume.tolist() == [15, NOTHING]


def test_prices_and_times_share_the_frames_memory():
    known = Equity("A.X", currency="USD")
    normalized = normalize_bars({"date": ["2024-01-02", "2024-01-03"], "close": [1.5, 1.25]}, known)
    columns = columns_of(normalized)
    for name in ("ts_event", "ts_open", "close"):
        ours = getattr(columns, name)
        theirs = normalized.frame[name].to_physical().to_numpy()
        assert np.shares_memory(ours, theirs), name
