"""The clock that is moved by hand, and its timers (requirements F and T3)."""

from __future__ import annotations

import pytest

from fastbt.errors import ConfigError, UnknownNameError
from fastbt.strategies.clock import Clock, TestClock, TimeEvent


def test_initial_time_is_zero():
    assert TestClock().timestamp_ns() == 0
    assert TestClock(5).timestamp_ns() == 5


def test_set_time():
    clock = TestClock()
    clock.set_time(1_000)
    assert clock.timestamp_ns() == 1_000


def test_advance_time():
    clock = TestClock()
    assert clock.advance_time(5_000) == []
    assert clock.timestamp_ns() == 5_000


def test_timer_fires_at_every_interval():
    clock, seen = TestClock(), []
    clock.set_timer("t", 1_000, seen.append)
    fired = clock.advance_time(3_500)
    assert fired == seen == [TimeEvent("t", due, due) for due in (1_000, 2_000, 3_000)]
    assert clock.timestamp_ns() == 3_500
    assert clock.next_time_ns("t") == 4_000
    assert [event.ts_event for event in clock.advance_time(4_000)] == [4_000]


def test_a_canceled_timer_fires_no_more():
    clock, seen = TestClock(), []
    clock.set_timer("t", 1_000, seen.append)
    clock.cancel_timer("t")
    assert clock.advance_time(3_500) == seen == []
    assert clock.timer_names == ()
    with pytest.raises(UnknownNameError, match="unknown timer 't'"):
        clock.cancel_timer("t")


def test_timers_fire_by_time_and_then_as_they_were_set():
    clock = TestClock()
    clock.set_timer("slow", 2_000)
    clock.set_timer("fast", 1_000)
    clock.set_time_alert("alert", 2_000)
    assert clock.timer_names == ("slow", "fast", "alert")
    fired = [(event.name, event.ts_event) for event in clock.advance_time(4_000)]
    assert fired == [
        ("fast", 1_000),
        ("slow", 2_000),
        ("fast", 2_000),
        ("alert", 2_000),
        ("fast", 3_000),
        ("slow", 4_000),
        ("fast", 4_000),
    ]
    assert clock.timer_names == ("slow", "fast")


def test_start_and_stop():
    clock = TestClock(100)
    clock.set_timer("t", 10, start_ns=200, stop_ns=225)
    assert [event.ts_event for event in clock.advance_time(1_000)] == [210, 220]
    assert clock.timer_names == ()
    clock.set_timer("to the moment", 10, stop_ns=1_020)
    clock.set_timer("once", 10, stop_ns=1_010)
    assert [event.ts_event for event in clock.advance_time(2_000)] == [1_010, 1_010, 1_020]


def test_an_alert_fires_once():
    clock, seen = TestClock(), []
    clock.set_time_alert("a", 500, seen.append)
    assert clock.next_time_ns("a") == 500
    clock.advance_time(499)
    assert seen == []
    clock.advance_time(500)
    clock.advance_time(5_000)
    assert seen == [TimeEvent("a", 500, 500)]


def test_the_clock_shows_a_timers_time_while_its_handler_runs():
    clock, seen = TestClock(), []
    clock.set_timer("t", 1_000, lambda _: seen.append(clock.timestamp_ns()))
    clock.advance_time(2_500)
    assert seen == [1_000, 2_000]


def test_what_is_overdue_fires_when_the_clock_advances():
    clock = TestClock()
    clock.set_time_alert("a", 500)
    clock.set_time(1_000)
    assert clock.advance_time(1_000) == [TimeEvent("a", 500, 1_000)]
    clock.set_time(0)
    assert clock.timestamp_ns() == 0


def test_handlers_may_set_and_cancel_timers():
    clock, seen = TestClock(), []

    def first(event: TimeEvent) -> None:
        seen.append(event.name)
        clock.cancel_timer("first")
        clock.cancel_timer("never")
        clock.set_time_alert("late", event.ts_event + 5, lambda late: seen.append(late.name))
        clock.set_timer("first", 100, lambda again: seen.append(f"{again.name} {again.ts_event}"))

    clock.set_timer("first", 10, first)
    clock.set_time_alert("never", 12)
    assert [event.name for event in clock.advance_time(120)] == ["first", "late", "first"]
    assert seen == ["first", "late", "first 110"]


def test_cancel_all():
    clock = TestClock()
    clock.set_timer("a", 1)
    clock.set_time_alert("b", 1)
    clock.cancel_timers()
    assert clock.advance_time(10) == []
    clock.set_timer("a", 5)
    assert [event.ts_event for event in clock.advance_time(15)] == [15]


def test_runs_alike():
    def run() -> list[TimeEvent]:
        clock = TestClock()
        for number in range(20):
            clock.set_timer(f"t{number}", 7 + number % 5)
        return clock.advance_time(100)

    assert run() == run()


def test_misuse():
    clock = TestClock(10)
    with pytest.raises(ConfigError, match="to_ns: 9 is before the clock's 10"):
        clock.advance_time(9)
    for wrong in (1.5, True, None):
        with pytest.raises(ConfigError, match="to_ns: must be an integer of nanoseconds"):
            clock.set_time(wrong)
    for interval in (0, -1):
        with pytest.raises(ConfigError, match="timer t: interval_ns must be above 0"):
            clock.set_timer("t", interval)
    with pytest.raises(ConfigError, match="timer t: would never fire, stop_ns=15 is before 20"):
        clock.set_timer("t", 10, stop_ns=15)
    clock.set_timer("t", 10)
    with pytest.raises(ConfigError, match="timer t: is set already"):
        clock.set_time_alert("t", 10)
    with pytest.raises(ConfigError, match="must have a name"):
        clock.set_timer("", 10)
    with pytest.raises(UnknownNameError, match="unknown timer 'T'"):
        clock.next_time_ns("T")


def test_a_clock_is_abstract():
    with pytest.raises(TypeError, match="abstract"):
        Clock()
