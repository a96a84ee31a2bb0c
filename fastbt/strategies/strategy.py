"""Class strategies: plain Python, event driven, called by the kernel after every bar (``bt.Strategy``).

A subclass overrides hooks and sends orders by ``self.buy``, ``self.sell`` and ``self.close_position``. The
orders go through the same kernel as those of signals and compiled strategies.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fastbt.codes import EventKind
from fastbt.errors import ConfigError, StrategyError, unknown_name
from fastbt.strategies.ladders import Ladder

FILLED = int(EventKind.ORDER_FILLED)


class Session(Protocol):
    """What a run offers to a class strategy."""

    frame: pl.DataFrame
    """The bars with all columns."""

    @property
    def row(self) -> int:
        """Row in progress, -1 before the first."""

    @property
    def position(self) -> float:
        """Signed units held of the row's instrument."""

    @property
    def cash(self) -> float:
        """Balance of the account."""

    @property
    def equity(self) -> float:
        """Equity of the account."""

    def place(self, side: int, reduce_only: bool, words: Mapping[str, Any]) -> int:
        """Send an order for the row's instrument; its number."""

    def previous_rows(self, count: int) -> int:
        """Row of the instrument's bar ``count`` bars before the one in progress."""


class StrategyConfig:
    """Parameters of a class strategy: annotated attributes with defaults, replaced by keyword.

    Example:
        >>> class Config(StrategyConfig):
        ...     fast: int = 10
        >>> Config(fast=20).fast, Config().to_dict()
        (20, {'fast': 10})
    """

    def __init__(self, **values: Any) -> None:
        """Set parameters by name; a name that does not exist is an error listing the nearest."""
        known = self.names()
        for name, value in values.items():
            if name not in known:
                raise unknown_name("parameter", name, known)
            setattr(self, name, value)
        missing = [name for name in known if not hasattr(self, name)]
        if missing:
            raise ConfigError(f"parameter {missing[0]!r} has no default: give it to the strategy")

    @classmethod
    def names(cls) -> list[str]:
        """Names of the parameters, base classes first."""
        return [name for base in reversed(cls.__mro__) for name in inspect.get_annotations(base)]

    def to_dict(self) -> dict[str, Any]:
        """The parameters by name."""
        return {name: getattr(self, name) for name in self.names()}


class IndicatorView:
    """A column of numbers as a strategy sees it: ``[-1]`` is the bar in progress, ``[-2]`` the one before."""

    def __init__(self, values: NDArray[np.float64], session: Session) -> None:
        self._values = values
        self._session = session

    def __getitem__(self, index: int) -> float:
        if index >= 0:
            raise StrategyError(
                f"an indicator is read backwards, [-1] is now; [{index}] would be the future or the first bar"
            )
        row = self._session.row if index == -1 else self._session.previous_rows(-index - 1)
        return float(self._values[row]) if row >= 0 else math.nan


class PositionView:
    """The position in the instrument of the bar in progress."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def quantity(self) -> float:
        """Signed units."""
        return self._session.position

    @property
    def is_flat(self) -> bool:
        """Whether nothing is held."""
        return self._session.position == 0

    @property
    def is_long(self) -> bool:
        """Whether the quantity is above zero."""
        return self._session.position > 0

    @property
    def is_short(self) -> bool:
        """Whether the quantity is below zero."""
        return self._session.position < 0


class Strategy:
    """Base of class strategies.

    Args:
        **parameters: values for ``Config``, by name.

    Example:
        >>> class BuyOnce(Strategy):
        ...     def on_bar(self, bar):
        ...         if self.position.is_flat:
        ...             self.buy(quantity=10)
    """

    class Config(StrategyConfig):
        """No parameters; a subclass declares its own."""

    _session: Session | None = None

    def __init__(self, **parameters: Any) -> None:
        """Set the parameters."""
        self.config = self.Config(**parameters)

    def on_start(self) -> None:
        """Called once before the first bar; the place for ``self.I``."""

    def on_bar(self, bar: Any) -> None:
        """Called after every bar is matched.

        ``bar`` has ts_event, open, high, low, close, volume and changes in place.
        """

    def on_order_event(self, event: Any) -> None:
        """Called for every order event before the bar that follows it."""

    def on_order_filled(self, event: Any) -> None:
        """Called for every fill, after ``on_order_event``."""

    def enter(self, session: Session | None) -> None:
        """Enter a run, or leave it (None); called by fastbt."""
        self._session = session

    @property
    def session(self) -> Session:
        """The run in progress.

        Raises:
            StrategyError: outside a run.
        """
        if self._session is None:
            raise StrategyError(
                f"{type(self).__name__} is not in a run: orders and prices exist only in its hooks"
            )
        return self._session

    @property
    def position(self) -> PositionView:
        """The position in the instrument of the bar in progress."""
        return PositionView(self.session)

    @property
    def cash(self) -> float:
        """Balance of the account."""
        return self.session.cash

    @property
    def equity(self) -> float:
        """Equity of the account."""
        return self.session.equity

    def I(self, function: Callable[..., pl.Expr], *args: Any, **kwargs: Any) -> IndicatorView:  # noqa: E743, N802 - the founding documents' name
        """Compute an indicator once over all bars, and read it bar by bar.

        Args:
            function: one of ``fastbt.ta``, or any function that gives a Polars expression.
            *args: its arguments.
            **kwargs: its keyword arguments.

        Returns:
            A view whose ``[-1]`` is the value at the bar in progress, NaN where it is null.
        """
        session = self.session
        expression = function(*args, **kwargs)
        if session.frame["instrument_id"].n_unique() > 1:
            expression = expression.over("instrument_id")
        values = session.frame.select(expression.cast(pl.Float64).fill_null(math.nan)).to_series()
        return IndicatorView(values.to_numpy(), session)

    def buy(
        self,
        quantity: float,
        limit_price: float | None = None,
        trigger_price: float | None = None,
        stop_loss: float | None = None,
        take_profit: float | Ladder | None = None,
    ) -> int:
        """Send a BUY order for the instrument of the bar in progress.

        Args:
            quantity: units, rounded down to a lot.
            limit_price: makes it a LIMIT order.
            trigger_price: makes it a STOP_MARKET, with a limit price a STOP_LIMIT order.
            stop_loss: fraction of the fill price.
            take_profit: fraction of the fill price, or a ladder of (level, share).

        Returns:
            The order's number in the run, from 0.
        """
        words: dict[str, Any] = {
            "limit_price": limit_price,
            "trigger_price": trigger_price,
            "stop_loss": stop_loss,
            "take_profit": take_profit,
        }
        return self.session.place(1, False, {"quantity": quantity, **words})

    def sell(
        self,
        quantity: float,
        limit_price: float | None = None,
        trigger_price: float | None = None,
        stop_loss: float | None = None,
        take_profit: float | Ladder | None = None,
    ) -> int:
        """Send a SELL order; arguments as for ``buy``."""
        words: dict[str, Any] = {
            "limit_price": limit_price,
            "trigger_price": trigger_price,
            "stop_loss": stop_loss,
            "take_profit": take_profit,
        }
        return self.session.place(-1, False, {"quantity": quantity, **words})

    def close_position(self) -> int:
        """Send the reduce-only market order that closes the position; its number, or -1 when flat."""
        held = self.session.position
        if held == 0:
            return -1
        return self.session.place(
            -1 if held > 0 else 1, True, {"quantity": None}
        )  # all that is held at the fill

    def take_order_event(self, event: Any) -> None:
        """Pass an order event to the hooks."""
        self.on_order_event(event)
        if event.kind == FILLED:
            self.on_order_filled(event)
