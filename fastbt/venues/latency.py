"""How long messages between a strategy and its venue take, as a user writes it (rule T6).

A model is facts only; ``fastbt/kernels/latency.py`` delays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from fastbt.errors import ConfigError, unknown_name
from fastbt.model.durations import duration_ns

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


def latency_model(value: object) -> Latency | None:
    """Return the latency that an option means.

    Args:
        value: a ``Latency``, what its ``to_dict`` returned, or None.

    Raises:
        ConfigError: it is none of these.
        UnknownNameError: a name that a latency does not have.
    """
    if value is None or isinstance(value, Latency):
        return value
    if isinstance(value, Mapping):
        names = [field.name for field in fields(Latency)]
        for name in value:
            if name not in names:
                raise unknown_name("latency", name, names)
        given: dict[str, Any] = dict(value)
        return Latency(**given)
    raise ConfigError(f"latency={value!r}: give bt.Latency(submit='5ms', ...) or None")
