"""Bars of one instrument, found by time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from fastbt.results.instrument_bars import InstrumentBars, matched_bars
from tests.results.stories import ASSET

DAY = 86_400_000_000_000
FRAME = pl.DataFrame(
    {
        "instrument_id": ["ABC.SIM", "XYZ.SIM", "ABC.SIM", "ABC.SIM"],
        "ts_event": pl.Series([DAY, DAY, 2 * DAY, 4 * DAY]).cast(pl.Datetime("ns", "UTC")),
        "open": [1.1, 9.0, 2.0, 3.0],
        "high": [1.3, 9.0, 2.0, 3.0],
        "low": [1.1, 9.0, 2.0, 3.0],
        "close": [1.2, 9.0, 2.0, 3.0],
        "volume": [1.0, 5.0, 0.0, None],
    }
)


def test_rows_are_those_of_the_run():
    bars = InstrumentBars(FRAME, ASSET)
    assert bars.frame["row"].to_list() == [0, 2, 3]
    assert len(InstrumentBars(FRAME.drop("instrument_id"), ASSET)) == 4


@pytest.mark.parametrize(
    ("time", "place", "row"),
    [(0, -1, None), (DAY, 0, 0), (DAY + 1, 0, None), (2 * DAY, 1, 2), (9 * DAY, 2, None)],
)
def test_by_time(time: int, place: int, row: int | None):
    bars = InstrumentBars(FRAME, ASSET)
    assert (bars.last_until(time), bars.row(time)) == (place, row)


def test_prices_are_exact():
    bars = InstrumentBars(FRAME, ASSET)
    assert bars.prices(0) == {
        "open": Decimal("1.10"), "high": Decimal("1.30"), "low": Decimal("1.10"), "close": Decimal("1.20"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("option", "volume", "expected"),
    [
        ("auto", [1.0, 0.0, None], [True, False, True]),
        ("auto", [0.0, 0.0, None], [True, True, True]),
        ("off", [0.0, 0.0, None], [False, False, True]),
        ("on", [1.0, 0.0, None], [True, True, True]),
    ],
)
def test_which_bars_fill(option: str, volume: list[float | None], expected: list[bool]):
    frame = FRAME.filter(instrument_id="ABC.SIM").with_columns(volume=pl.Series(volume))
    assert InstrumentBars(frame, ASSET).can_fill(option).tolist() == expected
    assert InstrumentBars(frame.drop("volume"), ASSET).can_fill(option).all()


def test_bars_in_which_orders_were_matched():
    """Of three bars the first holds a finer one that executes, the second one that does not, the third none."""

    def rows(ends: list[int], length: int, **extra: list[Any]) -> pl.DataFrame:
        times = {"ts_open": [end - length for end in ends], "ts_event": ends}
        columns = {name: pl.Series(ns).cast(pl.Datetime("ns", "UTC")) for name, ns in times.items()}
        return pl.DataFrame({"instrument_id": ["ABC.SIM"] * len(ends), **columns, **extra})

    finer = rows([3, 14], 1, row=[0, 2], executes=[True, False])
    found = matched_bars(rows([10, 20, 30], 10), finer)
    assert found["row"].to_list() == [0, 3, 4]
    assert found["ts_event"].cast(pl.Int64).to_list() == [3, 20, 30]
