"""Arrays as columns: codes by name, times, numbered ids, nulls."""

from __future__ import annotations

import numpy as np
import polars as pl

from fastbt.codes import OrderSide, OrderStatus, OrderType, Reason
from fastbt.simulation.collect_columns import at_time, codes, integers, masked, numbered


def test_codes_become_names():
    assert codes(OrderSide, np.array([1, -1])).to_list() == ["BUY", "SELL"]
    assert codes(Reason, np.array([7, 0]), np.array([True, False])).to_list() == ["INSUFFICIENT_CASH", None]
    assert codes(OrderStatus, np.array([], dtype=np.int8)).to_list() == []


def test_every_code_keeps_its_name():
    for kind in (OrderSide, OrderStatus, OrderType, Reason):
        members = list(kind)
        assert codes(kind, np.array(members)).to_list() == [member.name for member in members]


def test_masked():
    values = pl.Series([1, 2])
    assert masked(values, np.array([False, True])).to_list() == [None, 2]
    assert masked(values, np.array([True, True])) is values


def test_numbered():
    assert numbered("F-", 2).to_list() == ["F-1", "F-2"]
    assert numbered("F-", 0).to_list() == []
    assert numbered("F-", 0).dtype == pl.String


def test_fields_of_records_become_plain_arrays():
    records = np.zeros(3, dtype=[("a", "i1"), ("b", "i4")])
    found = integers(records["b"])
    assert found.dtype == np.int64
    assert found.flags.c_contiguous


def test_times():
    assert at_time(np.array([0])).dtype == pl.Datetime("ns", "UTC")
