"""Bars of bid and ask in coarser bars, and finer bars in them: every form, every table, what is refused (B4, B6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.backtest import lower_signal_run
from fastbt.errors import ConfigError, DataError
from fastbt.kernels import advance_mixed
from fastbt.simulation.entries import entries_of
from fastbt.simulation.lower_options import Market
from fastbt.simulation.lower_sides import POINTS, SIDE_COLUMNS
from fastbt.simulation.machine import run_machine
from tests.kernels.sides import orders, pair_frame
from tests.test_backtest_finer import FINE, HOUR, IDEAS, MARGIN, MINUTE, OWN, TWO, WORDS, X, Y, hours, told


def with_sides(frame: pl.DataFrame, away: float = 0.03) -> pl.DataFrame:
    """The bars with bid and ask around them."""
    return frame.with_columns(
        (pl.col(point) + sign * away).round(2).alias(f"{side}_{point}")
        for side, sign in (("bid", -1), ("ask", 1))
        for point in POINTS
    )


PAIRS = with_sides(FINE)


def test_sides_of_no_width_change_nothing() -> None:
    """Both paths, that of one price and that of bid and ask, say the same; so do bars that only inform."""
    alone = bt.from_signals(OWN, finer=FINE, instruments=X, **WORDS)
    flat = with_sides(FINE, 0.0)
    for own, finer in ((OWN, flat), (with_sides(OWN, 0.0), FINE), (with_sides(OWN, 0.0), flat)):
        result = bt.from_signals(own, finer=finer, instruments=X, **WORDS)
        assert told(result) == told(alone)
        assert result.equity.equals(alone.equity)
        assert result.trades.equals(alone.trades)


def test_every_fill_is_of_its_side_and_the_bid_marks() -> None:
    result = bt.from_signals(OWN, finer=PAIRS, instruments=X, **WORDS)
    rows = result.fills.join(result.finer_bars, on="row")
    assert rows.height == result.fills.height > 20
    buys = pl.col("side") == "BUY"
    low, high = (pl.when(buys).then(f"ask_{point}").otherwise(f"bid_{point}") for point in ("low", "high"))
    assert rows.filter(~pl.col("price").is_between(low, high)).is_empty()
    assert result.equity.height == FINE.height
    # ten units are worth what the bid of the minute gives, also where a bar closes
    held = result.equity.filter(pl.col("open_positions") == 1).join(PAIRS, on="ts_event")
    assert held.filter(pl.col("ts_event").cast(pl.Int64) % HOUR == 0).height > 3
    assert (held["net_exposure"] - 10 * held["bid_close"]).abs().max() < 1e-6


@pytest.mark.parametrize("own_has_sides", [False, True])
@pytest.mark.parametrize("idea", IDEAS, ids=list(IDEAS))
def test_the_forms_agree(idea: str, own_has_sides: bool) -> None:
    """Two instruments, one of which lacks minutes now and then."""
    gaps = TWO.filter(
        (pl.col("instrument_id") == "X.SIM") | (pl.col("ts_event").cast(pl.Int64) // HOUR % 3 > 0)
    )
    own = with_sides(hours(TWO), 0.05) if own_has_sides else hours(TWO)
    written, params = IDEAS[idea]
    results = {
        name: bt.run(form, own, params=params, finer=with_sides(gaps), instruments=[X, Y], venue=MARGIN)
        for name, form in written.forms().items()
    }
    fills = {name: told(result) for name, result in results.items()}
    assert fills["signals"] == fills["compiled"] == fills["class"]
    assert len(fills["signals"]) > 3
    equity = [result.equity["equity"].to_list() for result in results.values()]
    assert equity[0] == equity[1] == equity[2]


def test_any_cut_into_calls_gives_the_same_run() -> None:
    lowered = lower_signal_run(bt.Signals(**WORDS), OWN, Market.of({"finer": PAIRS, "instruments": X}))
    whole = run_machine(lowered)
    pieces = run_machine(lowered, cut=range(1, lowered.columns.groups, 7))
    assert len(whole.fills) > 20
    for name in ("fills", "orders", "equity"):
        assert getattr(whole, name).tolist() == getattr(pieces, name).tolist(), name


def test_tables_settings_and_a_saved_result(tmp_path: Path) -> None:
    lacking = PAIRS.with_columns(
        pl.when(pl.int_range(pl.len()) % 9 > 0).then(f"ask_{point}").alias(f"Ask_{point}") for point in POINTS
    ).drop(f"ask_{point}" for point in POINTS)
    result = bt.from_signals(OWN, finer=lacking, instruments=X, **WORDS)
    (part,) = result.settings["data"]["finer"]["parts"]
    assert part["sides"] == {"rows_without_bid": 0, "rows_without_ask": (FINE.height + 8) // 9}
    assert result.settings["data"]["sides"] is None
    other = bt.from_signals(OWN, finer=PAIRS, instruments=X, **WORDS).settings["data"]["finer"]["parts"][0]
    assert other["fingerprint"] != part["fingerprint"]
    assert set(SIDE_COLUMNS) <= set(result.finer_bars.columns)
    assert result.finer_bars["ask_open"].null_count() == part["sides"]["rows_without_ask"]
    result.save(tmp_path / "saved")
    assert bt.Result.load(tmp_path / "saved").finer_bars.equals(result.finer_bars)


def test_an_excursion_looks_at_closes_of_the_side_where_a_bar_only_informs() -> None:
    """Bars of bid and ask marked by their bids, minutes of one price: the low of the bar was before the entry."""
    own = pair_frame(["99 99 99 99 | 101 101 101 101", "100 100 50 98 | 102 150 52 100"])
    own = own.with_columns(pl.col("ts_event").dt.offset_by("1m"), pl.lit(0).alias("x"))
    finer = pl.DataFrame(
        {"ts_event": [5 * MINUTE // 2], "open": [97.0], "high": [99.0], "low": [96.0], "close": [97.0]}
    )
    finer = finer.with_columns(
        pl.col("ts_event").cast(own.schema["ts_event"]),
        ts_open=pl.lit(2 * MINUTE).cast(own.schema["ts_event"]),
    )
    table = orders((2, "BUY", 1.0, {}))
    result = bt.from_orders(own, table, finer=finer, instruments=["A.X"])
    trade = result.trades.row(0, named=True)
    assert result.fills["price"].to_list() == [97.0]
    assert (round(trade["mae"], 9), round(trade["mfe"], 9)) == (round(-1 / 97, 9), round(2 / 97, 9))


def test_explain_looks_at_the_side_of_either_kind_of_row() -> None:
    """Minutes of bid and ask, and the second bar, of one price, in which there are none."""
    gap = PAIRS.filter(~pl.col("ts_event").cast(pl.Int64).is_between(HOUR + 1, 2 * HOUR))
    table = pl.DataFrame([{"ts": OWN["ts_event"][0], "side": "BUY", "quantity": 1, "price": 1.0}])
    result = bt.from_orders(OWN, table, finer=gap, instruments=X)
    found = result.explain(result.orders["client_order_id"][0]).nearest
    assert found is not None
    assert found.rows == 1 + 38 * 60
    assert float(found.price) == min(OWN["low"][1], gap["ask_low"][60:].min())


def quotes_of(frame: pl.DataFrame) -> pl.DataFrame:
    """A quote a minute in every third hour, where the minutes' bid and ask open."""
    third = pl.col("ts_event").cast(pl.Int64) // HOUR % 3 == 0
    return frame.filter(third).select("instrument_id", "ts_event", bid="bid_open", ask="ask_open")


def test_explain_looks_at_the_side_of_a_quote_among_them() -> None:
    quotes = quotes_of(PAIRS)
    table = pl.DataFrame([{"ts": OWN["ts_event"][0], "side": "BUY", "quantity": 1, "price": 1.0}])
    result = bt.from_orders(with_sides(OWN), table, finer=quotes, instruments=X)
    found = result.explain(result.orders["client_order_id"][0]).nearest
    assert found is not None
    inside = pl.col("ts_event") > OWN["ts_event"][0]
    executing = result.finer_bars.filter(inside)["ts_event"].dt.offset_by("-1ns").dt.truncate("1h")
    bars = with_sides(OWN).filter(
        inside, ~(pl.col("ts_event").dt.offset_by("-1h")).is_in(executing.implode())
    )
    assert float(found.price) == min(bars["ask_low"].min(), quotes.filter(inside)["ask"].min())


@pytest.mark.parametrize("kinds", ["finer", "own", "both"])
def test_sides_of_no_width_change_nothing_beside_ticks(kinds: str) -> None:
    flat = with_sides(FINE, 0.0)
    own = OWN if kinds == "finer" else with_sides(OWN, 0.0)
    quotes = quotes_of(PAIRS)
    alone = bt.from_signals(OWN, finer=[FINE, quotes], instruments=X, **WORDS)
    result = bt.from_signals(own, finer=[FINE if kinds == "own" else flat, quotes], instruments=X, **WORDS)
    assert told(result) == told(alone)
    assert result.equity.equals(alone.equity)
    kinds_met = result.fills.join(result.finer_bars, on="row", how="left")["kind"]
    assert {"QUOTE", None} <= set(kinds_met)


def test_an_excursion_beside_ticks_is_of_the_side_that_closes() -> None:
    result = bt.from_signals(OWN, finer=[PAIRS, quotes_of(PAIRS)], instruments=X, **WORDS)
    met = 0
    for trade in result.trades.filter(side="LONG").drop_nulls("exit_time").iter_rows(named=True):
        held = pl.col("ts_event").is_between(trade["entry_time"], trade["exit_time"])
        inside = result.finer_bars.filter(held, pl.col("executes"))
        met += set(inside["kind"]) == {"QUOTE", None}
        best = inside.select(pl.coalesce("bid_high", "low").max()).item()
        assert trade["mfe"] == pytest.approx(max(best / trade["entry_price"] - 1, 0))
    assert met > 3


def test_any_cut_into_calls_gives_the_same_run_beside_ticks() -> None:
    options = {"finer": [PAIRS, quotes_of(PAIRS)], "instruments": X}
    lowered = lower_signal_run(bt.Signals(**WORDS), with_sides(OWN), Market.of(options))
    assert entries_of(lowered, False, False)["driver"] is advance_mixed.advance_mixed
    whole = run_machine(lowered)
    pieces = run_machine(lowered, cut=range(1, lowered.columns.groups, 7))
    assert len(whole.fills) > 20
    for name in ("fills", "orders", "equity"):
        assert getattr(whole, name).tolist() == getattr(pieces, name).tolist(), name


@pytest.mark.parametrize("option", [{"fill_price": "vwap"}, {"volume_split": "points", "volume_limit": 0.5}])
def test_options_for_one_price_are_refused(option: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(option))}=.* is for bars of one price"):
        bt.from_signals(
            OWN.with_columns(vwap="close"), finer=PAIRS.with_columns(vwap="close"), instruments=X,
            venue=bt.Venue("SIM", **option), **WORDS,
        )  # fmt: skip


def test_a_bad_price_names_its_frame_and_row() -> None:
    bad = PAIRS.with_columns(bid_low=pl.when(pl.int_range(pl.len()) == 7).then(9e3).otherwise("bid_low"))
    with pytest.raises(DataError, match=r"lies below bid_low .*row 7") as error:
        bt.from_signals(OWN, finer=bad, instruments=X, **WORDS)
    assert error.value.__notes__ == ["in finer=frame 0"]
