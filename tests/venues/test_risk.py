"""Risk limits as a user writes them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fastbt.codes import TradingState
from fastbt.errors import ConfigError
from fastbt.venues.risk import EVER, RiskLimits, risk_limits
from fastbt.venues.venue import Venue


def test_limits_of_all_or_of_each_instrument():
    limits = RiskLimits(max_order_notional=1000, max_position={"A.SIM": "2.5"})
    assert limits.limit_of("max_order_notional", "B.SIM") == 1000
    assert limits.limit_of("max_position", "A.SIM") == Decimal("2.5")
    assert limits.limit_of("max_position", "B.SIM") is None
    assert limits.named() == {"A.SIM"}


def test_intervals():
    for interval in ("1s", timedelta(seconds=1), 10**9):
        assert RiskLimits(max_orders=(5, interval)).max_orders == (5, 10**9)


def test_trading_states():
    assert RiskLimits(trading_state="HALTED").trading_state == ((EVER, TradingState.HALTED),)
    limits = RiskLimits(trading_state=[("1970-01-02", "halted"), (2 * 86_400 * 10**9, TradingState.ACTIVE)])
    assert limits.trading_state == (
        (EVER, TradingState.ACTIVE),
        (86_400 * 10**9, TradingState.HALTED),
        (2 * 86_400 * 10**9, TradingState.ACTIVE),
    )


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"max_position": {"A.SIM": 5}, "max_orders": (2, "1m")},
        {"max_order_notional": 12.5, "trading_state": "reducing"},
        {"trading_state": [("1970-01-02", "halted")]},
    ],
)
def test_a_venue_keeps_them(words: dict[str, Any]):
    venue = Venue(risk=RiskLimits(**words))
    assert Venue.from_dict(venue.to_dict()) == venue
    assert eval(repr(venue.risk)) == venue.risk  # noqa: S307 - our own text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"max_position": 0},
            "max_position=0 must be above zero; to stop trading use trading_state='halted'",
        ),
        ({"max_order_notional": {"A.SIM": -1}}, "max_order_notional of A.SIM=-1 must be above zero"),
        ({"max_orders": 5}, r"max_orders=5: give a number and an interval, such as \(100, '1s'\)"),
        ({"max_orders": (0, "1s")}, "the number must be whole, from 1 to 1,000,000"),
        ({"max_orders": (1.5, "1s")}, "the number must be whole"),
        ({"max_orders": (1, "soon")}, "max_orders: interval='soon' is not a duration"),
        ({"max_orders": (1, 0)}, "the interval must be above zero"),
        ({"trading_state": "closed"}, "trading_state='closed' is not one of 'active', 'halted', 'reducing'"),
        ({"trading_state": 1}, "trading_state=1 is neither a state nor a list"),
        ({"trading_state": ["halted"]}, "'halted' is not .time, state."),
        ({"trading_state": [("2024-01-02", "halted"), ("2024-01-01", "active")]}, "sort them by time"),
    ],
)
def test_what_is_refused(words: dict[str, Any], message: str):
    with pytest.raises(ConfigError, match=message):
        RiskLimits(**words)


def test_what_is_no_limits():
    with pytest.raises(ConfigError, match=r"risk=5 is not a bt.RiskLimits; write"):
        risk_limits(5)
    with pytest.raises(ConfigError, match="there is no limit 'position'; there are max_order_notional"):
        risk_limits({"position": 5})


def test_losses_are_shares_and_say_what_a_halt_does():
    limits = RiskLimits(max_drawdown=0.2, max_daily_loss="0.05", on_halt="close")
    assert repr(limits) == "RiskLimits(max_drawdown=0.2, max_daily_loss=0.05, on_halt='close')"
    assert limits.to_dict() == {
        "max_drawdown": "0.2", "max_daily_loss": "0.05", "on_halt": "close", "trading_state": "active",
    }  # fmt: skip
    assert RiskLimits(**limits.to_dict()) == limits
    assert limits.halts_for_losses and not RiskLimits(max_position=1).halts_for_losses
    for share in (0, -0.1, 1.01, "0.0000000000001"):
        with pytest.raises(ConfigError, match="must be a share above 0 and at most 1"):
            RiskLimits(max_drawdown=share)
    with pytest.raises(ConfigError, match="on_halt='stop' is not one of 'reduce', 'close'"):
        RiskLimits(on_halt="stop")
