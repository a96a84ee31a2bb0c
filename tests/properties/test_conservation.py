"""A1: every unit of money and every lot is accounted for, computed from the tables alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from tests.reference import Instrument, Outcome, Scenario, simulate
from tests.reference.actions import split_ratio
from tests.reference.adapter import run_fastbt
from tests.reference.grid import round_half_away
from tests.reference.market import build_market

from .given import random_scenarios, scenarios

PUT_IN = ("deposit", "withdrawal")


def is_interest(flow: dict[str, Any]) -> bool:
    """Whether cash has received or paid it for time: it concerns no position."""
    return flow["position"] is None and flow["kind"] in ("interest", "borrow")


def is_moved(flow: dict[str, Any]) -> bool:
    """Whether it is neither gained nor lost."""
    return flow["position"] is None and not is_interest(flow)


def notional(scenario: Scenario, instrument: Instrument, price: Decimal, quantity: Decimal) -> Decimal:
    """Return price x quantity x multiplier, rounded once to a unit of the currency; A7: minus that over the price."""
    unit = Decimal(1).scaleb(-scenario.currency_precision)
    factor = -1 / Fraction(price) if instrument.inverse else Fraction(price)
    exact = factor * Fraction(quantity) * Fraction(instrument.multiplier) / Fraction(unit)
    return round_half_away(exact) * unit


def last_mark(scenario: Scenario, instrument: Instrument, quantity: Decimal) -> Decimal:
    """Return what marks a quantity held at the end (T7): the newest close, or the newest of the side that closes it."""
    bars = sorted(
        (bar for rows in scenario.levels(instrument.id) for bar in rows), key=lambda bar: bar.ts_event
    )
    if bars and not scenario.has_sides:
        return bars[-1].close  # of one time the coarsest comes last
    if bars:
        sides = build_market(scenario, instrument).rows[-1].sides
        unit = Decimal(1).scaleb(-instrument.price_precision)
        shown = [(sides[-1].close * unit, sides[1].close * unit)]
    else:
        shown = [(quote.bid, quote.ask) for quote in scenario.quotes.get(instrument.id, ())]
        shown = shown or [(row.price, row.price) for row in scenario.prints[instrument.id]]
    bids, asks = ([side for side in sides if side is not None] for sides in zip(*shown, strict=True))
    bid, ask = (bids or asks)[-1], (asks or bids)[-1]
    if scenario.venue.mark_price == "mid" or not quantity:
        unit = Decimal(1).scaleb(-instrument.price_precision)
        return (bid + ask) / 2 // unit * unit
    return bid if quantity > 0 else ask


def signed_quantity(position: dict[str, Any]) -> Decimal:
    """Return what a position holds, below zero for a short."""
    return position["quantity"] if position["side"] == "LONG" else -position["quantity"]


def after_splits(scenario: Scenario, instrument: Instrument, mark: Decimal) -> Decimal:
    """Return a mark of the end as the splits leave it that come after the instrument's last row, one by one (A10)."""
    tables = (
        *scenario.levels(instrument.id),
        scenario.quotes.get(instrument.id, ()),
        scenario.prints.get(instrument.id, ()),
    )
    newest = max(row.ts_event for rows in tables for row in rows)
    unit = Decimal(1).scaleb(-instrument.price_precision)
    for ts, ratio in scenario.splits.get(instrument.id, ()):
        if newest <= ts <= scenario.times[-1] and (ts > newest or not scenario.has_ticks):
            mark = round_half_away(Fraction(mark) / split_ratio(ratio) / Fraction(unit)) * unit
    return mark


def check(scenario: Scenario, outcome: Outcome) -> None:
    """Raise AssertionError where the tables do not add up."""
    instruments = {instrument.id: instrument for instrument in scenario.instruments}
    commission = sum((row["commission"] for row in outcome.fills), Decimal(0))
    paid = Decimal(0)
    held: dict[str, Decimal] = {}
    for row in outcome.fills:
        sign = 1 if row["side"] == "BUY" else -1
        held[row["instrument_id"]] = held.get(row["instrument_id"], Decimal(0)) + sign * row["quantity"]
        paid += sign * notional(scenario, instruments[row["instrument_id"]], row["price"], row["quantity"])
    last = outcome.equity[-1]
    value = Decimal(0)
    is_marked = not (scenario.bars and scenario.has_ticks)  # else which mark is T7's has golden cases
    still = [row for row in outcome.positions if row["is_open"]]
    for row in still if is_marked else []:
        name, quantity = row["instrument_id"], signed_quantity(row)
        net = sum((signed_quantity(other) for other in still if other["instrument_id"] == name), Decimal(0))
        if not scenario.splits:
            assert net == held[name]
        mark = after_splits(scenario, instruments[name], last_mark(scenario, instruments[name], net))
        worth = notional(scenario, instruments[name], mark, abs(quantity))
        value += worth if quantity > 0 else -worth
    # Whatever the account type: what was paid and is still held is the change of equity.
    flows = outcome.flows
    interest = sum((row["amount"] for row in flows if is_interest(row)), Decimal(0))
    earned = interest + sum((row["amount"] for row in flows if row["position"] is not None), Decimal(0))
    moved = sum((row["amount"] for row in outcome.flows if row["kind"] in PUT_IN), Decimal(0))
    left = scenario.balance - paid + value - commission + earned + moved
    let_go = sum((row["amount"] for row in outcome.flows if row["kind"] == "write_off"), Decimal(0))
    if is_marked:
        assert last["equity"] == left + let_go
    if scenario.venue.account_type == "CASH":
        assert outcome.balance == scenario.balance - paid - commission + earned + moved
        assert all(quantity >= 0 for quantity in held.values())
    closed = sum((row["pnl"] for row in outcome.trades), Decimal(0))
    change = last["equity"] - scenario.balance - let_go - moved - interest
    assert closed == change, (
        "closed plus open is the change of equity, less interest on cash and what was put in or let go (A13)"
    )
    for row in outcome.equity:
        gained = row["realized_pnl"] + row["unrealized_pnl"]
        moved_so_far = sum(one["amount"] for one in flows if is_moved(one) and one["ts"] <= row["ts"])
        assert row["equity"] == scenario.balance + gained + moved_so_far


@settings(max_examples=200)
@given(scenario=scenarios)
def test_reference_conserves(scenario: Scenario) -> None:
    check(scenario, simulate(scenario))


def test_reference_conserves_on_many() -> None:
    for seed, scenario in random_scenarios(300, start=10_000):
        try:
            check(scenario, simulate(scenario))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


@settings(max_examples=60)
@given(scenario=scenarios)
def test_fastbt_conserves(scenario: Scenario) -> None:
    check(scenario, run_fastbt(scenario))
