"""Resampling: against Polars, pandas and plain Python, by prefixes, and on real data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError, UnknownNameError
from tests.timeline.drawn import DAY, HOUR, MINUTE, bars, is_prefix, moments, of, ticks

LENGTHS = ["7m", "30m", "1h", "4h", "1d", "1w", "1mo"]
AMOUNTS = ["3-TICK", "1-VOLUME", "2-VALUE"]


def one(minutes: list[float], **columns: Any) -> pl.DataFrame:
    return pl.DataFrame({"ts_event": moments([m * MINUTE for m in minutes]), **columns})


# ---------------------------------------------------------------------------------- against others


@pytest.mark.parametrize("every", ["7m", "1h", "3d", "1w", "2w", "1mo"])
def test_ticks_by_time_as_polars_groups_them(every: str):
    draw = np.random.default_rng(1)
    times = np.sort(draw.integers(0, 400 * DAY, 3_000)) + 50 * 365 * DAY
    frame = pl.DataFrame(
        {
            "ts_event": moments(times),
            "price": draw.integers(100, 200, 3_000) / 4,
            "size": draw.integers(0, 99, 3_000),
        }
    )
    found = bt.resample(frame, every, incomplete="keep")
    theirs = frame.group_by_dynamic("ts_event", every=every).agg(
        open=pl.col("price").first(), high=pl.col("price").max(), low=pl.col("price").min(),
        close=pl.col("price").last(), volume=pl.col("size").sum(), count=pl.len().cast(pl.Int64),
    )  # fmt: skip
    assert found["ts_open"].to_list() == theirs["ts_event"].to_list()
    assert found.select(theirs.columns[1:]).equals(theirs.select(theirs.columns[1:]))
    assert found["ts_event"].equals(theirs["ts_event"].dt.offset_by(every))


@pytest.mark.parametrize(
    ("every", "rule"), [("15m", "15min"), ("1h", "1h"), ("1d", "1D"), ("1w", "W-MON"), ("1mo", "MS")]
)
def test_bars_by_time_as_pandas_resamples_them(shared_data: Path, every: str, rule: str):
    """Minutes of BTC/USDC: pandas counts by starts, so does a bar that ends in the longer one."""
    source = pl.read_parquet(shared_data / "crypto_kraken_btcusdc_1m.parquet").head(30_000)
    start = source["ts"].cast(pl.Datetime("ns", "UTC"))
    frame = source.select(
        "open", "high", "low", "close", "volume", ts_open=start, ts_event=start.dt.offset_by("1m")
    )
    found = bt.resample(frame, every, incomplete="keep")
    rules = {"open": "first", "high": "max", "low": "min", "close": "last"}
    label = {"label": "left", "closed": "left"} if rule == "W-MON" else {}
    theirs = (
        frame.drop("ts_event").to_pandas().set_index("ts_open").resample(rule, **label).agg(rules).dropna()
    )
    assert found["ts_open"].to_list() == [t.to_pydatetime() for t in theirs.index]
    for name in rules:
        assert found[name].to_numpy().tolist() == theirs[name].tolist()
    decimals = [Decimal(repr(v)) for v in source["volume"].to_list()]
    ends = np.cumsum(found["count"].to_numpy()).tolist()
    parts = [decimals[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    assert found["volume"].to_list() == [float(sum(part)) for part in parts]


@settings(max_examples=30)
@given(ticks(), st.sampled_from(AMOUNTS), st.sampled_from(["together", "apart"]))
def test_amounts_as_a_loop_counts_them(frame: pl.DataFrame, to: str, same_time: str):
    wanted = []
    for name in ("A.X", "B.X"):
        rows = of(frame, name).rows(named=True)
        held: list[dict[str, Any]] = []
        for place, row in enumerate(rows):
            held.append(row)
            size, price = ([Decimal(str(r[k])) for r in held] for k in ("size", "price"))
            amount = {
                "3-TICK": Decimal(len(held)) / 3,
                "1-VOLUME": sum(size, Decimal(0)),
                "2-VALUE": sum((s * p for s, p in zip(size, price, strict=True)), Decimal(0)) / 2,
            }[to]
            last = place + 1 == len(rows)
            if amount >= 1 and (
                same_time == "apart" or last or rows[place + 1]["ts_event"] > row["ts_event"]
            ):
                wanted.append((name, held[-1]["ts_event"], held[0]["price"], held[-1]["price"], len(held)))
                held = []
        if held:
            wanted.append((name, held[-1]["ts_event"], held[0]["price"], held[-1]["price"], len(held)))
    found = bt.resample(frame, to, incomplete="keep", same_time=same_time)
    got = found.select("instrument_id", "ts_event", "open", "close", "count").rows()
    assert sorted(got, key=lambda row: row[:1]) == wanted
    assert got == sorted(got, key=lambda row: (row[1], row[0]))
    if same_time == "together":
        assert not found.select("instrument_id", "ts_event").is_duplicated().any()


# ------------------------------------------------------------------------------------ no look-ahead


@settings(max_examples=30)
@given(ticks(), st.sampled_from([*LENGTHS, *AMOUNTS]), st.sampled_from(["together", "apart"]))
def test_first_ticks_give_first_bars(frame: pl.DataFrame, to: str, same_time: str):
    whole = bt.resample(frame, to, same_time=same_time)
    for rows in range(frame.height):
        part = bt.resample(frame.head(rows), to, same_time=same_time)
        assert is_prefix(part, whole)
        assert part.height == 0 or part["ts_event"].max() <= frame["ts_event"][rows - 1]


@settings(max_examples=30)
@given(bars(), st.sampled_from(["20m", "1h", "4h", "1d", "12-VOLUME", "20-VALUE"]), st.booleans())
def test_first_bars_give_first_bars(frame: pl.DataFrame, to: str, by_session: bool):
    calendar = None
    if by_session and to[-1] != "E":
        calendar = bt.TradingCalendar(
            "toy", [2 * HOUR], [9 * HOUR], [0], [5 * HOUR], [6 * HOUR], start=0, end=2 * DAY
        )
    try:
        whole = bt.resample(frame, to, calendar=calendar)
    except DataError:  # no row lies in the session
        return
    for rows in range(1, frame.height):
        try:
            part = bt.resample(frame.head(rows), to, calendar=calendar)
        except DataError:
            continue
        assert is_prefix(part, whole)
        assert part.height == 0 or part["ts_event"].max() <= frame["ts_event"][rows - 1]


def test_a_bar_is_there_once_it_has_ended():
    """The hour ends with the bar at 60; that of ticks with a tick at or after it."""
    prices = {name: [1.0] * 3 for name in ("open", "high", "low", "close")}
    assert bt.resample(one([20, 40, 60], **prices), "1h")["count"].to_list() == [3]
    assert bt.resample(one([20, 40, 59], **prices), "1h").height == 0
    assert bt.resample(one([20, 40, 61], **prices), "1h")["count"].to_list() == [2]
    assert bt.resample(one([20, 40, 60], price=[1.0] * 3), "1h")["count"].to_list() == [2]
    kept = bt.resample(one([20, 40, 59], **prices), "1h", incomplete="keep")
    assert kept["ts_event"].to_list() == [datetime(1970, 1, 1, 1, tzinfo=UTC)]


def test_another_instrument_tells_that_the_time_has_passed():
    """A bar of A ends once B is later; at the same time A may still have a row to come."""
    prices = {name: [1.0, 2.0] for name in ("open", "high", "low", "close")}
    for minute, bars_of_a in ((60, 0), (61, 1)):
        frame = one([40, minute], instrument_id=["B.X", "A.X"], **prices)
        assert of(bt.resample(frame, "1h"), "B.X").height == bars_of_a


# --------------------------------------------------------------------------------------- numbers


def test_sums_are_those_of_the_decimals():
    many = one([*range(59), 61], price=[1.0] * 60, size=[0.1] * 60)
    assert bt.resample(many, "1h")["volume"].to_list() == [5.9]
    assert sum([0.1] * 59) != 5.9


def test_sums_beyond_what_a_float_counts():
    frame = one([*range(9), 61], price=[1.0] * 10, size=[22517998136852.47] * 10)
    assert bt.resample(frame, "1h")["volume"].to_list() == [float(9 * Decimal("22517998136852.47"))]
    with pytest.raises(DataError, match=r"18 digits.*size"):
        bt.resample(one([1, 2], price=[1, 1], size=[9 * 10**17] * 2), "1h")


def test_a_sum_of_unknowns_is_unknown():
    frame = one([1, 2, 61, 62, 121], price=[1.0] * 5, size=[1.0, None, 2.0, 3.0, None])
    assert bt.resample(frame, "1h")["volume"].to_list() == [None, 5.0]
    with pytest.raises(DataError, match=r"without a volume.*size.*row 1"):
        bt.resample(frame, "5-VOLUME")


def test_decimals_stay_decimals():
    exact = pl.Series([Decimal("1.10"), Decimal("1.30"), Decimal("1.20")])
    frame = one([1, 2, 61], price=exact, size=exact)
    found = bt.resample(frame, "1h")
    assert found.select("high", "volume").row(0) == (Decimal("1.30"), Decimal("2.40"))
    assert found.schema["volume"] == pl.Decimal(38, 2)


def test_values_beyond_64_bits():
    """Prices of 8 decimals times sizes of 8 decimals: a print of 10^6 units is 10^22 steps."""
    rows = 50
    frame = one(list(range(rows)), price=[1000.12345678] * rows, size=[1000.00000001] * rows)
    found = bt.resample(frame, "10_000_000-VALUE", incomplete="keep")
    assert found["count"].to_list() == [10, 10, 10, 10, 10]
    assert bt.resample(frame, "10_001_235-VALUE", incomplete="keep")["count"].to_list() == [11, 11, 11, 11, 6]


def test_quotes_need_a_price_and_the_middle_is_exact():
    quotes = one([1, 2, 3, 61], bid_price=[1.1, 1.3, None, 1.0], ask_price=[1.2, 1.35, 1.4, 1.1])
    with pytest.raises(ConfigError, match="1h-bid"):
        bt.resample(quotes, "1h")
    middle = bt.resample(quotes, "1h-mid")
    assert middle.select("open", "high", "low", "close", "count").row(0) == (1.15, 1.325, 1.15, 1.325, 2)
    assert "volume" not in middle.columns
    assert bt.resample(quotes, "1h-ask")["close"].to_list() == [1.4]
    assert bt.resample(quotes, "2-TICK-BID")["close"].to_list() == [1.3]
    with pytest.raises(ConfigError, match="no volume"):
        bt.resample(quotes, "5-VOLUME-MID")


def test_other_columns_by_their_rules():
    frame = one(
        [1, 2, 61], price=[1.0] * 3, open_interest=[5, 7, 9], fee=[0.1, 0.2, 0.3], word=["a", "b", "c"]
    )
    found = bt.resample(frame, "1h", others={"open_interest": "last", "fee": "sum", "word": "first"})
    assert found.select("open_interest", "fee", "word").rows() == [(7, 0.3, "a")]
    assert found.columns[-3:] == ["open_interest", "fee", "word"]
    more = bt.resample(frame, "1h", others={"fee": "max", "word": "min"})
    assert more.select("fee", "word").rows() == [(0.2, "a")]


# -------------------------------------------------------------------------------------- sessions


def test_days_are_sessions_and_bars_begin_with_them():
    """SPY by the hour to days: from 09:30 to 16:00 in New York, whatever that is in UTC."""
    calendar = bt.TradingCalendar.from_exchange("XNYS", "2024-03-07", "2024-03-12")
    opens = calendar.expected(30 * MINUTE)
    closes = calendar.expected_closes(30 * MINUTE)
    prices = np.arange(len(opens), dtype=np.float64)
    frame = pl.DataFrame({"ts_open": moments(opens), "ts_event": moments(closes), "open": prices, "high": prices,
                          "low": prices, "close": prices})  # fmt: skip
    days = bt.resample(frame, "1d", calendar=calendar)
    assert [t.hour for t in days["ts_open"]] == [14, 14, 13, 13]
    assert days["count"].to_list() == [13] * 4
    hours = bt.resample(frame, "1h", calendar=calendar)
    assert hours["count"].to_list() == [2, 2, 2, 2, 2, 2, 1] * 4
    assert hours["ts_event"].to_list() == moments(calendar.expected_closes(HOUR)).to_list()
    weeks = bt.resample(frame, "1w", calendar=calendar, incomplete="keep")
    assert weeks["count"].to_list() == [26, 26]
    assert bt.resample(frame, "1mo", calendar=calendar, incomplete="keep")["count"].to_list() == [52]


def test_dated_days_become_sessions():
    calendar = bt.TradingCalendar.from_exchange("XNYS", "2024-07-01", "2024-07-05")
    dates = [date(2024, 7, 2), date(2024, 7, 3), date(2024, 7, 5)]
    frame = pl.DataFrame(
        {"date": dates, **{name: [1.0, 2.0, 3.0] for name in ("open", "high", "low", "close")}}
    )
    days = bt.resample(frame, "1d", calendar=calendar)
    assert days["ts_event"].dt.hour().to_list() == [20, 17, 20]
    week = bt.resample(frame, "1w", calendar=calendar, incomplete="keep")
    assert week.select("open", "close", "count").rows() == [(1.0, 3.0, 3)]


def test_rows_outside_sessions_go_to_no_bar():
    calendar = bt.TradingCalendar("toy", [2 * HOUR], [4 * HOUR], [0], start=0, end=DAY)
    found = bt.resample(one([60, 120, 239, 240], price=[1.0, 2.0, 3.0, 4.0]), "1d", calendar=calendar)
    assert found.select("open", "close", "count").rows() == [(2.0, 3.0, 2)]
    with pytest.raises(DataError, match="no row lies in a session"):
        bt.resample(one([60, 250], price=[1.0, 2.0]), "1d", calendar=calendar)
    with pytest.raises(DataError, match="no row lies in a session"):
        bt.resample(one([60, 250], price=[1.0, 2.0]), "1h", calendar=calendar)


def test_real_hours_make_the_days_of_the_exchange(shared_data: Path):
    """SPY: 23 years of hours against the published days, whose close is that of the auction, after the hour."""
    calendar = bt.TradingCalendar.from_exchange("XNYS", "1998-01-02", "2021-04-01")
    hours = pl.read_parquet(shared_data / "equities_us_hour_raw.parquet").filter(symbol="SPY")
    hours = hours.with_columns(ts_open="ts", ts_event=pl.col("ts").dt.offset_by("1h")).drop("ts", "symbol")
    days = bt.resample(hours, "1d", calendar=calendar, incomplete="keep")
    daily = pl.read_parquet(shared_data / "equities_us_daily_raw.parquet").filter(symbol="SPY")
    both = days.with_columns(date=pl.col("ts_open").dt.date()).join(
        daily.with_columns(date=pl.col("ts").dt.date()), on="date", suffix="_daily"
    )
    assert both.height > 5_800
    assert (both["open"] == both["open_daily"]).mean() > 0.9
    assert ((both["high"] / both["high_daily"] - 1).abs() < 0.002).mean() > 0.98


# ------------------------------------------------------------------------------------ ways and words


def test_lazy_frames_stay_lazy_and_give_the_same():
    frame = one([1, 2, 61], price=[1.0, 2.0, 3.0], size=[0.5] * 3)
    lazy = bt.resample(frame.lazy(), "1h")
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect_schema() == bt.resample(frame, "1h").schema
    assert lazy.filter(pl.col("close") > 1).collect().equals(bt.resample(frame, "1h"))
    assert bt.resample(frame.head(0), "1h").schema == bt.resample(frame, "1h").schema


def test_other_tables_and_names_are_taken():
    frame = pl.DataFrame(
        {"Date": [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 8)], "Close": [1.0, 2.0, 3.0]}
    )
    week = bt.resample(frame.to_pandas().assign(Date=lambda d: d["Date"].astype("datetime64[s]")), "1w")
    assert week["close"].to_list() == [1.0, 3.0]  # midnights, not dates: ends of the days before
    assert bt.resample(frame, "1w")["ts_open"].to_list() == [datetime(2024, 1, 1, tzinfo=UTC)]


def test_an_unsorted_frame_is_sorted():
    frame = one([61, 2, 1], price=[3.0, 2.0, 1.0])
    assert bt.resample(frame, "1h").select("open", "close").rows() == [(1.0, 2.0)]


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"to": "1h", "incomplete": "no"}, ConfigError, "'drop' or 'keep'"),
        ({"to": "1h", "same_time": "no"}, ConfigError, "'together' or 'apart'"),
        ({"to": "5-TICK", "calendar": bt.TradingCalendar.always_open()}, ConfigError, "only bars of time"),
        ({"to": "1h-bid"}, ConfigError, "price of quotes"),
        ({"to": "3-VOLUME"}, ConfigError, "no volume or size"),
        ({"to": "1h", "others": {"nothing": "last"}}, UnknownNameError, "nothing"),
        ({"to": "1h", "others": {"word": "mean"}}, ConfigError, "the rule is one of"),
        ({"to": "1h", "others": {"ts_event": "last"}}, ConfigError, "has a rule already"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], error: type[Exception], words: str):
    with pytest.raises(error, match=words):
        bt.resample(one([1, 2], price=[1.0, 2.0], word=["a", "b"]), **arguments)


def test_wrong_frames():
    bar = {name: [1.0, 1.0] for name in ("open", "high", "low", "close")}
    with pytest.raises(ConfigError, match="how many ticks"):
        bt.resample(one([1, 2], **bar), "5-TICK")
    with pytest.raises(DataError, match="cannot be cut"):
        bt.resample(one([60, 120], ts_open=moments([0, HOUR]), **bar), "5m")
    with pytest.raises(DataError, match=r"without a price.*close, row 1"):
        bt.resample(one([1, 2], **{**bar, "close": [1.0, None]}), "5m")
    with pytest.raises(DataError, match="no prices"):
        bt.resample(one([1, 2]), "5m")
    with pytest.raises(DataError, match=r"missing.*low"):
        bt.resample(one([1, 2], open=[1.0, 1.0], close=[1.0, 1.0], high=[1.0, 1.0]), "5m")
