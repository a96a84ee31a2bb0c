"""Reading the tables but bars: cut by time, side by side, in older versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from fastbt.catalog import Catalog
from fastbt.errors import ConfigError
from fastbt.model.instruments import Equity
from fastbt.schema.market import TABLES
from tests.catalog.ticks import A, S, T, quotes, ticks


def test_time_is_pruned_in_every_table(catalog):
    catalog.write(quotes(*((n, 10.0, 10.01) for n in range(10))), A, kind="quotes")
    cut = catalog.quotes("A.SIM", start=T + 3 * S, end=T + 6 * S).collect()
    assert cut["ts_event"].to_list() == [T + 3 * S, T + 4 * S, T + 5 * S]
    assert catalog.quotes("A.SIM", end=T).collect().height == 0
    assert catalog.trade_ticks().collect().schema == TABLES["trade_ticks"].frame_schema()


def test_bars_and_ticks_live_side_by_side(catalog):
    bars = {"ts": [T, T + S], "close": [1.0, 2.0]}
    catalog.write(bars, A, bar="1s", stamp="close")
    catalog.write(ticks((0, 1.0, "b")), "A.SIM", kind="trade_ticks")
    assert catalog.bars("A.SIM").collect().height == 2
    assert catalog.list()["kind"].to_list() == ["bars", "trade_ticks"]
    assert catalog.fingerprint("A.SIM", kind="bars") != catalog.fingerprint("A.SIM")
    old = Catalog(catalog.path, version=1)
    assert old.trade_ticks().collect().height == 0
    with pytest.raises(ConfigError, match="defines it otherwise"):
        catalog.write(quotes((0, 1.0, 1.1)), Equity("A.SIM", currency="EUR"), kind="quotes")
