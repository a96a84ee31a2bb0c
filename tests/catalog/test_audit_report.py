"""What an audit gives back: its tables, its words, its picture, the same for none as for many."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

import fastbt as bt
from fastbt.catalog.audit import audit_bars
from fastbt.catalog.audit_checks import FINDING_SCHEMA
from fastbt.catalog.audit_report import SUMMARY_SCHEMA, TABLE_SCHEMA, Audit
from fastbt.errors import UnknownNameError
from fastbt.venues.calendar import TradingCalendar
from tests.catalog.audited import audited, scale
from tests.catalog.tables import minutes


@pytest.fixture
def audit(catalog) -> Audit:
    """A quiet crypto pair with two gaps, and one with a spike."""
    bars = minutes(500)
    gone = bars.filter(~pl.int_range(pl.len()).is_in([100, 200, 201]))
    spoiled = bars.with_columns(
        pl.when(pl.int_range(pl.len()) == 300).then(pl.col(name) * 1.5).otherwise(name).round(2).alias(name)
        for name in ("open", "high", "low", "close")
    )
    for name, frame in (("BTC/USD.SIM", gone), ("ETH/USD.SIM", spoiled)):
        catalog.write(
            frame, bt.CurrencyPair(name, price_precision=2, size_precision=0), bar="1m", stamp="close"
        )
    return catalog.audit()


def test_summary(audit):
    assert audit.summary.schema == SUMMARY_SCHEMA
    one, other = audit.summary.drop("first", "last").rows()
    assert one == ("BTC/USD.SIM", "bars", "1m", 497, "always_open", 3, 497 / 500, 0, 2, 0)
    assert other == ("ETH/USD.SIM", "bars", "1m", 500, "always_open", 0, 1.0, 0, 1, 0)
    assert audit.summary["first"][0] == datetime(2024, 1, 2, 14, 31, tzinfo=UTC)


def test_table(audit):
    assert audit.table.schema == TABLE_SCHEMA
    gap, spike = audit.table.rows(named=True)
    assert (gap["instrument_id"], gap["check"], gap["severity"]) == ("BTC/USD.SIM", "gap", "warning")
    assert (gap["count"], gap["bars"], gap["worst"], gap["worst_row"]) == (2, 3, 2.0, 199)
    assert gap["worst_time"] == datetime(2024, 1, 2, 17, 51, tzinfo=UTC)
    assert (gap["first"], gap["last"]) == (
        datetime(2024, 1, 2, 16, 11, tzinfo=UTC),
        datetime(2024, 1, 2, 17, 52, tzinfo=UTC),
    )
    assert (spike["check"], spike["worst_row"], spike["worst"]) == (
        "spike",
        300,
        pytest.approx(0.5, abs=0.01),
    )


def test_the_worst_stand_first():
    series = audited(precision=6)
    series.arrays.high[20] *= 2
    scale(series, slice(300, 310), 100)
    table = Audit([audit_bars(series, TradingCalendar.always_open(), is_known=True)]).table
    assert table["check"].to_list() == ["unit_error", "wick"]


def test_findings(audit):
    every = audit.findings()
    assert every.columns == ["instrument_id", "kind", "bar", *FINDING_SCHEMA]
    assert every["check"].to_list() == ["gap", "gap", "spike"]
    assert audit.findings("gap")["value"].to_list() == [1.0, 2.0]
    assert audit.findings("stale").height == 0
    with pytest.raises(UnknownNameError, match="unknown check 'gaps'; did you mean 'gap'"):
        audit.findings("gaps")


def test_words(audit):
    assert audit.headline() == "2 series, 997 rows: no errors, 3 warnings, 3 bars missing"
    lines = repr(audit).splitlines()
    assert lines[0] == audit.headline()
    assert lines[1].split()[:5] == ["warning", "gap", "2", "BTC/USD.SIM", "1m:"]
    assert not audit.is_clean


def test_html_has_words_picture_and_table(audit):
    html = audit._repr_html_()
    for part in (audit.headline(), "<svg ", "BTC/USD.SIM 1m", "<table"):
        assert part in html


def test_picture_to_a_file(audit, tmp_path):
    path = tmp_path / "audit.svg"
    assert audit.to_svg(path) == path.read_text(encoding="utf-8") == audit.to_svg()


def test_infos_are_clean(root):
    audit = bt.Catalog(root / "catalog").audit("SPX.INDEX")
    assert audit.is_clean
    assert audit.table["severity"].to_list() == ["info"]


def test_nothing():
    audit = Audit([])
    assert (audit.table.schema, audit.summary.schema) == (TABLE_SCHEMA, SUMMARY_SCHEMA)
    assert (audit.is_clean, audit.table.height, audit.findings("gap").height) == (True, 0, 0)
    assert repr(audit) == "0 series, 0 rows: no errors, no warnings"
    assert "No bars" in audit.to_svg()
