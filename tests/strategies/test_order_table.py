"""The order table: defaults, order, and what contradicts itself within a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from fastbt.codes import OrderSide, OrderType, SizeRule, TimeInForce
from fastbt.errors import ConfigError, UnknownNameError
from fastbt.kernels.state import ACTION_CANCEL_ALL, ACTION_SUBMIT
from fastbt.strategies.order_columns import ORDER_COLUMNS
from fastbt.strategies.order_table import read_orders

T1 = datetime(2024, 1, 2, 10, tzinfo=UTC)
T2 = datetime(2024, 1, 2, 11, tzinfo=UTC)


def read(*rows: dict[str, Any], extra: str = "error") -> pl.DataFrame:
    return read_orders(
        pl.from_dicts([{"ts": T1} | row for row in rows], infer_schema_length=None), extra=extra
    )


def one(**words: Any) -> dict[str, Any]:
    return {"side": "BUY", "quantity": 1.0} | words


def test_every_column_comes_back_with_defaults():
    table = read(one())
    assert table.columns == ["row", *ORDER_COLUMNS, "ladder"]
    row = table.row(0, named=True)
    assert (row["action"], row["side"], row["reduce_only"]) == (ACTION_SUBMIT, OrderSide.BUY, False)
    assert [name for name in ORDER_COLUMNS if row[name] is not None] == [
        "ts",
        "action",
        "side",
        "quantity",
        "post_only",
        "reduce_only",
    ]


def test_words_in_any_case_and_codes_are_understood():
    table = read(
        one(side="sell", order_type="stop_limit", price=1.0, trigger_price=2.0, time_in_force="ioc"),
        one(side="Buy", size=0.5, quantity=None, size_rule="CASH"),
        {"action": "CANCEL_ALL"},
    )
    assert table["side"].to_list() == [OrderSide.SELL, OrderSide.BUY, None]
    assert table["order_type"][0] == OrderType.STOP_LIMIT
    assert table["time_in_force"][0] == TimeInForce.IOC
    assert table["size_rule"][1] == SizeRule.PERCENT_OF_CASH
    assert table["action"][2] == ACTION_CANCEL_ALL
    assert (
        read_orders(pl.DataFrame({"ts": [T1], "side": [-1], "quantity": [1.0]}))["side"][0] == OrderSide.SELL
    )


def test_rows_are_sorted_by_time_and_keep_their_numbers():
    table = read(one(ts=T2, tag="late"), one(tag="a"), one(tag="b"))
    assert table["tag"].to_list() == ["a", "b", "late"]
    assert table["row"].to_list() == [1, 2, 0]


def test_unknown_columns():
    with pytest.raises(UnknownNameError, match=r"'trigger'; did you mean .*'trigger_price'.*extra='ignore'"):
        read(one(trigger=1.0))
    assert "trigger" not in read(one(trigger=1.0), extra="ignore").columns
    with pytest.raises(ConfigError, match="extra='drop' is not one of"):
        read(one(), extra="drop")


def test_a_table_without_times():
    with pytest.raises(ConfigError, match="has no column 'ts'"):
        read_orders(pl.DataFrame({"side": ["BUY"]}))


BAD: list[tuple[dict[str, Any], str]] = [
    (one(ts=None), "row 1, column 'ts': every row needs the time"),
    (one(side=None), "row 1, column 'side': an order needs a side"),
    (one(quantity=None), "row 1, column 'quantity': an order needs quantity or size"),
    (one(size=0.5), r"row 1, column 'size' \(0.5\): quantity and size contradict"),
    (one(size_rule="cash"), "column 'size_rule'.*says how to read size"),
    (one(quantity=None, size=5.0), r"column 'size' \(5.0\): above 1.*size_rule='value'"),
    (one(quantity=None, size=0.0), r"column 'size' \(0.0\): must be above 0"),
    (one(quantity=None, size=0.01, size_rule="risk"), "risk is measured by a stop"),
    (one(quantity=float("nan")), "row 1, column 'quantity': nan is not a number; null means absent"),
    ({"action": "cancel"}, "column 'client_order_id': a cancel or a modify needs"),
    ({"action": "modify", "price": 1.0}, "column 'client_order_id': a cancel or a modify needs"),
    ({"action": "modify", "client_order_id": "a"}, "a modify changes one of quantity, price, trigger_price"),
    (
        {"action": "modify", "client_order_id": "a", "price": 1.0, "side": "BUY"},
        "column 'side' .*only a submit has",
    ),
    (
        {"action": "cancel", "client_order_id": "a", "price": 1.0},
        "'price' .*only a submit and a modify have this",
    ),
    ({"action": "cancel", "client_order_id": "a", "side": "BUY"}, "column 'side' .*only a submit has this"),
    ({"action": "close_position", "reduce_only": True}, "column 'reduce_only' .*only a submit"),
    (one(order_type="LIMIT"), "column 'price': a LIMIT order needs price"),
    (one(order_type="MARKET", price=1.0), r"column 'price' \(1.0\): a MARKET order has no price"),
    (one(order_type="STOP_MARKET"), "a STOP_MARKET order needs trigger_price"),
    (one(order_type="LIMIT", price=1.0, trigger_price=1.0), "a LIMIT order has no trigger_price"),
    (one(order_type="MARKET_IF_TOUCHED"), "a MARKET_IF_TOUCHED order needs trigger_price"),
    (
        one(order_type="MARKET_IF_TOUCHED", price=1.0, trigger_price=1.0),
        "MARKET_IF_TOUCHED order has no price",
    ),
    (one(order_type="LIMIT_IF_TOUCHED", trigger_price=1.0), "a LIMIT_IF_TOUCHED order needs price"),
    (one(order_type="MARKET_TO_LIMIT", price=1.0), "a MARKET_TO_LIMIT order has no price"),
    (one(post_only=True), "column 'post_only' .*an order without a limit price always takes"),
    (one(post_only=True, price=1.0, time_in_force="FOK"), "IOC and FOK take or end on arrival"),
    ({"action": "cancel_all", "post_only": True}, "column 'post_only' .*only a submit"),
    (one(time_in_force="DAY", expire_after=2), "only GTD expires"),
    (one(stop_loss=0.1, stop_loss_price=5.0), "stop_loss, stop_loss_offset, stop_loss_price contradict"),
    (one(take_profit=0.0), r"column 'take_profit' \(0.0\): must be above 0: 0.05 is 5 %"),
    (one(expire_time=T2, expire_after=1), "expire_time, expire_after contradict"),
    (one(time_in_force="GTD"), "GTD needs expire_time or expire_after"),
    (one(time_in_force="IOC", expire_after=2), "only GTD expires"),
    (one(order_type="MARKET_ON_CLOSE", price=1.0), "a MARKET_ON_CLOSE order has no price"),
    (one(order_type="LIMIT_ON_OPEN"), "a LIMIT_ON_OPEN order needs price"),
    (
        one(order_type="LIMIT_ON_OPEN", price=1.0, post_only=True),
        "column 'post_only' .*takes that price or ends: leave post_only out",
    ),
    (
        one(order_type="MARKET_ON_OPEN", time_in_force="IOC"),
        "column 'time_in_force' .*is for one price of its session: leave it null",
    ),
    (
        one(order_type="MARKET_ON_CLOSE", expire_after=2),
        "column 'time_in_force': .*one price of its session.*and the expire words out",
    ),
    (one(expire_after=0), r"column 'expire_after' \(0\): must be above zero"),
    (one(time_stop=timedelta(0)), "column 'time_stop' .*must be above zero"),
]


@pytest.mark.parametrize(("row", "message"), BAD, ids=[message for _, message in BAD])
def test_mistakes_name_row_and_column(row: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        read(one(), row)
