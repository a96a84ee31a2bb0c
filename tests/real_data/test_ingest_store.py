"""Every file of the shared data that holds no bars, into a catalog and out again."""

from __future__ import annotations

from typing import Any

import pytest

from fastbt.catalog import Catalog
from tests.real_data.test_ingest_parquet import MAPPINGS, parquet_files
from tests.real_data.test_ingest_raw import TABLES_OF, Table

MANY = "options_aapl_quotes_1h.parquet"
"""A file of 4,532 contracts, of which one expiry is enough here."""
ROUNDED = ("lending_aave_v3_polygon_usdc_1m.parquet", "equity_ibm_quotes.parquet")
"""Files whose floats have more digits than prices have, or than floats tell apart."""


def stored(catalog: Catalog, kind: str, name: str, data):
    """What was stored under a kind."""
    if kind == "series":
        return catalog.series(name).collect()
    return getattr(catalog, kind)().collect()


def columns_of(case: Table) -> dict[str, Any] | None:
    """The mapping of a case, with what only a catalog wants to know."""
    columns = dict(case.columns or {})
    if case.kind == "series" and case.time is not None and not columns:
        columns = {"ts_event": case.time}
    if case.file == "oecd_short_term_interest.csv":
        columns |= {"instrument_id": "{LOCATION}-{FREQUENCY}.OECD", "kind": "SUBJECT"}
    return columns or None


@pytest.mark.parametrize("case", TABLES_OF, ids=lambda case: case.file)
def test_raw_files(tmp_path, shared_data, case):
    catalog = Catalog(tmp_path / "store")
    words = {"name": "table"} if case.kind == "series" else {}
    report = catalog.ingest(
        shared_data / "raw" / case.file,
        None if case.kind == "series" or "oecd" in case.file else "X.SIM",
        kind=case.kind,
        columns=columns_of(case),
        **words,
        **case.options,
        **case.source,
    )
    assert (report.rows_read, report.rows_written) == (case.read, case.read)
    frame = stored(catalog, case.kind, "table", shared_data)
    assert frame.height == case.read
    if case.times is not None:
        assert set(case.times) <= set(frame["ts_event"])
        assert frame["ts_event"].is_sorted()
    view = "table" if case.kind == "series" else case.kind
    assert catalog.sql(f'select count(*) n from "{view}"')["n"][0] == case.read  # noqa: S608


@pytest.mark.parametrize("mapping", [m for m in MAPPINGS if m.kind != "bars"], ids=lambda m: m.files)
def test_parquet_files(tmp_path, shared_data, mapping):
    for name in (name for name, found in parquet_files(shared_data).items() if found is mapping):
        catalog = Catalog(tmp_path / name.replace("/", "_"))
        report = catalog.ingest(
            shared_data / name,
            None if "instrument_id" in mapping.columns or mapping.kind == "series" else "X.SIM",
            kind=mapping.kind,
            name="table" if mapping.kind == "series" else None,
            columns=mapping.columns or None,
            on_off_grid="round" if name in ROUNDED else "raise",
            **mapping.options,
            **({"where": {"expiry": ["2014-10-18"]}} if name == MANY else mapping.source),
        )
        assert report.rows_written == report.rows_read > 0
        assert set(report.repaired) <= ({"inexact", "off_grid"} if name in ROUNDED else set()) | {
            "unsorted_time"
        }
        frame = stored(catalog, mapping.kind, "table", shared_data)
        assert frame.height == report.rows_read
        assert frame["ts_event"].is_sorted()
