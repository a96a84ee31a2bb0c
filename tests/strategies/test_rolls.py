"""Orders for single contracts out of a wanted position in a market."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.errors import ConfigError, DataError

DAYS = [datetime(2024, 3, day, tzinfo=UTC) for day in range(11, 17)]


def orders(contracts: list[str], target: list[float | None], **columns: Any) -> list[tuple[Any, ...]]:
    frame = pl.DataFrame({"ts": DAYS[: len(target)], "contract": contracts, "target": target} | columns)
    return bt.roll_orders(frame).with_columns(pl.col("ts").dt.day()).rows()


def test_what_changes_is_ordered_and_a_reduction_is_reduce_only():
    found = orders(["H4.X"] * 5, [None, 2, 2, 1, -1])
    assert found == [
        (12, "H4.X", "BUY", 2.0, False, None),
        (14, "H4.X", "SELL", 1.0, True, None),
        (15, "H4.X", "SELL", 2.0, False, None),
    ]


def test_a_roll_closes_the_old_contract_and_opens_the_new_one():
    found = orders(["H4.X", "H4.X", "M4.X", "M4.X"], [2, None, 3, 0])
    assert found[1:] == [
        (13, "H4.X", "SELL", 2.0, True, "roll"),
        (13, "M4.X", "BUY", 3.0, False, "roll"),
        (14, "M4.X", "SELL", 3.0, True, None),
    ]


def test_a_roll_of_nothing_is_none():
    assert orders(["H4.X", "M4.X", "M4.X"], [0, 0, 1]) == [(13, "M4.X", "BUY", 1.0, False, None)]
    assert orders(["H4.X", "M4.X"], [1, 0])[1:] == [(12, "H4.X", "SELL", 1.0, True, "roll")]


def test_a_short_is_rolled_and_no_row_gives_no_order():
    assert orders(["H4.X", "M4.X"], [-1, -1])[1:] == [
        (12, "H4.X", "BUY", 1.0, True, "roll"),
        (12, "M4.X", "SELL", 1.0, False, "roll"),
    ]
    nothing = pl.DataFrame(
        schema={"ts": pl.Datetime("ns", "UTC"), "contract": pl.String, "target": pl.Float64}
    )
    assert bt.roll_orders(nothing).is_empty()


def test_what_is_missing_is_named():
    with pytest.raises(ConfigError, match="target='weight': the series needs a column of that name"):
        bt.roll_orders(pl.DataFrame({"ts": DAYS, "contract": ["H4.X"] * 6}), "weight")
    with pytest.raises(DataError, match="which contract is held"):
        bt.roll_orders(pl.DataFrame({"ts": DAYS, "target": [1.0] * 6}))
    with pytest.raises(DataError, match="two rows have the same time"):
        bt.roll_orders(pl.DataFrame({"ts": DAYS[:1] * 2, "contract": ["A.X", "B.X"], "target": [1.0, 1.0]}))


def test_a_rolled_position_pays_for_both_trades():
    names = ["H4.X", "M4.X"]
    bars = pl.DataFrame(
        {"ts": DAYS * 2, "instrument_id": [names[0]] * 6 + [names[1]] * 6, "close": [100.0] * 6 + [103.0] * 6}
    )
    futures = [
        bt.FuturesContract(
            name, currency="USD", underlying="X", expiry=expiry, asset_class="INDEX", multiplier=10
        )
        for name, expiry in zip(names, [DAYS[5], datetime(2024, 6, 21, tzinfo=UTC)], strict=True)
    ]
    series = pl.DataFrame({"ts": DAYS[:4], "contract": [names[0]] * 2 + [names[1]] * 2, "target": [2] * 4})
    result = bt.from_orders(
        bars, bt.roll_orders(series), instruments=futures,
        venue=bt.Venue("X", account_type="MARGIN", fees=bt.PerUnitFees(1)),
    )  # fmt: skip
    assert result.fills.select("instrument_id", "side", "price", "tag").rows() == [
        ("H4.X", "BUY", 100.0, None), ("H4.X", "SELL", 100.0, "roll"), ("M4.X", "BUY", 103.0, "roll"),
    ]  # fmt: skip
    assert result.fills["commission"].to_list() == [2.0, 2.0, 2.0]
    assert result.positions["is_open"].to_list() == [False, True]
