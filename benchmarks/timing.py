"""How things are timed: rounds of two rivals in turn, medians, processes of their own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ROUNDS = 15

_EXACT = time.get_clock_info("thread_time").resolution <= 1e-6
own_time = time.thread_time if _EXACT else time.perf_counter
"""This thread's own time on the processor: on a shared machine it stands still while others run.

For work of one thread. Where a system counts it too coarsely, the clock on the wall.
"""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Least, median and largest of some rounds."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float], factor: float = 1.0) -> Spread:
        """Spread of values, each times a factor."""
        scaled = [value * factor for value in values]
        return cls(min(scaled), statistics.median(scaled), max(scaled))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, and what the table says beside it.

    Args:
        name: its gate's name, where it has one.
        value: its rounds.
        ours: what fastbt took, in words.
        other: what the rival took, in words.
    """

    name: str
    value: Spread
    ours: str = ""
    other: str = ""


def seconds(work: Callable[[], Any], clock: Clock = time.perf_counter) -> float:
    """Time of one call."""
    started = clock()
    work()
    return clock() - started


def repeat(
    work: Callable[[], Any],
    prepare: Callable[[], Any] | None = None,
    rounds: int = ROUNDS,
    clock: Clock = time.perf_counter,
) -> list[float]:
    """Times of some calls after a warm one; ``prepare`` runs before each and is not timed."""
    times = []
    for _ in range(rounds + 1):
        if prepare is not None:
            prepare()
        times.append(seconds(work, clock))
    return times[1:]


def in_turn(
    ours: Callable[[], Any],
    other: Callable[[], Any],
    prepare: Callable[[], Any] | None = None,
    rounds: int = ROUNDS,
    clock: Clock = time.perf_counter,
) -> tuple[list[float], list[float]]:
    """Times of two works that alternate: ours, other, ours, other ... after one warm call of each.

    Alone, back to back, either would find its data in cache and its branches learned, which no real run
    does. ``prepare`` runs before each call of ours and is not timed.
    """
    first, second = [], []
    for _ in range(rounds + 1):
        if prepare is not None:
            prepare()
        first.append(seconds(ours, clock))
        second.append(seconds(other, clock))
    return first[1:], second[1:]


def rate_ratio(ours: Sequence[float], other: Sequence[float]) -> Spread:
    """Rate of ours divided by the other's, round by round."""
    return Spread.of([b / a for a, b in zip(ours, other, strict=True)])


def shown(spread: Spread, unit: str) -> str:
    """A median in words, with as many digits as a reader wants."""
    return f"{number(spread.median)} {unit}".strip()


def number(value: float) -> str:
    """Three significant digits, thousands apart."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{digits}f}"
