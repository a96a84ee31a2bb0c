"""Continuous futures: by hand, by prefixes, against published roll calendars and factors."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastbt as bt
from fastbt.errors import ConfigError, DataError

FIRST = date(2024, 3, 11)
EXPIRY = {"A": FIRST + timedelta(days=3), "B": FIRST + timedelta(days=6), "C": FIRST + timedelta(days=12)}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def chain(rows: list[tuple[int, str, float, float]]) -> pl.DataFrame:
    """Day, contract, close, volume; open interest is ten times the volume."""
    return pl.DataFrame(
        [(day(number), name, close, volume, 10 * volume, EXPIRY[name]) for number, name, close, volume in rows],
        schema={"date": pl.Date, "contract": pl.String, "close": pl.Float64, "volume": pl.Float64,
                "open_interest": pl.Float64, "expiry": pl.Date},
        orient="row",
    )  # fmt: skip


TWO = chain(
    [(0, "A", 10.0, 9), (0, "B", 11.0, 1), (1, "A", 10.5, 5), (1, "B", 12.0, 6), (2, "A", 11.0, 4), (2, "B", 12.5, 9),
     (3, "A", 11.5, 1), (3, "B", 13.0, 9), (4, "B", 14.0, 9)]
)  # fmt: skip


def shown(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.select("contract", "close", "roll", "adjustment").rows()


def test_the_session_before_decides():
    """B has more on day 1, so it is held from day 2 on; the gap is that of day 1: 12 - 10.5."""
    found = bt.continuous(TWO, "volume")
    assert shown(found) == [
        ("A", 12.0, False, 1.5),
        ("B", 12.5, True, 0.0),
        ("B", 13.0, False, 0.0),
        ("B", 14.0, False, 0.0),
    ]
    assert shown(bt.continuous(TWO, "open_interest")) == shown(found)


def test_days_before_expiry():
    """A expires on day 3: it is held up to and on that day, or the day before."""
    assert bt.continuous(TWO, 0)["contract"].to_list() == ["A", "A", "A", "B"]
    found = bt.continuous(TWO, 1)
    assert shown(found) == [
        ("A", 12.0, False, 1.5),
        ("A", 12.5, False, 1.5),
        ("B", 13.0, True, 0.0),
        ("B", 14.0, False, 0.0),
    ]


def test_a_roll_calendar():
    """From the start of day 2 on: its bar ends later, that of day 1 ends then and is still A's."""
    table = pl.DataFrame({"date": [day(-9), day(2)], "contract": ["A", "B"]})
    found = bt.continuous(TWO, table)
    assert found["contract"].to_list() == ["A", "A", "B", "B", "B"]
    assert found["adjustment"].to_list() == [1.5, 1.5, 0.0, 0.0, 0.0]
    unknown = pl.DataFrame({"date": [day(-9), day(0), day(2)], "contract": ["Z", "A", "B"]})
    assert bt.continuous(TWO, unknown.lazy()).equals(found)


def test_ratio_and_forward():
    table = {"ts": [datetime(2024, 3, 1), datetime(2024, 3, 13)], "contract": ["A", "B"]}  # noqa: DTZ001 (UTC)
    ratio = bt.continuous(TWO, table, "ratio")
    assert ratio["adjustment"].to_list() == [12 / 10.5] * 2 + [1.0] * 3
    assert ratio["close"].to_list() == [round(10.0 * 12 / 10.5, 8), 12.0, 12.5, 13.0, 14.0]
    forward = bt.continuous(TWO, table, direction="forward")
    assert forward["close"].to_list() == [10.0, 10.5, 11.0, 11.5, 12.5]
    later = bt.continuous(TWO, table, "ratio", direction="forward", precision=2)
    assert later["close"].to_list() == [10.0, 10.5, 10.94, 11.38, 12.25]
    none = bt.continuous(TWO, table, "none")
    assert none["close"].to_list() == [10.0, 10.5, 12.5, 13.0, 14.0]
    assert none["roll"].to_list() == [False, False, True, False, False]


def test_differences_are_exact():
    """0.1 + 0.2 is not 0.3 in floats."""
    rows = chain([(0, "A", 0.1, 1), (0, "B", 0.3, 9), (1, "B", 0.7, 9)])
    table = pl.DataFrame({"date": [day(-9), day(1)], "contract": ["A", "B"]})
    assert bt.continuous(rows, table)["close"].to_list() == [0.3, 0.7]
    decimals = rows.with_columns(pl.col("close").cast(pl.Decimal(20, 2)))
    assert bt.continuous(decimals, table)["close"].to_list() == [Decimal("0.30"), Decimal("0.70")]


def test_never_back_and_over_two():
    """The later contract with most is taken; A has most again on day 1, which changes nothing."""
    rows = chain(
        [(0, "A", 10.0, 5), (0, "B", 11.0, 6), (0, "C", 12.0, 8), (1, "A", 10.0, 9), (1, "C", 12.0, 1), (2, "A", 10.0, 9),
         (2, "C", 12.0, 1)]
    )  # fmt: skip
    assert bt.continuous(rows, "volume")["contract"].to_list() == ["C", "C"]


def test_the_last_open_interest_known_counts():
    rows = TWO.with_columns(open_interest=pl.Series([5.0, 1.0, None, 6.0, None, None, None, None, None]))
    assert bt.continuous(rows, "open_interest")["contract"].to_list() == ["A", "B", "B", "B"]


def test_contracts_by_name_and_by_instrument_id():
    rows = TWO.drop("expiry").rename({"contract": "instrument_id"})
    found = bt.continuous(rows, "volume")
    assert found["contract"].to_list() == ["A", "B", "B", "B"]
    assert "instrument_id" not in found.columns
    assert found.columns[-3:] == ["contract", "roll", "adjustment"]


def test_sessions_of_a_calendar():
    """Hours before the open at 10:00 of a day belong to its session, not to the UTC day."""
    opens = np.array([day(n).toordinal() - 719_163 for n in range(3)]) * 86_400 * 10**9
    hour = 3_600 * 10**9
    calendar = bt.TradingCalendar("toy", opens + 10 * hour, opens + 16 * hour, opens, start=0)
    times = [datetime(2024, 3, 11, 15, tzinfo=UTC), datetime(2024, 3, 11, 20, tzinfo=UTC), datetime(2024, 3, 12, 15, tzinfo=UTC),
             datetime(2024, 3, 12, 20, tzinfo=UTC)]  # fmt: skip
    rows = pl.DataFrame(
        {
            "ts_event": times * 2,
            "contract": ["A"] * 4 + ["B"] * 4,
            "close": [1.0] * 8,
            "volume": [9.0, 0, 0, 0, 1, 20, 0, 0],
        }
    )
    assert bt.continuous(rows, "volume")["contract"].to_list() == ["B", "B"]
    assert bt.continuous(rows, "volume", calendar=calendar)["contract"].to_list() == ["A", "A", "B"]


@st.composite
def chains(draw: st.DrawFn) -> pl.DataFrame:
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 11), st.sampled_from("ABC"), st.integers(500, 900), st.integers(0, 9)),
            max_size=30, unique_by=lambda row: row[:2],
        )
    )  # fmt: skip
    return chain(sorted([(d, c, p / 100, float(v)) for d, c, p, v in rows]))


@settings(max_examples=30)
@given(
    chains(),
    st.sampled_from(["volume", "open_interest", 0, 2, "table"]),
    st.sampled_from(["none", "difference", "ratio"]),
)
def test_forward_rows_do_not_change_by_later_ones(rows: pl.DataFrame, roll: Any, adjust: str):
    if roll == "table":
        roll = pl.DataFrame({"date": [day(0), day(4), day(8)], "contract": ["A", "B", "C"]})
    try:
        whole = bt.continuous(rows, roll, adjust, direction="forward")
    except DataError:  # two contracts without a close at one time
        return
    backward = bt.continuous(rows, roll, adjust)
    assert backward.drop("close", "adjustment").equals(whole.drop("close", "adjustment"))
    for count in range(rows.height):
        part = bt.continuous(rows.head(count), roll, adjust, direction="forward")
        assert part.equals(whole.head(part.height))
        assert whole.filter(pl.col("ts_event") <= (part["ts_event"].max() or FIRST)).height in (
            part.height,
            part.height + 1,
        )


# ---------------------------------------------------------------------------------------- real data


def test_rubber_by_its_roll_calendar(shared_data: Path):
    """The multiple prices hold price and forward contract side by side: their contracts, and the Panama shift.

    The file goes on beyond the calendar, by rolls within the day, so only what the calendar covers is compared.
    """
    source = pl.read_parquet(shared_data / "futures_rubber_multiprices.parquet")
    parts = [
        source.select(ts_event="ts", contract=f"{kind}_contract", close=kind)
        for kind in ("price", "carry", "forward")
    ]
    rows = pl.concat(parts).drop_nulls().unique(["ts_event", "contract"], maintain_order=True)
    calendar = pl.read_csv(shared_data / "raw" / "futures_rubber_roll_calendar.csv")
    table = calendar.select(
        ts_event=pl.col("DATE_TIME").str.to_datetime(),
        contract=(pl.col("next_contract") // 100).cast(pl.String),
    )
    end = datetime(2022, 11, 1, tzinfo=UTC)
    found = bt.continuous(rows.filter(pl.col("ts_event") < end), table)
    theirs = source.filter(pl.col("price").is_not_null() & (pl.col("ts") < end))
    assert found["ts_event"].to_list() == theirs["ts"].to_list()
    assert found["contract"].to_list() == theirs["price_contract"].to_list()
    assert found["roll"].sum() == table.height - 1
    # Their shift: forward less price on the last row of a contract that has both, added to all that is before.
    last = source.filter(pl.col("ts") < end).filter(
        pl.col("price_contract") != pl.col("price_contract").shift(-1)
    )
    shift = 0.0
    wanted = {}
    for row in reversed(last.rows(named=True)):
        wanted[row["price_contract"]] = shift = shift + row["forward"] - row["price"]
    ours = dict(found.select("contract", "adjustment").unique().rows())
    assert len(wanted) == table.height - 1
    for contract, total in wanted.items():
        assert ours[contract] == pytest.approx(total, abs=1e-9)


def es(shared_data: Path) -> pl.DataFrame:
    rows = pl.read_parquet(shared_data / "futures_es_daily.parquet").filter(
        pl.col("ts") < datetime(2014, 6, 1, tzinfo=UTC)
    )
    interest = pl.read_parquet(shared_data / "futures_es_openinterest_daily.parquet").drop("symbol")
    third_friday = {"201312": date(2013, 12, 20), "201403": date(2014, 3, 21), "201406": date(2014, 6, 20),
                    "201409": date(2014, 9, 19), "201412": date(2014, 12, 19)}  # fmt: skip
    return rows.join(interest, on=["ts", "contract"], how="left").select(
        pl.col("ts").dt.date().alias("date"), "contract", "open", "high", "low", "close", "volume", "open_interest",
        expiry=pl.col("contract").replace_strict(third_friday),
    )  # fmt: skip


def test_es_by_volume_open_interest_and_expiry(shared_data: Path):
    """On Friday the 13th March traded more; open interest is known to have passed on the 20th."""
    rows = es(shared_data)
    rolled = {
        roll: bt.continuous(rows, roll).filter("roll")["ts_event"].dt.date().dt.offset_by("-1d").to_list()[0]
        for roll in ("volume", "open_interest", 1)
    }
    assert rolled["volume"] == date(2013, 12, 16)
    assert rolled["open_interest"] == date(2013, 12, 22)
    assert rolled[1] == date(2013, 12, 20)


@pytest.mark.parametrize("mode", [0, 1, 2])
def test_es_against_the_factors_of_lean(shared_data: Path, mode: int):
    """Lean's scales are totals up to a roll: the difference of two is the gap of one.

    Its prices are of another hour than the daily closes at hand, so the gap may be off by two ticks of 0.25, and the
    quotient by as much; the contract and the date of the roll are given by its map file.
    """
    lines = (shared_data / "raw" / "futures_es_rollfactors.jsonl").read_text().splitlines()
    factors = [line for line in map(json.loads, lines) if line["DataMappingMode"] == mode]
    before, after = (
        next(f for f in factors if f["Date"][:7] in months)
        for months in (("2013-11", "2013-12"), ("2014-02", "2014-03"))
    )
    date_of_roll = date.fromisoformat(before["Date"][:10])
    table = pl.DataFrame(
        {"date": [date(2013, 1, 1), date_of_roll + timedelta(days=1)], "contract": ["201312", "201403"]}
    )
    rows = es(shared_data)
    panama = before["BackwardsPanamaCanalScale"][0] - after["BackwardsPanamaCanalScale"][0]
    quotient = before["BackwardsRatioScale"][0] / after["BackwardsRatioScale"][0]
    shifted = bt.continuous(rows, table)
    assert shifted["adjustment"][0] == pytest.approx(panama, abs=0.5)
    assert bt.continuous(rows, table, "ratio")["adjustment"][0] == pytest.approx(quotient, abs=0.5 / 1_750)
    first = shifted.filter("roll")["ts_event"].dt.date()[0]
    assert timedelta(days=1) < first - date_of_roll <= timedelta(days=3)  # the end of the next session's day


# ------------------------------------------------------------------------------------------- words


def test_wrong_arguments_and_frames():
    table = pl.DataFrame({"date": [day(-9), day(2)], "contract": ["A", "B"]})
    cases: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"roll": "volumes"}, ConfigError, "open_interest"),
        ({"roll": 1.5}, ConfigError, "days before expiry"),
        ({"roll": -1}, ConfigError, "0 or more"),
        ({"roll": table, "adjust": "panama"}, ConfigError, "'difference' or 'ratio'"),
        ({"roll": table, "direction": "back"}, ConfigError, "'forward'"),
        ({"roll": table, "precision": 20}, ConfigError, "from 0 to 15"),
        ({"roll": table, "calendar": bt.TradingCalendar.always_open()}, ConfigError, "own times"),
        ({"roll": table.drop("contract")}, DataError, "roll calendar, column contract"),
        ({"roll": table.with_columns(contract=None)}, DataError, "roll calendar, column contract, row 0"),
    ]
    for arguments, error, words in cases:
        with pytest.raises(error, match=words):
            bt.continuous(TWO, **arguments)
    for missing, roll in (("volume", "volume"), ("expiry", 1), ("contract", table), ("close", table)):
        with pytest.raises(DataError, match=missing):
            bt.continuous(TWO.drop(missing), roll)
    apart = chain([(0, "A", 10.0, 9), (2, "B", 11.0, 1)])
    with pytest.raises(DataError, match="A and B have no close at one time"):
        bt.continuous(apart, table)
    assert bt.continuous(apart, table, "none").height == 2
    with pytest.raises(DataError, match="several dates"):
        bt.continuous(TWO.with_columns(expiry=pl.col("date")), 1)
    with pytest.raises(DataError, match="above zero"):
        bt.continuous(TWO.with_columns(close=-pl.col("close")), table, "ratio")


def test_lazy_stays_lazy():
    found = bt.continuous(TWO.lazy(), "volume")
    assert isinstance(found, pl.LazyFrame)
    assert found.collect().equals(bt.continuous(TWO, "volume"))
