"""The arithmetic of holdings against a plain model with fractions: rules A2 and A3."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from fastbt.model.holding import FillPart, Holding


def half_up(exact: Fraction) -> int:
    size = floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def test_a_partial_close_takes_its_rounded_share():
    holding = Holding()
    holding.add(FillPart(3, 1000, 0))
    holding.reduce(FillPart(-1, 340, 0))
    # A third of 1000 is 333.33: the share is 333, and 667 stay.
    assert (holding.cost, holding.realized, holding.lots) == (667, 7, 2)
    holding.reduce(FillPart(-1, 340, 0))
    assert (holding.cost, holding.realized) == (333, 7 + 6)
    holding.reduce(FillPart(-1, 340, 0))
    assert (holding.cost, holding.realized, holding.lots) == (0, 20, 0)
    assert (holding.closed_lots, holding.closed_value) == (3, 1020)


def test_a_short_earns_when_the_value_falls():
    holding = Holding()
    holding.add(FillPart(-10, 1000, 5))
    assert holding.side == -1
    assert holding.profit_at(900) == 100
    holding.reduce(FillPart(10, 900, 4))
    assert (holding.realized, holding.commission, holding.side, holding.peak_lots) == (100, 9, 0, 10)


def test_a_fill_through_zero_is_split():
    closing, opening = FillPart(-15, 1505, 8).split(-10, 1003)
    # Two thirds of 8 are 5.33: the closing share is rounded, the opening part gets the rest.
    assert closing == FillPart(-10, 1003, 5)
    assert opening == FillPart(-5, 502, 3)


def test_a_rebate_is_split_as_a_commission_is():
    closing, opening = FillPart(3, 30, -3).split(1, 10)
    assert (closing.commission, opening.commission) == (-1, -2)
    closing, opening = FillPart(2, 30, -3).split(1, 15)
    assert (closing.commission, opening.commission) == (-2, -1)


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(-(10**4), 10**4), st.integers(-20, 20)),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([1, -1]),
)
def test_shares_of_cost_add_up_exactly(fills: list[tuple[int, int, int]], side: int):
    """Opened by all the fills, closed by them again: what was paid is what was earned, to the unit."""
    holding = Holding()
    for lots, value, commission in fills:
        holding.add(FillPart(side * lots, value, commission))
    cost = holding.cost
    assert cost == sum(value for _, value, _ in fills)
    for lots, value, commission in fills:
        before = holding.cost
        share = half_up(Fraction(before * lots, abs(holding.lots)))
        realized = holding.realized
        holding.reduce(FillPart(-side * lots, value + 7, commission))
        assert holding.cost == before - share
        assert holding.realized - realized == side * (value + 7 - share)
    assert (holding.lots, holding.cost) == (0, 0)
    assert holding.realized == side * 7 * len(fills)
    assert holding.commission == 2 * sum(commission for _, _, commission in fills)


@given(
    st.integers(2, 1000),
    st.integers(-(10**6), 10**6),
    st.integers(-(10**4), 10**4),
    st.data(),
    st.sampled_from([1, -1]),
)
def test_the_parts_of_a_split_add_up(
    lots: int, notional: int, commission: int, data: st.DataObject, side: int
):
    closing_lots = data.draw(st.integers(1, lots - 1))
    closing, opening = FillPart(side * lots, notional, commission).split(side * closing_lots, notional // 3)
    assert closing.lots + opening.lots == side * lots
    assert closing.notional + opening.notional == notional
    assert closing.commission + opening.commission == commission
    assert closing.commission == half_up(Fraction(commission * closing_lots, lots))
