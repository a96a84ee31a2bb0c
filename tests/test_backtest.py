"""run and its sisters, from frame to tables: integration and pipeline tests of the founding documents."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt import ta

START = datetime(2024, 1, 1, tzinfo=UTC)
GOOG = bt.Equity("GOOG.SIM", currency="USD", price_precision=2, size_precision=0)
FEES = bt.Venue("SIM", balances=["100000 USD"], fees=bt.PercentageFees(maker=0.001, taker=0.001))


def daily(closes: list[float], opens: list[float] | None = None, name: str | None = None) -> pl.DataFrame:
    """Daily bars; each opens at the close before, unless said otherwise."""
    close = pl.Series("close", closes, dtype=pl.Float64)
    open_ = pl.Series("open", opens if opens is not None else [closes[0], *closes[:-1]], dtype=pl.Float64)
    dates = pl.date_range(
        START.date(), interval="1d", eager=True, end=pl.lit(START.date()).dt.offset_by(f"{len(closes) - 1}d")
    )
    frame = pl.DataFrame({"date": dates, "open": open_, "close": close}).with_columns(
        high=pl.max_horizontal("open", "close"), low=pl.min_horizontal("open", "close")
    )
    return frame if name is None else frame.with_columns(instrument_id=pl.lit(name))


def flags(length: int, *rows: int) -> pl.Series:
    return pl.Series([row in rows for row in range(length)])


# ------------------------------------------------------------------------------------- numbers by hand


def test_signals_by_hand():
    """Sent after bars 0 and 3, filled at the opens of bars 1 and 4, 11 and 15; 0.1 % each time."""
    frame = daily([10, 12, 14, 16, 18], opens=[10, 11, 13, 13, 15])
    result = bt.from_signals(
        frame, entries=flags(5, 0), exits=flags(5, 3), quantity=100, venue=FEES, instruments=GOOG, check="off"
    )
    fills = result.fills
    assert fills["price"].to_list() == [11.0, 15.0]
    assert fills["commission"].to_list() == [1.10, 1.50]
    assert fills["row"].to_list() == [1, 4]
    assert result.exact.trades["pnl"].to_list() == [Decimal("397.40")]
    assert result.equity["equity"].to_list() == [100_000.0, 100_098.9, 100_298.9, 100_498.9, 100_397.4]
    assert result.stats.total_return == pytest.approx(0.003974)


def test_a_size_in_percent_leaves_room_for_the_fee():
    """S2: the largest lot whose cost with fee fits 95 % of equity: 95,000 / (11 x 1.001) = 8627.7."""
    frame = daily([10, 12, 14], opens=[10, 11, 13])
    result = bt.from_signals(frame, entries=flags(3, 0), size=0.95, venue=FEES, instruments=GOOG, check="off")
    assert result.fills["quantity"].to_list() == [8627.0]


def test_protection_is_a_bracket():
    """Entry at 100, stop at 95, touched on the way down to 90."""
    frame = daily([100, 100, 90], opens=[100, 100, 100])
    result = bt.from_signals(
        frame,
        entries=flags(3, 0),
        quantity=10,
        stop_loss=0.05,
        take_profit=0.1,
        instruments=GOOG,
        check="off",
    )
    assert result.fills["price"].to_list() == [100.0, 95.0]
    assert result.trades["exit_cause"].to_list() == ["STOP_LOSS"]
    assert result.orders["client_order_id"].to_list() == ["O-S-1", "O-S-2", "O-S-3"]


def test_order_lifecycle():
    """Four events, and the balance falls by the cost and the commission."""
    frame = daily([10, 10, 10, 10, 10])
    orders = pl.DataFrame(
        {
            "ts": [datetime(2024, 1, 3, tzinfo=UTC)],
            "side": ["BUY"],
            "quantity": [100.0],
            "client_order_id": ["mine"],
        }
    )
    result = bt.from_orders(frame, orders, venue=FEES, instruments=GOOG)
    kinds = result.events.filter(pl.col("client_order_id") == "mine")["kind"].to_list()
    assert kinds[:4] == ["ORDER_INITIALIZED", "ORDER_SUBMITTED", "ORDER_ACCEPTED", "ORDER_FILLED"]
    assert result.order("mine").status is bt.OrderStatus.FILLED
    assert result.fills["row"].to_list() == [
        2
    ]  # sent after the bar that ends on January 3, filled on the next
    assert result.exact.account["total"].to_list() == [Decimal("100000.00"), Decimal("98999.00")]


def test_position_lifecycle():
    frame = daily([10, 10, 11, 12, 13, 14], opens=[10, 10, 10, 11, 12, 13])
    orders = pl.DataFrame(
        {
            "ts": ["2024-01-02", "2024-01-06"],
            "action": ["submit", "close_position"],
            "side": ["BUY", None],
            "quantity": [100, None],
        }
    )
    result = bt.from_orders(frame, orders, venue=FEES, instruments=GOOG)
    (position,) = result.positions.to_dicts()
    assert (position["avg_entry_price"], position["avg_close_price"], position["is_open"]) == (
        10.0,
        13.0,
        False,
    )
    assert position["realized_pnl"] == 300 - 1.00 - 1.30


def test_the_words_of_an_order_table():
    """A limit order fills on the way down, its take-profit is canceled; one expires; one is refused."""
    frame = daily([10, 9, 10, 12, 9], opens=[10, 10, 9, 10, 12])
    orders = pl.DataFrame(
        {
            "ts": ["2024-01-02", "2024-01-02", "2024-01-02", "2024-01-03"],
            "client_order_id": ["entry", "late", "poor", "entry-TP"],
            "action": ["submit", "submit", "submit", "cancel"],
            "side": ["BUY", "BUY", "BUY", None],
            "quantity": [10.0, 10.0, 1e6, None],
            "price": [9.50, 5.0, None, None],
            "stop_loss_price": [8.0, None, None, None],
            "take_profit_price": [11.0, None, None, None],
            "expire_after": [None, 2, None, None],
            "tag": ["a", "b", "c", None],
        }
    )
    result = bt.from_orders(frame, orders, instruments=GOOG)
    ends = {row["client_order_id"]: (row["status"], row["reason"]) for row in result.orders.to_dicts()}
    assert ends == {
        "entry": ("FILLED", None),
        "entry-SL": ("ACCEPTED", None),
        "entry-TP": ("CANCELED", "BY_USER"),
        "late": ("EXPIRED", "EXPIRED"),
        "poor": ("DENIED", "INSUFFICIENT_CASH"),
    }
    assert result.settings["refusals"] == {"INSUFFICIENT_CASH": 1}
    assert result.fills["tag"][0] == "a"


# ---------------------------------------------------------------------------------- several instruments


def two(closes_a: list[float], closes_b: list[float]) -> pl.DataFrame:
    return pl.concat([daily(closes_a, name="A.SIM"), daily(closes_b, name="B.SIM")])


INSTRUMENTS = [bt.Equity("A.SIM", currency="USD"), bt.Equity("B.SIM", currency="USD", price_precision=3)]


def test_multi_instrument():
    """Several instruments in one run equal a run each, as long as cash is ample."""
    rng = np.random.default_rng(3)
    walks = [np.round(100 + np.cumsum(rng.normal(size=300)), 2).tolist() for _ in range(2)]
    words: dict[str, Any] = {
        "columns": bt.per_instrument(fast=ta.sma("close", 5), slow=ta.sma("close", 20)),
        "entries": pl.col("fast") > pl.col("slow"), "exits": pl.col("fast") < pl.col("slow"),
        "quantity": 7, "stop_loss": 0.03,
        "instruments": INSTRUMENTS,
    }  # fmt: skip
    together = bt.from_signals(two(*walks), **words)
    shown = ["instrument_id", "side", "quantity", "price", "cause", "ts_event"]
    for name, walk in zip(("A.SIM", "B.SIM"), walks, strict=True):
        alone = bt.from_signals(daily(walk, name=name), **words)
        assert alone.fills.height > 10
        assert (
            together.fills.filter(pl.col("instrument_id") == name)
            .select(shown)
            .equals(alone.fills.select(shown))
        )


def test_columns_by_themselves_follow_their_rows():
    """The frame stands instrument by instrument, the run goes time by time."""
    frame = two([10, 11, 12], [20, 21, 22])
    result = bt.from_signals(
        frame, entries=flags(6, 4), quantity=pl.Series(range(1, 7)), instruments=INSTRUMENTS, check="off"
    )
    assert result.fills.select("instrument_id", "quantity", "price").rows() == [("B.SIM", 5.0, 21.0)]


def test_what_reads_other_instruments_rows_is_refused():
    frame = two([float(n) for n in range(1, 41)], [float(n) for n in range(101, 141)])
    with pytest.raises(
        bt.LookAheadError, match=r"columns\['m'\] read other instruments' rows.*over\(\"instrument_id\"\)"
    ):
        bt.from_signals(
            frame,
            columns={"m": pl.col("close").shift(1)},
            entries=pl.col("m") > 3,
            quantity=1,
            instruments=INSTRUMENTS,
        )


# ------------------------------------------------------------------------------------------- pipelines


def test_buy_and_hold():
    """252 bars, one order, filled at the second bar's open."""
    closes = [round(100 * 1.001**n, 2) for n in range(252)]
    result = bt.from_holding(daily(closes), size=bt.percent_of_equity(95), venue=FEES, instruments=GOOG)
    assert result.orders.height == 1
    (fill,) = result.fills.to_dicts()
    assert fill["price"] == closes[0]  # each bar opens at the close before
    ending = 100_000 + fill["quantity"] * (closes[-1] - closes[0]) - fill["commission"]
    assert result.equity["equity"][-1] == pytest.approx(ending, abs=0.005)
    assert result.stats["Return [%]"] == pytest.approx(100 * (ending / 100_000 - 1), abs=1e-6)
    assert result.equity.height == 252
    assert result.equity["ts_event"].is_sorted()
    assert result.equity["ts_event"].n_unique() == 252


def test_holding_several_takes_equal_shares():
    result = bt.from_holding(two([10.0] * 3, [20.0] * 3), instruments=INSTRUMENTS)
    assert result.fills.select("instrument_id", "quantity").rows() == [("A.SIM", 5000.0), ("B.SIM", 2500.0)]


def test_ema_cross():
    """50 bars up, 50 down: it buys, it sells, and not before the slow average is known."""
    closes = [100.0 + n for n in range(50)] + [149.0 - n for n in range(50)]
    result = bt.from_signals(
        daily(closes), columns={"fast": ta.ema("close", 10), "slow": ta.ema("close", 30)},
        entries=pl.col("fast") > pl.col("slow"), exits=pl.col("fast") < pl.col("slow"),
        quantity=10, instruments=GOOG,
    )  # fmt: skip
    assert result.fills["side"].to_list() == ["BUY", "SELL"]
    assert result.fills["row"].min() >= 30


def test_the_same_run_twice_gives_the_same_bytes():
    rng = np.random.default_rng(4)
    frame = daily(np.round(100 + np.cumsum(rng.normal(size=500)), 2).tolist())
    words: dict[str, Any] = {
        "entries": pl.col("close") > pl.col("open"),
        "exits": pl.col("close") < pl.col("open"),
        "size": 0.5,
    }
    first, second = (bt.from_signals(frame, instruments=GOOG, venue=FEES, **words) for _ in range(2))
    for name in ("orders", "fills", "trades", "events", "equity"):
        assert first.exact._frame(name).equals(second.exact._frame(name), null_equal=True), name
    assert first.settings["data"]["fingerprint"] == second.settings["data"]["fingerprint"]


def test_full_backtest(tmp_path: Path):
    """From a catalog to statistics and SQL; the catalog opened in this process knows the instrument."""
    catalog = bt.Catalog(tmp_path / "catalog")
    closes = [round(100 + 10 * float(np.sin(n / 9)), 2) for n in range(200)]
    catalog.write(daily(closes), GOOG, bar="1d")
    bars = catalog.bars("GOOG.SIM", "1d")
    result = bt.from_signals(
        bars, columns={"fast": ta.sma("close", 5), "slow": ta.sma("close", 15)},
        entries=ta.crossed_above("fast", "slow"), exits=ta.crossed_below("fast", "slow"),
        size=bt.percent_of_equity(95), venue=FEES,
    )  # fmt: skip
    assert result.settings["instruments"]["GOOG.SIM"]["inferred"] is False
    assert result.stats.sharpe_ratio is not None
    (count, total) = result.sql("select count(*), sum(pnl) from trades where not is_open").row(0)
    closed = result.trades.filter(~pl.col("is_open"))
    assert (count, float(total)) == (closed.height, pytest.approx(closed["pnl"].sum()))


# ------------------------------------------------------------------------------------------ ways in


FRAME = daily([10, 12, 14, 13, 12, 15])
WORDS: dict[str, Any] = {
    "entries": pl.col("close") > pl.col("open"),
    "exits": pl.col("close") < pl.col("open"),
    "quantity": 5,
}


def test_any_table_is_bars():
    """A pandas frame has no dates, only times: stamp says that these are sessions."""
    wanted = bt.from_signals(FRAME, instruments=GOOG, **WORDS).fills
    upper = FRAME.rename({"close": "Close", "date": "Date"})
    for frame in (FRAME.lazy(), FRAME.to_arrow(), FRAME.to_pandas(), FRAME.to_dict(as_series=False), upper):
        found = bt.from_signals(frame, instruments=GOOG, stamp="session", **WORDS).fills
        assert found.equals(wanted, null_equal=True), type(frame)


def test_from_signals_is_run_of_signals():
    wanted = bt.from_signals(FRAME, instruments=GOOG, **WORDS).fills
    assert bt.run(bt.Signals(**WORDS), FRAME, instruments=GOOG).fills.equals(wanted)


def by_length(p: Any) -> bt.Signals:
    return bt.Signals(
        columns={"m": ta.sma("close", p.length)}, entries=pl.col("close") > pl.col("m"), quantity=p.quantity
    )


def test_a_function_of_parameters():
    result = bt.run(by_length, FRAME, params={"length": 2, "quantity": 3}, instruments=GOOG)
    assert result.fills["quantity"].to_list() == [3.0]
    assert result.settings["strategy"]["params"] == {"length": 2, "quantity": 3}
    with pytest.raises(bt.UnknownNameError, match="unknown parameter 'quantity'"):
        bt.run(by_length, FRAME, params={"length": 2}, instruments=GOOG)


def test_what_is_no_strategy():
    with pytest.raises(bt.ConfigError, match=r"is none of bt.Signals, bt.Targets, a function of parameters"):
        bt.run("sma", FRAME)
    with pytest.raises(bt.ConfigError, match=r"f\(ctx, p\), is decorated with @bt.compiled"):
        bt.run(lambda ctx, p: None, FRAME)
    with pytest.raises(bt.ConfigError, match=r"returned NoneType, not bt.Signals"):
        bt.run(lambda p: None, FRAME)
    with pytest.raises(bt.ConfigError, match="Signals take none"):
        bt.run(bt.Signals(**WORDS), FRAME, params={"a": 1})


def test_unknown_words_list_the_nearest():
    with pytest.raises(
        bt.UnknownNameError, match="unknown word of from_signals 'entrys'; did you mean 'entries'"
    ):
        bt.from_signals(FRAME, entrys=True)
    with pytest.raises(bt.UnknownNameError, match="unknown option 'venu'; did you mean 'venue'"):
        bt.run(bt.Signals(**WORDS), FRAME, venu=FEES)


def test_options_of_section_s_for_one_run():
    result = bt.from_signals(FRAME, instruments=GOOG, sizing="row_close", stops_per="position", **WORDS)
    assert (result.settings["venue"]["sizing"], result.settings["venue"]["stops_per"]) == (
        "row_close",
        "position",
    )
    assert result.settings["optimistic"] == ["sizing=row_close"]
    assert "row_close" in repr(result)


def test_the_future_is_refused_unless_asked_for():
    future = WORDS | {"entries": pl.col("close").shift(-1) > pl.col("close")}
    with pytest.raises(bt.LookAheadError, match="entries= knew the future"):
        bt.from_signals(FRAME, instruments=GOOG, **future)
    assert bt.from_signals(FRAME, instruments=GOOG, check="off", **future).fills.height > 0


def test_an_instrument_is_read_off_the_data_and_marked():
    result = bt.from_signals(FRAME, **WORDS)
    assert result.settings["instruments"]["ASSET.SIM"]["inferred"] is True


def test_an_instrument_that_nobody_knows():
    with pytest.raises(bt.UnknownNameError, match=r"unknown instrument 'NOBODY.SIM'.*bt.Equity"):
        bt.from_signals(FRAME.with_columns(instrument_id=pl.lit("NOBODY.SIM")), **WORDS)


def test_progress_is_told():
    told: list[tuple[int, int]] = []
    bt.from_signals(FRAME, instruments=GOOG, progress=lambda done, whole: told.append((done, whole)), **WORDS)
    assert told[-1] == (6, 6)


def test_compiled_and_class_strategies_take_the_same_road():
    @bt.compiled(params={"quantity": 5.0}, columns=lambda p: {"m": ta.sma("close", 2)})
    def above(ctx: Any, p: Any) -> None:
        if ctx.close > ctx["m"] and ctx.position == 0:
            ctx.buy(quantity=p.quantity)

    class Above(bt.Strategy):
        class Config(bt.StrategyConfig):
            quantity: float = 5.0

        def on_start(self) -> None:
            self.m = self.I(ta.sma, "close", 2)

        def on_bar(self, bar: Any) -> None:
            if bar.close > self.m[-1] and self.position.is_flat:
                self.buy(quantity=self.config.quantity)

    signals = bt.Signals(columns={"m": ta.sma("close", 2)}, entries=pl.col("close") > pl.col("m"), quantity=4)
    results = [bt.run(signals, FRAME, instruments=GOOG)]
    results += [bt.run(form, FRAME, params={"quantity": 4.0}, instruments=GOOG) for form in (above, Above)]
    results.append(bt.run(Above(quantity=4.0), FRAME, instruments=GOOG))
    assert [result.settings["strategy"]["form"] for result in results] == [
        "signals",
        "compiled",
        "class",
        "class",
    ]
    for result in results:
        assert result.fills.select("row", "quantity", "price").rows() == [(2, 4.0, 12.0)]
    with pytest.raises(bt.ConfigError, match="has its parameters already"):
        bt.run(Above(), FRAME, params={"quantity": 4.0}, instruments=GOOG)
    with pytest.raises(bt.UnknownNameError, match="'quantty'; did you mean 'quantity'"):
        bt.run(above, FRAME, params={"quantty": 4.0}, instruments=GOOG)


def test_refusals_by_reason_are_one_query():
    """A11: the query of docs/semantics.md."""
    limits = bt.RiskLimits(max_position=10, max_orders=(2, "1d"))
    orders = pl.DataFrame({"ts": [START] * 4, "side": ["BUY"] * 4, "quantity": [11.0, 1.0, 1.0, 1.0]})
    result = bt.from_orders(
        daily([10, 11, 12]), orders.with_columns(pl.col("ts").dt.offset_by("1d")), instruments=GOOG,
        venue=bt.Venue("SIM", balances=["100000 USD"], risk=limits),
    )  # fmt: skip
    found = result.sql("select reason, count(*) from orders where status = 'DENIED' group by reason")
    assert sorted(found.rows()) == [("ORDER_RATE", 1), ("POSITION_LIMIT", 1)]
    assert result.settings["venue"]["risk"] == {
        "max_position": "10",
        "max_orders": [2, 86_400 * 10**9],
        "trading_state": "active",
    }
    assert "max_position" in str(result.explain(result.orders["client_order_id"][0]))
