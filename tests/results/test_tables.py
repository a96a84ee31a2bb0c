"""Tables as attributes."""

from __future__ import annotations

from fastbt.results.tables import Tables
from fastbt.schema.ledger import LEDGER
from fastbt.simulation.collect import RunTables
from tests.results.buffers import cash_run


def test_every_table_is_an_attribute_in_both_forms():
    tables = RunTables(cash_run())
    for name in LEDGER:
        assert getattr(Tables(tables, exact=False), name) is tables.frame(name)
        assert getattr(Tables(tables, exact=True), name) is tables.frame(name, exact=True)
    assert Tables(tables, exact=False).bars is tables.bars()


def test_attributes_are_explained():
    assert all(getattr(Tables, name).__doc__ for name in [*LEDGER, "bars"])
