"""``from_targets`` from frame to tables: words, options, sequence as given, what is refused before the run."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

import fastbt as bt

DAYS = [date(2024, 1, 29), date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2)]


def frame(**columns: list[float | None]) -> pl.DataFrame:
    """Five days of A at 10 and B at 20, A before B; columns have A's five values, then B's."""
    close = [10.0] * 5 + [20.0] * 5
    ids = ["A.SIM"] * 5 + ["B.SIM"] * 5
    return pl.DataFrame({"date": DAYS * 2, "instrument_id": ids, "close": close, **columns})


def run(data: Any, **words: Any) -> bt.Result:
    options = {"instruments": ["A.SIM", "B.SIM"], "venue": bt.Venue("SIM", balances=["1000 USD"])}
    return bt.from_targets(data, **{**options, **words})


def fills(result: bt.Result) -> list[tuple[Any, ...]]:
    """(day on which it filled, instrument, side, quantity)."""
    day = pl.col("ts_event").dt.offset_by("-1d").dt.date().dt.day()
    return result.fills.select(day, "instrument_id", "side", "quantity").rows()


def test_monthly_weights_by_hand():
    """The first session of the data, then that of 1 February, decides; the open after it fills."""
    weights = [0.5, 0.9, 0.9, 0.2, 0.9, 0.5, 0.1, 0.1, 0.8, 0.1]
    result = run(frame(w=weights), weight="w", rebalance="1mo")
    assert fills(result) == [
        (30, "A.SIM", "BUY", 50.0),
        (30, "B.SIM", "BUY", 25.0),
        (2, "A.SIM", "SELL", 30.0),
        (2, "B.SIM", "BUY", 15.0),
    ]
    assert result.fills["cause"].unique().to_list() == ["REBALANCE"]
    strategy = result.settings["strategy"]
    assert strategy["form"] == "targets"
    assert strategy["decisions"] == 2
    assert strategy["words"] == {"weight": "w", "rebalance": "1mo"}
    assert result.settings["venue"]["sizing"] == "decision"


def test_from_targets_is_run_of_targets():
    data = frame(w=[0.5] * 10)
    options = {"instruments": ["A.SIM", "B.SIM"], "venue": bt.Venue("SIM", balances=["1000 USD"])}
    one = bt.from_targets(data, weight="w", rebalance="1w", drift=0.1, **options)
    two = bt.run(bt.Targets(weight="w", rebalance="1w", drift=0.1), data, **options)
    three = bt.run(
        lambda p: bt.Targets(weight="w", rebalance=p.r, drift=0.1), data, params={"r": "1w"}, **options
    )
    assert one.orders.equals(two.orders)
    assert one.orders.equals(three.orders)
    assert one.orders.height == 2
    assert three.settings["strategy"]["params"] == {"r": "1w"}


@pytest.mark.parametrize(
    "word", [0.5, "w", pl.col("w"), 1 / pl.len().over("ts_event"), pl.lit(0.5), pl.Series([0.5] * 10)]
)
def test_any_word_will_do(word: Any):
    assert fills(run(frame(w=[0.5] * 10), weight=word, rebalance=[date(2024, 1, 30)])) == [
        (31, "A.SIM", "BUY", 50.0),
        (31, "B.SIM", "BUY", 25.0),
    ]


def test_quantities_and_values():
    data = frame(q=[30.0, None, None, None, None, 20.0, None, 5.0, None, None])
    assert fills(run(data, quantity="q"))[-1] == (1, "B.SIM", "SELL", 15.0)
    assert fills(run(data, value="q")) == [
        (30, "A.SIM", "BUY", 3.0),
        (30, "B.SIM", "BUY", 1.0),
        (1, "B.SIM", "SELL", 1.0),
    ]


@pytest.mark.parametrize("lazy", [False, True])
def test_the_sequence_given_is_that_of_the_frame(lazy: bool):
    """A frame with B before A: at each time B goes first, though the timeline has A first."""
    data = frame(w=[0.5, None, None, None, None] * 2)
    b_first = pl.concat([data.tail(5), data.head(5)])
    for turned, wanted in ((data, ["A.SIM", "B.SIM"]), (b_first, ["B.SIM", "A.SIM"])):
        result = run(turned.lazy() if lazy else turned, weight="w", sequence="given")
        assert result.orders["instrument_id"].to_list() == wanted
        assert "rank" not in "".join(result.sql("select * from bars").columns)
        again = run(turned, weight="w")
        assert again.orders["instrument_id"].to_list() == ["A.SIM", "B.SIM"]


def test_an_instrument_without_a_row_keeps_its_place():
    data = frame(w=[0.5, None, 0.1, None, None, 0.5, None, 0.0, None, None])
    data = data.filter((pl.col("date") != DAYS[2]) | (pl.col("instrument_id") == "A.SIM"))
    result = run(data, weight="w")
    assert fills(result) == [
        (30, "A.SIM", "BUY", 50.0),
        (30, "B.SIM", "BUY", 25.0),
        (1, "A.SIM", "SELL", 40.0),
    ]


def test_a_single_instrument():
    data = frame(w=[0.5, None, 1.0, None, None] * 2).head(5).drop("instrument_id")
    result = bt.from_targets(data, weight="w", venue=bt.Venue("SIM", balances=["1000 USD"]))
    assert result.fills["quantity"].to_list() == [50.0, 50.0]


def test_weights_above_one_are_refused_with_time_and_sum():
    with pytest.raises(bt.DataError, match=r"sum to 1.4, above 1 \(.*time 2024-01-31T00:00:00Z\)"):
        run(frame(w=[0.5, 0.7, 0.5, 0.5, 0.5, 0.5, 0.7, 0.5, 0.5, 0.5]), weight="w")


def test_a_null_price_in_a_row_names_row_and_column():
    data = frame(w=[0.5] * 10).with_columns(
        close=pl.when(pl.int_range(pl.len()) == 7).then(None).otherwise(pl.col("close"))
    )
    with pytest.raises(bt.DataError, match=r"(?s)close.*row 7|row 7.*close"):
        run(data, weight="w")
    assert run(data, weight="w", on_error="drop").orders.height > 0


def test_a_weight_that_knows_the_future_is_refused():
    with pytest.raises(bt.LookAheadError, match="weight"):
        run(
            frame(),
            weight=pl.col("close").shift(-1).over("instrument_id")
            / pl.col("close").max().over("instrument_id")
            / 2,
        )


@pytest.mark.parametrize(
    ("words", "kind", "message"),
    [
        ({"weigth": 0.5}, bt.UnknownNameError, "word of from_targets.*weight"),
        ({"weight": 0.5, "stop_loss": 0.1}, bt.UnknownNameError, "stop_loss"),
        ({"weight": "v"}, bt.UnknownNameError, "'v'"),
        ({"weight": "instrument_id"}, bt.ConfigError, "weight= must be a number per row"),
        ({"weight": 0.5, "sizing": "fill"}, bt.ConfigError, "found at the decision"),
        ({"weight": 0.5, "waiting_entry": "replace"}, bt.ConfigError, "targets have none"),
        ({"weight": 0.5, "stops_per": "entry"}, bt.ConfigError, "targets have none"),
    ],
)
def test_what_is_refused(words: dict[str, Any], kind: type[Exception], message: str):
    with pytest.raises(kind, match=message):
        run(frame(), **words)


def test_targets_take_no_parameters():
    with pytest.raises(bt.ConfigError, match="Targets take none"):
        bt.run(bt.Targets(weight=0.5), frame(), params={"x": 1})
