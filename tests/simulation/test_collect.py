"""Tables as users get them: types, laziness, bars, empty runs."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from fastbt.schema.ledger import LEDGER
from fastbt.schema.table import Kind
from fastbt.simulation import collect
from fastbt.simulation.collect import RunTables
from fastbt.simulation.collect_numbers import as_counts, as_floats
from tests.results.buffers import cash_run, empty_run, margin_run

RUNS = {"cash": cash_run, "margin": margin_run, "empty": empty_run}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", LEDGER)
def test_tables_have_the_declared_types(name: str, run: str):
    tables = RunTables(RUNS[run]())
    assert tables.frame(name).schema == LEDGER[name].frame_schema()
    assert tables.frame(name, exact=True).schema == LEDGER[name].exact_schema(tables.scales)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", LEDGER)
def test_null_only_where_it_is_allowed(name: str, run: str):
    frame = RunTables(RUNS[run]()).frame(name)
    unexplained = [c.name for c in LEDGER[name].columns if c.null is None and frame[c.name].null_count()]
    assert unexplained == []


@pytest.mark.parametrize("name", LEDGER)
def test_floats_are_the_exact_numbers_rounded(name: str):
    tables = RunTables(margin_run())
    floats, exact = tables.frame(name), tables.frame(name, exact=True)
    for column in exact:
        if isinstance(column.dtype, pl.Decimal):
            assert floats[column.name].to_list() == [None if v is None else float(v) for v in column]
            assert as_floats(as_counts(column), column.dtype.scale).to_list() == floats[column.name].to_list()
        else:
            assert floats[column.name].equals(column, null_equal=True)


@pytest.mark.parametrize("name", LEDGER)
def test_sorted_as_declared(name: str):
    frame, by = RunTables(cash_run()).frame(name), LEDGER[name].sorted_by
    assert not by or frame.select(pl.struct(by).is_sorted()).item()


def test_a_table_is_made_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch):
    made = []
    maker = collect._MAKERS["fills"]
    monkeypatch.setitem(collect._MAKERS, "fills", lambda source: made.append(1) or maker(source))
    tables = RunTables(cash_run())
    assert made == []
    assert tables.frame("fills") is tables.frame("fills")
    tables.frame("fills", exact=True)
    assert made == [1]


def test_bars_in_both_forms():
    run = cash_run()
    run.lowered.frame = run.lowered.frame.with_columns(mine=pl.int_range(pl.len()))
    tables = RunTables(run)
    assert tables.bars() is run.lowered.frame
    exact = tables.bars(exact=True)
    assert exact["close"].to_list()[:2] == [Decimal("100.00"), Decimal("103.00")]
    assert exact.columns == run.lowered.frame.columns
    assert exact["mine"].to_list() == list(range(8))


def test_volume_is_exact_too_and_unknown_volume_stays_null():
    run = cash_run()
    run.lowered.columns.volume = np.arange(8, dtype=np.int64)
    run.lowered.frame = run.lowered.frame.with_columns(
        volume=pl.when(pl.int_range(pl.len()) > 0).then(pl.int_range(pl.len()).cast(pl.Float64))
    )
    volume = RunTables(run).bars(exact=True)["volume"]
    assert volume.dtype == pl.Decimal(38, 0)
    assert volume.to_list() == [None, 1, 2, 3, 4, 5, 6, 7]


def test_scales():
    assert RunTables(cash_run()).scales == {Kind.PRICE: 2, Kind.QUANTITY: 0, Kind.MONEY: 2}
