"""Adjusted prices: by hand, against Lean's factor files, forward by prefixes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError

FIRST = date(2024, 1, 1)


def daily(closes: list[float], **columns: list[float]) -> pl.DataFrame:
    dates = [FIRST + timedelta(days=place) for place in range(len(closes))]
    return pl.DataFrame({"date": dates, "close": closes, **columns})


def acts(*rows: tuple[int, str, float | None, float | None]) -> pl.DataFrame:
    """Day, kind, ratio, amount."""
    return pl.DataFrame(
        [(FIRST + timedelta(days=day), *rest) for day, *rest in rows],
        schema={"ts_event": pl.Date, "kind": pl.String, "ratio": pl.Float64, "amount": pl.Float64},
        orient="row",
    )


TWO = acts((1, "split", 4.0, None), (2, "DIVIDEND", None, 1.0))


def test_backward_by_hand():
    """A split 4:1 before day 1, a dividend of 1 before day 2, whose close before is 20: prices x 19/20."""
    bars = daily([100.0, 20.0, 21.0], volume=[10.0, 40.0, 44.0])
    found = bt.adjust(bars, TWO)
    assert found["close"].to_list() == [23.75, 19.0, 21.0]
    assert found["volume"].to_list() == [40.0, 40.0, 44.0]
    assert found["adjustment"].to_list() == [0.2375, 0.95, 1.0]
    assert bt.adjust(bars, TWO, "splits")["close"].to_list() == [25.0, 20.0, 21.0]


def test_forward_by_hand():
    bars = daily([100.0, 20.0, 21.0], volume=[10.0, 40.0, 44.0])
    found = bt.adjust(bars, TWO, direction="forward")
    assert found["close"].to_list() == [100.0, 80.0, round(84 / 0.95, 8)]
    assert found["volume"].to_list() == [10.0, 10.0, 11.0]


def test_a_split_and_a_dividend_of_one_day():
    """The amount is per old unit: 10 of 100 are paid, then each unit becomes 2."""
    both = acts((1, "SPLIT", 2.0, None), (1, "DIVIDEND", None, 10.0))
    assert bt.adjust(daily([100.0, 45.0]), both)["adjustment"].to_list() == [0.45, 1.0]


def test_rounding_is_half_up_and_leaves_what_was_not_adjusted():
    bars = daily([0.25, 1 / 3])
    half = acts((1, "SPLIT", 10.0, None))
    assert bt.adjust(bars, half, precision=2)["close"].to_list() == [0.03, 1 / 3]
    assert bt.adjust(bars, half, precision=None)["close"].to_list() == [0.25 * 0.1, 1 / 3]
    negative = daily([-0.25, -1.0])
    assert bt.adjust(negative, half, precision=2)["close"].to_list() == [-0.03, -1.0]


def test_an_intraday_bar_belongs_to_where_it_ends():
    times = pl.Series(["2024-01-01T23:00", "2024-01-02T00:00", "2024-01-02T01:00"]).str.to_datetime()
    bars = pl.DataFrame({"ts_event": times, "close": [10.0, 10.0, 5.0]})
    assert bt.adjust(bars, acts((1, "SPLIT", 2.0, None)))["close"].to_list() == [5.0, 5.0, 5.0]


def test_each_instrument_has_its_own():
    bars = pl.concat([daily([10.0, 5.0]).with_columns(instrument_id=pl.lit(name)) for name in ("B.X", "A.X")])
    split = acts((1, "SPLIT", 2.0, None)).with_columns(instrument_id=pl.lit("A.X"))
    found = bt.adjust(bars, split)
    assert found.columns[-1] == "adjustment"
    assert found.select("instrument_id", "close").rows() == [
        ("B.X", 10.0),
        ("B.X", 5.0),
        ("A.X", 5.0),
        ("A.X", 5.0),
    ]


def test_other_columns_of_prices_on_request():
    bars = daily([10.0, 5.0], bid=[9.0, 4.0], open=[8.0, 4.0])
    found = bt.adjust(bars, acts((1, "SPLIT", 2.0, None)), columns=["close", "bid"])
    assert found.select("close", "bid", "open").row(0) == (5.0, 4.5, 8.0)


def test_actions_outside_the_bars_change_nothing():
    """Before the first bar nothing is to be adjusted; those after the last one are not known yet."""
    bars = daily([10.0, 5.0])
    for day in (-3, 0, 2, 5):
        assert bt.adjust(bars, acts((day, "SPLIT", 2.0, None)))["close"].to_list() == [10.0, 5.0]
    assert bt.adjust(bars, acts((1, "DELISTING", None, None)))["close"].to_list() == [10.0, 5.0]
    assert bt.adjust(bars, acts())["adjustment"].to_list() == [1.0, 1.0]
    assert bt.adjust(bars.lazy(), acts().lazy()).collect().equals(bt.adjust(bars, acts()))


@st.composite
def cases(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    closes = draw(st.lists(st.integers(500, 2_000), min_size=2, max_size=15))
    action = st.tuples(
        st.integers(0, 15),
        st.sampled_from(["SPLIT", "DIVIDEND"]),
        st.sampled_from([0.5, 2.0, 3.0]),
        st.integers(0, 90),
    )
    rows = draw(st.lists(action, max_size=5))
    return daily([c / 100 for c in closes]), acts(*[(d, k, r, a / 100) for d, k, r, a in rows])


@settings(max_examples=30)
@given(cases())
def test_forward_rows_do_not_change_by_later_ones(case: tuple[pl.DataFrame, pl.DataFrame]):
    bars, actions = case
    whole = bt.adjust(bars, actions, direction="forward")
    for rows in range(1, bars.height):
        past = actions.filter(pl.col("ts_event") <= bars["date"][rows - 1])
        assert bt.adjust(bars.head(rows), past, direction="forward").equals(whole.head(rows))


@settings(max_examples=30)
@given(cases())
def test_backward_returns_do_not_change_by_later_rows(case: tuple[pl.DataFrame, pl.DataFrame]):
    """The levels do, by one factor for all rows; and both directions have the same returns."""
    bars, actions = case
    whole = bt.adjust(bars, actions, precision=None)["close"].to_numpy()
    forward = bt.adjust(bars, actions, precision=None, direction="forward")["close"].to_numpy()
    assert np.allclose(whole[1:] / whole[:-1], forward[1:] / forward[:-1], rtol=1e-12)
    for rows in range(2, bars.height):
        part = bt.adjust(bars.head(rows), actions, precision=None)["close"].to_numpy()
        assert np.allclose(part / part[0], whole[:rows] / whole[0], rtol=1e-12)


@pytest.mark.parametrize(("symbol", "since"), [("AAPL", 1998), ("SPY", 1998), ("IBM", 1998), ("QQQ", 2012)])
def test_factors_are_those_of_lean(shared_data: Path, symbol: str, since: int):
    """A row of a factor file holds up to its session: prices x (factor of dividends) x (factor of splits).

    Both have 7 digits or more, and so has every quotient of two rows, from which the amounts were computed back.
    (QQQ has no prices from 2004 to 2011, so that dividends of that time have no close before them.)
    """
    bars = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet").filter(symbol=symbol)
    bars = bars.filter(pl.col("ts").dt.year() >= since).with_columns(date=pl.col("ts").dt.date()).drop("ts")
    acted = pl.read_parquet(shared_data / "equities_us_daily_actions.parquet").filter(symbol=symbol)
    actions = acted.select(
        # The file has the last session before the ex-date: the action applies from its end on.
        ts_event=pl.col("ts").dt.offset_by("1d"),
        kind="action",
        ratio=pl.when(pl.col("action") == "split").then("value"),
        amount=pl.when(pl.col("action") == "dividend").then("value"),
    )
    words = {"day": pl.String, "dividends": pl.Float64, "splits": pl.Float64, "close": pl.Float64}
    file = pl.read_csv(
        shared_data / f"raw/lean_factor_files/{symbol.lower()}.csv", has_header=False, schema=words
    )
    file = file.with_columns(date=pl.col("day").str.to_date("%Y%m%d")).filter(pl.col("date").dt.year() < 2050)
    for what in ("splits", "all"):
        found = bt.adjust(bars, actions, what, precision=None).with_columns(date=bars["date"])
        both = found.join(file, on="date")
        assert both.height >= file.filter(pl.col("date").dt.year() >= since).height - 1 > 30
        ours, theirs = (
            both["adjustment"],
            both["splits"] if what == "splits" else both["splits"] * both["dividends"],
        )
        # The file prints 1/56 as 0.0178571: half a unit of the seventh decimal is 3e-6 of that.
        printed = 5e-8 / both["splits"] if what == "splits" else 5e-8 / both["splits"] + 1e-7
        assert ((ours / theirs - 1).abs() <= printed + 1e-12).all()


def test_wrong_arguments_and_tables():
    bars = daily([10.0, 5.0])
    split = acts((1, "SPLIT", 2.0, None))
    with pytest.raises(ConfigError, match="'splits' or 'all'"):
        bt.adjust(bars, split, "dividends")
    with pytest.raises(ConfigError, match="'backward' or 'forward'"):
        bt.adjust(bars, split, direction="back")
    with pytest.raises(ConfigError, match="precision"):
        bt.adjust(bars, split, precision=16)
    with pytest.raises(DataError, match="only one has several"):
        bt.adjust(bars, split.with_columns(instrument_id=pl.lit("A.X")))
    with pytest.raises(DataError, match="adjusted already"):
        bt.adjust(bt.adjust(bars, split), split)
    with pytest.raises(DataError, match="close"):
        bt.adjust(bars.drop("close"), split)
    with pytest.raises(DataError, match=r"not below the close before it, 10 .*2024-01-02"):
        bt.adjust(bars, acts((1, "DIVIDEND", None, 10.0)))
