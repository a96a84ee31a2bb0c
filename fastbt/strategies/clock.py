"""Clocks: what time it is for a strategy, and timers that wake it; here the one that a test or a run drives.

In a backtest time moves only from row to row, so a clock is moved by its owner and fires what became due on
the way, in order of time, and of two timers due at once the one that was set first.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from fastbt.errors import ConfigError, unknown_name


@dataclass(frozen=True, slots=True)
class TimeEvent:
    """A timer or an alert that became due."""

    name: str
    """Name of the timer or alert."""
    ts_event: int
    """When it was due, UTC nanoseconds."""
    ts_init: int
    """The clock's time when it fired."""


TimeHandler = Callable[[TimeEvent], object]
"""What a timer calls."""


@dataclass(slots=True)
class _Timer:
    """A timer that is set: when it is due next, and what then."""

    name: str
    due: int
    order: int
    interval: int | None
    stop: int | None
    handler: TimeHandler | None

    def following(self) -> int | None:
        """When it is due after this time; None where it ends."""
        if self.interval is None or (self.stop is not None and self.due + self.interval > self.stop):
            return None
        return self.due + self.interval


class Clock(ABC):
    """What every clock tells and takes; ``TestClock`` is moved by hand."""

    @abstractmethod
    def timestamp_ns(self) -> int:
        """Return the time, UTC nanoseconds."""

    @abstractmethod
    def set_timer(
        self,
        name: str,
        interval_ns: int,
        handler: TimeHandler | None = None,
        *,
        start_ns: int | None = None,
        stop_ns: int | None = None,
    ) -> None:
        """Fire every ``interval_ns`` nanoseconds, first one interval after the start."""

    @abstractmethod
    def set_time_alert(self, name: str, time_ns: int, handler: TimeHandler | None = None) -> None:
        """Fire once, at a time."""

    @abstractmethod
    def cancel_timer(self, name: str) -> None:
        """Stop a timer or an alert."""

    @property
    @abstractmethod
    def timer_names(self) -> tuple[str, ...]:
        """Names of the timers and alerts that are set, in the order in which they were."""


class TestClock(Clock):
    """A clock that stands still until it is moved, and then fires what became due.

    Example:
        >>> clock = TestClock()
        >>> clock.set_timer("rebalance", 1_000)
        >>> [event.ts_event for event in clock.advance_time(3_500)], clock.timestamp_ns()
        ([1000, 2000, 3000], 3500)
    """

    __test__: ClassVar[bool] = False
    """No test itself, whatever pytest makes of its name."""

    def __init__(self, time_ns: int = 0) -> None:
        """Begin at a time.

        Args:
            time_ns: UTC nanoseconds.

        Raises:
            ConfigError: it is not an integer.
        """
        self._now = _check_time(time_ns, "time_ns")
        self._timers: dict[str, _Timer] = {}
        self._queue: list[tuple[int, int, str]] = []
        self._count = 0

    def timestamp_ns(self) -> int:
        """Return the time, UTC nanoseconds."""
        return self._now

    @property
    def timer_names(self) -> tuple[str, ...]:
        """Names of the timers and alerts that are set, in the order in which they were."""
        return tuple(self._timers)

    def next_time_ns(self, name: str) -> int:
        """Return when a timer or an alert is due next.

        Raises:
            UnknownNameError: none of that name is set.
        """
        return self._timer(name).due

    def set_time(self, to_ns: int) -> None:
        """Jump to a time, back or forth, without firing; what is overdue fires when the clock advances.

        Args:
            to_ns: UTC nanoseconds.

        Raises:
            ConfigError: it is not an integer.
        """
        self._now = _check_time(to_ns, "to_ns")

    def advance_time(self, to_ns: int) -> list[TimeEvent]:
        """Move to a time and fire what becomes due until then, that time included.

        While a handler runs, the clock shows the time its timer was due. A handler may set and cancel timers;
        those due until ``to_ns`` fire too.

        Args:
            to_ns: UTC nanoseconds, not before the clock's time.

        Returns:
            What fired, in order.

        Raises:
            ConfigError: it is not an integer, or lies in the past.
        """
        if _check_time(to_ns, "to_ns") < self._now:
            raise ConfigError(f"to_ns: {to_ns} is before the clock's {self._now}; set_time goes back")
        fired = []
        while self._queue and self._queue[0][0] <= to_ns:
            due, order, name = heapq.heappop(self._queue)
            timer = self._timers.get(name)
            # A timer that was canceled or set anew leaves its old entry behind.
            if timer is None or (timer.due, timer.order) != (due, order):
                continue
            self._now = max(self._now, due)
            event = TimeEvent(name, due, self._now)
            self._set_next(timer)
            fired.append(event)
            if timer.handler is not None:
                timer.handler(event)
        self._now = to_ns
        return fired

    def set_timer(
        self,
        name: str,
        interval_ns: int,
        handler: TimeHandler | None = None,
        *,
        start_ns: int | None = None,
        stop_ns: int | None = None,
    ) -> None:
        """Fire every ``interval_ns`` nanoseconds.

        Args:
            name: not the name of a timer that is set.
            interval_ns: nanoseconds, above 0.
            handler: called with each ``TimeEvent``.
            start_ns: it fires one interval after this time first; the clock's time if left out.
            stop_ns: it fires at this time last; never if left out.

        Raises:
            ConfigError: the name is taken, a time is not an integer, the interval is not above 0, or it would
                never fire.
        """
        if _check_time(interval_ns, "interval_ns") <= 0:
            raise ConfigError(f"timer {name}: interval_ns must be above 0, got {interval_ns}")
        first = (self._now if start_ns is None else _check_time(start_ns, "start_ns")) + interval_ns
        if stop_ns is not None and _check_time(stop_ns, "stop_ns") < first:
            raise ConfigError(f"timer {name}: would never fire, stop_ns={stop_ns} is before {first}")
        self._set(name, first, interval_ns, stop_ns, handler)

    def set_time_alert(self, name: str, time_ns: int, handler: TimeHandler | None = None) -> None:
        """Fire once, at a time.

        Args:
            name: not the name of a timer that is set.
            time_ns: UTC nanoseconds; a time that is past fires when the clock advances.
            handler: called with the ``TimeEvent``.

        Raises:
            ConfigError: the name is taken, or the time is not an integer.
        """
        self._set(name, _check_time(time_ns, "time_ns"), None, None, handler)

    def cancel_timer(self, name: str) -> None:
        """Stop a timer or an alert.

        Raises:
            UnknownNameError: none of that name is set.
        """
        del self._timers[self._timer(name).name]

    def cancel_timers(self) -> None:
        """Stop all timers and alerts."""
        self._timers.clear()
        self._queue.clear()

    def _set(
        self, name: str, due: int, interval: int | None, stop: int | None, handler: TimeHandler | None
    ) -> None:
        if not name:
            raise ConfigError("timer: must have a name")
        if name in self._timers:
            raise ConfigError(f"timer {name}: is set already; cancel it first")
        self._timers[name] = _Timer(name, due, self._count, interval, stop, handler)
        heapq.heappush(self._queue, (due, self._count, name))
        self._count += 1

    def _set_next(self, timer: _Timer) -> None:
        following = timer.following()
        if following is None:
            del self._timers[timer.name]
            return
        timer.due = following
        heapq.heappush(self._queue, (timer.due, timer.order, timer.name))

    def _timer(self, name: str) -> _Timer:
        if name not in self._timers:
            raise unknown_name("timer", name, self._timers)
        return self._timers[name]


def _check_time(value: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"{name}: must be an integer of nanoseconds, got {value!r}")
    return value
