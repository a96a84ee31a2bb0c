"""The tables of market data, as frames and catalog show them."""

from __future__ import annotations

from fastbt.schema.table import Column, Kind, Table

NOTHING = -(2**63)
"""The integer that stands for null where a column of integers has to be a plain array."""

PRICES = ("open", "high", "low", "close")
"""The four prices of a bar, in the order in which it was made known."""

BARS = Table(
    name="bars",
    row="a bar: what was traded after ts_open, up to and including ts_event",
    columns=(
        Column("instrument_id", Kind.TEXT, "SYMBOL.VENUE"),
        Column("ts_event", Kind.TIME, "end of the bar, when it is known"),
        Column("ts_open", Kind.TIME, "start of the bar; equal to ts_event where a row is one price"),
        Column("open", Kind.PRICE, "first price"),
        Column("high", Kind.PRICE, "highest price"),
        Column("low", Kind.PRICE, "lowest price"),
        Column("close", Kind.PRICE, "last price"),
        Column("volume", Kind.QUANTITY, "units traded", null="unknown; a 0 means that nothing was traded"),
    ),
    sorted_by=("ts_event", "instrument_id"),
)
"""Bars of any number of instruments; further columns of the source stand behind these."""

TIME_NAMES = ("ts_event", "ts", "timestamp", "datetime", "date", "time")
"""Names, in any case, under which a source's time is found, the most telling first."""
