"""One idea in three forms gives the same orders, fills, positions and equity, to the last digit (decision 2, rule O4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from tests.three_forms.ideas import BREAKOUT, CROSS, Idea

pytestmark = pytest.mark.filterwarnings("ignore::fastbt.errors.FastbtWarning")
TABLES = ("orders", "fills", "positions", "trades", "events", "account", "equity")
MINUTE = 60_000_000_000
FEES = {"fees": bt.PercentageFees(maker=0.0002, taker=0.0005), "slippage": bt.FixedSlippage(ticks=1)}
VENUES = {
    "cash": {"account_type": "CASH", **FEES},
    "margin": {"account_type": "MARGIN", "leverage": 3, "on_finish": "close", **FEES},
    "this close": {
        "account_type": "MARGIN",
        "fill_timing": "this_close",
        "slippage": bt.BasisPointsSlippage(bps=2.5),
    },
    "next close": {"account_type": "MARGIN", "fill_timing": "next_close", **FEES},
    "late": {
        "account_type": "MARGIN",
        "latency": bt.Latency(submit="30s", modify="1m", cancel="2m", jitter="20s"),
        "latency_in_bar": "close",
        **FEES,
    },
    "short of funds": {
        "account_type": "MARGIN",
        "balances": ["3000 USD"],
        "on_insufficient_cash": "cut",
        **FEES,
    },
}


def walk(seed: int, rows: int, name: str, missing: float = 0.0) -> pl.DataFrame:
    """A random walk of minute bars around 100 with two decimals; some minutes are missing."""
    rng = np.random.default_rng(seed)
    close = 10_000 + np.cumsum(rng.integers(-25, 26, rows))
    open_ = np.concatenate(([10_000], close[:-1])) + rng.integers(-4, 5, rows)
    high = np.maximum(open_, close) + rng.integers(0, 20, rows)
    low = np.minimum(open_, close) - rng.integers(0, 20, rows)
    times = MINUTE * np.arange(1, rows + 1)
    frame = pl.DataFrame(
        {
            "instrument_id": [name] * rows,
            "ts_open": times - MINUTE,
            "ts_event": times,
            **{
                word: ticks / 100
                for word, ticks in (("open", open_), ("high", high), ("low", low), ("close", close))
            },
        }
    ).with_columns(pl.col("ts_open", "ts_event").cast(pl.Datetime("ns", "UTC")))
    return frame.filter(pl.Series(rng.random(rows) >= missing))


def equity_of(name: str) -> bt.Equity:
    return bt.Equity(name, currency="USD", price_precision=2, size_precision=0)


def comparable(table: pl.DataFrame) -> pl.DataFrame:
    """A table; of events without the quantity before the fill, which an exit of signals finds there (S1)."""
    if "kind" not in table.columns:
        return table
    filled = pl.col("kind") == "ORDER_FILLED"
    return table.with_columns(pl.when(filled).then("quantity"))


def first_difference(ours: pl.DataFrame, theirs: pl.DataFrame) -> str | None:
    """Column, row and both values of the first difference."""
    if ours.schema != theirs.schema or ours.height != theirs.height:
        return f"{ours.schema} of {ours.height} rows, {theirs.schema} of {theirs.height} rows"
    for name in ours.columns:
        wrong = ours[name].ne_missing(theirs[name])
        if wrong.any():
            row = wrong.arg_max()
            return f"column {name}, row {row}: {ours[name][row]!r}, {theirs[name][row]!r}"
    return None


def assert_same(
    idea: Idea, frame: pl.DataFrame, instruments: Any, params: dict[str, Any], **options: Any
) -> bt.Result:
    """Run all three forms; the signals' result."""
    results = {
        name: bt.run(form, frame, params=params, instruments=instruments, **options)
        for name, form in idea.forms().items()
    }
    first = results["signals"]
    for name, result in results.items():
        for table in TABLES:
            for ours, theirs in ((first, result), (first.exact, result.exact)):
                pair = [comparable(getattr(one, table)) for one in (ours, theirs)]
                different = first_difference(*pair)
                assert different is None, f"{table}, the {name} form: {different}"
    return first


CROSS_WORDS = {"fast": 5, "slow": 20, "quantity": 10.0}
BREAKOUT_WORDS = {"window": 15, "quantity": 10.0, "stop": 0.004, "target": 0.006}


@pytest.mark.parametrize("venue", VENUES)
def test_a_cross_on_synthetic_bars(venue: str) -> None:
    frame = walk(1, 3_000, "X.SIM")
    result = assert_same(
        CROSS, frame, equity_of("X.SIM"), CROSS_WORDS, venue=bt.Venue("SIM", **VENUES[venue])
    )
    assert result.fills.height > 150
    assert result.orders["order_type"].unique().to_list() == ["MARKET"]


@pytest.mark.parametrize("venue", [name for name in VENUES if name != "cash"])
def test_a_breakout_with_brackets_on_synthetic_bars(venue: str) -> None:
    frame = walk(2, 3_000, "X.SIM")
    result = assert_same(
        BREAKOUT, frame, equity_of("X.SIM"), BREAKOUT_WORDS, venue=bt.Venue("SIM", **VENUES[venue])
    )
    causes = dict(result.fills.group_by("cause").len().iter_rows())
    assert min(causes[cause] for cause in ("SIGNAL", "STOP_LOSS", "TAKE_PROFIT")) > 20


@pytest.mark.parametrize(
    ("idea", "params"), [(CROSS, CROSS_WORDS), (BREAKOUT, BREAKOUT_WORDS)], ids=["cross", "breakout"]
)
def test_two_instruments_with_missing_bars(idea: Idea, params: dict[str, Any]) -> None:
    frame = pl.concat([walk(3, 2_000, "A.SIM", 0.1), walk(4, 2_000, "B.SIM", 0.3)])
    models = [equity_of("A.SIM"), equity_of("B.SIM")]
    result = assert_same(idea, frame, models, params, venue=bt.Venue("SIM", **VENUES["margin"]))
    assert result.fills["instrument_id"].n_unique() == 2
    assert result.fills.height > 100


def read(folder: Path, file: str, ids: dict[str, str]) -> pl.DataFrame:
    """Symbols of a file of real bars under our ids."""
    bars = pl.read_parquet(folder / file).filter(pl.col("symbol").is_in(list(ids)))
    return bars.with_columns(instrument_id=pl.col("symbol").replace_strict(ids)).drop("symbol")


@pytest.mark.parametrize(
    ("idea", "params"), [(CROSS, CROSS_WORDS), (BREAKOUT, BREAKOUT_WORDS)], ids=["cross", "breakout"]
)
def test_minutes_of_two_coins(shared_data: Path, idea: Idea, params: dict[str, Any]) -> None:
    """Three days of Coinbase trades, minutes without trades missing, two precisions of price x quantity."""
    ids = {"BTCUSD": "BTC/USD.SIM", "ETHUSD": "ETH/USD.SIM"}
    models = [bt.CurrencyPair(name, price_precision=2, size_precision=8) for name in ids.values()]
    frame = read(shared_data, "crypto_coinbase_1m.parquet", ids)
    venue = bt.Venue("SIM", **{**VENUES["margin"], "fill_on_zero_volume": "on"})
    result = assert_same(
        idea, frame, models, {**params, "quantity": 0.12345678}, venue=venue, bar="1m", stamp="open"
    )
    assert result.fills["instrument_id"].n_unique() == 2
    assert result.fills.height > 100


@pytest.mark.parametrize(
    ("idea", "params"), [(CROSS, CROSS_WORDS), (BREAKOUT, BREAKOUT_WORDS)], ids=["cross", "breakout"]
)
def test_hours_of_a_currency_pair(shared_data: Path, idea: Idea, params: dict[str, Any]) -> None:
    frame = pl.read_parquet(
        shared_data / "fx_eurusd_oanda_1h.parquet",
        columns=["ts", "open", "high", "low", "close"],
        n_rows=20_000,
    )
    model = bt.CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
    venue = bt.Venue("SIM", **VENUES["margin"])
    result = assert_same(
        idea,
        frame,
        model,
        {**params, "quantity": 20_000.0},
        venue=venue,
        bar="1h",
        stamp="open",
        on_off_grid="round",
    )
    assert result.fills.height > 300
