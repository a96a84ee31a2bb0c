"""Small runs on ticks for tests of kernels: ``q`` and ``p`` rows a minute apart, orders by row number."""

from __future__ import annotations

from typing import Any

import polars as pl

import fastbt as bt
from fastbt.simulation.lower_orders import lower_orders
from fastbt.simulation.lower_ticks import lower_ticks
from fastbt.simulation.lowered import Lowered
from fastbt.simulation.machine import Machine
from fastbt.simulation.read_ticks import read_ticks
from fastbt.strategies.order_table import read_orders
from fastbt.venues.venues import Venues

MINUTE = 60_000_000_000
START = 1_577_836_800 * 10**9
TIME = pl.Datetime("ns", "UTC")


def lowered(rows: list[Any], orders: list[dict[str, Any]], **words: Any) -> Lowered:
    """A run on rows: (bid, ask) is a quote, a number a print; ``at`` of an order is its row."""
    frames = []
    times = [START + MINUTE * place for place in range(len(rows))]
    quotes = [(ts, *row) for ts, row in zip(times, rows, strict=True) if isinstance(row, tuple)]
    prints = [(ts, row, None) for ts, row in zip(times, rows, strict=True) if not isinstance(row, tuple)]
    for table, names in ((quotes, ("bid", "ask")), (prints, ("price", "size"))):
        if table:
            schema = {"ts": pl.Int64} | dict.fromkeys(names, pl.Float64)
            frame = pl.DataFrame(table, schema=schema, orient="row")
            frames.append(frame.with_columns(pl.col("ts").cast(TIME)))
    venue = bt.Venue("SIM", **({"account_type": "MARGIN"} | words))
    run = lower_ticks(read_ticks(frames, bt.Equity("X.SIM", currency="USD", price_precision=0)), Venues.given(venue))
    table = pl.DataFrame([{"ts": START + MINUTE * row.pop("at")} | row for row in [dict(o) for o in orders]])
    lower_orders(run, read_orders(table.with_columns(pl.col("ts").cast(TIME))), Venues.given(venue))
    return run


def machine(rows: list[Any], orders: list[dict[str, Any]], **words: Any) -> Machine:
    """The same, ready to advance."""
    return Machine(lowered(rows, orders, **words))


def fills(done: Machine) -> list[tuple[int, int, int, int]]:
    """(order, row, side x lots, price) of each fill so far."""
    return [
        (int(f["order"]), int(f["row"]), int(f["side"]) * int(f["quantity"]), int(f["price"]))
        for f in done.output().fills
    ]
