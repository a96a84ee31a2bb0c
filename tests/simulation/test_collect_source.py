"""Ids, times and codes that tables look up in the buffers."""

from __future__ import annotations

import numpy as np
import polars as pl

from fastbt.codes import OrderStatus, Reason
from fastbt.kernels.state import ORDER_CHILD
from fastbt.schema.table import Kind
from fastbt.simulation.collect_source import Source
from tests.results.buffers import DAY, START, cash_run, empty_run, margin_run


def test_scales_are_the_largest_of_the_instruments():
    assert Source(margin_run()).scales == {Kind.PRICE: 4, Kind.QUANTITY: 3, Kind.MONEY: 2}


def test_numbers_of_different_precision_meet():
    source = Source(margin_run())
    both = np.array([0, 1])
    assert source.price(np.array([5100, 12600]), both).to_list() == [510_000, 12_600]
    assert source.quantity(np.array([100, 2_000_500]), both).to_list() == [100_000, 2_000_500]
    # 100 x 51.00 and 2,000.5 x 1.2600 = 2,520.63
    assert source.units(np.array([5100, 12600]), np.array([100, 2_000_500]), both).tolist() == [
        510_000,
        252_063,
    ]
    # 5,100 / 100 and 2,520.63 / 2,000.5 = 1.26, with six decimals more than the largest precision
    cost = source.cost_price(np.array([510_000, 252_063]), np.array([100, 2_000_500]), both)
    assert cost.to_list() == [51 * 10**10, 126 * 10**8]


def test_order_ids_are_generated_or_the_users_own():
    assert Source(cash_run()).order_ids.to_list() == [f"O-test-{n}" for n in range(1, 8)]
    assert Source(margin_run()).order_ids.to_list() == ["short-x", "long-y", "O-test-3"]


def test_children_of_a_named_entry_carry_its_name():
    run = cash_run()
    run.lowered.names = ["mine"]
    run.orders["name"][[0, 1, 2]] = 0  # as the kernel does: a child has its command's name
    assert run.orders["flags"][1] & ORDER_CHILD
    assert Source(run).order_ids.to_list()[:4] == ["mine", "mine-SL", "mine-TP", "O-test-4"]


def test_only_accepted_orders_have_a_venue_id():
    assert Source(cash_run()).venue_order_ids.to_list() == ["V-1", "V-2", "V-3", None, "V-5", "V-6", "V-7"]


def test_times_of_rows_and_ends():
    source = Source(cash_run())
    times = source.time(np.array([0, -1])).cast(pl.Int64).to_list()
    assert times == [START + DAY, None]
    ends = source.end_times.cast(pl.Int64).to_list()
    assert ends[4] == START + 6 * DAY + DAY // 2, "an expired order ends at its expire time"
    assert ends[0] == START + 2 * DAY


def test_an_expired_entry_ends_its_children_at_its_expire_time():
    run = cash_run()
    run.orders["status"][0], run.orders["expire"][0] = OrderStatus.EXPIRED, START + DAY + 5
    run.orders["row_accepted"][0] = -1
    run.orders["reason"][:2] = Reason.EXPIRED, Reason.PARENT_ENDED
    assert Source(run).end_times.cast(pl.Int64).to_list()[:2] == [START + DAY + 5] * 2


def test_groups_of_rows():
    source = Source(margin_run())
    assert (source.groups, source.rows) == (4, 8)
    assert source.group_of(np.array([0, 1, 2, 7])).tolist() == [0, 0, 1, 3]
    assert Source(cash_run()).group_of(np.array([5])).tolist() == [5]


def test_an_empty_run_has_empty_columns():
    source = Source(empty_run())
    assert source.order_ids.len() == source.position_ids.len() == source.end_times.len() == 0
    assert source.tags(np.array([], dtype=np.int64)).dtype == pl.String
