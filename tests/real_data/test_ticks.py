"""Order tables on real quotes and prints: every fill equals what a plain look into the file finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import fastbt as bt

TIME = pl.Datetime("ns", "UTC")


def orders(frame: pl.DataFrame, every: int, quantity: float = 1.0, **words: Any) -> pl.DataFrame:
    """Orders sent with the times of every so many rows, in turn to buy and to sell."""
    sent = frame.gather_every(every)["ts"].unique(maintain_order=True)
    sides = ["BUY" if place % 2 == 0 else "SELL" for place in range(len(sent))]
    names = [str(place) for place in range(len(sent))]
    table = pl.DataFrame({"ts": sent, "client_order_id": names, "side": sides, "quantity": quantity})
    return table.with_columns(pl.col("ts").cast(TIME), **{k: pl.lit(v) for k, v in words.items()})


def venue(currency: str = "USD", **words: Any) -> bt.Venue:
    return bt.Venue("SIM", account_type="MARGIN", balances=[f"1000000000 {currency}"], **words)


def filled(result: bt.Result) -> dict[str, tuple[Any, float]]:
    """(time, price) by order."""
    return {
        row["client_order_id"]: (row["ts_event"], row["price"]) for row in result.fills.iter_rows(named=True)
    }


def later(frame: pl.DataFrame, table: pl.DataFrame, price: str) -> list[tuple[Any, float]]:
    """(time, price) of the first row after each order's time, by an as-of join of Polars."""
    rows = frame.select("ts", pl.col("ts").alias("at"), price).unique("ts", keep="first", maintain_order=True)
    found = table.sort("ts").join_asof(rows, on="ts", strategy="forward", allow_exact_matches=False)
    return list(zip(found["at"], found[price].round(6), strict=True))  # some files hold 182.98000000000002


def expected(frame: pl.DataFrame, table: pl.DataFrame, buy: str, sale: str) -> dict[str, Any]:
    """(time, price) of the first row after each order's time that shows its side."""
    found = {}
    for side, price in (("BUY", buy), ("SELL", sale)):
        own = table.filter(pl.col("side") == side)
        fills = later(frame.filter(pl.col(price).is_not_null()), own, price)
        found |= dict(zip(own["client_order_id"], fills, strict=True))
    return {name: fill for name, fill in found.items() if fill[0] is not None}


def test_euro_quotes(shared_data: Path) -> None:
    """The first order is sent 2014-05-01 05:00:01.787 at 1.38727 / 1.38729; the next quote asks 1.38729."""
    quotes = pl.read_parquet(shared_data / "fx_eurusd_fxcm_quotes.parquet")
    model = bt.CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
    table = orders(quotes, 1_000, 1_000.0)
    result = bt.from_orders(quotes, table, instruments=model, venue=venue())
    fills = filled(result)
    assert fills["0"] == (quotes["ts"][1], 1.38729)
    assert len(fills) == table.height == 317
    assert fills == expected(quotes, table, "ask", "bid")


def test_quotes_of_one_side(shared_data: Path) -> None:
    """IBM's feed updates one side at a time: a sale waits for a bid, a buy for an ask, whoever quotes it."""
    quotes = pl.read_parquet(shared_data / "equity_ibm_quotes.parquet")
    quotes = quotes.drop("exchange", "condition", "suspicious")
    model = bt.Equity("IBM.SIM", currency="USD", price_precision=2, size_precision=0)
    table = orders(quotes, 500)
    result = bt.from_orders(quotes, table, instruments=model, venue=venue())
    fills = filled(result)
    assert quotes["bid"].null_count() > 1_000 and len(fills) > 100
    assert fills == expected(quotes, table, "ask", "bid")


def test_prints_alone(shared_data: Path) -> None:
    """SPY's tape: every order fills at the next print of a later time."""
    prints = pl.read_parquet(shared_data / "equity_spy_trades.parquet")
    prints = prints.select("ts", "price", "size")
    model = bt.Equity("SPY.SIM", currency="USD", price_precision=2, size_precision=0)
    table = orders(prints, 1_000)
    fills = filled(bt.from_orders(prints, table, instruments=model, venue=venue()))
    assert len(fills) == table.height
    assert fills == expected(prints, table, "price", "price")


@pytest.mark.parametrize("market", ["cm_btcusd_perp", "usdm_btcusdt", "spot_btcusdt"])
def test_prints_fill_limits_between_quotes(shared_data: Path, market: str) -> None:
    """Buy limits below the market rest until an ask or a print is at their price or below it."""
    quotes = pl.read_parquet(shared_data / f"l2_binance_{market}_quotes.parquet")
    prints = pl.read_parquet(shared_data / f"l2_binance_{market}_trades.parquet")
    quotes = quotes.select("ts", "bid", "ask", "bid_size", "ask_size").sort("ts", maintain_order=True)
    prints = prints.select("ts", "price", "size").sort("ts", maintain_order=True)
    model = bt.CurrencyPair("BTC/USDT.SIM", price_precision=2, size_precision=5)
    sent = quotes.gather_every(2_000).unique("ts", maintain_order=True)
    limits = (sent["bid"] - 5.0).round(2)
    table = pl.DataFrame(
        {
            "ts": sent["ts"],
            "client_order_id": [str(place) for place in range(sent.height)],
            "side": "BUY",
            "quantity": 0.00001,
            "price": limits,
        }
    )
    fills = filled(bt.from_orders([quotes, prints], table, instruments=model, venue=venue("USDT")))
    asks = list(zip(quotes["ts"], quotes["ask"], strict=True))
    trades = list(zip(prints["ts"], prints["price"], strict=True))
    wanted = {}
    by_print = 0
    for name, ts, limit in zip(table["client_order_id"], table["ts"], limits, strict=True):
        ask = next((at for at, price in asks if at > ts and price <= limit), None)
        trade = next((at for at, price in trades if at > ts and price <= limit), None)
        arrived = next((at for at, _ in asks if at > ts), None)
        times = [at for at in (ask, trade) if at is not None]
        if times:
            by_print += ask is None or (trade is not None and trade < ask)
            wanted[name] = min(times)
            assert arrived is not None and arrived <= wanted[name]
    assert {name: at for name, (at, _) in fills.items()} == wanted
    assert len(wanted) >= 5 and by_print >= 1
    prices = dict(zip(table["client_order_id"], limits, strict=True))
    assert {name: price for name, (_, price) in fills.items()} == {name: prices[name] for name in wanted}
