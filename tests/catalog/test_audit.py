"""``Catalog.audit``: what it looks at, with which calendar and limits; a good catalog and a spoiled one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.catalog.audit import audit_bars
from fastbt.catalog.audit_checks import CHECKS_BY_NAME
from fastbt.errors import CatalogError, ConfigError, DataError, UnknownNameError
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import MINUTE, audited, scale, set_bar
from tests.catalog.audited import START as START_NS
from tests.catalog.tables import START, minutes

PAIR = bt.CurrencyPair("BTC/USD.SIM", price_precision=2, size_precision=0)


def checks(audit: bt.Audit) -> set[str]:
    return set(audit.findings()["check"])


@pytest.mark.parametrize("bar", ["1m", "5m", "1h", "1d"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_found_in_good_bars(bar, seed):
    series = audited(3_000, bar=bar, seed=seed)
    found = audit_bars(series, TradingCalendar.always_open(), is_known=True)
    assert found.findings.height == 0


def test_the_sample_catalog_is_clean(root):
    audit = bt.Catalog(root / "catalog").audit()
    assert audit.is_clean
    assert audit.summary["missing"].to_list() == [0, 0, 0]


def test_everything_at_once():
    """Each thing that can be wrong with bars, in one series, is found where it is."""
    opens = START_NS + np.delete(np.arange(3_000), np.r_[2_000:2_005]) * MINUTE
    series = audited(opens=opens, precision=6)
    arrays = series.arrays
    scale(series, slice(100, 103), 100)
    scale(series, slice(300, 301), 1.08)
    scale(series, slice(500, None), 1.05)
    for row in range(700, 800):
        set_bar(series, row, int(arrays.close[699]))
    arrays.low[900] = 0
    arrays.high[1_000] = arrays.low[1_000] - 1_000
    arrays.volume[1_100] = 0
    arrays.close[1_200] += 1
    arrays.ts_open[1_300] -= 1_000_000_000
    arrays.ts_event[1_400] = arrays.ts_event[1_399]
    set_bar(
        series, 1_500, *(int(arrays.close[1_499] * factor) // 10_000 * 10_000 for factor in (1, 1.4, 1, 1))
    )
    found = audit_bars(series, TradingCalendar.always_open(), is_known=True).findings
    rows = {name: found.filter(check=name)["row"].to_list() for name in found["check"].unique()}
    assert rows["unit_error"] == [100]
    assert rows["spike"] == [300]
    assert rows["jump"] == [500]
    assert rows["stale"] == [700]
    assert rows["not_positive"] == [900]
    assert 1_000 in rows["impossible"]
    assert rows["range_without_volume"] == [1_100]
    assert 1_200 in rows["extra_decimals"]
    assert 1_300 in rows["overlap"]
    assert rows["time_order"] == [1_400]
    assert 1_500 in rows["wick"]
    assert 2_000 in rows["gap"]
    assert set(rows) <= set(CHECKS_BY_NAME)
    assert found["first"].is_sorted()


def test_what_is_asked_for(catalog):
    catalog.write(minutes(50), PAIR, bar="1m", stamp="close")
    catalog.write(minutes(50), "A.SIM", bar="1m", stamp="close")
    catalog.write(minutes(50).gather_every(5), "A.SIM", bar="5m", stamp="close")

    def series(*words, **more):
        return catalog.audit(*words, **more).summary.select("instrument_id", "bar").rows()

    assert series() == [("A.SIM", "1m"), ("A.SIM", "5m"), ("BTC/USD.SIM", "1m")]
    assert series("A.SIM") == [("A.SIM", "1m"), ("A.SIM", "5m")]
    assert series(bar="1-MINUTE-LAST") == [("A.SIM", "1m"), ("BTC/USD.SIM", "1m")]
    assert series(["BTC/USD.SIM", "A.SIM"], "1m") == [("A.SIM", "1m"), ("BTC/USD.SIM", "1m")]
    assert series(bt.InstrumentId.from_str("BTC/USD.SIM")) == [("BTC/USD.SIM", "1m")]


def test_a_length_leaves_ticks_out(catalog):
    catalog.write(minutes(50), PAIR, bar="1m", stamp="close")
    catalog.write(pl.DataFrame({"ts": [START], "price": [1.5], "size": [1.0]}), PAIR, kind="trade_ticks")
    assert catalog.audit().summary["kind"].to_list() == ["bars", "trade_ticks"]
    assert catalog.audit(bar="1m").summary["kind"].to_list() == ["bars"]


def test_sessions_are_known_by_their_date(catalog):
    """A Sunday is no session of foreign exchange, though its last hours are in the week."""
    euro = bt.CurrencyPair("EUR/USD.SIM", price_precision=5, size_precision=0)
    days = [date(2024, 1, day) for day in (1, 2, 3, 4, 5, 7, 8, 9, 10)]
    catalog.write(
        pl.DataFrame({"date": days, "close": [1.0 + 0.001 * (n % 3) for n in range(9)]}), euro, bar="1d"
    )
    assert catalog.audit().findings("closed_hours")["row"].to_list() == [5]


def test_a_range_of_time(catalog):
    catalog.write(minutes(50).filter(~pl.int_range(pl.len()).is_in([5, 40])), PAIR, bar="1m", stamp="close")
    assert catalog.audit().summary["missing"].to_list() == [2]
    late = catalog.audit(start=START + timedelta(minutes=20))
    assert late.summary.select("rows", "missing").rows() == [(30, 1)]
    assert late.findings("gap")["row"].to_list() == [21]
    none = catalog.audit(start="2030-01-01")
    assert none.summary.select("rows", "first", "calendar", "missing", "coverage").rows() == [
        (0, None, None, 0, None)
    ]
    assert none.findings().height == 0


def test_an_empty_catalog(catalog):
    assert catalog.audit().summary.height == 0


def test_what_is_not_there(catalog):
    catalog.write(minutes(50), PAIR, bar="1m", stamp="close")
    with pytest.raises(UnknownNameError, match=r"did you mean 'BTC/USD\.SIM'"):
        catalog.audit("BTC/USD.SIN")
    with pytest.raises(ConfigError, match=r"no data of BTC/USD\.SIM 1d"):
        catalog.audit("BTC/USD.SIM", "1d")
    with pytest.raises(ConfigError, match="start"):
        catalog.audit(start="soon")


def test_a_calendar_and_limits_of_ones_own(catalog):
    bars = minutes(500, start=START - timedelta(hours=2))
    catalog.write(bars, "A.SIM", bar="1m", stamp="close")
    assert catalog.audit().findings().height == 0
    midnight = START.replace(hour=0, minute=0)
    opens, closes, labels = (
        [int(moment.timestamp()) * 10**9] for moment in (START, START + timedelta(hours=6), midnight)
    )
    calendar = TradingCalendar(
        "afternoon", opens, closes, labels, start=labels[0], end=labels[0] + 2 * 10**14
    )
    audit = catalog.audit(calendar=calendar)
    assert audit.summary["calendar"].to_list() == ["afternoon"]
    assert audit.findings("closed_hours").select("bars", "row").rows() == [(120, 0), (20, 480)]
    short = TradingCalendar("hour", opens, [opens[0] + 3_600 * 10**9], labels)
    with pytest.raises(DataError, match="calendar hour: nothing is known"):
        catalog.audit(calendar=short)
    assert catalog.audit(limits=bt.AuditLimits(outlier=0.5, smallest_move=1e-6)).findings().height > 20


def test_a_file_that_is_gone(catalog):
    catalog.write(minutes(50), PAIR, bar="1m", stamp="close")
    (file,) = catalog.path.rglob("*.parquet")
    file.unlink()
    with pytest.raises(CatalogError, match="cannot be read"):
        catalog.audit()


def test_days_of_one_price(catalog):
    """A row that is one price lasts a bar: days of closes have no gaps between them."""
    days = pl.DataFrame({"date": pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 1), eager=True)})
    closes = days.with_columns(close=100.0 + pl.int_range(pl.len()) % 5)
    catalog.write(closes, PAIR, bar="1d")
    assert catalog.audit().summary["missing"].to_list() == [0]
    assert catalog.audit().findings().height == 0


def test_an_old_version(catalog):
    bars = minutes(60)
    catalog.write(bars.filter(~pl.int_range(pl.len()).is_between(20, 24)), PAIR, bar="1m", stamp="close")
    catalog.write(bars[20:25], PAIR, bar="1m", stamp="close")
    assert catalog.audit().summary["missing"].to_list() == [0]
    assert bt.Catalog(catalog.path, version=1).audit().summary["missing"].to_list() == [5]
