"""Trailing stops of an order table as COMMAND records (``simulation/lower_trailing.py``)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fastbt.errors import ConfigError
from fastbt.kernels.state import BRACKET_FRACTION, BRACKET_OFFSET, NOTHING
from tests.simulation.test_lower_orders import COARSE, commands


def terms(*rows: dict, **words):
    found = commands(*rows, **words).commands
    return found[["trail_kind", "trail_offset", "limit_offset", "activation"]].tolist()


def test_units():
    assert terms(
        {"trailing_offset": 1.504, "limit_offset": 0.25, "activation_price": 2.0},
        {"trailing_offset": 3.0, "trailing_offset_type": "TICKS"},
        {"trailing_offset": 12.5, "trailing_offset_type": "BASIS_POINTS", "limit_offset": 0.0},
        {"price": 1.0},
    ) == [
        (BRACKET_OFFSET, 150, 25, 200),
        (BRACKET_OFFSET, 3, NOTHING, NOTHING),
        (BRACKET_FRACTION, 1_250_000_000, 0, NOTHING),
        (0, NOTHING, NOTHING, NOTHING),
    ]


def test_ticks_are_price_increments_and_prices_lie_on_them():
    rows = {"trailing_offset": 3.0, "trailing_offset_type": "TICKS"}, {"trailing_offset": 0.12}
    assert [row[1] for row in terms(*rows, instruments=(COARSE,))] == [15, 10]


def test_exact_offsets():
    rows = {"trailing_offset": Decimal("0.25")}, {"trailing_offset": Decimal("0.50")}
    assert [row[1] for row in terms(*rows)] == [25, 50]
    with pytest.raises(ConfigError, match=r"row 0, column 'trailing_offset'.*round it, or give a float"):
        terms({"trailing_offset": Decimal("0.255")})


def test_exact_basis_points_need_no_grid_of_prices():
    row = {"trailing_offset": Decimal("0.255"), "trailing_offset_type": "BASIS_POINTS"}
    assert terms(row) == [(BRACKET_FRACTION, 25_500_000, NOTHING, NOTHING)]


def test_a_modify_changes_no_price_of_it():
    sent = {"client_order_id": "t", "trailing_offset": 1.0}
    change = {"action": "modify", "client_order_id": "t", "at": 2}
    assert len(terms(sent, change | {"quantity": 2.0})) == 2
    with pytest.raises(ConfigError, match="TRAILING_STOP_MARKET, which has no trigger_price"):
        terms(sent, change | {"trigger_price": 2.0})
