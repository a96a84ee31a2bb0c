"""How long messages between a strategy and its venue take, as a user writes it (rule T6).

A model is facts only; ``fastbt/kernels/latency.py`` delays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, ClassVar

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.durations import duration_ns
from fastbt.venues.custom import CustomModel, refuse_plain

LONGEST_NS = 366 * 86_400 * 10**9
"""A year: a longer latency is a mistake of units."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Time that passes between sending and arriving; each a number of nanoseconds, a timedelta, or text.

    Args:
        submit: an order's way to the venue.
        modify: a modify's way.
        cancel: a cancel's way.
        report: the way of an order event back to the strategy's ``on_order_event``.
        jitter: the most that is added to each of them, drawn evenly from 0 up to it.

    Raises:
        ConfigError: if one is no duration, negative or longer than a year.

    Example:
        >>> Latency(submit="5ms", cancel=2_000_000)
        Latency(submit=5000000, modify=0, cancel=2000000, report=0, jitter=0)
    """

    submit: int | timedelta | str = 0
    modify: int | timedelta | str = 0
    cancel: int | timedelta | str = 0
    report: int | timedelta | str = 0
    jitter: int | timedelta | str = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, _nanoseconds(getattr(self, field.name), field.name))

    @property
    def latest_submit(self) -> int:
        """The longest that an order is on its way, ns."""
        return int(self.submit) + int(self.jitter)  # type: ignore[arg-type] # numbers since __post_init__

    def to_dict(self) -> dict[str, int]:
        """Return the nanoseconds by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, init=False, repr=False)
class CustomLatency(CustomModel):
    """Time between sending and arriving by a function of the user's own (T6).

    Args:
        function: ``f(message)`` or ``f(message, p)``. It returns the nanoseconds that a message takes, zero
            or more and at most ``longest``, rounded to the nearest. Of a message it sees ``kind`` (a number
            of ``bt.MessageKind``: a new order, a modify, a cancel, or a report to ``on_order_event``),
            ``ts`` (the end of the row on which it is sent, nanoseconds), ``side`` (1 buys, -1 sells),
            ``order_type`` (a number of ``bt.OrderType``), ``reduce_only``, ``instrument`` (its number, from
            0), ``quantity`` and ``filled`` of its order (NaN where the quantity is found at the fill), and
            ``chance``: a number from 0 to below 1, each as likely, which the venue's ``seed`` decides (O4).
        params: numbers by name, which the function reads as ``p.name``.
        exact: the function sees and returns whole counts: quantities in ``10^-size_precision`` (one that is
            not known is -2^63), ``chance`` in 10^-12, from 0 to 10^12 - 1.
        longest: the most that a message takes, nanoseconds, a timedelta, or text such as ``"1s"``. An answer
            beyond it ends the run; the session of orders for a session counts from it.

    Raises:
        ConfigError: if it is no such function, draws chance of its own, a parameter is no number, or
            ``longest`` is no time from 0 to a year.

    Example:
        >>> def slow_cancels(message, p):
        ...     return p.base * (2 if message.kind == 3 else 1) + p.most * message.chance**2
        >>> CustomLatency(slow_cancels, params={"base": 2e6, "most": 5e6}, longest="10ms").longest
        10000000
    """

    longest: int
    option: ClassVar[str] = "latency"
    shown: ClassVar[str] = "message"

    def __init__(
        self,
        function: Callable[..., Any],
        params: Mapping[str, float] | None = None,
        *,
        exact: bool = False,
        longest: int | timedelta | str,
    ) -> None:
        CustomModel.__init__(self, function, params, exact=exact)
        object.__setattr__(self, "longest", _nanoseconds(longest, "longest"))

    @property
    def latest_submit(self) -> int:
        """The longest that an order is on its way, ns."""
        return self.longest

    def __repr__(self) -> str:
        return f"{CustomModel.__repr__(self)[:-1]}, longest={self.longest})"

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values, but for the function."""
        return CustomModel.to_dict(self) | {"longest": self.longest}


def _nanoseconds(value: object, name: str) -> int:
    """A duration of zero or more as nanoseconds."""
    if isinstance(value, timedelta) and not value:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        value = duration_ns(value, f"latency: {name}")
    if not 0 <= value <= LONGEST_NS:
        raise ConfigError(
            f"latency: {name}={value!r} must lie from 0 to a year; it counts nanoseconds, or give text such "
            "as '5ms'"
        )
    return value


def latency_model(value: object) -> Latency | CustomLatency | None:
    """Return the latency that an option means.

    Args:
        value: a ``Latency``, what its ``to_dict`` returned, a ``CustomLatency``, or None.

    Raises:
        ConfigError: it is none of these.
        UnknownNameError: a name that a latency does not have.
    """
    if value is None or isinstance(value, Latency | CustomLatency):
        return value
    refuse_plain("latency", value)
    if isinstance(value, Mapping):
        names = [field.name for field in fields(Latency)]
        for name in value:
            if name not in names:
                raise unknown_name("latency", name, names)
        given: dict[str, Any] = dict(value)
        return Latency(**given)
    raise ConfigError(
        f"latency={value!r}: give bt.Latency(submit='5ms', ...), bt.CustomLatency(function, longest=) or None"
    )
