"""Which calendar a series is held to: given, known by its kind, or seen in the data of the venue."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

import fastbt as bt
from fastbt.catalog.audit_calendars import PIECE_NS, VENUE_ROWS, Calendars, known_calendar, pieces
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import MINUTE, START
from tests.catalog.tables import minutes

DAYS = [day for day in (date(2024, 1, 1) + timedelta(days=n) for n in range(60)) if day.weekday() < 5]


def daily(days: list[date]) -> pl.DataFrame:
    close = [100.0 + 0.25 * (number % 7) for number in range(len(days))]
    return pl.DataFrame({"date": days, "close": close})


def calendars(catalog, **words) -> Calendars:
    return Calendars(catalog, catalog.list(), **words)


def test_what_an_instrument_is_says_when_it_trades():
    crypto = bt.CurrencyPair("BTC/USDT.SIM", price_precision=2, size_precision=3)
    assert known_calendar(crypto) is TradingCalendar.always_open()
    assert (
        known_calendar(bt.CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0))
        is TradingCalendar.fx_week()
    )
    assert known_calendar(bt.Index("SPX.SIM", currency="USD")) is None


def test_the_calendar_given_is_taken(catalog):
    catalog.write(daily(DAYS), "A.SIM")
    given = TradingCalendar.always_open()
    assert calendars(catalog, given=given).of(catalog.arrays("A.SIM")) == (given, True)


def test_days_of_other_instruments_of_the_venue_count(catalog):
    catalog.write(daily(DAYS), "A.SIM")
    catalog.write(daily([*DAYS[:10], *DAYS[12:]]), "B.SIM")
    catalog.write(daily([date(2024, 1, 6), *DAYS]).sort("date"), "C.OTHER")
    seen, is_known = calendars(catalog).of(catalog.arrays("B.SIM"))
    assert not is_known
    assert seen.sessions()["session"].to_list() == DAYS
    assert catalog.audit("B.SIM").summary["missing"].to_list() == [2]
    assert catalog.audit(["A.SIM", "C.OTHER"]).summary["missing"].to_list() == [0, 0]


def test_what_is_audited_beside_it_changes_nothing(catalog):
    catalog.write(daily(DAYS), "A.SIM")
    catalog.write(daily([*DAYS[:10], *DAYS[12:]]), "B.SIM")
    alone, together = catalog.audit("B.SIM"), catalog.audit()
    assert together.summary.filter(instrument_id="B.SIM").equals(alone.summary)


def test_a_venue_is_read_up_to_a_total(catalog, monkeypatch):
    for name, rows in (("A", 40), ("B", 30), ("C", 20), ("D", 10)):
        catalog.write(daily(DAYS[:rows]), f"{name}.SIM")
    catalog.write(daily(DAYS), "A.OTHER")
    assert calendars(catalog)._longest("SIM", "1d") == ["A.SIM", "B.SIM", "C.SIM", "D.SIM"]
    assert calendars(catalog)._longest("OTHER", "1d") == []
    monkeypatch.setattr("fastbt.catalog.audit_calendars.VENUE_ROWS", 75)
    assert calendars(catalog)._longest("SIM", "1d") == ["A.SIM", "B.SIM"]
    assert VENUE_ROWS >= 100_000


def test_a_venue_is_read_once(catalog, monkeypatch):
    for name in "ABC":
        catalog.write(daily(DAYS), f"{name}.SIM")
    read = []
    bars = type(catalog).bars
    monkeypatch.setattr(type(catalog), "bars", lambda *words: read.append(words[1]) or bars(*words))
    assert catalog.audit().summary["missing"].to_list() == [0, 0, 0]
    assert read == ["A.SIM", "B.SIM", "C.SIM"]


def test_a_peer_outside_the_time_asked_for(catalog):
    catalog.write(daily(DAYS[:20]), "A.SIM")
    catalog.write(daily(DAYS[20:]), "B.SIM")
    audit = catalog.audit(start="2024-02-10")
    assert audit.summary.select("rows", "missing").rows() == [(0, 0), (15, 0)]


def test_a_silence_within_a_session_is_a_gap(catalog):
    bars = minutes(400)
    catalog.write(bars.filter(~pl.int_range(pl.len()).is_between(100, 109)), "A.SIM", bar="1m")
    assert catalog.audit().findings("gap").select("bars", "row").rows() == [(10, 100)]


def test_pieces_are_the_same_sessions():
    opens = START + np.delete(np.arange(5_000), np.r_[700:1_200, 3_000:3_010]) * MINUTE
    cut = pieces(opens, opens + MINUTE)
    assert cut.height < 30
    assert (cut["ts_event"] - cut["ts_open"]).dt.total_nanoseconds().max() <= PIECE_NS
    whole = pl.DataFrame({"ts_open": opens, "ts_event": opens + MINUTE}).cast(pl.Datetime("ns", "UTC"))
    one, other = (TradingCalendar.seen_in(frame, gap_ns=60 * MINUTE) for frame in (whole, cut))
    assert one.opens.tolist() == other.opens.tolist()
    assert one.closes.tolist() == other.closes.tolist()
    assert one.break_starts.tolist() == other.break_starts.tolist()
    assert pieces(opens[:0], opens[:0]).schema == whole.schema
