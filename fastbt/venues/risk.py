"""Limits on what a strategy may send, as a risk desk sets them: pre-trade checks of rule A11."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from fastbt.codes import TradingState
from fastbt.errors import ConfigError
from fastbt.model.durations import duration_ns
from fastbt.model.moments import Moment, to_moment
from fastbt.model.rounding import RATE_PRECISION, Number, to_decimal
from fastbt.venues.rates import plain

Limit = Decimal | Mapping[str, Decimal]
"""A number for every instrument, or one for each that is named."""
MOST_ORDERS = 1_000_000
EVER = -(2**63)
"""The state that holds from the beginning begins here."""


@dataclass(frozen=True, slots=True, init=False)
class RiskLimits:
    """Pre-trade limits; an order that passes one is denied with a reason of its own, and the run goes on.

    Orders that are reduce-only are free of the limits on size. A quantity that is found at the fill is tested
    there. The modified terms of an order are tested as those of a new one.

    Args:
        max_order_notional: most that one order may be worth, in the account's currency, or that by instrument
            id (``ABOVE_MAX_NOTIONAL``).
        max_position: most units that may be held on either side if all open orders of a side fill, or that by
            instrument id (``POSITION_LIMIT``).
        max_orders: (number, interval): most orders sent in any interval, such as ``(100, "1s")``; a
            ``timedelta``, text or nanoseconds (``ORDER_RATE``).
        max_drawdown: the share of its highest equity that an account may lose, such as 0.2; it is then halted
            for good (``MAX_DRAWDOWN``).
        max_daily_loss: the share of its equity at the start of a day, a session of the venue's calendar or a
            UTC day, that it may lose on it; it is then halted until the next one (``MAX_DAILY_LOSS``).
        on_halt: what a halt for losses does: ``reduce`` cancels orders that are not reduce-only and lets only
            pass what makes a position smaller; ``close`` cancels all, closes all and lets nothing pass.
        trading_state: ``active``; ``reducing``: only what makes a position smaller (``TRADING_REDUCING``);
            ``halted``: no orders (``TRADING_HALTED``). Or a list of (time, state): active before the first.

    Raises:
        ConfigError: naming the limit, its value and what is allowed.

    Example:
        >>> RiskLimits(max_position={"ABC.SIM": 500}, max_orders=(2, "1m"))
        RiskLimits(max_position={'ABC.SIM': 500}, max_orders=(2, 60000000000))
    """

    max_order_notional: Limit | None
    max_position: Limit | None
    max_orders: tuple[int, int] | None
    max_drawdown: Decimal | None
    max_daily_loss: Decimal | None
    on_halt: str
    trading_state: tuple[tuple[int, TradingState], ...]

    def __init__(
        self,
        *,
        max_order_notional: Number | Mapping[str, Number] | None = None,
        max_position: Number | Mapping[str, Number] | None = None,
        max_orders: tuple[int, timedelta | str | int] | Sequence[Any] | None = None,
        max_drawdown: Number | None = None,
        max_daily_loss: Number | None = None,
        on_halt: Literal["reduce", "close"] = "reduce",
        trading_state: TradingState | str | Sequence[tuple[Moment, TradingState | str]] = "active",
    ) -> None:
        object.__setattr__(self, "max_order_notional", _limit(max_order_notional, "max_order_notional"))
        object.__setattr__(self, "max_position", _limit(max_position, "max_position"))
        object.__setattr__(self, "max_orders", _rate(max_orders))
        object.__setattr__(self, "max_drawdown", _share(max_drawdown, "max_drawdown"))
        object.__setattr__(self, "max_daily_loss", _share(max_daily_loss, "max_daily_loss"))
        if on_halt not in ("reduce", "close"):
            raise ConfigError(f"on_halt={on_halt!r} is not one of 'reduce', 'close'")
        object.__setattr__(self, "on_halt", on_halt)
        object.__setattr__(self, "trading_state", _states(trading_state))

    @property
    def halts_for_losses(self) -> bool:
        """Whether there is a limit on losses."""
        return self.max_drawdown is not None or self.max_daily_loss is not None

    def limit_of(self, name: str, instrument_id: str) -> Decimal | None:
        """Return a limit on size for an instrument, None where there is none.

        Args:
            name: ``max_order_notional`` or ``max_position``.
            instrument_id: the instrument.
        """
        given = getattr(self, name)
        found = given.get(instrument_id) if isinstance(given, Mapping) else given
        return None if found is None else Decimal(found)

    def named(self) -> set[str]:
        """Return the ids of the instruments that a limit names."""
        limits = (self.max_order_notional, self.max_position)
        return {key for limit in limits if isinstance(limit, Mapping) for key in limit}

    def to_dict(self) -> dict[str, Any]:
        """Return the limits as plain values."""
        values: dict[str, Any] = {}
        for name in ("max_order_notional", "max_position"):
            given = getattr(self, name)
            if isinstance(given, Mapping):
                values[name] = {key: plain(number) for key, number in given.items()}
            elif given is not None:
                values[name] = plain(given)
        if self.max_orders is not None:
            values["max_orders"] = list(self.max_orders)
        if self.halts_for_losses:
            shares = {"max_drawdown": self.max_drawdown, "max_daily_loss": self.max_daily_loss}
            values |= {name: plain(share) for name, share in shares.items() if share is not None}
            values["on_halt"] = self.on_halt
        states = [[time, state.name.lower()] for time, state in self.trading_state[1:]]
        values["trading_state"] = states or self.trading_state[0][1].name.lower()
        return values

    def __repr__(self) -> str:
        values = self.to_dict()
        shown = [
            f"{name}={_shown(values[name])}"
            for name in ("max_order_notional", "max_position")
            if name in values
        ]
        if self.max_orders is not None:
            shown.append(f"max_orders={self.max_orders}")
        losses = [name for name in ("max_drawdown", "max_daily_loss") if name in values]
        shown += [f"{name}={values[name]}" for name in losses]
        if self.halts_for_losses and self.on_halt != "reduce":
            shown.append(f"on_halt={self.on_halt!r}")
        if values["trading_state"] != "active":
            shown.append(f"trading_state={values['trading_state']!r}")
        return f"RiskLimits({', '.join(shown)})"


def _shown(limit: str | dict[str, str]) -> str:
    """Numbers as they are typed."""
    if isinstance(limit, str):
        return limit
    return "{" + ", ".join(f"{key!r}: {number}" for key, number in limit.items()) + "}"


def risk_limits(given: object) -> RiskLimits | None:
    """Check what was given for ``Venue(risk=)``.

    Args:
        given: limits, what their ``to_dict`` wrote, or None.

    Raises:
        ConfigError: if it is none of these.
    """
    if given is None or isinstance(given, RiskLimits):
        return given
    if isinstance(given, Mapping):
        known = RiskLimits.__slots__
        for name in given:
            if name not in known:
                raise ConfigError(f"risk: there is no limit {name!r}; there are {', '.join(known)}")
        return RiskLimits(**given)
    raise ConfigError(f"risk={given!r} is not a bt.RiskLimits; write bt.RiskLimits(max_position=1000)")


def _limit(given: object, name: str) -> Limit | None:
    if given is None:
        return None
    if isinstance(given, Mapping):
        return {str(key): _above_zero(number, f"{name} of {key}") for key, number in given.items()}
    return _above_zero(given, name)


def _above_zero(given: Any, name: str) -> Decimal:
    number = to_decimal(given, name)
    if number <= 0:
        raise ConfigError(f"{name}={given!r} must be above zero; to stop trading use trading_state='halted'")
    return number


def _share(given: Any, name: str) -> Decimal | None:
    """A loss as a share of what there was, of 12 places."""
    if given is None:
        return None
    share = to_decimal(given, name)
    if not 0 < share <= 1 or share != round(share, RATE_PRECISION):
        raise ConfigError(
            f"{name}={given!r} must be a share above 0 and at most 1, of at most {RATE_PRECISION} decimals, "
            "such as 0.2"
        )
    return share


def _rate(given: object) -> tuple[int, int] | None:
    if given is None:
        return None
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise ConfigError(f"max_orders={given!r}: give a number and an interval, such as (100, '1s')")
    count, interval = given
    if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= MOST_ORDERS:
        raise ConfigError(f"max_orders={given!r}: the number must be whole, from 1 to {MOST_ORDERS:,}")
    if isinstance(interval, bool) or not isinstance(interval, int):
        interval = duration_ns(interval, "max_orders: interval")
    if not 0 < interval < 2**62:
        raise ConfigError(f"max_orders={given!r}: the interval must be above zero and below 146 years")
    return count, interval


def _states(given: object) -> tuple[tuple[int, TradingState], ...]:
    if isinstance(given, str | TradingState):
        return ((EVER, _state(given)),)
    if not isinstance(given, Sequence):
        raise ConfigError(f"trading_state={given!r} is neither a state nor a list of (time, state)")
    states = [(EVER, TradingState.ACTIVE)]
    for entry in given:
        if not isinstance(entry, Sequence) or isinstance(entry, str) or len(entry) != 2:
            raise ConfigError(
                f"trading_state: {entry!r} is not (time, state), such as ('2024-03-01', 'halted')"
            )
        time = to_moment(entry[0], "trading_state", date_is_end=False)
        if time <= states[-1][0]:
            raise ConfigError(f"trading_state: {entry!r} is not after the entry before it; sort them by time")
        states.append((time, _state(entry[1])))
    return tuple(states)


def _state(given: object) -> TradingState:
    if isinstance(given, TradingState):
        return given
    found = TradingState.__members__.get(given.upper()) if isinstance(given, str) else None
    if found is None:
        words = ", ".join(repr(state.name.lower()) for state in TradingState)
        raise ConfigError(f"trading_state={given!r} is not one of {words}")
    return found
