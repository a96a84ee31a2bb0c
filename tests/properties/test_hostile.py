"""Hostile input: the exact answer, or a refusal that names what and where; never a silent wrong number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import fastbt as bt

T0 = datetime(2024, 1, 2, tzinfo=UTC)
RICH = bt.Venue("SIM", account_type="MARGIN", balances=["1000000000000 USD"])
X = bt.Equity("X.SIM", currency="USD", price_precision=2, size_precision=0)


def bars(*rows: str, instrument: str = "X.SIM") -> pl.DataFrame:
    """Minute bars from text: open high low close, and the volume where it is given."""
    cells = [[float(word) for word in row.split()] for row in rows]
    names = ("open", "high", "low", "close", "volume")[: len(cells[0])]
    return pl.DataFrame(
        {"ts_event": [T0 + timedelta(minutes=n + 1) for n in range(len(rows))], "instrument_id": instrument}
        | {name: [row[k] for row in cells] for k, name in enumerate(names)}
    )


def orders(*rows: dict[str, Any]) -> pl.DataFrame:
    """An order table; what is not said is null."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in names})


def after(bar: int, **words: Any) -> dict[str, Any]:
    return {"ts": T0 + timedelta(minutes=bar), **words}


def buy(bar: int, quantity: float = 10, **words: Any) -> dict[str, Any]:
    return after(bar, side="BUY", quantity=float(quantity), **words)


def run(frame: pl.DataFrame, table: pl.DataFrame, **options: Any) -> bt.Result:
    return bt.from_orders(frame, table, **({"instruments": X, "venue": RICH} | options))


FLAT = ("100 100 100 100",) * 4


def test_a_limit_at_its_own_trigger_fills_there() -> None:
    """F4: the limit allows exactly the trigger's price."""
    result = run(bars(*FLAT[:2], "100 103 99 102"), orders(buy(1, trigger_price=101.0, price=101.0)))
    assert result.fills.select("price", "liquidity").rows() == [(101.0, "TAKER")]


def test_bars_of_one_tick_fill_everything_at_that_price() -> None:
    table = orders(buy(1), buy(1, price=100.0), buy(1, trigger_price=100.0), buy(1, price=99.99))
    result = run(bars(*FLAT), table)
    assert result.fills["price"].to_list() == [100.0] * 3
    assert result.orders["status"].to_list() == ["FILLED"] * 3 + ["ACCEPTED"]


def test_a_source_without_any_trade_executes_and_one_with_some_does_not() -> None:
    """B5: a column of zeros does not know its volume."""
    zero = run(bars("100 100 100 100 0", "100 100 100 100 0"), orders(buy(1)))
    some = run(bars("100 100 100 100 5", "100 100 100 100 0"), orders(buy(1)))
    assert (len(zero.fills), len(some.fills)) == (1, 0)


def test_two_bars_of_one_time_are_refused_and_named() -> None:
    frame = pl.concat([bars(*FLAT), bars(*FLAT).tail(1)])
    with pytest.raises(bt.DataError, match=r"row 4, time 2024-01-02 00:04:00.*X\.SIM"):
        run(frame, orders(buy(1)))


@pytest.mark.parametrize("name", ["Z.SIM", "x.sim"])
def test_an_unknown_instrument_in_an_order_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(bt.FastbtError, match=name):
        run(bars(*FLAT), orders(buy(1, instrument_id=name)))


def test_commands_for_dead_orders_are_refused_and_counted() -> None:
    """O1: the run goes on."""
    table = orders(
        buy(1, client_order_id="a"),
        *(after(2 + n % 2, action="cancel", client_order_id="a") for n in range(5)),
        after(3, action="modify", client_order_id="a", quantity=3.0),
    )
    result = run(bars(*FLAT), table)
    kinds = result.events["kind"].to_list()
    assert (kinds.count("ORDER_CANCEL_REJECTED"), kinds.count("ORDER_MODIFY_REJECTED")) == (5, 1)
    assert len(result.fills) == 1


def test_an_order_before_the_first_bar_is_an_error() -> None:
    with pytest.raises(bt.FastbtError, match=r"row 0, column .ts.*2024, 1, 2, 0, 0"):
        run(bars(*FLAT), orders(buy(0)))


@pytest.mark.parametrize("quantity", [float("nan"), float("inf"), -1.0])
def test_a_quantity_that_is_none_is_refused(quantity: float) -> None:
    with pytest.raises(bt.FastbtError, match="quantity"):
        run(bars(*FLAT), orders(buy(1, quantity)))


@pytest.mark.parametrize("cell", ["nan", "inf"])
def test_a_price_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(bt.DataError, match="close"):
        run(bars("100 100 100 100", f"100 100 100 {cell}", "100 100 100 100"), orders(buy(1)))


def test_money_beyond_64_bits_ends_the_run_and_names_the_row() -> None:
    """10^15 lots at 10^6 cents are 10^21 cents."""
    dear = bars("10000 10000 10000 10000", "10000 10000 10000 10000")
    with pytest.raises(bt.KernelError, match=r"64-bit money.*X\.SIM"):
        run(dear, orders(buy(1, 1e15)))


def test_the_largest_money_that_fits_is_exact() -> None:
    """9 x 10^15 shares at 1.00 and 1.01: 9 x 10^17 cents, and 1 % more."""
    venue = bt.Venue("SIM", account_type="MARGIN", leverage=1000, balances=["20000000000000000 USD"])
    result = run(bars("1 1 1 1", "1 1 1 1", "1.01 1.01 1.01 1.01"), orders(buy(1, 9e15)), venue=venue)
    assert result.exact.equity["equity"].to_list()[-1] == Decimal("20090000000000000.00")


def test_thousands_of_orders_on_one_bar_fill_in_sequence() -> None:
    """One level, and many: T3 and B3 decide, and nothing is lost."""
    count = 20_000
    levels = [round(91 + n * 7919 % 800 / 100, 2) for n in range(count)]
    frame = bars("100 100 100 100", "100 110 90 100")
    for prices in ([95.0] * count, levels):
        table = pl.DataFrame(
            {"ts": [T0 + timedelta(minutes=1)] * count, "side": "BUY", "quantity": 1.0, "price": prices}
        )
        result = run(frame, table)
        expected = sorted(range(count), key=lambda n: (-prices[n], n))
        ids = result.fills["client_order_id"].str.extract(r"(\d+)$").cast(pl.Int64) - 1
        assert ids.to_list() == expected
        assert result.fills["price"].to_list() == [prices[n] for n in expected]


@pytest.mark.soak
def test_a_million_orders_on_one_bar() -> None:
    count = 1_000_000
    table = pl.DataFrame(
        {"ts": [T0 + timedelta(minutes=1)] * count, "side": "BUY", "quantity": 1.0, "price": 95.0}
    )
    result = run(bars("100 100 100 100", "100 110 90 100"), table)
    assert len(result.fills) == count
    assert result.equity["cash"][-1] == 1e12
