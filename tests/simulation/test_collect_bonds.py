"""What binds orders to each other, in tables, SQL, the log and the objects (``simulation/collect_bonds.py``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import Contingency
from fastbt.model.instruments import Equity
from tests.simulation.markets import bar_frame, moment

X = Equity("A.X", currency="USD", price_precision=2, price_increment="0.01", size_precision=0)


def run(*rows: dict[str, Any], closes: int = 4) -> bt.Result:
    table = pl.from_dicts(
        [{"ts": moment(1)[0], "quantity": 4.0} | row for row in rows], infer_schema_length=None
    )
    venue = bt.Venue("X", balances=["1000 USD"], account_type="MARGIN")
    return bt.from_orders(bar_frame([100.0] * closes), table, instruments=X, venue=venue)


def bonds(result: bt.Result) -> dict[str, tuple[str | None, list[str] | None]]:
    frame = result.orders.with_columns(pl.col("contingency").cast(pl.String))
    return {row[0]: row[1:] for row in frame.select("client_order_id", "contingency", "linked_ids").rows()}


def order(name: str, side: str = "BUY", **words: Any) -> dict[str, Any]:
    return {"client_order_id": name, "side": side} | words


LADDER = order("e", stop_loss=0.1, trailing_stop=0.2, take_profit=[[0.1, 0.5], [0.2, 0.5]])
FAMILY = (
    order("p"), order("a", "SELL", price=110.0, parent_id="p", contingency="OCO", linked_ids=["b"]),
    order("b", "SELL", trigger_price=90.0, parent_id="p", contingency="OCO", linked_ids=["a"]),
    order("c", "SELL", price=120.0, parent_id="a"), order("alone"),
)  # fmt: skip


def test_orders_without_bonds():
    assert bonds(run(order("a"), order("b"))) == {"a": (None, None), "b": (None, None)}
    one = run(order("e", stop_loss=0.1))
    assert bonds(one) == {"e": ("OTO", ["e-SL"]), "e-SL": (None, None)}


def test_the_exits_of_a_bracket():
    assert bonds(run(LADDER)) == {
        "e": ("OTO", ["e-SL", "e-TS", "e-TP1", "e-TP2"]),
        "e-SL": ("OUO", ["e-TS", "e-TP1", "e-TP2"]),
        "e-TS": ("OUO", ["e-SL", "e-TP1", "e-TP2"]),
        "e-TP1": ("OUO", ["e-SL", "e-TS"]),
        "e-TP2": ("OUO", ["e-SL", "e-TS"]),
    }


def test_a_time_stop_is_a_stop():
    result = run(order("e", take_profit=0.5, time_stop=timedelta(minutes=1)))
    stop = next(name for name in bonds(result) if name not in ("e", "e-TP"))
    assert bonds(result) == {"e": ("OTO", ["e-TP", stop]), "e-TP": ("OUO", [stop]), stop: ("OUO", ["e-TP"])}


def test_linked_orders_and_children():
    assert bonds(run(*FAMILY)) == {
        "p": ("OTO", ["a", "b"]), "a": ("OCO", ["b"]), "b": ("OCO", ["a"]), "c": (None, None), "alone": (None, None),
    }  # fmt: skip


def test_sql_the_log_and_objects_say_the_same():
    result = run(*FAMILY)
    query = "select linked_ids from orders where contingency = 'OTO' and list_contains(linked_ids, 'b')"
    assert result.sql(query).rows() == [(["a", "b"],)]
    first = result.events.filter(pl.col("kind") == "ORDER_INITIALIZED")
    told = first.select("client_order_id", pl.col("contingency").cast(pl.String), "linked_ids").rows()
    assert {row[0]: row[1:] for row in told} == bonds(result)
    assert result.events.filter(pl.col("kind") != "ORDER_INITIALIZED")["linked_ids"].null_count() > 0
    replayed = result.replay().orders
    for name, (word, others) in bonds(result).items():
        found = replayed[name]
        assert found.contingency is (None if word is None else Contingency[word])
        assert [str(other) for other in found.linked_ids] == (others or [])
    assert str(result.order("c").parent_id) == "a"


def test_they_are_saved(tmp_path: Any):
    result = run(LADDER)
    result.save(tmp_path / "r")
    assert bonds(bt.Result.load(tmp_path / "r")) == bonds(result)
    stored = tmp_path / "r" / "orders.parquet"
    pl.read_parquet(stored).drop("contingency", "linked_ids").write_parquet(stored)
    old = bt.Result.load(tmp_path / "r").orders
    assert old["linked_ids"].null_count() == old["contingency"].null_count() == old.height


@pytest.mark.parametrize("words", [{"contingency": "OCO"}, {"linked_ids": ["a"]}])
def test_an_order_object_needs_both_words(words: dict[str, Any]):
    factory = bt.OrderFactory("S")
    with pytest.raises(bt.ConfigError, match="linked_ids: goes with contingency"):
        factory.market("A.X", "BUY", bt.Quantity(1), **words)
    made = factory.market("A.X", "BUY", bt.Quantity(1), contingency="ouo", linked_ids=["a", "b"])
    assert (made.contingency, [str(name) for name in made.linked_ids]) == (Contingency.OUO, ["a", "b"])
