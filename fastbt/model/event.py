"""The base of all events: a kind and two times."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import ClassVar

from fastbt.codes import EventKind
from fastbt.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at a time; times are UTC nanoseconds.

    Raises:
        ConfigError: a time is not an integer of nanoseconds.
    """

    kind: ClassVar[EventKind]
    """Its code in the event log."""

    ts_event: int
    """When it happened."""
    ts_init: int
    """When it was known here; later than ``ts_event`` where there is latency."""

    def __post_init__(self) -> None:
        for name in ("ts_event", "ts_init"):
            value = getattr(self, name)
            if type(value) is not int:
                object.__setattr__(self, name, _nanoseconds(value, name))


def _nanoseconds(value: object, name: str) -> int:
    # NumPy's integers come out of tables; a float could not hold today's nanoseconds.
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ConfigError(f"{name}: must be an integer of UTC nanoseconds, got {value!r}")
    return index(value)
