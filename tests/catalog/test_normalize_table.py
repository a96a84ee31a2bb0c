"""Ticks, rates and actions: what goes in comes back, what is bad is told, what is stored twice is settled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastbt.catalog import Catalog
from fastbt.codes import AggressorSide, BookAction, OrderSide
from fastbt.errors import ConfigError, DataError, UnknownNameError
from fastbt.model.instruments import CurrencyPair, Equity
from fastbt.schema.market import TABLES
from fastbt.schema.table import TIME
from tests.catalog.ticks import A, S, T, quotes, ticks


def test_quotes_go_in_and_come_back(catalog):
    report = catalog.write(quotes((0, 10.01, 10.02), (0, None, 10.03), (1, 10.0, None)), A, kind="quotes")
    assert (report.kind, report.rows_written, report.stamp, report.bar) == ("quotes", 3, "", None)
    assert str(report).startswith("quotes A.SIM from a polars DataFrame")
    frame = catalog.quotes("A.SIM").collect()
    assert dict(frame.schema) == dict(TABLES["quotes"].frame_schema())
    assert frame["bid_price"].to_list() == [10.01, None, 10.0]  # rows of one time in the order given
    assert (frame["ts_init"] == frame["ts_event"]).all()
    exact = catalog.quotes("A.SIM", exact=True).collect()
    assert exact["ask_price"].to_list() == [Decimal("10.02"), Decimal("10.03"), None]
    assert exact["bid_size"].dtype == pl.Decimal(18, 0)
    assert catalog.sql("select max(ask_price) a from quotes", exact=True)["a"].to_list() == [Decimal("10.03")]
    assert catalog.list().select("kind", "bar", "rows", "price_precision").rows() == [("quotes", "", 3, 2)]


def test_trade_ticks_with_their_codes_and_ids(catalog):
    catalog.write(
        ticks((0, 1.5, "buy"), (0, 1.5, "SELL"), (1, 1.25, None), ids=["7", "8", "9"]),
        "BTC/USDT.SIM",
        kind="trade_ticks",
    )
    frame = catalog.trade_ticks().collect()
    assert frame["aggressor_side"].to_list() == ["BUYER", "SELLER", "NO_AGGRESSOR"]
    assert frame["aggressor_side"].dtype == pl.Enum([code.name for code in AggressorSide])
    assert frame["trade_id"].to_list() == ["7", "8", "9"]
    assert isinstance(catalog.instrument("BTC/USDT.SIM"), CurrencyPair)
    assert catalog.instrument("BTC/USDT.SIM").price_precision == 2


def test_book_changes(catalog):
    frame = pl.DataFrame(
        {
            "ts_recv": [T + S] * 3,
            "ts_event": [T] * 3,
            "action": ["clear", "set", "cancel"],
            "side": [None, "bid", "ask"],
            "price": [None, 1.5, 1.75],
            "size": [None, 3.0, 0.0],
            "update_id": [1, 2, 3],
            "flags": [8, 8, 128],
        }
    )
    catalog.write(frame, A, kind="book_changes")
    back = catalog.book_changes("A.SIM").collect()
    assert back["action"].to_list() == ["CLEAR", "UPDATE", "DELETE"]
    assert back["side"].to_list() == [None, "BUY", "SELL"]
    assert back["action"].dtype == pl.Enum([code.name for code in BookAction])
    assert back["side"].dtype == pl.Enum([code.name for code in OrderSide])
    assert (back["ts_init"][0], back["sequence"].to_list()) == (T + S, [1, 2, 3])
    assert back["flags"].to_list() == [8, 8, 128]


def test_rates_keep_a_scale_of_their_own(catalog):
    first = {"ts": [T, T + S], "rate": [0.0001, -0.00025]}
    assert catalog.write(first, "BTC-PERP.SIM", kind="funding").rows_written == 2
    catalog.write({"ts": [T + 2 * S], "fundingRate": ["0.000012345678"]}, "BTC-PERP.SIM", kind="funding")
    assert catalog.funding("BTC-PERP.SIM").collect()["rate"].to_list() == [0.0001, -0.00025, 0.000012345678]
    exact = catalog.funding(exact=True).collect()
    assert exact["rate"].dtype == pl.Decimal(38, 12)
    assert exact["rate"].to_list() == [Decimal("0.0001"), Decimal("-0.00025"), Decimal("0.000012345678")]
    assert catalog.sql("select sum(rate) r from funding", exact=True)["r"][0] == Decimal("-0.000137654322")
    assert catalog.instruments() == []  # a rate needs no instrument to be defined


def test_a_float_of_more_digits_than_it_holds_is_told(catalog):
    frame = {"ts": [T], "rate": [0.07515949412579376]}
    with pytest.raises(DataError, match=r"more digits than the 15 .*on_off_grid='round'"):
        catalog.write(frame, "USDC.AAVE", kind="rates")
    report = catalog.write(frame, "USDC.AAVE", kind="rates", on_off_grid="round")
    assert report.repaired == {"inexact": 1}
    assert catalog.rates().collect()["rate"][0] == pytest.approx(0.07515949412579376, rel=1e-14)
    assert catalog.rates().collect()["kind"].to_list() == [None]


def test_actions(catalog):
    frame = pl.DataFrame(
        {
            "date": ["2020-08-31", "2020-11-06", "2020-11-06"],
            "type": ["Stock Split", "div", "delisting"],
            "ratio": [4.0, None, None],
            "amount": [None, 0.205, None],
        }
    )
    catalog.write(frame, "AAPL.XNAS", kind="actions")
    back = catalog.actions("AAPL.XNAS", exact=True).collect()
    assert back.select("kind", "ratio", "amount").rows() == [
        ("SPLIT", Decimal(4), None),
        ("DIVIDEND", None, Decimal("0.205")),
        ("DELISTING", None, None),
    ]


@pytest.mark.parametrize("columns", [{}, {"base": ["EUR", "EUR"], "quote": ["USD", "JPY"]}])
def test_conversion_rates(catalog, columns):
    frame = {"ts": [T, T], "rate": [1.0625, 157.25], **columns}
    if columns:
        catalog.write(frame, kind="conversion_rates")
        pairs = ["EUR/JPY", "EUR/USD"]
    else:
        catalog.write({"ts": [T], "close": [1.0625]}, "EUR/USD", kind="conversion_rates")
        pairs = ["EUR/USD"]
    back = catalog.conversion_rates().collect()
    assert back["pair"].to_list() == pairs
    usd = catalog.conversion_rates("EUR/USD").collect()
    assert usd.select("base", "quote", "rate").rows() == [("EUR", "USD", 1.0625)]
    with pytest.raises(UnknownNameError, match="unknown pair in conversion_rates 'EUR/CHF'"):
        catalog.conversion_rates("EUR/CHF")


def test_ticks_stored_already_are_settled_by_their_time(catalog):
    """Prints may share a time within a load; across loads a time belongs to one of them."""
    catalog.write(ticks((0, 1.0, "b"), (1, 1.5, "b"), (1, 1.5, "b")), A, kind="trade_ticks")
    again = ticks((1, 1.75, "s"), (2, 2.0, "s"))
    with pytest.raises(DataError, match="row of that time already"):
        catalog.write(again, A, kind="trade_ticks")
    report = catalog.write(again, A, kind="trade_ticks", on_duplicate="first")
    assert (report.rows_written, report.dropped) == (1, {"duplicate_time": 1})
    assert catalog.trade_ticks().collect()["price"].to_list() == [1.0, 1.5, 1.5, 2.0]
    report = catalog.write(again, A, kind="trade_ticks", on_duplicate="last")
    assert (report.rows_written, report.replaced) == (2, 3)
    assert catalog.trade_ticks().collect()["price"].to_list() == [1.0, 1.75, 2.0]


def test_rates_of_two_kinds_share_a_time(catalog):
    frame = {"ts": [T, T], "kind": ["deposit", "borrow"], "rate": [0.01, 0.02]}
    catalog.write(frame, "USDC.AAVE", kind="rates")
    catalog.write({"ts": [T], "kind": ["repo"], "rate": [0.03]}, "USDC.AAVE", kind="rates")
    assert sorted(catalog.rates().collect()["kind"].to_list()) == ["borrow", "deposit", "repo"]
    twice = {"ts": [T, T], "kind": ["x", "x"], "rate": [0.01, 0.02]}
    with pytest.raises(DataError, match="has a row of that time already") as caught:
        catalog.write(twice, "USDC.AAVE", kind="rates")
    assert caught.value.row == 1
    assert catalog.write(twice, "USDC.AAVE", kind="rates", on_duplicate="last").dropped == {
        "duplicate_time": 1
    }
    assert 0.02 in catalog.rates().filter(kind="x").collect()["rate"].to_list()


BAD = [
    ("quotes", {"ts": [T, None], "bid": [1.0, 1.0], "ask": [1.0, 1.0]}, "missing_time", "the time is missing"),
    ("quotes", {"ts": [T, T], "bid": [1.0, "x"], "ask": ["1", "1"]}, "missing_value", "infinite or not a number"),
    ("trade_ticks", {"ts": [T, T], "price": [1.0, None]}, "missing_value", "the value is missing"),
    ("trade_ticks", {"ts": [T, T], "price": [1.0, 1.001]}, "off_grid", "more decimals than the instrument"),
    ("trade_ticks", {"ts": [T, T], "price": [1.0, 1e17]}, "too_many_digits", "does not fit"),
    ("trade_ticks", {"ts": [T, T], "price": [1.0, 2.0], "side": ["b", "both"]}, "unknown_code", "'both'"),
    ("book_changes", {"ts": [T, T], "action": ["add", None], "side": ["b", "b"], "price": [1.0, 1.0],
                      "size": [1.0, 1.0]}, "missing_value", "the value is missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "columns", "rule", "message"), BAD, ids=[f"{case[0]} {case[2]}" for case in BAD]
)
def test_bad_rows_are_told_or_dropped_and_counted(catalog, kind, columns, rule, message):
    frame = pl.DataFrame({name: pl.Series(name, values, strict=False) for name, values in columns.items()})
    if rule == "missing_value" and kind == "quotes":
        frame = frame.with_columns(bid=pl.Series(["1.0", "x"]))
    with pytest.raises(DataError, match=message) as caught:
        catalog.write(frame, A, kind=kind)
    assert caught.value.row == 1
    assert catalog.version == 0
    report = catalog.write(frame, A, kind=kind, on_error="drop")
    assert (report.rows_read, report.rows_written, report.dropped) == (2, 1, {rule: 1})
    assert catalog.sql(f"select count(*) n from {kind}")["n"].to_list() == [1]  # noqa: S608


def test_a_negative_size_can_be_repaired(catalog):
    frame = {"ts": [T, T + S], "price": [1.0, 2.0], "size": [-3.0, 4.0]}
    with pytest.raises(DataError, match="the size is below zero"):
        catalog.write(frame, A, kind="trade_ticks")
    report = catalog.write(frame, A, kind="trade_ticks", on_error="repair")
    assert report.repaired == {"negative_size": 1}
    assert catalog.trade_ticks().collect()["size"].to_list() == [None, 4.0]


def test_columns_that_are_missing_or_meant_twice(catalog):
    with pytest.raises(DataError, match=r"no column price among 'ts', 'amount'.*columns=\{'price'"):
        catalog.write({"ts": [T], "amount": [1.0]}, A, kind="trade_ticks")
    with pytest.raises(DataError, match="no column bid_price or ask_price"):
        catalog.write({"ts": [T], "size": [1.0]}, A, kind="quotes")
    with pytest.raises(DataError, match="no column ts_event"):
        catalog.write({"price": [1.0]}, A, kind="trade_ticks")
    with pytest.raises(DataError, match="columns 'price' and 'Price' both mean price"):
        catalog.write({"ts": [T], "price": [1.0], "Price": [1.0]}, A, kind="trade_ticks")
    with pytest.raises(UnknownNameError, match="unknown column of trade_ticks 'prise'"):
        catalog.write({"ts": [T], "p": [1.0]}, A, kind="trade_ticks", columns={"prise": "p"})
    with pytest.raises(UnknownNameError, match="unknown kind of data 'quote'; did you mean 'quotes'"):
        catalog.write({"ts": [T], "p": [1.0]}, A, kind="quote")
    with pytest.raises(ConfigError, match="name the instrument"):
        catalog.write({"ts": [T], "price": [1.0]}, kind="trade_ticks")


@settings(max_examples=40, deadline=None)
@given(
    precision=st.integers(0, 18),
    steps=st.lists(st.integers(-(10**18) + 1, 10**18 - 1), min_size=1, max_size=20),
)
def test_every_rate_comes_back(tmp_path_factory, precision, steps):
    catalog = Catalog(tmp_path_factory.mktemp("store"))
    values = [Decimal(step).scaleb(-precision) for step in steps]
    times = pl.Series(range(len(steps)), dtype=pl.Int64).cast(TIME)
    frame = pl.DataFrame({"ts": times, "rate": pl.Series(values, dtype=pl.Decimal(38, precision))})
    catalog.write(frame, "X.SIM", kind="funding")
    assert catalog.funding(exact=True).collect()["rate"].to_list() == values
