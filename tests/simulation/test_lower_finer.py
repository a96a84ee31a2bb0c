"""Finer bars beside the strategy's own: what is merged, what is refused, what is told of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.simulation.lower_finer import add_finer
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lowered import Lowered
from tests.simulation.markets import A, bar_frame, market, moment


def bars(frame: pl.DataFrame) -> pl.DataFrame:
    """Bars that have a length."""
    return frame.with_columns(open="close", high="close", low="close")


FIVES = bars(bar_frame([1.0, 2.0, 3.0], minutes=[5, 10, 15]))


def fine(minutes: list[float], price: float = 2.0, **extra: Any) -> pl.DataFrame:
    """Bars of a minute at one price."""
    opens = bar_frame([price], minutes=[minute - 1 for minute in minutes[:1]])
    times = pl.concat([opens["ts_event"], *(moment(minute - 1) for minute in minutes[1:])])
    return bars(bar_frame([price] * len(minutes), minutes=minutes, ts_open=times, **extra))


def lowered_with(finer: Any, **options: Any) -> Lowered:
    """The market of FIVES with finer bars."""
    opens = pl.concat([moment(0), moment(5), moment(10)])
    lowered = market(FIVES.with_columns(ts_open=opens))
    add_finer(lowered, Market.of({"finer": finer, **options}))
    return lowered


def test_without_finer_bars_nothing_changes():
    lowered = lowered_with(None)
    assert (lowered.columns.rows, lowered.columns.main_rows, lowered.finer) == (3, None, None)


def test_bars_are_merged_and_counted():
    lowered = lowered_with([fine([6, 7], 9.5), fine([6])])
    assert lowered.columns.rows == 6
    assert lowered.columns.main_rows is not None
    assert lowered.columns.main_rows.tolist() == [0, 4, 5]
    assert lowered.finer is not None
    told = {name: lowered.finer[name] for name in ("rows", "bars_executing", "bars_matched_finer")}
    assert told == {"rows": 3, "bars_executing": 2, "bars_matched_finer": 1}
    assert [part["rows"] for part in lowered.finer["parts"]] == [2, 1]
    assert lowered.finer_frame["row"].to_list() == [1, 2, 3]
    assert lowered.instruments["largest_price"].tolist() == [950]


def test_columns_of_the_strategy_are_put_on_its_rows():
    opens = pl.concat([moment(0), moment(5), moment(10)])
    lowered = market(FIVES.with_columns(ts_open=opens))
    lowered.signals = np.array([1, 0, 2], np.uint8)
    lowered.plan_columns = {
        "quantity": np.array([1.0, 2.0, 3.0]), "stop": np.array([0.1]), "expire": np.array([7, 8, 9]),
    }  # fmt: skip
    add_finer(lowered, Market.of({"finer": fine([6])}))
    assert lowered.signals.tolist() == [1, 0, 0, 2]
    assert lowered.plan_columns["quantity"][[0, 2, 3]].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(lowered.plan_columns["quantity"][1])
    assert lowered.plan_columns["stop"].tolist() == [0.1]
    assert lowered.plan_columns["expire"].tolist() == [7, 2**63 - 1, 8, 9]


@pytest.mark.parametrize(
    ("finer", "options", "error", "message"),
    [
        ([], {}, ConfigError, r"finer=\[\]: give a frame"),
        (FIVES.with_columns(ts_open=pl.concat([moment(0), moment(5), moment(10)])), {}, ConfigError,
         "finer=frame 0: its bars last 300 s, the strategy's 300 s; finer bars are shorter"),
        (fine([6]).clear(), {}, DataError, "no rows"),
        (fine([6]).with_columns(instrument_id=pl.lit("C.X")), {}, UnknownNameError, "C.X"),
        (fine([6]).with_columns(close=pl.lit(None, dtype=pl.Float64)), {}, DataError, "close"),
        (None, {"finer_bar": "1m"}, ConfigError, "finer_bar='1m' is about finer bars"),
        (None, {"finer_stamp": "open"}, ConfigError, "finer_stamp='open' is about finer bars"),
    ],
)  # fmt: skip
def test_what_is_refused(finer: Any, options: dict[str, Any], error: type[Exception], message: str):
    with pytest.raises(error, match=message):
        lowered_with(finer, **options)


def test_a_length_and_a_stamp_of_their_own():
    frame = bars(bar_frame([2.0], minutes=[5]))
    lowered = lowered_with(frame, finer_bar="1m", finer_stamp="open")
    assert lowered.finer_frame["ts_event"].equals(moment(6).alias("ts_event"))


def test_a_model_reads_columns_of_finer_bars_too():
    venue = bt.Venue(slippage=bt.SpreadSlippage(0.5))
    with pytest.raises(DataError, match="spread") as found:
        bt.from_holding(
            FIVES.with_columns(spread=0.5), finer=fine([6]), venue=venue, instruments=[A], size=bt.value(10)
        )
    assert found.value.__notes__ == ["in finer=frame 0"]
