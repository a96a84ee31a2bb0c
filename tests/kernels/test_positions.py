"""What fills do to positions and balances (rules A1 to A3): shares of cost add up, money is conserved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fastbt.simulation.lowered import RunOutput
from fastbt.venues import FixedSlippage, FlatFees, PercentageFees
from tests.kernels.market import Row, buy, run, sell

FEES = [PercentageFees(maker=0.0003, taker=0.0007), FlatFees(1)]
CENTS = {
    "price_precision": 3,
    "size_precision": 2,
}  # value = ticks x lots / 100,000: every product is rounded


def random_trades(seed: int, count: int, **options: Any) -> RunOutput:
    """Market orders of random sizes at random prices: partial closes, additions and flips through zero."""
    rng = np.random.default_rng(seed)
    bars = [f"{price / 1000:.3f}" for price in rng.integers(5_000, 200_000, count + 1)]
    orders, held = [], 0
    for n in range(count):
        size = int(rng.integers(1, 900))
        side = 1 if rng.random() < 0.5 else -1
        if held * side > 0 and rng.random() < 0.5:
            side = -side  # back toward zero, now and then exactly to it
            size = abs(held) if rng.random() < 0.2 else size
        orders.append((buy if side > 0 else sell)(n, size))
        held += side * size
    return run(bars, orders, fees=FEES, slippage=FixedSlippage(ticks=3), instrument=CENTS, **options)


def half_away(x: Fraction) -> int:
    whole = (abs(x) + Fraction(1, 2)).__floor__()
    return whole if x >= 0 else -whole


def value(price: int, lots: int) -> int:
    return half_away(Fraction(int(price) * int(lots), 10**5))


@pytest.fixture(scope="module")
def margin() -> RunOutput:
    output = random_trades(1, 3_000, account_type="MARGIN")
    assert len(output.fills) == 3_000
    assert len(output.positions) > 100
    return output


def test_shares_of_cost_and_commission_add_up(margin: RunOutput) -> None:
    """A3: whatever was paid to open is what was taken off at the closes, to the unit."""
    f, p = margin.fills, margin.positions
    for k in np.flatnonzero(p["is_open"] == 0):
        closing = f[(f["position"] == k) & (f["closed"] > 0)]
        assert closing["closed_cost"].sum() == p["opened_cost"][k]
        assert closing["closed"].sum() == p["closed_quantity"][k] == p["opened_quantity"][k]
        paid = closing["closed_commission"].sum() + closing["entry_commission"].sum()
        assert paid == p["commission"][k]
        assert closing["realized"].sum() == p["realized"][k]
        assert p["realized"][k] == p["side"][k] * (p["closed_value"][k] - p["opened_cost"][k])
        assert (p["quantity"][k], p["cost"][k], p["entry_commission"][k]) == (0, 0, 0)


def test_each_partial_close_takes_its_rounded_share(margin: RunOutput) -> None:
    """Worked forward in exact numbers from nothing but sides, quantities and prices."""
    cost = held = 0
    for fill in margin.fills:
        price, lots, side = int(fill["price"]), int(fill["quantity"]), int(fill["side"])
        closing = min(abs(held), lots) if held * side < 0 else 0
        whole = value(price, lots)
        closed_value = value(price, closing) if closing < lots else whole
        if closing:
            taken = cost if closing == abs(held) else half_away(Fraction(cost * closing, abs(held)))
            assert (fill["closed"], fill["closed_cost"]) == (closing, taken)
            assert fill["realized"] == -side * (closed_value - taken)
            cost -= taken
        else:
            assert fill["closed"] == 0
        if lots > closing:
            cost += whole - (closed_value if closing else 0)
        held += side * lots
        assert (fill["held"], fill["cost"], fill["notional"]) == (held, cost, whole)


def test_a_flip_closes_one_position_and_opens_the_next(margin: RunOutput) -> None:
    f, p = margin.fills, margin.positions
    flips = f[f["opened"] >= 0]
    assert len(flips) > 50
    for flip in flips:
        old, new = p[flip["position"]], p[flip["opened"]]
        assert (old["is_open"], old["row_closed"], new["row_opened"]) == (0, flip["row"], flip["row"])
        assert new["side"] == flip["side"] == -old["side"]
        assert flip["closed_commission"] == half_away(
            Fraction(int(flip["commission"]) * int(flip["closed"]), int(flip["quantity"]))
        )


def test_margin_balances_move_by_profit_and_costs(margin: RunOutput) -> None:
    """A1: start + realized - commissions is the balance, to the unit."""
    b = margin.balances[0]
    assert b["total"] == b["start"] + margin.fills["realized"].sum() - margin.fills["commission"].sum()
    assert (b["realized"], b["commission"]) == (
        margin.fills["realized"].sum(),
        margin.fills["commission"].sum(),
    )
    assert (
        margin.fills["balance"]
        == b["start"] + np.cumsum(margin.fills["realized"] - margin.fills["commission"])
    ).all()


def test_cash_balances_move_by_notional_and_costs() -> None:
    output = random_trades(2, 2_000)
    f = output.fills
    assert 200 < len(f) < 2_000  # sales beyond what is held are refused
    assert (f["held"] >= 0).all()
    moves = -f["side"] * f["notional"] - f["commission"]
    assert (f["balance"] == output.balances["start"][0] + np.cumsum(moves)).all()
    close = int(output.lowered.columns.close[-1])
    assert output.equity[-1] == output.balances["total"][0] + value(close, int(f["held"][-1]))


def test_equity_of_every_row(margin: RunOutput) -> None:
    """A1 on each row: balance so far, and what is held at the row's close less what it cost."""
    f = margin.fills
    last = np.searchsorted(f["row"], np.arange(len(margin.equity)), side="right") - 1
    for row, n in enumerate(last):
        if n < 0:
            assert margin.equity[row] == margin.balances["start"][0]
            continue
        held = int(f["held"][n])
        worth = value(int(margin.lowered.columns.close[row]), abs(held))
        side = 1 if held > 0 else -1
        profit = side * (worth - int(f["cost"][n])) if held else 0
        assert margin.equity[row] == f["balance"][n] + profit


def test_peak_and_rows() -> None:
    orders: list[Row] = [buy(0, 3), buy(1, 4), sell(2, 6), buy(3, 2), sell(4, 3), sell(5, 1)]
    output = run(["100", "101", "102", "103", "104", "105", "106"], orders, account_type="MARGIN")
    first, second = output.positions
    assert (first["peak"], first["row_opened"], first["row_closed"], first["is_open"]) == (7, 1, 5, 0)
    assert (first["opened_quantity"], first["closed_quantity"], first["side"]) == (9, 9, 1)
    assert (second["side"], second["quantity"], second["row_opened"], second["row_closed"]) == (-1, 1, 6, -1)


def test_positions_of_several_instruments_are_apart() -> None:
    bars = {"A": ["100", "110", "120"], "B": ["10", "10", "8"]}
    output = run(bars, [buy(0, 2, instrument=0), sell(0, 5, instrument=1)], account_type="MARGIN", cash=1_000)
    assert output.positions["instrument"].tolist() == [0, 1]
    assert output.positions["marked"].tolist() == [20, 10]
    assert output.equity.tolist() == [1_000, 1_000, 1_030]
    assert output.gross is not None
    assert output.gross.tolist() == [0, 220 + 50, 240 + 40]
