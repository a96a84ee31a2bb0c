"""Objects rebuilt from the log are what the tables say: worked runs, and runs of the kernel (rule O2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

import fastbt as bt
from fastbt.codes import Reason
from fastbt.errors import OrderStateError
from fastbt.model import events
from fastbt.results.replay import replay
from fastbt.results.result import Result
from fastbt.schema.ledger_columns import AVERAGE_DIGITS
from tests.results.buffers import cash_run, empty_run, margin_run
from tests.results.stories import told


def check_replay(result: Result) -> None:
    """Orders, positions and balances of the log against the tables, to the last digit."""
    rebuilt = result.replay()
    orders = result.exact.orders
    assert list(rebuilt.orders) == orders["client_order_id"].to_list()
    for row in with_nanoseconds(orders):
        order = rebuilt.orders[row["client_order_id"]]
        said = described(order)
        assert said == {name: row[name] for name in said}
        refusals = (events.OrderCancelRejected, events.OrderModifyRejected)
        refused_later = any(isinstance(event, refusals) for event in order.events)
        assert order.ts_last == row["ts_last"] or refused_later
        if row["avg_price"] is not None:
            assert abs(order.avg_price - row["avg_price"]) <= Decimal(10) ** -AVERAGE_DIGITS
    positions = result.exact.positions
    assert sorted(rebuilt.positions) == sorted(positions["position_id"])
    for row in with_nanoseconds(positions):
        position = rebuilt.positions[row["position_id"]]
        assert (position.side.name, position.entry_side.name) == (row["side"], row["entry_side"])
        assert (position.quantity.value, position.peak_quantity.value) == (
            row["quantity"],
            row["peak_quantity"],
        )
        assert (position.realized_pnl.amount, position.commission.amount) == (
            row["realized_pnl"],
            row["commission"],
        )
        assert (position.ts_opened, position.ts_closed) == (row["ts_opened"], row["ts_closed"])
        assert abs(position.avg_entry_price - row["avg_entry_price"]) <= Decimal(10) ** -AVERAGE_DIGITS
    last = result.exact.account.row(-1, named=True)
    balance = rebuilt.balances[last["account_id"], last["currency"]]
    assert (balance.total.amount, balance.locked.amount) == (last["total"], last["locked"])
    assert last["total"] == result.exact.equity["cash"][-1]


def with_nanoseconds(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(pl.col(pl.Datetime("ns", "UTC")).cast(pl.Int64)).to_dicts()


def described(order: Any) -> dict[str, Any]:
    number = {
        name: getattr(order, name)
        for name in ("quantity", "filled_quantity", "leaves_quantity", "price", "trigger_price")
    }
    text = {name: getattr(order, name) for name in ("venue_order_id", "parent_id")}
    code = {name: getattr(order, name).name for name in ("side", "order_type", "time_in_force", "status")}
    same = (
        "tag",
        "reduce_only",
        "post_only",
        "expire_time",
        "ts_init",
        "ts_submitted",
        "ts_accepted",
        "ts_triggered",
    )
    return {
        **{name: None if value is None else value.value for name, value in number.items()},
        **{name: None if value is None else str(value) for name, value in text.items()},
        **code,
        **{name: getattr(order, name) for name in same},
        "reason": None if order.reason is Reason.NONE else order.reason.name,
    }


@pytest.mark.parametrize("run", [cash_run, margin_run, empty_run])
def test_worked_runs(run):
    check_replay(Result(run()))


def test_typed_events_follow_the_log():
    result = Result(cash_run())
    found = result.replay().events
    told = [event for event in found if isinstance(event, events.OrderUpdated)]
    assert [str(event.client_order_id) for event in told] == ["O-test-2", "O-test-3"], (
        "children learn their terms"
    )
    others = [event.kind.name for event in found if event not in told]
    assert others == result.events["kind"].to_list()


def test_one_order_and_one_position_are_those_of_the_whole_replay():
    result = Result(margin_run())
    rebuilt = result.replay()
    for name, order in rebuilt.orders.items():
        assert described(result.order(name)) == described(order)
    for name, position in rebuilt.positions.items():
        assert repr(result.position(name)) == repr(position)
        assert result.position(name).realized_pnl == position.realized_pnl


@pytest.mark.parametrize(
    ("column", "kind", "value"),
    [("realized_pnl", "POSITION_CLOSED", Decimal("1.00")), ("quantity", "POSITION_OPENED", Decimal(11))],
)
def test_a_log_that_contradicts_itself_is_refused(column: str, kind: str, value: Decimal):
    result = Result(cash_run())
    log = result.exact.events
    changed = (
        pl.when(pl.col("kind") == kind)
        .then(pl.lit(value, dtype=log.schema[column]))
        .otherwise(pl.col(column))
    )
    with pytest.raises(OrderStateError, match="the log says"):
        replay(log.with_columns(changed.alias(column)), result.facts)


def test_trailing_stops_learn_where_they_had_come_to():
    hit = {"side": "SELL", "order_type": None, "trailing_offset": 3.0, "limit_offset": 1.0}
    cancel = {"action": "cancel", "client_order_id": "o3", "ts": "2024-01-04"}
    far = hit | {"trailing_offset": 50.0, "limit_offset": None}
    late = far | {"activation_price": 200.0}
    result = told({}, hit, far, late, cancel, account_type="MARGIN")
    check_replay(result)
    prices = result.orders["trigger_price"].to_list(), result.orders["price"].to_list()
    assert prices == ([None, 99.0, 55.0, None], [None, 98.0, None, None])
    first = result.events.filter(kind="ORDER_INITIALIZED")
    assert first["trigger_price"].to_list() == [None] * 4
    assert result.events.filter(reason="END_OF_LOG").is_empty()


def test_the_end_of_the_log_tells_where_open_trailing_stops_are():
    far = {"side": "SELL", "order_type": None, "trailing_offset": 50.0}
    result = told({}, far | {"activation_price": 200.0}, far, account_type="MARGIN")
    check_replay(result)
    assert result.orders["trigger_price"].to_list() == [None, None, 55.0]
    (last,) = result.events.filter(reason="END_OF_LOG").rows(named=True)
    assert (last["kind"], last["client_order_id"], last["seq"]) == (
        "ORDER_UPDATED",
        "o3",
        result.events.height,
    )
    assert (last["trigger_price"], last["ts_event"]) == (55.0, result.equity["ts_event"][-1])


def test_stops_of_an_entry_that_follow_the_market():
    words = {"stop_loss": 0.2, "break_even": 0.01, "trailing_stop": 0.05}
    result = told(words, words | {"order_type": "LIMIT", "price": 1.0}, account_type="MARGIN")
    check_replay(result)
    children = result.orders.filter(pl.col("parent_id").is_not_null())
    assert children["client_order_id"].to_list() == ["o1-SL", "o1-TS", "o2-SL", "o2-TS"]
    assert "BREAK_EVEN" in result.events["reason"].drop_nulls().to_list()
    told_on_arrival = result.events.filter(kind="ORDER_ACCEPTED", client_order_id="o1-TS")
    assert told_on_arrival["quantity"].to_list() == [10]
    assert told_on_arrival["trigger_price"].to_list() == [None]


def test_a_log_without_a_beginning_is_refused():
    result = Result(cash_run())
    with pytest.raises(OrderStateError, match="no ORDER_INITIALIZED"):
        replay(result.exact.events.filter(pl.col("kind") != "ORDER_INITIALIZED"), result.facts)


# ------------------------------------------------------------------------------------ the kernel's own runs


def bars(seed: int, names: tuple[str, ...] = ("ABC.SIM",), rows: int = 400) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    frames = []
    for name in names:
        close = np.maximum(np.round(100 + np.cumsum(draw.normal(0, 1, rows)), 2), 5)
        first = np.round(np.concatenate([close[:1], close[:-1]]) + draw.normal(0, 0.3, rows), 2)
        times = pl.Series(1_704_067_200_000_000_000 + 3_600_000_000_000 * np.arange(1, rows + 1))
        frames.append(
            pl.DataFrame(
                {
                    "instrument_id": name,
                    "ts_event": times.cast(pl.Datetime("ns", "UTC")),
                    "open": first,
                    "high": np.round(np.maximum(first, close) + draw.uniform(0, 1, rows), 2),
                    "low": np.round(np.minimum(first, close) - draw.uniform(0, 1, rows), 2),
                    "close": close,
                    "entry": draw.random(rows) < 0.15,
                    "exit": draw.random(rows) < 0.1,
                    "short": draw.random(rows) < 0.1,
                }
            )
        )
    return pl.concat(frames).sort("ts_event", "instrument_id")


FEES = bt.PercentageFees(maker=0.0002, taker=0.0005)
CASH = bt.Venue("SIM", balances=["10000 USD"], fees=FEES, slippage=bt.FixedSlippage(ticks=2))
MARGIN = bt.Venue("SIM", balances=["10000 USD"], account_type="MARGIN", leverage=3, fees=FEES)
CASES: dict[str, dict[str, Any]] = {
    "cash with brackets": {"venue": CASH, "quantity": 20, "stop_loss": 0.01, "take_profit": 0.02},
    "cash, budgets": {"venue": CASH, "size": bt.percent_of_equity(95)},
    "cash, cut to the funds": {"venue": CASH.with_options(on_insufficient_cash="cut"), "quantity": 150},
    "limits that expire": {
        "venue": CASH, "quantity": 10, "limit_price": pl.col("close") - 0.5, "expire_after": 5,
    },
    "margin, reversals": {"venue": MARGIN, "short_entries": "short", "size": 0.5},
    "margin, partial exits": {"venue": MARGIN, "quantity": 7, "accumulate": "both"},
    "one stop for all": {
        "venue": MARGIN.with_options(stops_per="position"), "quantity": 10, "accumulate": True,
        "stop_loss": 0.02, "take_profit": 0.05, "time_stop": 30,
    },
    "closed at the end": {
        "venue": MARGIN.with_options(on_finish="close"), "quantity": 10, "short_entries": "short",
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("names", [("ABC.SIM",), ("ABC.SIM", "XYZ.SIM")])
def test_runs_of_the_kernel(case: str, names: tuple[str, ...]):
    models = [bt.Equity(name, currency="USD", price_precision=2, size_precision=0) for name in names]
    frame = bars(len(case), names)
    result = bt.from_signals(
        frame, entries="entry", exits="exit", instruments=models, check="off", **CASES[case]
    )
    assert result.fills.height > 10
    check_replay(result)
    equity = result.exact.equity
    change = equity["equity"][-1] - result.exact.account["total"][0]
    assert result.exact.trades["pnl"].sum() == change
    assert result.exact.fills["commission"].sum() == result.exact.positions["commission"].sum()
    assert (
        equity["unrealized_pnl"] + equity["realized_pnl"]
        == equity["equity"] - result.exact.account["total"][0]
    ).all()
    for name in result.positions["position_id"].to_list()[-2:]:
        assert result.position(name).position_id.value == name
