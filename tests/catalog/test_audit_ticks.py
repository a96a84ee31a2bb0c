"""Quotes and market prints: each thing that may be wrong with them, and a table with nothing wrong."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.catalog.audit_limits import AuditLimits
from fastbt.catalog.audit_ticks import check_quotes, check_trade_ticks
from tests.catalog.tables import START

PAIR = bt.CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
SHARE = bt.Equity("A.SIM", currency="USD")


def quotes(rows: int = 300) -> pl.DataFrame:
    """Quotes 2 to 4 ticks wide."""
    draw = np.random.default_rng(4)
    bid = 110_000 + np.cumsum(draw.integers(-2, 3, rows))
    return pl.DataFrame(
        {
            "ts_event": [START + timedelta(milliseconds=250 * row) for row in range(rows)],
            "bid_price": bid / 100_000,
            "ask_price": (bid + draw.integers(2, 5, rows)) / 100_000,
            "bid_size": draw.integers(1, 9, rows) * 1.0,
            "ask_size": draw.integers(1, 9, rows) * 1.0,
        }
    )


def prints(rows: int = 300) -> pl.DataFrame:
    """Prints of a quiet market."""
    draw = np.random.default_rng(4)
    return pl.DataFrame(
        {
            "ts_event": [START + timedelta(milliseconds=250 * row) for row in range(rows)],
            "price": (10_000 + np.cumsum(draw.integers(-1, 2, rows))) / 100,
            "size": draw.integers(1, 9, rows) * 1.0,
            "trade_id": [f"t{row}" for row in range(rows)],
        }
    )


def changed(frame: pl.DataFrame, column: str, row: int, value: object) -> pl.DataFrame:
    values = frame[column].to_list()
    values[row] = value
    return frame.with_columns(pl.Series(column, values, dtype=frame.schema[column]))


def names(audit: bt.Audit) -> list[tuple[str, int]]:
    return audit.findings().select("check", "row").rows()


def test_nothing_is_found_in_good_ticks(catalog):
    catalog.write(quotes(), PAIR, kind="quotes")
    catalog.write(prints(), SHARE, kind="trade_ticks")
    audit = catalog.audit()
    assert names(audit) == []
    assert audit.summary.select("instrument_id", "kind", "bar", "rows", "calendar", "coverage").rows() == [
        ("EUR/USD.SIM", "quotes", None, 300, None, None),
        ("A.SIM", "trade_ticks", None, 300, None, None),
    ]


@pytest.mark.parametrize(
    ("column", "move", "found"),
    [
        ("bid_price", 0.00010, [("crossed", 50)]),
        ("ask_price", 0.02, [("wide_spread", 50), ("spike", 50)]),
        ("ask_price", 0.002, []),
        ("bid_price", -0.02, [("wide_spread", 50), ("spike", 50)]),
    ],
)
def test_quotes(catalog, column, move, found):
    frame = quotes()
    catalog.write(changed(frame, column, 50, round(frame[column][50] + move, 5)), PAIR, kind="quotes")
    audit = catalog.audit("EUR/USD.SIM")
    assert sorted(names(audit)) == sorted(found)
    assert audit.findings("spike")["note"].to_list() == [column] * (("spike", 50) in found)


def test_a_locked_market():
    frame = quotes()
    frame = changed(frame, "ask_price", 7, frame["bid_price"][7])
    found = {one.check.name: one.row.tolist() for one in check_quotes(frame, AuditLimits())}
    assert found == {"crossed": [], "locked": [7], "wide_spread": []}


def test_the_limit_of_a_wide_spread():
    frame = quotes()
    frame = changed(frame, "ask_price", 7, frame["bid_price"][7] + 0.02)
    for limits, rows in (
        (AuditLimits(), [7]),
        (AuditLimits(wide_spread=1e4), []),
        (AuditLimits(smallest_move=0.1), []),
    ):
        *_, wide = check_quotes(frame, limits)
        assert wide.row.tolist() == rows


def test_one_sided_quotes_keep_their_rows(catalog):
    frame = quotes()
    for row in range(20):
        frame = changed(frame, "bid_price", row, None)
    frame = changed(frame, "bid_price", 60, 2.0)
    catalog.write(frame, PAIR, kind="quotes")
    audit = catalog.audit()
    assert ("crossed", 60) in names(audit)
    assert ("spike", 60) in names(audit)
    assert audit.summary["rows"].to_list() == [300]


def test_quotes_without_a_bid(catalog):
    catalog.write(quotes().with_columns(bid_price=pl.lit(None, pl.Float64)), PAIR, kind="quotes")
    audit = catalog.audit()
    assert (names(audit), audit.summary["rows"].to_list()) == ([], [300])
    assert "EUR/USD.SIM quotes" in audit.to_svg()


def test_no_quotes_in_the_time_asked_for(catalog):
    catalog.write(quotes(), PAIR, kind="quotes")
    audit = catalog.audit(start="2030-01-01")
    assert audit.summary.select("rows", "first").rows() == [(0, None)]


def test_prints():
    frame = changed(changed(prints(), "size", 5, 0.0), "trade_id", 9, "t3")
    no_size, repeated = check_trade_ticks(frame)
    assert (no_size.row.tolist(), repeated.row.tolist(), repeated.note) == ([5], [9], ["t3"])


def test_prints_without_ids_and_sizes():
    frame = prints().with_columns(size=pl.lit(None, pl.Float64), trade_id=pl.lit(None, pl.String))
    assert [len(found) for found in check_trade_ticks(frame)] == [0, 0]


@pytest.mark.parametrize(
    ("price", "check"), [(103.0, "spike"), (10_000.0, "unit_error"), (0.0, "not_positive")]
)
def test_odd_prints(catalog, price, check):
    catalog.write(changed(prints(), "price", 50, price), SHARE, kind="trade_ticks")
    assert (check, 50) in names(catalog.audit())


def test_a_long_pause(catalog):
    frame = prints().with_columns(
        ts_event=pl.when(pl.int_range(pl.len()) < 100)
        .then("ts_event")
        .otherwise(pl.col("ts_event") + timedelta(days=9))
    )
    catalog.write(frame, SHARE, kind="trade_ticks")
    assert ("long_pause", 100) in names(catalog.audit())


def test_ticks_are_no_sessions(catalog):
    """A move of a half from one print to the next is a jump, whatever the time between them."""
    frame = prints().with_columns(
        price=pl.when(pl.int_range(pl.len()) < 100).then("price").otherwise(pl.col("price") / 2).round(2)
    )
    catalog.write(frame, SHARE, kind="trade_ticks")
    audit = catalog.audit()
    assert names(audit) == [("jump", 100)]
